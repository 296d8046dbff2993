"""A link that leads no further becomes a page that says why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from webapp.db import db
from webapp.domain import customers, errands, people
from webapp.features.errands import blueprint
from webapp.features.errands.customer import speak_as


@dataclass(frozen=True)
class DeadEnd:
    """The page of a link that leads nowhere any more."""

    status: int
    picture: str
    title: str
    words: str


DEAD_ENDS = {
    "link-unknown": DeadEnd(404, "lost", _("There is no such link"), _(
        "Perhaps it was cut off when it was copied. Open it from the mail once more, or ask your "
        "contact at the project for a new one.")),
    "link-expired": DeadEnd(410, "mail", _("This link has expired"), _(
        "What you typed is kept. Ask your contact at the project to send you a new link; it takes them "
        "one click.")),
    "link-replaced": DeadEnd(410, "mail", _("There is a newer link"), _(
        "We mailed you another link, and only the newest one works. Please look for it in your mailbox; "
        "what you typed is kept.")),
    "errand-done": DeadEnd(410, "done", _("This link has done its work"), _(
        "Your answer is with us. If you want to add something, tell your contact at the project.")),
    "errand-closed": DeadEnd(410, "documents", _("There is nothing to do here any more"), _(
        "The project has gone on without it, or the time to answer is over. If you still want to tell "
        "us something, your contact at the project is glad to hear it.")),
}


@blueprint.errorhandler(errands.ErrandOver)
def end(error: errands.ErrandOver) -> ResponseReturnValue:
    """Say in words why this link leads no further, in the contact's language where it is known."""
    contact = customers.contact_of_actor(db.session(), error.facts.get("contact"))
    speak_as(people.contact_actor(db.session(), contact.id) if contact else None)
    said = DEAD_ENDS.get(error.message_id, DEAD_ENDS["errand-closed"])
    return render_template("errands/end.html", said=said), said.status
