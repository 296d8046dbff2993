"""Nothing the product says is left untranslated, and no translation loses a fact."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CHINESE = ROOT / "webapp" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "N_": None}
PLACE = re.compile(r"%\((\w+)\)")


def said() -> Iterator[str]:
    """Every sentence in the code and the templates; of a plural its singular."""
    for path in sorted((ROOT / "webapp").rglob("*")):
        if path.suffix in {".py", ".html"} and "node_modules" not in path.parts:
            method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
            for _line, message, _comments, _context in extract_from_file(method, path, KEYWORDS):
                yield message[0] if isinstance(message, tuple) else message


def translated() -> dict[str, Message]:
    with CHINESE.open("rb") as file:
        return {message.id[0] if isinstance(message.id, tuple) else message.id: message
                for message in read_po(file, locale="zh") if message.id}


def words(message: Message) -> str:
    return message.string[0] if isinstance(message.string, tuple) else message.string or ""


def test_nothing_claims_to_be_a_chain_of_blocks() -> None:
    """What we keep is a log that cannot be rewritten unseen, with outsiders as witnesses; it is called that and no more."""
    written = [path for room in ("webapp", "processes", "verifier", "docs") for path in (ROOT / room).rglob("*")
               if path.suffix in {".html", ".po", ".py", ".typ", ".toml", ".txt", ".md", ".bpmn", ".form"} and "node_modules" not in path.parts]

    claims = [path.name for path in written if re.search("block-?chain|区块链", path.read_text(), re.IGNORECASE)]

    assert claims == []


def test_every_sentence_is_said_in_chinese() -> None:
    chinese = translated()

    missing = sorted({sentence for sentence in said() if not words(chinese.get(sentence, Message("")))})

    assert missing == []


def test_no_fact_is_lost_in_translation() -> None:
    lost = {sentence: words(message) for sentence, message in translated().items()
            if not set(PLACE.findall(words(message))) <= set(PLACE.findall(sentence)) | {"num"}
            or (set(PLACE.findall(sentence)) - set(PLACE.findall(words(message))))}

    assert lost == {}


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    assert sorted(translated().keys() - set(said())) == []
