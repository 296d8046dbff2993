"""Try it: play a draft with its real forms, turn the clock, send messages, see data and conditions, keep it as an example."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import nh3
import re2
from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import engine
import forms
from webapp.db import db
from webapp.domain import documents, drafts, people, trials
from webapp.domain.drafts import names
from webapp.domain.trials.story import read_story, values
from webapp.features import found, locale, role_word
from webapp.features.studio import beginnings, blueprint
from webapp.features.studio.access import draft_or_404, number, said, status_of
from webapp.features.studio.words import BEAT_WORDS, HANDLER_WORDS, OUTCOME_WORDS
from webapp.transaction import transaction

UNITS = {"hours": 3600, "days": 86400, "weeks": 604800}


@blueprint.get("/studio/<package>/trials/")
def trials_page(package: str) -> ResponseReturnValue:
    """Choose a process and begin; trials that were begun."""
    return _choosing(package)


@blueprint.post("/studio/<package>/trials/")
def begin_trial(package: str) -> ResponseReturnValue:
    """Begin to play."""
    _shelf, draft = draft_or_404(package)
    process_id = request.form.get("process", "")
    files = drafts.files(db.session(), draft.id)
    answers = _start_form(files, process_id, is_post=True)
    if answers is not None:
        answers.store_files(_pretended_file)
        if answers.is_refresh or not answers.validate():
            return _choosing(package, process_id, answers), 200 if answers.is_refresh else 422
    try:
        drafts.demand(db.session(), g.actor, package, "draft")
        given = {**values(_said("variables"), "variables"), **(answers.clean() if answers else {})}
        story = trials.opening(files, process_id, given)
        with transaction() as rows:
            trial = trials.begin(rows, _draft(rows, package), story, actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _choosing(package, process_id, answers, said(refusal)), status_of(refusal)
    return redirect(url_for("studio.trial", package=package, trial_id=trial.id))


@blueprint.get("/studio/<package>/trials/<int:trial_id>")
def trial(package: str, trial_id: int) -> ResponseReturnValue:
    """Where the play stands: open tasks with their forms, data, and the way it came."""
    return _stage(package, trial_id)


@blueprint.post("/studio/<package>/trials/<int:trial_id>/completion")
def complete_in_trial(package: str, trial_id: int) -> ResponseReturnValue:
    """Complete a task as a role."""
    _shelf, draft = draft_or_404(package)
    element = request.args.get("task", "")
    row = found(trials.open_trial(db.session(), draft, trial_id))
    files = drafts.files(db.session(), draft.id)
    task = found(next((each for each in trials.play(files, read_story(row.story)).tasks if each.element_id == element), None))
    answers = _task_form(files, task, is_post=True)
    if answers is not None:
        answers.store_files(_pretended_file)
        if answers.is_refresh or not answers.validate():
            return _stage(package, trial_id, answers=answers), 200 if answers.is_refresh else 422
    return _act(package, trial_id, lambda: trials.Step(
        "complete", element=element, by=_said("by"), data=answers.clean() if answers else {}))


@blueprint.post("/studio/<package>/trials/<int:trial_id>/clock")
def turn_in_trial(package: str, trial_id: int) -> ResponseReturnValue:
    """Let time pass; what is due happens."""
    amount, unit = number(_said("amount").strip()) or 0, UNITS.get(_said("unit"), 0)
    return _act(package, trial_id, lambda: trials.Step("turn", seconds=amount * unit))


@blueprint.post("/studio/<package>/trials/<int:trial_id>/messages")
def send_in_trial(package: str, trial_id: int) -> ResponseReturnValue:
    """Send a message to whoever waits for it in the play."""
    return _act(package, trial_id, lambda: trials.Step(
        "message", name=_said("name"), key=_said("key"), data=values(_said("variables"), "variables")))


@blueprint.post("/studio/<package>/trials/<int:trial_id>/return")
def step_back(package: str, trial_id: int) -> ResponseReturnValue:
    """As if the last step had not been made."""
    draft_or_404(package)
    try:
        with transaction() as rows:
            draft = _draft(rows, package)
            row = found(trials.open_trial(rows, draft, trial_id))
            trials.step_back(rows, draft, row, seen=_seen(), actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _stage(package, trial_id, trouble=said(refusal)), status_of(refusal)
    return redirect(url_for("studio.trial", package=package, trial_id=trial_id))


@blueprint.post("/studio/<package>/trials/<int:trial_id>/example")
def keep_as_example(package: str, trial_id: int) -> ResponseReturnValue:
    """Keep the play as an example, which publishing plays from now on."""
    _shelf, draft = draft_or_404(package)
    row = found(trials.open_trial(db.session(), draft, trial_id))
    story = read_story(row.story)
    name = re.sub(r"[^\w.-]+", "_", _said("name").strip())
    path = f"examples/{name}.json"
    try:
        content = trials.as_example(story, trials.play(drafts.files(db.session(), draft.id), story))
        with transaction() as rows:
            head = drafts.heads(rows, draft.id).get(path)
            drafts.save(rows, package, path, content, expects=head.number if head else 0, actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _stage(package, trial_id, trouble=said(refusal)), status_of(refusal)
    flash(gettext("“%(name)s” is an example now. Every publication plays it and wants the same way.", name=name), "good")
    return redirect(url_for("studio.trial", package=package, trial_id=trial_id))


def _act(package: str, trial_id: int, step: Callable[[], trials.Step]) -> ResponseReturnValue:
    _shelf, draft = draft_or_404(package)
    row = found(trials.open_trial(db.session(), draft, trial_id))
    try:
        drafts.demand(db.session(), g.actor, package, "draft")
        story = trials.continued(drafts.files(db.session(), draft.id), row, step())
        with transaction() as rows:
            draft = _draft(rows, package)
            trials.keep(rows, draft, found(trials.open_trial(rows, draft, trial_id)), story, seen=_seen(), actor=g.actor)
    except drafts.MayNot:
        raise
    except engine.EngineError as refusal:
        return _stage(package, trial_id, trouble=said(refusal)), status_of(refusal)
    return redirect(url_for("studio.trial", package=package, trial_id=trial_id))


def _draft(rows: Any, package: str) -> drafts.Draft:
    """The open draft, read anew inside the transaction."""
    return found(drafts.open_draft(rows, package))


def _choosing(package: str, process_id: str = "", answers: forms.BoundForm | None = None, trouble: str = "") -> str:
    shelf, draft = draft_or_404(package)
    files = drafts.files(db.session(), draft.id)
    manifest = names.manifest(files)
    listed = names.processes(files)
    chosen = process_id or request.args.get("process") or (manifest.root if manifest else "") or (listed[0].id if listed else "")
    like, cases = number(request.values.get("like", "")), beginnings.running(db.session(), package)
    return render_template(
        "studio/trials.html", shelf=shelf, listed=listed, called={each.id: each.name for each in listed}, chosen=chosen, trouble=trouble, cases=cases, like=like,
        given=beginnings.given(db.session(), package, files, chosen, like),
        answers=answers or _start_form(files, chosen), trials=trials.trials_of(db.session(), draft),
        say=_translator(files), as_text=_as_text, may_draft="draft" in shelf.rights)


def _stage(package: str, trial_id: int, *, answers: forms.BoundForm | None = None, trouble: str = "") -> str:
    shelf, draft = draft_or_404(package)
    row = found(trials.open_trial(db.session(), draft, trial_id))
    files, story = drafts.files(db.session(), draft.id), read_story(row.story)
    played, broken = _played(files, story)
    chosen = _chosen(played)
    return render_template(
        "studio/trial.html", shelf=shelf, trial=row, story=story, played=played, trouble=trouble or broken, chosen=chosen,
        answers=answers or (_task_form(files, chosen) if chosen else None), say=_translator(files), seen_in=_seen_in, conditions=_conditions(files) if played else {}, as_text=_as_text, messages=names.messages(files),
        element_names=_element_names(files), all_names=names.elements(files, locale()), beat_words=BEAT_WORDS, outcome_words=OUTCOME_WORDS, handler_words=HANDLER_WORDS, units=UNITS, people_of=_people_of(chosen),
        may_draft="draft" in shelf.rights)


def _played(files: Mapping[str, bytes], story: trials.Story) -> tuple[trials.Played | None, str]:
    """The play, or why the draft as it is now cannot play it."""
    try:
        played = trials.play(files, story)
    except engine.EngineError as refusal:
        return None, said(refusal)
    return played, said(played.failure) if played.failure else ""


def _chosen(played: trials.Played | None) -> engine.Task | None:
    asked = request.args.get("task", "")
    tasks = played.tasks if played else []
    return next((task for task in tasks if task.element_id == asked), tasks[0] if tasks else None)


def _people_of(task: engine.Task | None) -> list[tuple[str, str]]:
    """As whom a task may be completed: whoever it is meant for first."""
    if task is None:
        return []
    meant = [who for who in (task.assignee, *task.candidate_groups) if who]
    return [(who, role_word(who)) for who in dict.fromkeys([*meant, *people.ROLES])]


def _element_names(files: Mapping[str, bytes]) -> dict[str, str]:
    return {change.id: change.name for file in drafts.compare({}, files) if file.path.endswith(".bpmn")
            for change in file.differences if change.name}


def _start_form(files: Mapping[str, bytes], process_id: str, *, is_post: bool = False) -> forms.BoundForm | None:
    form_id = names.start_form(files, process_id)
    return _bound(files, form_id, {}, is_post=is_post) if form_id else None


def _task_form(files: Mapping[str, bytes], task: engine.Task, *, is_post: bool = False) -> forms.BoundForm | None:
    return _bound(files, task.form_id, task.input, is_post=is_post) if task.form_id else None


def _bound(files: Mapping[str, bytes], form_id: str, variables: Mapping[str, Any], *, is_post: bool) -> forms.BoundForm | None:
    """The draft's own form with the product's fields; people are the roles, files are pretended."""
    path = f"forms/{form_id}.form"
    if path not in files:
        return None
    context = {"customer": {}, "answers": {}, "project": {}, "task": {}, "actor": g.actor.facts,
               "variables": dict(variables), **variables}
    definition = forms.read(files[path], file=path)
    form = _drawn(definition, files, context, is_post=is_post)
    if is_post or not request.args.get("likely"):
        return form
    return _drawn(definition, files, context, is_post=False, initial=beginnings.likely(form, definition))


def _drawn(definition: forms.Definition, files: Mapping[str, bytes], context: Mapping[str, Any], *, is_post: bool,
           initial: Mapping[str, Any] | None = None) -> forms.BoundForm:
    return forms.bind(
        definition, formdata=request.form if is_post else None, initial=initial,
        files=request.files if is_post else None, context=context, locale=locale(), evaluate=engine.evaluate, now=engine.now,
        failures=(engine.EngineError, ValueError, ArithmeticError, TypeError), translate=_translator(files),
        people=lambda role: [(each, role_word(each)) for each in ([role] if role else people.ROLES)], matcher=re2.compile,
        clean_html=nh3.clean, sniff=lambda content, _name: documents.type_by_content(content), stored=lambda _number: None,
        limits=forms.Limits(file_bytes=current_app.config["SETTINGS"].max_file_bytes))


def _pretended_file(name: str, content: bytes) -> dict[str, Any]:
    """In a trial a file is told by its name and size, and not kept."""
    return {"file_id": 0, "name": name, "size": len(content), "type": documents.type_by_content(content), "sha256": "0" * 64}


def _translator(files: Mapping[str, bytes]) -> Callable[[str], str]:
    words = names.words(files, locale())
    return lambda text: words.get(text, text)


def _seen_in(event: engine.Event) -> dict[str, Any]:
    """What the conditions of a choice saw, by variable; what a decision answered, by result."""
    if event.kind != "decision.evaluated":
        return dict(event.facts.get("saw", {}))
    answer = event.facts["answer"]
    return answer if isinstance(answer, dict) else {event.facts["decision"]: answer}


def _conditions(files: Mapping[str, bytes]) -> dict[str, str]:
    """The FEEL that was drawn on each flow."""
    return {flow.id: flow.condition for path, content in files.items() if path.endswith(".bpmn")
            for process in engine.drawn_processes(path, content) for flow in process.flows if flow.condition}


def _as_text(value: Any, indent: int | None = 2) -> str:
    """Data as people read it: Chinese as Chinese."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


def _said(name: str) -> str:
    return request.form.get(name, "")


def _seen() -> int:
    return number(_said("seen")) or 0
