"""The studio's first page: every package with its draft; new ones begin here, empty, from a starter or from a zip."""

from __future__ import annotations

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from webapp import processes
from webapp.db import db
from webapp.domain import drafts
from webapp.features import WordForm, locale, refuse
from webapp.features.studio import blueprint
from webapp.features.studio.access import demand_owner, said
from webapp.transaction import transaction


class NewDraftForm(WordForm):
    """How a new package is called and what it begins with."""

    key = StringField(_("Key"), [InputRequired(_("Enter a key.")), Length(max=50)])
    name = StringField(_("Name in Chinese"), [InputRequired(_("Enter a name.")), Length(max=100)])
    name_en = StringField(_("Name in English"), [Length(max=100)])
    starter = SelectField(_("Begin with"), choices=[])


@blueprint.get("/studio/")
def index() -> ResponseReturnValue:
    """Packages and drafts."""
    demand_owner()
    return _page()


@blueprint.get("/studio/new")
def new() -> ResponseReturnValue:
    """How a new package is begun; `?starter=` says with what."""
    form = _new_form()
    form.starter.data = request.args.get("starter", "")
    return render_template("studio/new.html", form=form)


@blueprint.post("/studio/")
def create() -> ResponseReturnValue:
    """Begin a draft of a package that nobody has yet."""
    form = _new_form()
    if not form.validate():
        return render_template("studio/new.html", form=form), 422
    starter = next((each for each in _starters() if each.manifest.key == form.starter.data), None)
    try:
        with transaction() as rows:
            draft = drafts.begin_new(rows, form.key.data or "", form.name.data or "", form.name_en.data or "",
                                     actor=g.actor, like=starter.files if starter else None)
    except drafts.BadFile as refusal:
        refuse(form, refusal)
        return render_template("studio/new.html", form=form), 422
    return redirect(url_for("studio.show", package=draft.package))


@blueprint.post("/studio/import")
def bring() -> ResponseReturnValue:
    """A whole package as a zip: a new draft, or everything of a known one."""
    demand_owner()
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(gettext("Choose a zip file first.")), 422
    try:
        key, files = drafts.unpack(file.stream.read(drafts.LARGEST_ZIP + 1))
        with transaction() as rows:
            draft = drafts.begin_from_files(rows, key, files, actor=g.actor)
    except (drafts.BadFile, drafts.MayNot) as refusal:
        return _page(said(refusal)), 403 if isinstance(refusal, drafts.MayNot) else 422
    flash(gettext("%(count)s files were taken in.", count=len(files)), "good")
    return redirect(url_for("studio.show", package=draft.package))


def _page(trouble: str = "") -> str:
    return render_template("studio/index.html", shelves=drafts.shelves(db.session(), g.actor, locale()), trouble=trouble,
                           may_begin=drafts.may_begin_packages(g.actor))


def _new_form() -> NewDraftForm:
    if not drafts.may_begin_packages(g.actor):
        abort(404)
    form = NewDraftForm()
    chinese = locale() == "zh"
    form.starter.choices = [("", gettext("Nothing: from start to end")), *(
        (each.manifest.key, each.manifest.name if chinese else each.manifest.name_en) for each in _starters())]
    return form


def _starters() -> list[processes.Package]:
    return processes.starters(current_app.config["SETTINGS"].processes_dir)
