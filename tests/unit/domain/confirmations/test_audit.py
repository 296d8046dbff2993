"""A signature and its step are one: whichever is missing is found, and the doctor says so."""

from sqlalchemy import delete, text

import engine
from tests.support.ceremony import Ceremony
from webapp.cli.doctor import EXAMINATIONS
from webapp.config import Settings
from webapp.db import db
from webapp.domain import confirmations
from webapp.domain.confirmations import Signature
from webapp.transaction import transaction

NOWHERE = Settings(database_url="sqlite://", secret_key="x" * 32)


def found(there: Ceremony) -> list[str]:
    return [violation.rule for violation in confirmations.audit_signatures(there.session)]


def said() -> list[str]:
    db.session.rollback()
    return list(EXAMINATIONS["cases"](NOWHERE))


def test_both_signatures_with_their_steps_are_in_order(there: Ceremony) -> None:
    there.customer_signs()
    there.lead_signs()

    assert found(there) == []
    assert said() == []


def test_a_signature_that_was_lost_is_found(there: Ceremony) -> None:
    there.customer_signs()
    with transaction() as session:
        session.execute(delete(Signature))

    assert found(there) == ["audit-signature-lost"]
    [sentence] = said()
    assert sentence.endswith("was completed by signing (task 2), but the signature is missing.")


def test_a_signature_whose_step_was_lost_is_found(there: Ceremony) -> None:
    there.customer_signs()
    with transaction() as session:
        session.execute(text("UPDATE engine_task SET closed_as = 'canceled' WHERE element_id = 'customer_signs'"))

    assert found(there) == ["audit-signature-astray"]
    assert "audit-answers-astray" in {violation.rule for violation in engine.audit(there.session)}


def test_a_signature_on_anothers_step_is_found(there: Ceremony) -> None:
    there.customer_signs()
    with transaction() as session:
        session.execute(text("UPDATE engine_task SET closed_by = 'designer' WHERE element_id = 'customer_signs'"))

    assert found(there) == ["audit-signature-astray"]
