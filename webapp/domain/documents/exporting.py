"""A frozen document as Word and Excel files, for those who go on working with what it says. What counts stays the PDF.

Both are made from the document's reading view, so they say the same words in the same order.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import xlsxwriter  # type: ignore[import-untyped]
from docx import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml.html import HtmlElement

CHINESE, LATIN = "Microsoft YaHei", "Calibri"
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,13})(?:\.\d{1,6})?")
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET_NAME, WIDEST_COLUMN = 31, 60
HEADINGS = {"h2": 1, "h3": 2, "h4": 3, "h5": 4}
TEXTS = {"p", "div", "li", "blockquote", "footer"}
BLOCKS = {*HEADINGS, *TEXTS, "dl", "table", "ul", "ol"}
Row = list[str]


def as_word(reading: str, *, title: str) -> bytes:
    """Headings, text, facts and tables as a Word document."""
    paper = WordDocument()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    paper.add_heading(title, 0)
    for part in _parts(_tree(reading)):
        if part.tag in HEADINGS:
            paper.add_heading(_words(part), HEADINGS[part.tag])
        elif part.tag == "table":
            _word_table(paper, _rows(part))
        elif part.tag == "dl":
            _word_table(paper, _facts(part))
        elif words := _words(part):
            paper.add_paragraph(words, style="List Bullet" if part.tag == "li" else None)
    return _bytes_of(paper.save)


def as_sheets(reading: str, *, title: str) -> bytes:
    """Every table of the document as a sheet of its own, its facts on the first."""
    out = io.BytesIO()
    # What a cell says is never read as a formula or a link: it may have come from a customer.
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#f3f6f8", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for name, rows in _sheets(_tree(reading), title):
        sheet = book.add_worksheet(name)
        for column in range(max((len(row) for row in rows), default=0)):
            longest = max(_width(row[column]) for row in rows if column < len(row))
            sheet.set_column(column, column, min(max(longest + 2, 8), WIDEST_COLUMN))
        for number, row in enumerate(rows):
            for column, words in enumerate(row):
                _write(sheet, (number, column), words, bold if number == 0 else plain)
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _tree(reading: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(reading or "<p></p>", create_parent="div")


def _parts(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The blocks in order; one that holds others is only their frame."""
    for child in tree:
        if not isinstance(child.tag, str):
            continue
        holds_blocks = child.tag not in ("dl", "table") and any(inner.tag in BLOCKS for inner in child.iterdescendants())
        if holds_blocks:
            yield from _parts(child)
        else:
            yield child


def _sheets(tree: HtmlElement, title: str) -> Iterator[tuple[str, list[Row]]]:
    """The facts together, then every table under the heading above it."""
    facts = [row for part in _parts(tree) if part.tag == "dl" for row in _facts(part)]
    taken: set[str] = set()
    yield _name(title, taken), [[title], *facts]
    heading = title
    for part in _parts(tree):
        if part.tag in HEADINGS:
            heading = _words(part)
        elif part.tag == "table" and (rows := _rows(part)):
            yield _name(heading, taken), rows


def _name(heading: str, taken: set[str]) -> str:
    """A sheet's name: short, without what Excel forbids, and not there yet."""
    bare = NO_SHEET_NAME.sub(" ", heading).strip()[:LONGEST_SHEET_NAME - 4] or "Sheet"
    name, number = bare, 1
    while name.casefold() in taken:
        number += 1
        name = f"{bare} {number}"
    taken.add(name.casefold())
    return name


def _rows(table: HtmlElement) -> list[Row]:
    return [[_words(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]


def _facts(listed: HtmlElement) -> list[Row]:
    """Labels with their values."""
    cells = list(listed.iter("dt", "dd"))
    return [[_words(label), _words(value)] for label, value in zip(cells[::2], cells[1::2], strict=False)]


def _words(part: HtmlElement) -> str:
    """What a part says, a line for a line."""
    for line in part.iter("br"):
        line.tail = "\n" + (line.tail or "")
    said = (part.text_content() or "").replace("\xa0", " ")
    for line in part.iter("br"):
        line.tail = (line.tail or "").removeprefix("\n")
    return "\n".join(" ".join(line.split()) for line in said.strip().split("\n"))


def _word_table(paper: Any, rows: list[Row]) -> None:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    table = paper.add_table(rows=0, cols=width, style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            cell.text = words
    paper.add_paragraph()


def _write(sheet: Any, place: tuple[int, int], words: str, look: Any) -> None:
    if NUMBER.fullmatch(words):
        sheet.write_number(*place, float(words), look)
    else:
        sheet.write_string(*place, words, look)


def _width(words: str) -> int:
    """How wide a text is: a Chinese character takes two places."""
    return max((sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in words.split("\n")), default=0)


def _bytes_of(save: Any) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
