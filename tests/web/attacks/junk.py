"""What is thrown at every door that takes something, and how a door has to answer."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.attacks.world import House

EXE = b"MZ\x90\0" + bytes(200)
MULTIPART = "multipart/form-data; boundary=b"
NAMES = ("username", "password", "name", "title", "email", "phone", "locale", "department", "roles", "address",
         "industry", "notes", "text", "to", "reason", "project_name", "customer_contact", "code", "sha256",
         "drawing", "consent", "theme", "back", "theme", "_add", "_remove", "_refresh", "proposal",
         "content", "revision", "folder", "path", "digest", "live", "note", "verdict", "version", "seen", "by", "amount", "unit",
         "variables", "key", "element", "from", "canary", "process", "to:stage_idea/propose", "for:forms/propose.form", "id")
Send = Callable[[FlaskClient, str], TestResponse]


def who(house: House, rule: Rule) -> FlaskClient:
    """Somebody who gets in there: a door that is shut anyway proves nothing."""
    keeper = {"people": house.cast.admin, "studio": house.cast.process_owner}
    return house.signed_in(keeper.get(rule.endpoint.partition(".")[0], house.cast.lead))


def where(house: House, rule: Rule) -> str:
    asked = f"?customer={house.ids['customer_id']}" if rule.endpoint == "projects.create" else ""
    return house.address(rule) + asked


def broken(house: House, doors: list[Rule], send: Send) -> dict[str, int]:
    seen = {rule.endpoint: send(who(house, rule), where(house, rule)) for rule in doors}
    for answer in seen.values():
        assert answer.status_code < 400 or "</main>" in answer.text or answer.json["message"], "refused without a word"
    return {door: answer.status_code for door, answer in seen.items() if answer.status_code >= 500}
