"""The company's side: staff read the same frozen version, sign it with their password, or decline.

The password is asked for once more at the signature: an unlocked screen must not be enough to sign.
Wrong passwords count like wrong sign-ins and lock the account for some minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

import engine
from webapp.db import db
from webapp.domain import confirmations, documents, people, projects
from webapp.domain.confirmations import (
    COMPANY,
    Circumstances,
    Confirmation,
    SubmissionRefused,
    TooSoon,
)
from webapp.features import found
from webapp.features.signing import staff
from webapp.features.signing.forms import PasswordSignatureForm, RefusalForm, RevisionForm
from webapp.features.signing.pages import page_of, pdf_of
from webapp.features.signing.words import sentence, void_reason
from webapp.transaction import transaction

BY_PASSWORD = "account+password"  # noqa: S105 -- names a way of showing who one is


@dataclass
class Forms:
    """The forms of the page; the one that was sent comes back with what was wrong."""

    signature: PasswordSignatureForm = field(default_factory=lambda: PasswordSignatureForm(formdata=None))
    refusal: RefusalForm = field(default_factory=lambda: RefusalForm(formdata=None))
    revision: RevisionForm = field(default_factory=lambda: RevisionForm(formdata=None))


@staff.get("/<int:confirmation_id>")
def show(confirmation_id: int) -> ResponseReturnValue:
    """The frozen version, who has signed it, and what the reader may do."""
    return _page(_visible(confirmation_id), Forms())


@staff.get("/<int:confirmation_id>/document.pdf")
def show_document(confirmation_id: int) -> ResponseReturnValue:
    """The very bytes whose hash is signed."""
    return pdf_of(_visible(confirmation_id).version)


@staff.get("/<int:confirmation_id>/pages/<int:number>.svg")
def show_page(confirmation_id: int, number: int) -> ResponseReturnValue:
    """One page as a picture."""
    return page_of(_visible(confirmation_id).version, number)


@staff.post("/<int:confirmation_id>/signature")
def sign(confirmation_id: int) -> ResponseReturnValue:
    """Sign for the company."""
    confirmation = _visible(confirmation_id)
    forms = Forms(signature=PasswordSignatureForm())
    if not forms.signature.validate():
        return _page(confirmation, forms, 422)
    if not _password_fits(forms.signature.password.data or ""):
        forms.signature.password.errors = [gettext(
            "This is not your password, or the account rests for some minutes after several wrong tries.")]
        return _page(confirmation, forms, 422)
    try:
        submission = forms.signature.submission()
        with transaction() as rows:
            confirmations.sign(rows, _task(confirmation), submission, actor=g.actor.id,
                               how=_circumstances())
    except SubmissionRefused as error:
        forms.signature[error.facts["field"]].errors = [sentence(error.message_id, error.facts)]
        return _page(confirmation, forms, 422)
    flash(gettext("You have signed for the company."), "good")
    return _back(confirmation)


@staff.post("/<int:confirmation_id>/refusal")
def decline(confirmation_id: int) -> ResponseReturnValue:
    """Decline for the company; the document goes back to the draft."""
    confirmation = _visible(confirmation_id)
    forms = Forms(refusal=RefusalForm())
    if not forms.refusal.validate():
        return _page(confirmation, forms, 422)
    with transaction() as rows:
        confirmations.decline(rows, _task(confirmation), sha256=forms.refusal.sha256.data or "",
                              reason=forms.refusal.reason.data or "", actor=g.actor.id)
    flash(gettext("You have declined. The customer and the team are told why."), "accent")
    return _back(confirmation)


@staff.post("/<int:confirmation_id>/revision")
def revise(confirmation_id: int) -> ResponseReturnValue:
    """Take the version back to the draft: all signatures under it become void."""
    confirmation = _visible(confirmation_id)
    found(confirmations.may_revise(db.session(), g.actor, confirmation) or None)
    forms = Forms(revision=RevisionForm())
    if not forms.revision.validate():
        return _page(confirmation, forms, 422)
    with transaction() as rows:
        confirmations.revise(rows, confirmation, reason=forms.revision.reason.data or "", actor=g.actor.id)
    flash(gettext("The version was taken back. Both sides are told why."), "accent")
    return _back(confirmation)


@staff.post("/<int:confirmation_id>/link")
def resend(confirmation_id: int) -> ResponseReturnValue:
    """Mail the customer a new link; the older one stops working."""
    confirmation = _visible(confirmation_id)
    found(confirmations.may_revise(db.session(), g.actor, confirmation) or None)
    try:
        with transaction() as rows:
            link = confirmations.resend(rows, confirmation, actor=g.actor.id)
            flash(gettext("A new link was mailed to %(email)s.", email=link.email), "good")
    except TooSoon as error:
        flash(sentence(error.message_id, error.facts), "soon")
    return _back(confirmation)


def _page(confirmation: Confirmation, forms: Forms, status: int = 200) -> ResponseReturnValue:
    rows = db.session()
    forms.signature.sha256.data = forms.refusal.sha256.data = confirmation.sha256
    sides = confirmations.sides(rows, confirmation)
    awaited = next((side for side in sides if side.side == COMPANY and side.signature is None), None)
    shown = render_template(
        "signing/staff.html", confirmation=confirmation, forms=forms, sides=sides,
        project=projects.of_instance(rows, confirmation.instance_id),
        page_count=documents.page_count(rows, confirmation.document_version_id),
        reading=documents.reading_of(rows, confirmation.document_version_id),
        language=confirmation.version.data.get("locale", "zh"),
        title=confirmation.document.title_in(str(get_locale())),
        consent=confirmations.consent_in(str(get_locale())),
        signs=awaited is not None and awaited.actor_id == g.actor.id,
        waits_for_customer=any(s.side != COMPANY and s.signature is None for s in sides),
        may_revise=confirmation.voided_at is None
        and confirmations.may_revise(rows, g.actor, confirmation),
        void_reason=void_reason(confirmation.void_reason),
        names=people.named(rows, [confirmation.voided_by, confirmation.declined_by]),
    )
    return shown, status


def _visible(confirmation_id: int) -> Confirmation:
    """Looked up inside what the reader may see; a stranger and a typing error get the same 404."""
    return found(confirmations.visible(db.session(), g.actor, confirmation_id))


def _task(confirmation: Confirmation) -> engine.Task:
    task = confirmations.signing_task(db.session(), confirmation, COMPANY)
    if task is None:
        signed = any(signature.side == COMPANY for signature in confirmation.signatures)
        raise (confirmations.AlreadySigned("already-signed") if signed
               else confirmations.ConfirmationOver("confirmation-over"))
    return task


def _password_fits(password: str) -> bool:
    with transaction() as rows:
        person = people.authenticate(rows, g.actor.id, password)
    return person is not None and person.username == g.actor.id


def _circumstances() -> Circumstances:
    return Circumstances(
        identified_by=BY_PASSWORD, locale=str(get_locale()), ip=request.remote_addr or "",
        user_agent=request.user_agent.string,
    )


def _back(confirmation: Confirmation) -> Response:
    return redirect(url_for(".show", confirmation_id=confirmation.id), 303)
