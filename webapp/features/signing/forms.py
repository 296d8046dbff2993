"""What signers type: a code, a signature, a refusal, a revision."""

from __future__ import annotations

import base64
import binascii

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.domain.confirmations import Submission, SubmissionRefused
from webapp.features import WordForm

DRAWN = "data:image/png;base64,"
REASON = _("Say why, in at least %(shortest)s characters; everybody involved will read it.", shortest=5)


def stripped(text: str | None) -> str:
    """Blanks around a reason are no reason."""
    return (text or "").strip()


def _consent() -> BooleanField:
    return BooleanField(_("I agree"), [InputRequired(_("Tick the box if you agree; otherwise decline below."))])


class CodeForm(WordForm):
    """The six digits from the mail."""

    code = StringField(_("Six-digit code"), [InputRequired(_("Enter the code from the mail."))],
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


class PasswordSignatureForm(SignatureForm):
    """The company's signer shows once more who they are."""

    password = PasswordField(_("Your password"), [InputRequired(_("Enter your password once more."))],
                             render_kw={"autocomplete": "current-password"})
    consent = _consent()  # named again, so that the page's last question is the form's last as well


class RefusalForm(WordForm):
    """Why somebody does not sign."""

    sha256 = HiddenField()
    reason = TextAreaField(_("What must change?"), [InputRequired(REASON), Length(5, 2000, REASON)], [stripped],
                           id="refusal-reason",
                           render_kw={"rows": "4", "maxlength": "2000"})


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
