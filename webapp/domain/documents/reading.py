"""The reading view: the paper's own words as a page that fits any screen and can be read aloud.

Template and data are those of the frozen PDF, so it says the same; what is signed is the PDF all the same.
"""

from __future__ import annotations

import re

import lxml.html
import nh3
from lxml.html import HtmlElement

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
TAGS = {"h2", "h3", "h4", "h5", "p", "br", "div", "span", "strong", "em", "sub", "sup", "ul", "ol", "li", "dl", "dt", "dd",
        "table", "thead", "tbody", "tr", "th", "td", "footer", "code", "blockquote"}
ATTRIBUTES = {"th": {"scope", "colspan", "rowspan"}, "td": {"data-label", "colspan", "rowspan"}}


def reading_of(exported: str) -> str:
    """What typst exports, as a part of a page: its body alone, every cell under its column's name, nothing that acts."""
    found = BODY.search(exported)
    if found is None or not found[1].strip():
        return ""
    body = lxml.html.fragment_fromstring(found[1], create_parent="div")
    for table in body.iter("table"):
        _name_cells(table)
    shown = lxml.html.tostring(body, encoding="unicode")
    return nh3.clean(shown, tags=TAGS, attributes=ATTRIBUTES)


def _name_cells(table: HtmlElement) -> None:
    """On a phone a row becomes a card, whose facts need the names of their columns."""
    headings = list(table.iter("th"))
    for heading in headings:
        heading.set("scope", "col")
    names = [(heading.text_content() or "").strip() for heading in headings]
    for row in table.iter("tr"):
        for cell, name in zip(row.findall("td"), names, strict=False):
            cell.set("data-label", name)
