"""Screen families, and what they share: looking up, going back, and times as people say them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from secrets import token_urlsafe
from types import MappingProxyType
from typing import Any, TypeVar

import nh3
import re2
from babel.dates import format_timedelta
from flask import Flask, abort, current_app, g, request, url_for
from flask_babel import (
    format_date,
    format_datetime,
    format_time,
    get_locale,
    gettext,
    to_user_timezone,
)
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

import engine
import forms
from webapp.db import db
from webapp.domain import documents, packages, registers, wording
from webapp.domain.people import choices as people_to_pick
from webapp.domain.projects import Project, Stuck, may_mend

BUILD = Path(__file__).resolve().parents[1] / "static" / "build"
NEAR = timedelta(days=7)
OUR_PAGE = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")
HIGHEST_ROW = 2**31 - 1  # ids are the databases' 32-bit integers
LOOPBACK = frozenset({"127.0.0.1", "::1"})
PORTAL_COOKIE = "portal"

Thing = TypeVar("Thing")


def dress(app: Flask) -> None:
    """Give every template the words for times and the names of the built files."""
    app.jinja_env.filters.update(
        ago=ago, clock=clock, day=day, due_words=due_words, initials=initials, moment=moment, role_word=role_word, span=span)
    app.jinja_env.globals.update(asset=asset, element_name=element_name, name_of=name_of,
                                 new_nonce=partial(token_urlsafe, 16), package_name=package_name,
                                 package_words=package_words, role_word=role_word, told=told)


def found(thing: Thing | None) -> Thing:
    """Return the thing; a stranger and a typing error get the same 404."""
    if thing is None:
        abort(404)
    return thing


def row_number(text: str) -> int:
    """The number of a row that a question names; what no database can count to is a typing error."""
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= HIGHEST_ROW):
        abort(404)
    return int(text)


def bound_form(definition: forms.Definition, version_id: int, context: Mapping[str, Any], *,
               initial: Mapping[str, Any] | None = None, is_post: bool = False) -> forms.BoundForm:
    """A package's form for the reader, begun with `initial` or holding what was just posted."""
    return forms.bind(
        definition, formdata=request.form if is_post else None, files=request.files if is_post else None,
        initial=initial, **form_tools(version_id, context))


def form_tools(version_id: int, context: Mapping[str, Any]) -> Any:
    """What forms are handed: expressions, words, people to pick, files they may name again."""
    session, settings = db.session(), current_app.config["SETTINGS"]
    return {
        "context": context, "locale": locale(), "evaluate": engine.evaluate, "now": engine.now,
        "failures": (engine.EngineError, ValueError, ArithmeticError, TypeError),
        "translate": packages.translator(session, version_id, locale()),
        "people": cache(partial(people_to_pick, session, locale=locale())), "matcher": re2.compile,
        "clean_html": nh3.clean, "sniff": lambda content, _name: documents.type_by_content(content),
        "stored": _own_file, "limits": forms.Limits(file_bytes=settings.max_file_bytes),
    }


def keep_file(name: str, content: bytes) -> dict[str, Any]:
    """Keep an uploaded file; called inside a transaction."""
    limits = documents.Limits(max_bytes=current_app.config["SETTINGS"].max_file_bytes)
    file = documents.keep_file(db.session(), name, content, actor=g.actor.id, limits=limits)
    return documents.as_answer(file)


def _own_file(file_id: int) -> dict[str, Any] | None:
    """A kept file by its number, if the reader brought it: nobody slips in another's file."""
    file = documents.get_file(db.session(), file_id)
    return documents.as_answer(file) if file and file.kept_by == g.actor.id else None


class WordForm(FlaskForm):
    """A form of words: it reads what a page's form sends, never JSON or files in a word's place."""

    class Meta(FlaskForm.Meta):
        """How Flask-WTF is told."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The posted words, unless the form was asked to begin empty."""
            return request.form if formdata is not None and form.is_submitted() else None

    @property
    def problems(self) -> list[forms.Problem]:
        """Everything that is wrong, in the order of the fields: the lines of the error summary."""
        told = [forms.Problem("", "", str(words)) for words in self.form_errors]
        return told + [forms.Problem(field.id, str(field.label.text), str(words))
                       for field in self for words in field.errors]


def refuse(form: WordForm, refusal: wording.FieldRefused, *, under: Mapping[str, str] = MappingProxyType({})) -> None:
    """Put an operation's refusal beside the field it is about, in the reader's words; `under` names fields that the form calls otherwise."""
    words = wording.fill(gettext, refusal.message_id, refusal.facts)
    name = under.get(refusal.field, refusal.field)
    if name in form:
        form[name].errors = [words]
    else:
        form.form_errors.append(words)


def way_back(default: str) -> str:
    """Where a form asks to go back to, if that is a page of ours."""
    return our_page(request.form.get("back", ""), default).rstrip("?")


def our_page(address: str, default: str) -> str:
    """The address if it is a path on this very server, spelled so that every browser reads it so."""
    return address if OUR_PAGE.fullmatch(address) else default


def sends_texts() -> bool:
    """Whether a text message would leave: a provider is set, or this is the demo and the outbox shows it."""
    settings = current_app.config["SETTINGS"]
    return bool(settings.sms_url or settings.demo)


