"""The company's side: staff read the same frozen version, sign it with their passkey or password, or decline.

Who one is is asked once more at the signature: an unlocked screen must not be enough to sign.
Wrong passwords count like wrong sign-ins and lock the account for some minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

import engine
from webapp.db import db
from webapp.domain import confirmations, documents, people, projects, seals
from webapp.domain.access import TooSoon
from webapp.domain.confirmations import (
    BY_PASSKEY,
    COMPANY,
    Circumstances,
    Confirmation,
    SubmissionRefused,
)
from webapp.domain.people import Party, PasskeyRefused, is_contact
from webapp.domain.seals import SealRefused
from webapp.features import found
from webapp.features.signing import staff
from webapp.features.signing.forms import (
    CompanySignatureForm,
    DelegationForm,
    PasskeySignatureForm,
    PasswordSignatureForm,
    RefusalForm,
    RevisionForm,
)
from webapp.features.signing.pages import page_of, pdf_of
from webapp.features.signing.words import sentence, void_reason
from webapp.transaction import transaction

BY_PASSWORD = "account+password"  # noqa: S105 -- names a way of showing who one is


@dataclass
class Forms:
    """The forms of the page; the one that was sent comes back with what was wrong."""

    signature: CompanySignatureForm = field(default_factory=lambda: _signature_form(formdata=None))
    refusal: RefusalForm = field(default_factory=lambda: RefusalForm(formdata=None))
    revision: RevisionForm = field(default_factory=lambda: RevisionForm(formdata=None))
    delegation: DelegationForm = field(default_factory=lambda: DelegationForm(formdata=None))
    delegated: int | None = None


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


@staff.post("/<int:confirmation_id>/question")
def ask_for_passkey(confirmation_id: int) -> ResponseReturnValue:
    """What the signer's passkey is to sign: this version, its hash, their name and what they agree to."""
    confirmation = _visible(confirmation_id)
    _task(confirmation)
    with transaction() as rows:
        return jsonify(confirmations.ask_for_passkey(rows, confirmation, actor=g.actor, locale=str(get_locale()),
                                                     party=_party()))


@staff.post("/<int:confirmation_id>/signature")
def sign(confirmation_id: int) -> ResponseReturnValue:
    """Sign for the company."""
    confirmation = _visible(confirmation_id)
    forms = Forms(signature=_signature_form())
    if not forms.signature.validate() or not _proves_who_signs(forms.signature):
        return _page(confirmation, forms, 422)
    try:
        submission = forms.signature.submission()
        with transaction() as rows:
            confirmations.sign(rows, _task(confirmation), submission, actor=g.actor.id,
                               how=_circumstances(confirmation, forms.signature))
    except (PasskeyRefused, SealRefused, SubmissionRefused) as error:
        under = "consent" if error.facts["field"] == "passkey" else error.facts["field"]
        forms.signature.explain(under, sentence(error.message_id, error.facts))
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
    """Mail a signer of the customer's a new link; the older one stops working."""
    confirmation = _visible(confirmation_id)
    found(confirmations.may_revise(db.session(), g.actor, confirmation) or None)
    contacts = [each.actor for each in confirmation.awaited if is_contact(each.actor)]
    contact = request.form.get("contact") or (contacts[0] if contacts else "")
    try:
        with transaction() as rows:
            link = confirmations.resend(rows, confirmation, contact=contact, actor=g.actor.id)
            flash(gettext("A new link was mailed to %(email)s.", email=link.email), "good")
    except TooSoon as error:
        flash(sentence(error.message_id, error.facts), "soon")
    return _back(confirmation)


@staff.post("/<int:confirmation_id>/delegation")
def delegate(confirmation_id: int) -> ResponseReturnValue:
    """Hand a signature on to somebody whom the customer's file allows."""
    confirmation = _visible(confirmation_id)
    wanted = request.form.get("signatory", "")
    signatory = found(next((each for each in confirmation.awaited if str(each.id) == wanted), None))
    forms = Forms(delegation=DelegationForm(), delegated=signatory.id)
    if not forms.delegation.validate():
        return _page(confirmation, forms, 422)
    try:
        with transaction() as rows:
            confirmations.delegate(rows, confirmation, signatory, to=forms.delegation.to.data or "",
                                   reason=forms.delegation.reason.data or "", actor=g.actor)
    except SubmissionRefused as error:
        forms.delegation[error.facts["field"]].errors = [sentence(error.message_id, error.facts)]
        return _page(_visible(confirmation_id), forms, 422)
    flash(gettext("The signature was handed on. Everybody involved is told."), "good")
    return _back(confirmation)


