"""Pages as a user meets them: links to follow, forms to fill in, and what they complain about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

import lxml.html
from lxml.html import HtmlElement

ALERT = "//*[@role='alert']"
COMPLAINT = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' invalid-feedback ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' form-wrong ')]"
)
SPACE = re.compile(r"\s+")
CELL = re.compile(r"^([^-]+)-(\d+)-(.+)$")
IDLE = {"submit", "button", "image", "reset"}


@dataclass(frozen=True)
class Option:
    """What may be chosen: the value that is sent and the word that is read."""

    value: str
    label: str
    other_label: str = ""
    """The same in the product's other language."""


@dataclass
class Control:
    """One named thing in a form, with what it would send now."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    is_multiple: bool = False


@dataclass
class PageForm:
    """A form: where it goes, what is in it, and what a new row of its tables would look like."""

    action: str
    controls: dict[str, Control]
    patterns: dict[str, Control]
    buttons: list[Option]
    is_post: bool
    locked: frozenset[str] = frozenset()
    """What is shown in it and cannot be written."""

    def has(self, *names: str) -> bool:
        """Whether all these controls are there."""
        return all(name in self.controls for name in names)

    def learn(self, other: PageForm) -> None:
        """Take over what the choices are called on the same form in the other language."""
        for mine, theirs in ((self.controls, other.controls), (self.patterns, other.patterns)):
            for name in mine.keys() & theirs.keys():
                words = {option.value: option.label for option in theirs[name].options}
                mine[name].options = [Option(option.value, option.label, words.get(option.value, ""))
                                      for option in mine[name].options]

    def sent(self) -> list[tuple[str, str]]:
        """What the form would send as it stands."""
        return [(control.name, value) for control in self.controls.values() for value in control.values
                if control.kind != "file"]


@dataclass
class Page:
    """One answer of the server."""

    url: str
    status: int
    text: str

    @cached_property
    def tree(self) -> HtmlElement:
        return lxml.html.document_fromstring(self.text or "<html></html>")

    @property
    def language(self) -> str:
        """The language the page is written in."""
        return str(self.tree.get("lang") or "")[:2]

    @cached_property
    def forms(self) -> list[PageForm]:
        """Every form on the page."""
        return [_form(each, self.url) for each in self.tree.iter("form")]

    def form_with(self, *names: str) -> PageForm | None:
        """The first form that posts and has these controls."""
        return next((form for form in self.forms if form.is_post and form.has(*names)), None)

    def form_to(self, ending: str) -> PageForm | None:
        """The first form that posts to an address with this ending."""
        return next((form for form in self.forms
                     if form.is_post and form.action.split("?")[0].rstrip("/").endswith(ending)), None)

    def link(self, pattern: str) -> str | None:
        """The first address on the page that matches."""
        return next(iter(self.links(pattern)), None)

    def links(self, pattern: str) -> list[str]:
        """Every address on the page that matches, in the order of the page."""
        found = (str(each.get("href") or "") for each in self.tree.iter("a"))
        return list(dict.fromkeys(urljoin(self.url, each) for each in found if re.search(pattern, each)))

    @property
    def words(self) -> str:
        """Everything that is to be read, in one line."""
        main = self.tree.find(".//main")
        return _text(main if main is not None else self.tree)

    @property
    def complaints(self) -> list[str]:
        """What the page says is wrong."""
        found = self.tree.xpath(f"{ALERT}//li") or self.tree.xpath(ALERT) or self.tree.xpath(COMPLAINT)
        return list(dict.fromkeys(text for text in map(_complaint, found) if text))

    @property
    def reasons(self) -> str:
        """Why it refuses, in one line: its complaints, else how it begins."""
        return "; ".join(self.complaints) or self.words[:300]


def _form(node: HtmlElement, url: str) -> PageForm:
    controls: dict[str, Control] = {}
    patterns: dict[str, Control] = {}
    buttons: list[Option] = []
    for each in _controls_of(node):
        name, kind = str(each.get("name") or ""), _kind(each)
        if kind in IDLE or each.tag == "button":
            buttons.append(Option(str(each.get("value") or ""), name))
        elif name and each.get("disabled") is None:
            is_pattern = any(above.tag == "template" for above in each.iterancestors())
            home = patterns if is_pattern else controls
            _take(home.setdefault(name, Control(name, kind)), each, kind)
    action = urljoin(url, str(node.get("action") or url))
    locked = frozenset(str(each.get("id")) for each in node.find_class("answer-locked") if each.get("id"))
    return PageForm(action, controls, patterns, buttons, str(node.get("method") or "get").lower() == "post", locked)


def _controls_of(node: HtmlElement) -> Iterator[HtmlElement]:
    """The form's own controls, and those elsewhere on the page that name it."""
    yield from node.iter("input", "select", "textarea", "button")
    if identity := node.get("id"):
        yield from node.getroottree().xpath("//*[@form=$id]", id=identity)


def _kind(node: HtmlElement) -> str:
    return str(node.tag) if node.tag != "input" else str(node.get("type") or "text").lower()


def _take(control: Control, node: HtmlElement, kind: str) -> None:
    """Add what one element says to its control."""
    if kind == "select":
        control.is_multiple = node.get("multiple") is not None
        chosen = [option for option in node.iter("option") if option.get("selected") is not None]
        control.options = [Option(_value(option), _text(option)) for option in node.iter("option")]
        if not chosen and not control.is_multiple and control.options:
            control.values = [control.options[0].value]
        control.values += [_value(option) for option in chosen]
    elif kind in ("radio", "checkbox"):
        control.options.append(Option(str(node.get("value") or "on"), _label(node)))
        control.is_multiple = kind == "checkbox"
        if node.get("checked") is not None:
            control.values.append(str(node.get("value") or "on"))
    elif kind == "textarea":
        control.values.append((node.text or "").removeprefix("\n"))
    elif kind != "file":
        control.values.append(str(node.get("value") or ""))


def _complaint(node: HtmlElement) -> str:
    """What is wrong, with the key of the field that the complaint leads to."""
    fields = [str(link.get("href"))[1:] for link in node.iter("a") if str(link.get("href") or "").startswith("#")]
    return f"{_text(node)} [{spoken(fields[0])}]" if fields else _text(node)


def spoken(name: str) -> str:
    """A field as a case names it: `trace-0-answer` is `trace, row 1: answer`."""
    return CELL.sub(lambda cell: f"{cell[1]}, row {int(cell[2]) + 1}: {cell[3]}", name)


def _value(option: HtmlElement) -> str:
    given = option.get("value")
    return _text(option) if given is None else str(given)


def _label(node: HtmlElement) -> str:
    """The words beside a box: its own label, or the label around it."""
    if identity := node.get("id"):
        for label in node.getroottree().xpath("//label[@for=$id]", id=identity):
            return _text(label)
    around = next((above for above in node.iterancestors("label")), None)
    return _text(around) if around is not None else ""


def _text(node: HtmlElement) -> str:
    return SPACE.sub(" ", node.text_content()).strip()
