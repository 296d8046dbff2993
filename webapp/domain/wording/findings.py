"""What a check of a package found, as sentences for its author: where, what is wrong, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import engine
from webapp.domain.wording.catalogue import gettext
from webapp.domain.wording.rules import RULES
from webapp.domain.wording.rules.diagrams import ELSEWISE, INSTEAD

N_ = str

LINE = N_("%(file)s, line %(line)s")
ELEMENT = N_("%(place)s, “%(element)s”")
WHOLE = N_("%(kind)s: %(place)s: %(what)s (%(rule)s). %(remedy)s")
SAID = N_("%(what)s. %(remedy)s")
ID = re.compile(r"[\w.-]+")
KINDS = {"refusal": N_("Refused"), "error": N_("Error"), "warning": N_("Warning")}
SOURCE_LOCALE = "en"
LONGEST = 200
ELEMENTS = ("circle", "merge", "missing")
"""Facts that name elements by their ids."""


def finding_words(finding: engine.Finding, locale: str = SOURCE_LOCALE) -> str:
    """`Refused: bpmn/a.bpmn, line 7, “pay”: … (rule). …` on one line, in the reader's language."""
    say = gettext(locale)
    return _printable(say(WHOLE) % {
        "kind": say(KINDS[finding.severity]), "place": _place(finding, say), "rule": finding.rule,
        **_told(finding, locale)}).rstrip()


def finding_said(finding: engine.Finding, locale: str, called: Mapping[str, str]) -> str:
    """What is wrong and what to do, for a list that shows the place itself; elements as `called` names them by id."""
    facts = {name: ID.sub(lambda found: called.get(found[0], found[0]), str(value)) if name in ELEMENTS else value
             for name, value in finding.facts.items()}
    said = gettext(locale)(SAID) % _told(replace(finding, facts=facts), locale)
    return _printable(said[:1].upper() + said[1:]).rstrip()


def _told(finding: engine.Finding, locale: str) -> dict[str, str]:
    say, facts, rule = gettext(locale), _Known(finding.facts), finding.rule
    what, remedy = RULES.get(rule, (_unworded(rule, finding.facts), ""))
    if remedy == ELSEWISE:
        remedy = INSTEAD.get(str(finding.facts.get("found")), ELSEWISE)
    if locale == SOURCE_LOCALE and "remedy" in finding.facts:
        remedy = "%(remedy)s"  # the check knows the element and may say more than its rule
    return {"what": say(what) % facts, "remedy": say(remedy) % facts if remedy else ""}


def _place(finding: engine.Finding, say: Callable[[str], str]) -> str:
    place = say(LINE) % {"file": finding.file, "line": finding.line} if finding.line else finding.file
    return say(ELEMENT) % {"place": place, "element": finding.element} if finding.element else place


def _unworded(rule: str, facts: Mapping[str, Any]) -> str:
    """A rule without a sentence: its name in words, with the facts behind it."""
    told = ", ".join(f"{name} %({name})s" for name in facts if name != "remedy")
    return rule.replace("-", " ") + (f": {told}" if told else "")


def _printable(text: str) -> str:
    """Nothing of a foreign file may steer the terminal that shows it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


class _Known(dict[str, Any]):
    """A fact a finding lacks is a dash, as everywhere; a long one is cut."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: str(value)[:LONGEST] for name, value in facts.items()})

    def __missing__(self, _name: str) -> str:
        return "–"
