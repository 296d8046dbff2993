"""Documents: the same input gives the same bytes, words stay words, no glyph is missing."""

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from webapp.domain.documents import DocumentNotRendered, Rendered, render

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
TEMPLATE = b"""
#import "look.typ": heading-of
#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans CJK SC", lang: "zh")
#set page(footer: context [
  v#data.document.version #data.document.hash_of_data
  #counter(page).display() / #counter(page).final().first()
])
#heading-of(data)
#for line in data.lines [#line #parbreak()]
"""
LOOK = b"#let heading-of(data) = text(size: 16pt, data.document.title)"
FILES = {"documents/paper.typ": TEMPLATE, "documents/look.typ": LOOK}


def rendered(*lines: str, at: datetime = AT, files: dict[str, bytes] = FILES) -> Rendered:
    heading = {"title": "需求确认书", "version": 2, "hash_of_data": "ab" * 32}
    return render(files, "documents/paper.typ", {"document": heading, "lines": lines}, at=at)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def fonts_of(pdf: bytes) -> set[str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }


def missing_glyphs(pdf: bytes) -> int:
    """How often a page shows glyph 0, the box that stands for a character no font has."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    shown: list[Any] = []
    for page in reader.pages:
        for operands, operator in page.get_contents().operations:
            if operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                shown += [part.original_bytes for part in parts if hasattr(part, "original_bytes")]
    return sum(raw[n : n + 2] == b"\0\0" for raw in shown for n in range(0, len(raw), 2))


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = rendered("验收标准"), rendered("验收标准")

    assert first == second


def test_another_word_or_another_time_gives_other_bytes() -> None:
    base = rendered("验收标准").pdf

    assert rendered("验收标推").pdf != base
    assert rendered("验收标准", at=AT.replace(minute=31)).pdf != base


def test_rare_chinese_names_show_without_a_missing_glyph() -> None:
    pdf = rendered("龘 喆堃 昇旻 𠮷 繁體字 ①②③ ≤≥±℃㎡ “引号”——……").pdf

    assert missing_glyphs(pdf) == 0
    assert all(name in text_of(pdf) for name in ("龘", "喆堃", "昇旻", "𠮷"))
    assert fonts_of(pdf) == {"NotoSansCJKsc-Regular-Identity-H"}


def test_what_no_font_can_draw_is_spelled_out_instead_of_boxed() -> None:
    pdf = rendered("满意 😀").pdf

    assert missing_glyphs(pdf) == 0
    assert "〔U+1F600〕" in text_of(pdf)


def test_words_of_the_reader_are_never_markup() -> None:
    evil = '#strike[x] $1+1$ *x* _y_ `z` #read("/etc/passwd") \\u{41} ${ "quoted" // --'

    pdf = rendered(evil).pdf

    assert "#strike[x] $1+1$ *x* _y_" in text_of(pdf)
    assert '#read("/etc/passwd")' in text_of(pdf)


def test_every_page_names_version_hash_and_page_number() -> None:
    result = rendered(*["生产工单从 ERP 自动下发"] * 90)

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(result.pdf)).pages]
    assert len(pages) == len(result.pages) > 1
    assert all("v2 " in page and "ab" * 32 in page for page in pages)
    assert f"1 / {len(pages)}" in pages[0]


def test_pages_are_pictures_without_scripts() -> None:
    pages = rendered("验收标准").pages

    assert all(page.startswith(b"<svg") and b"<script" not in page for page in pages)


@pytest.mark.parametrize(("files", "message_id"), [
    ({}, "document-template-missing"),
    ({"documents/paper.typ": b"#let data ="}, "document-not-rendered"),
    ({"documents/paper.typ": b"#panic()"}, "document-not-rendered"),
    ({"documents/paper.typ": b"#while true {}"}, "document-not-rendered"),
    ({"documents/paper.typ": b'#read("../../etc/passwd")'}, "document-not-rendered"),
    ({"documents/paper.typ": b'#import "@preview/cetz:0.3.0": *'},
     "document-template-imports-package"),
    ({"documents/paper.typ": TEMPLATE, "../look.typ": LOOK}, "document-template-path"),
])
def test_a_broken_template_is_refused_in_words(files: dict[str, bytes], message_id: str) -> None:
    with pytest.raises(DocumentNotRendered) as refused:
        rendered("验收标准", files=files)

    assert refused.value.message_id == message_id


