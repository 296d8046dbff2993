"""The customer's ceremony behind a magic link. Looking changes nothing: mail scanners open links."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext
from werkzeug.wrappers import Response

from webapp.db import db
from webapp.domain import access, confirmations, customers, documents, people, projects
from webapp.domain.access import CodeRefused, TooSoon
from webapp.domain.confirmations import (
    BY_LINK_AND_CODE,
    Circumstances,
    NotIdentified,
    Onward,
    SigningLink,
    SubmissionRefused,
)
from webapp.domain.notifications import MAIL, TEXT
from webapp.features import keep_portal_session, sends_texts
from webapp.features.signing import blueprint
from webapp.features.signing.forms import CodeForm, DelegationForm, RefusalForm, SignatureForm
from webapp.features.signing.language import speak_as
from webapp.features.signing.words import dead_end, sentence
from webapp.transaction import transaction

COOKIE = "signing"
LOCKED = 423


@dataclass
class Forms:
    """The forms of the page; the one that was sent comes back with what was wrong."""

    code: CodeForm = field(default_factory=lambda: CodeForm(formdata=None))
    signature: SignatureForm = field(default_factory=lambda: SignatureForm(formdata=None))
    refusal: RefusalForm = field(default_factory=lambda: RefusalForm(formdata=None))
    delegation: DelegationForm = field(default_factory=lambda: DelegationForm(formdata=None))
    notice: str = ""


@blueprint.get("/s/<token>")
def show(token: str) -> ResponseReturnValue:
    """The document and, below it, the next step: get a code, enter it, sign or decline."""
    speak_as(confirmations.resolve(db.session(), token).contact)
    return _page(token, Forms())


@blueprint.post("/s/<token>/code")
def send_code(token: str) -> ResponseReturnValue:
    """Send a one-time code to the link's contact, by mail or by text as they choose."""
    speak_as(confirmations.resolve(db.session(), token).contact)
    by_text = request.form.get("channel") == TEXT and sends_texts()
    try:
        with transaction() as rows:
            confirmations.send_code(rows, token, channel=TEXT if by_text else MAIL)
    except TooSoon as error:
        return _page(token, Forms(notice=sentence(error.message_id, error.facts)), 429)
    except CodeRefused as error:
        if error.message_id == "code-locked":
            return _page(token, Forms(), LOCKED)
        return _page(token, Forms(notice=sentence(error.message_id, error.facts)), 429)
    flash(gettext("The code is on its way. It works for ten minutes."), "good")
    return _back(token)


@blueprint.post("/s/<token>/session")
def check_code(token: str) -> ResponseReturnValue:
    """Enter the code; this browser may then sign for half an hour."""
    speak_as(confirmations.resolve(db.session(), token).contact)
    forms = Forms(code=CodeForm())
    if not forms.code.validate():
        return _page(token, forms, 422)
    try:
        with transaction() as rows:
            secret = confirmations.check_code(rows, token, forms.code.code.data or "")
    except CodeRefused as error:
        forms.code.code.errors = [sentence(error.message_id, error.facts)]
        return _page(token, forms, LOCKED if error.message_id == "code-locked" else 422)
    if secret is None:
        return _wrong_code(token, forms)
    return _with_session(_back(token), token, secret)


@blueprint.post("/s/<token>/signature")
def sign(token: str) -> ResponseReturnValue:
    """Sign the version whose hash the page carried."""
    speak_as(confirmations.resolve(db.session(), token).contact)
    forms = Forms(signature=SignatureForm())
    if not forms.signature.validate():
        return _page(token, forms, 422)
    try:
        submission = forms.signature.submission()
        with transaction() as rows:
            onward = confirmations.sign_by_link(
                rows, token, request.cookies.get(COOKIE), submission, _circumstances())
    except NotIdentified as error:
        return _page(token, Forms(notice=sentence(error.message_id, error.facts)), 403)
    except SubmissionRefused as error:
        forms.signature.explain(error.facts["field"], sentence(error.message_id, error.facts))
        return _page(token, forms, 422)
    flash(gettext("Thank you. Your signature is recorded, and a mail with the proof is on its way."), "good")
    return _on_to_the_project(token, onward)


@blueprint.post("/s/<token>/refusal")
def decline(token: str) -> ResponseReturnValue:
    """Decline with a reason; the document goes back to the draft."""
    speak_as(confirmations.resolve(db.session(), token).contact)
    forms = Forms(refusal=RefusalForm())
    if not forms.refusal.validate():
        return _page(token, forms, 422)
    try:
        with transaction() as rows:
            onward = confirmations.decline_by_link(
                rows, token, request.cookies.get(COOKIE), sha256=forms.refusal.sha256.data or "",
                reason=forms.refusal.reason.data or "")
    except NotIdentified as error:
        return _page(token, Forms(notice=sentence(error.message_id, error.facts)), 403)
    except SubmissionRefused as error:
        forms.refusal.reason.errors = [sentence(error.message_id, error.facts)]
        return _page(token, forms, 422)
    flash(gettext("You have declined. Everybody involved is told why; a new version will come to you."), "accent")
    return _on_to_the_project(token, onward)