def keep_portal_session(response: Response, secret: str, lifetime: timedelta) -> None:
    """Let this browser show the portal to its contact for a while; only the server reads the cookie."""
    response.set_cookie(PORTAL_COOKIE, secret, max_age=lifetime, path="/", httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"])


def asset(name: str) -> str:
    """The address of a built file, whose name carries the hash of what is in it."""
    manifest = BUILD / "manifest.json"
    written = manifest.stat().st_mtime_ns if manifest.exists() else 0
    return url_for("static", filename=f"build/{_built_names(written).get(name, name)}")


def package_words(version_id: int | None, text: str) -> str:
    """A text of a package's diagrams or forms in the reader's language; a draft, which is no version, says its own."""
    return text if version_id is None else packages.translate(db.session(), version_id, text, locale())


def package_name(version_id: int) -> str:
    """How a package is called in the reader's language."""
    return packages.name_of(db.session(), version_id, locale())


def element_name(version_id: int | None, element_id: str) -> str:
    """How an element of a package's diagrams is called in the reader's language, its id where nothing better is known."""
    if version_id is None:
        return element_id
    element = packages.element(db.session(), version_id, element_id)
    return (name_of(element, version_id) if element else "") or element_id


def name_of(element: engine.Element, version_id: int | None) -> str:
    """The element's name in the reader's language, else a word for what it is; empty where there is none."""
    if element.name:
        return package_words(version_id, element.name)
    return gettext(wording.UNNAMED[element.type]) if element.type in wording.UNNAMED else ""


def told(entry: registers.Entry) -> list[forms.Shown]:
    """An entry of a register in the reader's words."""
    form = packages.form_of(db.session(), entry.version_id, entry.element_id)
    return forms.display(form, entry.data, **form_tools(entry.version_id, {})) if form else []


def role_word(role: str) -> str:
    """How a role is called in the reader's language."""
    return wording.role(role, locale())


def locale() -> str:
    """The reader's language: zh or en."""
    return str(get_locale() or "zh")[:2]


@lru_cache(maxsize=2)
def _built_names(written: int) -> dict[str, str]:
    names: dict[str, str] = json.loads((BUILD / "manifest.json").read_text()) if written else {}
    return names


@dataclass(frozen=True)
class ToldStuck:
    """A failed step as a page tells it, and how the reader may mend it."""

    project: Project | None
    incident: engine.Incident
    package: str
    name: str
    process_id: str | None
    reason: str
    may_mend: bool


def told_stuck(stuck: Stuck) -> ToldStuck:
    """A failed step in the reader's words."""
    session, incident = db.session(), stuck.incident
    version = engine.get_instance(session, incident.instance_id).version_id
    element = incident.element_id or ""
    place = next((process.process_id for process in engine.processes(session, version)
                  if any(each.id == element for each in process.elements)), None)
    return ToldStuck(
        stuck.project, incident, packages.name_of(session, version, locale()),
        element_name(version, element), place,
        wording.fill(gettext, incident.message_id, incident.facts),
        may_mend(g.actor, stuck.project))


@dataclass(frozen=True)
class DueWords:
    """How urgent a date is: the colour, the sign and the words of its badge."""

    kind: str
    sign: str
    text: str


def due_words(at: datetime) -> DueWords:
    """Say when something is due, counted in the reader's calendar days."""
    now = engine.now()
    days = (to_user_timezone(at).date() - to_user_timezone(now).date()).days
    if at < now:
        return DueWords("late", "alert-triangle", gettext("%(time)s overdue", time=span(now - at)))
    if days == 0:
        return DueWords("soon", "clock", gettext("Due today %(time)s", time=clock(at)))
    if days == 1:
        return DueWords("soon", "clock", gettext("Due tomorrow %(time)s", time=clock(at)))
    if days <= NEAR.days:
        return DueWords("calm", "clock", gettext("Due in %(days)s days", days=days))
    return DueWords("calm", "calendar", gettext("Due %(day)s", day=day(at)))


def ago(at: datetime) -> str:
    """`3 hours ago` for what is near, the date for what is not."""
    distance = at - engine.now()
    if abs(distance) > NEAR:
        return day(at)
    if abs(distance) < timedelta(minutes=1):
        return str(gettext("just now"))
    return str(format_timedelta(distance, add_direction=True, threshold=1.2, locale=get_locale()))


def span(duration: timedelta) -> str:
    """A length of time in one unit, as one would say it."""
    if duration < timedelta(minutes=1):
        return str(gettext("under a minute"))
    return str(format_timedelta(duration, threshold=1.5, locale=get_locale()))


def moment(at: datetime) -> str:
    """Date and time, to the minute."""
    return str(format_datetime(at, "yyyy-MM-dd HH:mm"))


def day(at: datetime) -> str:
    """The date alone."""
    return str(format_date(at, "yyyy-MM-dd"))


def clock(at: datetime) -> str:
    """The time of day alone."""
    return str(format_time(at, "HH:mm"))


def initials(name: str) -> str:
    """Two signs: of a Chinese name the given one, of a longer one its beginning, else first letters."""
    words = re.findall(r"\w+", name)
    if not words:
        return "·"
    if name.isascii():
        return "".join(word[0] for word in words[:2]).upper()
    first = str(words[0])
    return first[-2:] if len(first) < 4 else first[:2]