def _page(confirmation: Confirmation, forms: Forms, status: int = 200) -> ResponseReturnValue:
    rows = db.session()
    forms.signature.sha256.data = forms.refusal.sha256.data = confirmation.sha256
    signers = confirmations.signers(rows, confirmation)
    leads = confirmations.may_revise(rows, g.actor, confirmation)
    held = {seal.id: seal.name for seal in seals.held_by(rows, g.actor.id)}
    forms.signature.offer_seals(held)
    shown = render_template(
        "signing/staff.html", confirmation=confirmation, forms=forms, signers=signers,
        project=projects.of_instance(rows, confirmation.instance_id),
        page_count=documents.page_count(rows, confirmation.document_version_id),
        reading=documents.reading_of(rows, confirmation.document_version_id),
        language=confirmation.version.data.get("locale", "zh"),
        title=confirmation.document.title_in(str(get_locale())),
        consent=confirmations.consent_in(str(get_locale())),
        signs=any(signer.task_id and signer.actor_id == g.actor.id for signer in signers),
        may_revise=confirmation.voided_at is None and leads,
        seals=held, heirs=_heirs(confirmation, leads=leads),
        void_reason=void_reason(confirmation.void_reason),
        names=people.named(rows, [confirmation.voided_by, confirmation.declined_by]),
        people_names={signer.actor_id: signer.name for signer in signers},
    )
    return shown, status


def _heirs(confirmation: Confirmation, *, leads: bool) -> dict[int, dict[str, str]]:
    """Of each signature that the reader may hand on: to whom, by name."""
    rows, found_heirs = db.session(), {}
    if not confirmation.is_open:
        return {}
    for signatory in confirmation.awaited:
        if leads or signatory.actor == g.actor.id:
            heirs = confirmations.may_stand_in(rows, confirmation, signatory)
            found_heirs[signatory.id] = people.named(rows, heirs)
    return found_heirs


def _visible(confirmation_id: int) -> Confirmation:
    """Looked up inside what the reader may see; a stranger and a typing error get the same 404."""
    return found(confirmations.visible(db.session(), g.actor, confirmation_id))


def _task(confirmation: Confirmation) -> engine.Task:
    task = confirmations.signing_task(db.session(), confirmation, g.actor.id)
    if task is None:
        raise _why_not(confirmation)
    return task


def _why_not(confirmation: Confirmation) -> engine.EngineError:
    """Nobody waits for the reader's signature: they have signed, their turn has not come, or it is another's."""
    if any(signature.signer == g.actor.id for signature in confirmation.signatures):
        return confirmations.AlreadySigned("already-signed")
    if not confirmation.is_open:
        return confirmations.ConfirmationOver("confirmation-over")
    named = any(each.actor == g.actor.id for each in confirmation.awaited)
    return confirmations.MayNotSign("not-your-turn" if named else "not-the-signer", side=COMPANY)


def _signature_form(**data: Any) -> CompanySignatureForm:
    """By passkey for whoever has one, so that a stolen password signs nothing; else by password."""
    has_passkey = people.passkeys_of(db.session(), g.actor.person_id)
    return PasskeySignatureForm(**data) if has_passkey else PasswordSignatureForm(**data)


def _proves_who_signs(form: CompanySignatureForm) -> bool:
    """Whether the password fits; a passkey's answer is looked at with the version it must fit."""
    if isinstance(form, PasskeySignatureForm):
        return True
    with transaction() as rows:
        person = people.authenticate(rows, g.actor.id, form["password"].data or "")
    if person is not None and person.username == g.actor.id:
        return True
    form["password"].errors = [gettext(
        "This is not your password, or the account rests for some minutes after several wrong tries.")]
    return False


def _circumstances(confirmation: Confirmation, form: CompanySignatureForm) -> Circumstances:
    """How and where from; with a passkey its answer is proof, kept with the signature."""
    proof = None
    if isinstance(form, PasskeySignatureForm):
        proof = confirmations.prove_by_passkey(
            db.session(), confirmation, form.credential.data or "", actor=g.actor, locale=str(get_locale()),
            party=_party())
    return Circumstances(
        identified_by=BY_PASSKEY if proof else BY_PASSWORD, locale=str(get_locale()),
        ip=request.remote_addr or "", user_agent=request.user_agent.string, assertion=proof,
    )


def _party() -> Party:
    return Party.at(current_app.config["SETTINGS"].base_url)


def _back(confirmation: Confirmation) -> Response:
    return redirect(url_for(".show", confirmation_id=confirmation.id), 303)
