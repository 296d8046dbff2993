"""One's own passkeys: registered and removed on one's own page; nobody does it for somebody else."""

from __future__ import annotations

from flask import current_app, flash, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.db import db
from webapp.domain import people, wording
from webapp.domain.people import Party, PasskeyRefused, Person
from webapp.features import found
from webapp.features.people import blueprint
from webapp.transaction import transaction


@blueprint.post("/account/passkeys/question")
def ask_to_register() -> ResponseReturnValue:
    """What the browser needs to make a key."""
    with transaction() as rows:
        return jsonify(people.ask_to_register(rows, _oneself(), _party()))


@blueprint.post("/account/passkeys")
def register_passkey() -> ResponseReturnValue:
    """Keep the key that was made; the password is asked for once more."""
    if not _password_fits():
        flash(gettext("This is not your password, or the account rests for some minutes after several wrong tries."), "late")
        return _back()
    try:
        with transaction() as rows:
            people.register(rows, _oneself(), _party(), request.form.get("credential", ""),
                            name=request.form.get("name", ""))
    except PasskeyRefused as error:
        flash(wording.fill(gettext, error.message_id, error.facts), "late")
    else:
        flash(gettext("The passkey is registered. From now on you sign documents with it."), "good")
    return _back()


@blueprint.post("/account/passkeys/<int:passkey_id>/removal")
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """The key signs no more; removing it needs the password, or whoever finds a desk open could weaken the account."""
    if not _password_fits():
        flash(gettext("This is not your password, or the account rests for some minutes after several wrong tries."), "late")
        return _back()
    with transaction() as rows:
        own = people.passkeys_of(rows, g.actor.person_id)
        people.remove_passkey(rows, found(next((key for key in own if key.id == passkey_id), None)))
    flash(gettext("The passkey is removed. What it has signed stays proved."), "good")
    return _back()


def _oneself() -> Person:
    return found(people.get_person(db.session(), g.actor.person_id))


def _party() -> Party:
    return Party.at(current_app.config["SETTINGS"].base_url)


def _password_fits() -> bool:
    with transaction() as rows:
        person = people.authenticate(rows, g.actor.id, request.form.get("password", ""))
    return person is not None and person.username == g.actor.id


def _back() -> ResponseReturnValue:
    return redirect(url_for("people.show", person_id=g.actor.person_id, _anchor="passkeys"), 303)
