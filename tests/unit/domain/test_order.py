"""Names in the order in which a reader looks for them."""

from webapp.domain import wording

NAMES = ["Zoe Fischer", "王芳", "émile Petit", "安娜", "Eva Braun", "李雷", "张伟", "ada Lovelace", "曾国强", "欧阳明"]


def in_order(locale: str) -> list[str]:
    return wording.in_order(NAMES, locale, name=str)


def test_a_chinese_reader_finds_chinese_names_first_and_by_their_sound() -> None:
    assert in_order("zh") == ["安娜", "李雷", "欧阳明", "王芳", "曾国强", "张伟",
                              "ada Lovelace", "émile Petit", "Eva Braun", "Zoe Fischer"]


def test_an_english_reader_finds_latin_names_first_whatever_their_case_and_accents() -> None:
    assert in_order("en") == ["ada Lovelace", "émile Petit", "Eva Braun", "Zoe Fischer",
                              "安娜", "李雷", "欧阳明", "王芳", "曾国强", "张伟"]
