"""How a mail looks when it leaves: the same words as text and as HTML, in the reader's language.

A row keeps words and a path, never markup: the look can change while mails wait, and nothing that
somebody typed is read as HTML.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

import engine
from webapp.domain import company, wording
from webapp.domain.notifications.models import ERASED, SECRET, OutgoingMail

READERS_ZONE = ZoneInfo("Asia/Shanghai")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "mail"
BUTTONS = {"/s/": "mail-sign", "/p/": "mail-portal", "/tasks/": "mail-task", "/projects/": "mail-project"}


def address_of(row: OutgoingMail, base_url: str) -> str | None:
    """The full address of the mail's link."""
    return f"{base_url}{row.link}" if row.link else None


def moment_in(at: datetime, locale: str) -> str:
    """A day and an hour as a mail says them."""
    there = at.astimezone(READERS_ZONE)
    if locale == "zh":
        return f"{there.year} 年 {there.month} 月 {there.day} 日 {there:%H:%M}（北京时间）"
    return f"{there.day} {there:%B %Y %H:%M} (Beijing time)"


def text_of(row: OutgoingMail) -> str:
    """What the message says; its secret only as long as it is there and good for something."""
    known = row.secret if row.secret_until and row.secret_until > engine.now() else None
    return row.text.replace(SECRET, known or ERASED) if row.secret_until else row.text


def full_text(row: OutgoingMail, base_url: str) -> str:
    """The mail as plain text, with the address of its link in place."""
    parts = (text_of(row).strip(), address_of(row, base_url), f"-- \n{_footer(row)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def full_html(row: OutgoingMail, base_url: str) -> str:
    """The same as HTML, with the link as a button."""
    return _template().render(
        subject=row.subject, locale=row.locale, company=company.facts(row.locale).get("name", ""),
        paragraphs=[part.splitlines() for part in text_of(row).strip().split("\n\n")],
        address=address_of(row, base_url), button=_button(row), footer=_footer(row))


def _button(row: OutgoingMail) -> str:
    """What pressing it does, told by where it leads."""
    named = (words for begin, words in BUTTONS.items() if (row.link or "").startswith(begin))
    return wording.sentence(next(named, "mail-open"), {}, row.locale)


def _footer(row: OutgoingMail) -> str:
    return wording.sentence("mail-footer", {}, row.locale)


@cache
def _template() -> Template:
    shelf = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)
    return shelf.get_template("letter.html")