@blueprint.post("/s/<token>/delegation")
def delegate(token: str) -> ResponseReturnValue:
    """Let a colleague sign instead, one whom the customer's file allows."""
    speak_as(confirmations.resolve(db.session(), token).contact)
    forms = Forms(delegation=DelegationForm())
    if not forms.delegation.validate():
        return _page(token, forms, 422)
    try:
        with transaction() as rows:
            confirmations.delegate_by_link(rows, token, request.cookies.get(COOKIE),
                                           to=forms.delegation.to.data or "", reason=forms.delegation.reason.data or "")
    except NotIdentified as error:
        return _page(token, Forms(notice=sentence(error.message_id, error.facts)), 403)
    except SubmissionRefused as error:
        forms.delegation[error.facts["field"]].errors = [sentence(error.message_id, error.facts)]
        return _page(token, forms, 422)
    return render_template("signing/end.html", said=dead_end("handed-on"))


def _page(token: str, forms: Forms, status: int = 200) -> ResponseReturnValue:
    rows = db.session()
    link = confirmations.resolve(rows, token)
    confirmation = link.confirmation
    forms.signature.sha256.data = forms.refusal.sha256.data = confirmation.sha256
    contact = customers.contact_of_actor(rows, link.contact)
    if request.method == "GET" and contact is not None:
        forms.signature.name.data = contact.name
    heirs = _heirs(link)
    forms.delegation.offer(heirs)
    shown = render_template(
        "signing/show.html", token=token, link=link, confirmation=confirmation, forms=forms,
        step=_step(link), project=projects.of_instance(rows, confirmation.instance_id),
        contact=contact,
        signers=confirmations.signers(rows, confirmation),
        page_count=documents.page_count(rows, confirmation.document_version_id),
        reading=documents.reading_of(rows, confirmation.document_version_id),
        language=confirmation.version.data.get("locale", "zh"),
        title=confirmation.document.title_in(str(get_locale())), masked=_masked(link.email),
        masked_phone=f"{link.phone[:3]}****{link.phone[-4:]}" if link.phone and sends_texts() else "",
        consent=confirmations.consent_in(str(get_locale())),
        heirs=heirs, by_text=confirmations.identified_by(rows, link) == confirmations.BY_LINK_AND_TEXT,
        lead=people.named(rows, [_lead(link)]).get(_lead(link), ""),
    )
    return shown, status


def _heirs(link: SigningLink) -> dict[str, str]:
    """Who may sign in the contact's place, by name."""
    rows = db.session()
    own = next((each for each in link.confirmation.awaited if each.actor == link.contact), None)
    return people.named(rows, confirmations.may_stand_in(rows, link.confirmation, own)) if own else {}


def _lead(link: SigningLink) -> str:
    project = projects.of_instance(db.session(), link.confirmation.instance_id)
    return project.lead if project else ""


def _step(link: SigningLink) -> str:
    """Which form the page shows: the link's state decides, never the address."""
    if confirmations.tries_left(link) == 0:
        return "locked"
    if confirmations.is_identified(link, request.cookies.get(COOKIE)):
        return "sign"
    return "enter" if confirmations.code_waits(db.session(), link) else "send"


def _wrong_code(token: str, forms: Forms) -> ResponseReturnValue:
    left = confirmations.tries_left(confirmations.resolve(db.session(), token))
    if left == 0:
        return _page(token, forms, LOCKED)
    forms.code.code.errors = [ngettext(
        "This is not the code we sent. One more try is left.",
        "This is not the code we sent. %(num)s more tries are left.", left)]
    return _page(token, forms, 422)


def _circumstances() -> Circumstances:
    return Circumstances(
        identified_by=BY_LINK_AND_CODE, locale=str(get_locale()), ip=request.remote_addr or "",
        user_agent=request.user_agent.string,
    )


def _back(token: str) -> Response:
    return redirect(url_for(".show", token=token, _anchor="sign"), 303)


def _on_to_the_project(token: str, onward: Onward) -> Response:
    """Whoever has just entered a code need not enter another to see the project."""
    response = redirect(url_for("portal.show", project_id=onward.project_id), 303)
    response.delete_cookie(COOKIE, path=url_for(".show", token=token))
    keep_portal_session(response, onward.secret, access.SESSION_LIFETIME)
    return response


def _with_session(response: Response, token: str, secret: str) -> Response:
    """The session's cookie goes to this link's pages only, and ends by itself."""
    response.set_cookie(
        COOKIE, secret, max_age=confirmations.SESSION_LIFETIME, path=url_for(".show", token=token),
        httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _masked(email: str) -> str:
    """Enough of the address to recognise one's own."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"
