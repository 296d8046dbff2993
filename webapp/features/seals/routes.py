"""The seals of the firm: added by their picture, lent to people, retired, and every use listed."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from webapp.db import db
from webapp.domain import documents, people, seals
from webapp.domain.seals import Seal, SealRefused
from webapp.features import WordForm, found, locale, refuse
from webapp.features.seals import blueprint
from webapp.transaction import transaction


class SealForm(WordForm):
    """A new seal."""

    name = StringField(_("Name of the seal"), [InputRequired(_("Enter the name.")), Length(max=100)])
    picture = FileField(_("Picture"), render_kw={"accept": "image/png"})


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every seal, and the form for a new one."""
    return _index(SealForm(formdata=None))


@blueprint.post("/")
def create() -> ResponseReturnValue:
    """Add a seal."""
    _demand_keeper()
    form = SealForm()
    if not form.validate():
        return _index(form, 422)
    sent = request.files.get("picture")
    try:
        with transaction() as rows:
            seal = seals.add_seal(rows, name=form.name.data or "", picture=sent.read() if sent else b"", by=g.actor.id)
    except SealRefused as error:
        refuse(form, error)
        return _index(form, 422)
    return redirect(url_for(".show", seal_id=seal.id), 303)


@blueprint.get("/<int:seal_id>")
def show(seal_id: int) -> ResponseReturnValue:
    """One seal: its picture, who may use it, every use."""
    _demand_keeper()
    rows, seal = db.session(), _seal(seal_id)
    holders, uses = seals.holders_of(rows, seal.id), seals.uses_of(rows, seal.id)
    standing = {row.actor for row in holders if row.withdrawn_at is None}
    lent = [who for row in holders for who in (row.actor, row.allowed_by)]
    who = [seal.added_by, *lent, *(use.actor for use in uses)]
    return render_template(
        "seals/show.html", seal=seal, holders=holders, uses=uses, names=people.named(rows, who),
        versions={use.document_version_id: documents.get_version(rows, use.document_version_id) for use in uses},
        offered=[person for person in people.everyone(rows, locale=locale()) if person.username not in standing])


@blueprint.get("/<int:seal_id>/picture.png")
def show_picture(seal_id: int) -> ResponseReturnValue:
    """The picture, for those who keep or use it."""
    seal = _seal(seal_id)
    found(seals.may_look_at(db.session(), g.actor, seal) or None)
    return seal.picture, {"Content-Type": "image/png", "Cache-Control": "private, no-cache"}


@blueprint.post("/<int:seal_id>/holders")
def allow(seal_id: int) -> ResponseReturnValue:
    """Let somebody use it."""
    _demand_keeper()
    try:
        with transaction() as rows:
            seals.allow_holder(rows, _seal(seal_id), request.form.get("who", ""), by=g.actor.id)
    except SealRefused:
        flash(gettext("There is no such colleague."), "late")
    return redirect(url_for(".show", seal_id=seal_id), 303)


@blueprint.post("/<int:seal_id>/holders/<int:holder_id>/withdrawal")
def withdraw(seal_id: int, holder_id: int) -> ResponseReturnValue:
    """Let somebody use it no more."""
    _demand_keeper()
    with transaction() as rows:
        row = next((row for row in seals.holders_of(rows, seal_id) if row.id == holder_id), None)
        seals.withdraw_holder(rows, found(row), by=g.actor.id)
    return redirect(url_for(".show", seal_id=seal_id), 303)


@blueprint.post("/<int:seal_id>/retirement")
def retire(seal_id: int) -> ResponseReturnValue:
    """Use it no more at all."""
    _demand_keeper()
    with transaction() as rows:
        seals.retire_seal(rows, _seal(seal_id), by=g.actor.id)
    flash(gettext("The seal is retired. What it stands under keeps it."), "good")
    return redirect(url_for(".show", seal_id=seal_id), 303)


def _index(form: SealForm, status: int = 200) -> ResponseReturnValue:
    _demand_keeper()
    return render_template("seals/index.html", seals=seals.every_seal(db.session()), form=form), status


def _seal(seal_id: int) -> Seal:
    return found(seals.get_seal(db.session(), seal_id))


def _demand_keeper() -> None:
    found(seals.may_keep_seals(g.actor) or None)
