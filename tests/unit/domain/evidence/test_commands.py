"""`tandem keys` and `tandem audit`: what an owner sees of keys and log, and never more."""

from click.testing import CliRunner, Result
from flask import Flask, current_app
from flask.cli import ScriptInfo

from tests.support.ceremony import Ceremony
from webapp.cli import audit, erase, keys
from webapp.domain import evidence
from webapp.transaction import transaction


def run(command: object, *arguments: str) -> Result:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return CliRunner().invoke(command, arguments, obj=ScriptInfo(create_app=lambda: app))  # type: ignore[arg-type]


def test_every_key_is_listed_by_its_fingerprint(there: Ceremony) -> None:
    listed = run(keys.command, "list").output

    rows = evidence.keys.every(there.session)
    assert {row.purpose for row in rows} == set(evidence.keys.PURPOSES)
    assert all(row.fingerprint in listed for row in rows)
    assert "PRIVATE" not in listed


def test_a_lost_key_is_revoked_by_its_fingerprint(there: Ceremony) -> None:
    with transaction() as session:
        lost = evidence.keys.current(session, evidence.keys.COMPANY).fingerprint

    answer = run(keys.command, "revoke", lost)

    assert answer.exit_code == 0
    assert lost not in answer.output
    assert run(keys.command, "revoke", "0" * 64).exit_code == 1


def test_erasing_lists_first_and_takes_away_only_with_a_reason(there: Ceremony) -> None:
    customer = there.cast.customer.id

    listed = run(erase.command, customer)
    still = run(erase.command, customer)
    taken = run(erase.command, customer, "--reason", "信息主体要求删除")
    after = run(erase.command, customer)

    assert listed.exit_code == 0, listed.output
    assert "would be erased" in listed.output
    assert still.output == listed.output
    assert " erased\n" in taken.output
    assert after.output.startswith("0 entries")
    assert "entries (0 erased)" not in run(audit.command).output
    assert run(erase.command, "客").exit_code == 2


def test_an_audit_of_a_sound_log_answers_nought(there: Ceremony) -> None:
    with transaction() as session:
        evidence.log.extend(session)

    answer = run(audit.command)

    assert answer.exit_code == 0, answer.output
    assert "entries (0 erased)" in answer.output
