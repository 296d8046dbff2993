"""What signers type: a code, a signature, a refusal, a revision."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from webapp.domain.confirmations import Submission, SubmissionRefused
from webapp.features import WordForm

DRAWN = "data:image/png;base64,"
LONGEST_NUMBER = 10
REASON = _("Say why, in at least %(shortest)s characters; everybody involved will read it.", shortest=5)


def stripped(text: str | None) -> str:
    """Blanks around a reason are no reason."""
    return (text or "").strip()


def _consent() -> BooleanField:
    return BooleanField(_("I agree"), [InputRequired(_("Tick the box if you agree; otherwise decline below."))])


class CodeForm(WordForm):
    """The six digits that were sent."""

    code = StringField(_("Six-digit code"), [InputRequired(_("Enter the code we sent you."))],
                       render_kw={"inputmode": "numeric", "autocomplete": "one-time-code",
                                  "maxlength": "12", "pattern": "[0-9０-９ ]*"})


class SignatureForm(WordForm):
    """Consent, the typed name, perhaps a drawing, and the hash of what was read."""

    sha256 = HiddenField()
    name = StringField(_("Your full name"), [InputRequired(_("Type your full name.")), Length(max=100)],
                       render_kw={"autocomplete": "name", "maxlength": "100"})
    drawing = HiddenField()
    consent = _consent()

    def submission(self) -> Submission:
        """What was typed, as the domain takes it."""
        return Submission(
            sha256=self.sha256.data or "", name=self.name.data or "",
            agrees=bool(self.consent.data), drawing=_png(self.drawing.data or ""),
        )

    def explain(self, name: str, words: str) -> None:
        """Say what was wrong beside its field; a drawing that cannot be read is not sent a second time."""
        self[name].errors = [words]
        if name == "drawing":
            self.drawing.data = ""


class CompanySignatureForm(SignatureForm):
    """The company's signer may set one of its seals under the document in place of a drawing."""

    seal = SelectField(_("Seal"), validate_choice=False, choices=[])

    def offer_seals(self, seals: Mapping[int, str]) -> None:
        """Let the signer choose among these."""
        self.seal.choices = [("", str(_("No seal"))), *((str(number), name) for number, name in seals.items())]

    def submission(self) -> Submission:
        """What was typed, with the seal that was chosen."""
        chosen = self.seal.data or ""
        number = int(chosen) if chosen.isdecimal() and len(chosen) < LONGEST_NUMBER else None
        return replace(super().submission(), seal_id=number)


class PasswordSignatureForm(CompanySignatureForm):
    """The company's signer shows once more who they are."""

    password = PasswordField(_("Your password"), [InputRequired(_("Enter your password once more."))],
                             render_kw={"autocomplete": "current-password"})
    consent = _consent()  # named again, so that the page's last question is the form's last as well


class PasskeySignatureForm(CompanySignatureForm):
    """The company's signer lets their device say who they are."""

    credential = HiddenField()
    consent = _consent()


class RefusalForm(WordForm):
    """Why somebody does not sign."""

    sha256 = HiddenField()
    reason = TextAreaField(_("What must change?"), [InputRequired(REASON), Length(5, 2000, REASON)], [stripped],
                           id="refusal-reason",
                           render_kw={"rows": "4", "maxlength": "2000"})


class DelegationForm(WordForm):
    """Who signs in one's place, and why."""

    to = SelectField(_("Who signs instead?"), validate_choice=False)
    reason = TextAreaField(_("Why does somebody else sign?"), [InputRequired(REASON), Length(5, 2000, REASON)],
                           [stripped], id="delegation-reason", render_kw={"rows": "2", "maxlength": "2000"})

    def offer(self, people: Mapping[str, str]) -> DelegationForm:
        """Let the reader choose among these."""
        self.to.choices = list(people.items())
        return self


class RevisionForm(WordForm):
    """Why a version is taken back to the draft."""

    reason = TextAreaField(_("Why is it taken back?"), [InputRequired(REASON), Length(5, 2000, REASON)], [stripped],
                           id="revision-reason",
                           render_kw={"rows": "3", "maxlength": "2000"})


def _png(text: str) -> bytes | None:
    """The drawn signature behind a data address; nothing drawn is nothing sent."""
    if not text:
        return None
    if not text.startswith(DRAWN):
        raise SubmissionRefused("drawing-form", field="drawing")
    try:
        return base64.b64decode(text.removeprefix(DRAWN), validate=True)
    except binascii.Error as error:
        raise SubmissionRefused("drawing-form", field="drawing") from error
