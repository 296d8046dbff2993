"""The sentences of the ceremony: what happened, to which thing, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class DeadEnd:
    """A page for a link that leads nowhere any more."""

    status: int
    picture: str
    title: str
    words: str


DEAD_ENDS: Mapping[str, DeadEnd] = {
    "link-unknown": DeadEnd(404, "lost", _("There is no such link"), _(
        "Perhaps it was cut off when it was copied. Open it from the mail once more, or ask your "
        "contact at the project for a new one.")),
    "link-expired": DeadEnd(410, "mail", _("This link has expired"), _(
        "Nothing was signed. Ask your contact at the project to send you a new link; it takes them "
        "one click.")),
    "link-replaced": DeadEnd(410, "mail", _("There is a newer link"), _(
        "We mailed you another link, and only the newest one works. Please look for it in your mailbox.")),
    "link-moved": DeadEnd(410, "mail", _("Your address has changed"), _(
        "This link went to an address or a telephone under which we no longer reach you. Please ask your contact at the "
        "project for a new one.")),
    "link-used": DeadEnd(410, "done", _("This link has done its work"), _(
        "You have already signed or declined with it. The mail that followed leads to the progress of "
        "the project, where you can also download what was signed.")),
    "link-voided": DeadEnd(410, "documents", _("This version is no longer valid"), _(
        "It was taken back or declined, and all signatures under it are void. When the new version is "
        "ready, you will get a mail with a new link.")),
    "link-revoked": DeadEnd(410, "documents", _("There is nothing to sign here any more"), _(
        "The matter was settled in another way. If you did not expect this, ask your contact at the "
        "project.")),
    "already-signed": DeadEnd(409, "done", _("Already signed"), _(
        "Your signature is recorded, once. The mail that followed leads to the progress of the project, "
        "where you can download what you signed.")),
    "confirmation-over": DeadEnd(409, "documents", _("This was settled in the meantime"), _(
        "The version was taken back, declined or completed while this page was open. Nothing was "
        "signed just now.")),
    "confirmation-voided": DeadEnd(409, "documents", _("This version is no longer valid"), _(
        "It was taken back while this page was open, so your signature was not recorded. When the new "
        "version is ready, you will get a mail with a new link.")),
    "other-document": DeadEnd(409, "documents", _("This is not the version you read"), _(
        "The page was open on another version. Nothing was signed. Load the page again and read the "
        "version it shows.")),
    "edit-too-late": DeadEnd(409, "documents", _("It cannot be taken back from here any more"), _(
        "The process has gone on, and no step of it waits for an edit of this document. What must change "
        "now goes the way of a change request.")),
    "not-the-signer": DeadEnd(403, "lost", _("This signature is another person's"), _(
        "You may read the document, but the process waits for somebody else's signature.")),
    "not-your-turn": DeadEnd(409, "documents", _("It is not your turn yet"), _(
        "Others sign before you. As soon as they have, you will be told.")),
    "handed-on": DeadEnd(200, "done", _("Handed on"), _(
        "Your colleague has got a link of their own, and everybody involved is told. Your link has done its "
        "work; you may close this page.")),
    "confirmation-overtaken": DeadEnd(409, "documents", _("Another change was faster"), _(
        "While this one was being signed, another change came into force and altered the same requirement. Nothing was "
        "signed. The project's lead writes it anew on what is valid now, and you will be asked again.")),
    "wrong-side": DeadEnd(403, "lost", _("This signature is the other side's"), _(
        "Staff sign for the company, contacts for the customer, and nobody for both.")),
    "both-sides": DeadEnd(403, "lost", _("One person cannot sign for both sides"), _(
        "The other side was signed by you, or from the same mail address. Somebody else must sign here.")),
    "signer-left": DeadEnd(403, "lost", _("The signer is no longer here"), _(
        "Somebody else must be named to sign.")),
}

SENTENCES: Mapping[str, str] = {
    "code-none": _("Ask for a code first; it is sent to you by mail or text message."),
    "code-expired": _("This code is too old or was used already. Ask for a new one."),
    "code-needed": _("Please confirm who you are with the code we send you, then sign."),
    "phone-none": _("We know no mobile number of yours. Have the code mailed to you, or ask your contact to add the number."),
    "texts-per-day": _("Enough text messages for one day: %(most)s were sent. Have the code mailed to you."),
    "code-too-soon": _("A code was sent a moment ago. You can ask for another in %(wait_seconds)s seconds."),
    "link-too-soon": _("A link was sent a moment ago. You can send another in %(wait_seconds)s seconds."),
    "links-per-day": _("Enough links for one day: %(most)s were sent. Try again tomorrow."),
    "name-missing": _("Type your full name."),
    "name-too-long": _("A name has at most %(longest)s characters."),
    "consent-missing": _("Tick the box if you agree; otherwise decline below."),
    "reason-missing": _("Say why, in at least %(shortest)s characters; everybody involved will read it."),
    "reason-too-long": _("A reason has at most %(longest)s characters."),
    "not-on-the-list": _("This person may not sign in your place. Ask your contact at the project to allow it."),
    "passkey-stale": _("This question to your passkey is too old or was answered already. Sign once more."),
    "passkey-refused": _("The passkey's answer does not fit: it must be yours, for this version, at this address. Nothing was signed."),
    "seal-not-yours": _("You may not use this seal, or it is retired. Choose another or none."),
    "drawing-form": _("The drawn signature could not be read. Clear it and draw again, or leave it empty."),
}

VOID_REASONS: Mapping[str, str] = {
    "superseded": _("A newer version took its place."),
    "declined": _("It was declined."),
    "edited": _("It was edited."),
    "overtaken": _("Another change came into force first and altered the same requirement."),
    "expired": _("The time for signing ran out before everybody had signed."),
    "process": _("The process took it back."),
}


def dead_end(message_id: str) -> DeadEnd:
    """The page for an error that ends the ceremony."""
    return DEAD_ENDS.get(message_id, DEAD_ENDS["confirmation-over"])


def void_reason(reason: str | None) -> str:
    """Why a confirmation is void: what somebody wrote, or what the process says."""
    return str(VOID_REASONS.get(reason or "", reason or ""))


def sentence(message_id: str, facts: Mapping[str, Any]) -> str:
    """The sentence for an error that the signer can mend on the same page."""
    words = SENTENCES.get(message_id)
    if words is None:
        return str(gettext("This could not be done. Please load the page again."))
    return str(words) % facts
