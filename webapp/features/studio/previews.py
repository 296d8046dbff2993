"""What a draft would do, shown while it is edited: a form as its people will see it, a decision on a test row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import nh3
import re2
from flask import g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

import engine
import forms
from webapp.config import LOCALES
from webapp.db import db
from webapp.domain import drafts, people, wording
from webapp.domain.packages import words
from webapp.features import locale
from webapp.features.studio import blueprint
from webapp.features.studio.access import in_json, shelf_or_404
from webapp.features.studio.samples import sample

LONGEST = 1_000_000


@blueprint.post("/studio/<package>/preview/form")
@in_json
def preview_form(package: str) -> ResponseReturnValue:
    """The form that was sent, drawn as its people will see it; nothing is kept and no script of it runs."""
    shelf = shelf_or_404(package)
    asked = _asked()
    language = next((each for each in LOCALES if each == asked.get("lang")), locale())
    try:
        definition = forms.read(json.dumps(asked.get("schema")), file=gettext("the form"))
    except forms.FormRefused as refused:
        return _refused(refused)
    files = drafts.standing_files(db.session(), shelf)
    known = people.choices(db.session(), locale=language)
    data = asked.get("data") if isinstance(asked.get("data"), dict) else sample(definition.components, language, known)
    with force_locale(language):
        g.locale = language
        form = forms.bind(definition, initial=data, locale=language, context=_surroundings(), evaluate=engine.evaluate,
                          failures=(engine.EngineError, ValueError, ArithmeticError, TypeError), now=engine.now,
                          translate=_translator(files, language), people=lambda _role: known, matcher=re2.compile,
                          clean_html=nh3.clean)
        return render_template("studio/preview.html", form=form, language=language)


@blueprint.post("/studio/<package>/decisions/test")
@in_json
def try_decision(package: str) -> ResponseReturnValue:
    """A decision on one row of inputs, by the engine that will run it: its value and the rules that matched.

    Without inputs, the names it reads.
    """
    shelf = shelf_or_404(package)
    asked = _asked()
    decision, inputs = str(asked.get("decision", "")), asked.get("inputs")
    files = _with_unsaved(drafts.standing_files(db.session(), shelf), asked)
    try:
        names = engine.decision_inputs(files, decision)
        if not isinstance(inputs, dict):
            return jsonify(names=names)
        trial = engine.try_decision(files, decision, inputs)
    except engine.Refused as refused:
        return jsonify(message=" ".join(wording.finding_words(each, locale()) for each in refused.findings[:5])), 422
    return jsonify(names=names, value=trial.value, hits=trial.hits)


def _asked() -> Mapping[str, Any]:
    told = request.get_json(silent=True) if (request.content_length or 0) <= LONGEST else None
    return told if isinstance(told, dict) else {}


def _refused(refused: forms.FormRefused) -> ResponseReturnValue:
    """What is wrong with a form, said as a finding of the check would be."""
    told = [wording.finding_words(engine.Finding(each.rule, "error", each.file, facts=each.facts), locale())
            for each in refused.findings]
    return jsonify(message=" ".join(told)), 422


def _surroundings() -> Mapping[str, Any]:
    """What a form's FEEL may ask for; empty, because nobody's case is open here."""
    return {"actor": g.actor.facts, "answers": {}, "customer": {}, "project": {}, "task": {}, "variables": {}}


def _translator(files: Mapping[str, bytes], language: str) -> Callable[[str], str]:
    """The draft's own words in this language; Chinese is what it is written in."""
    try:
        known = words.read_words(files.get(f"i18n/{language}.po", b""))
    except words.WordsUnreadable:
        known = {}
    return lambda text: known.get(text, text)


def _with_unsaved(files: Mapping[str, bytes], asked: Mapping[str, Any]) -> Mapping[str, bytes]:
    """The draft's files, with the one that is open as it stands in the editor."""
    path, content = asked.get("file"), asked.get("content")
    if isinstance(path, str) and isinstance(content, str) and path.endswith(".dmn"):
        return {**files, path: content.encode()}
    return files
