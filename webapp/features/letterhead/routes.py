"""Look at the letterhead, set it, take the mark away."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from webapp.db import db
from webapp.domain import company
from webapp.domain.company import BadLetterhead
from webapp.features import WordForm, found, refuse
from webapp.features.letterhead import blueprint
from webapp.transaction import transaction

TYPES = {"png": "image/png", "svg": "image/svg+xml"}
CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class LetterheadForm(WordForm):
    """The address and, if it changes, the mark."""

    address = StringField(_("Address"), [Length(max=200)], render_kw={"autocomplete": "street-address"})
    mark = FileField(_("Mark of the firm"), render_kw={"accept": "image/png,image/svg+xml"})


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """What papers bear today, and the form to change it."""
    _demand_keeper()
    now = company.letterhead(db.session())
    return _page(LetterheadForm(formdata=None, address=now.address if now else ""))


@blueprint.post("/")
def update() -> ResponseReturnValue:
    """Papers bear this from now on; those that were frozen keep theirs."""
    _demand_keeper()
    form = LetterheadForm()
    if not form.validate():
        return _page(form, 422)
    sent = request.files.get("mark")
    try:
        with transaction() as rows:
            company.set_letterhead(rows, address=form.address.data or "", mark=sent.read() if sent else b"", by=g.actor.id)
    except BadLetterhead as error:
        refuse(form, error)
        return _page(form, 422)
    flash(gettext("Papers bear this letterhead from now on."), "good")
    return redirect(url_for(".show"), 303)


@blueprint.post("/mark/removal")
def remove_mark() -> ResponseReturnValue:
    """Papers bear no mark from now on."""
    _demand_keeper()
    with transaction() as rows:
        company.remove_mark(rows, by=g.actor.id)
    flash(gettext("Papers bear no mark from now on."), "good")
    return redirect(url_for(".show"), 303)


@blueprint.get("/mark")
def show_mark() -> ResponseReturnValue:
    """The mark of today."""
    _demand_keeper()
    now = company.letterhead(db.session())
    mark = found(now.mark if now else None)
    response = Response(mark, mimetype=TYPES[now.mark_type or "png"] if now else "")
    response.headers["Content-Security-Policy"] = CLOSED
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _page(form: LetterheadForm, status: int = 200) -> ResponseReturnValue:
    return render_template("letterhead/show.html", form=form, now=company.letterhead(db.session()),
                           name=company.facts().get("name", "")), status


def _demand_keeper() -> None:
    found(company.may_set_letterhead(g.actor) or None)
