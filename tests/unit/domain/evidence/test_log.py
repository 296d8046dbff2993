"""The log: the whole history in its order, proof against the hand that holds the database, blind to what was erased."""


import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.support import ceremony
from tests.support.build import database
from tests.support.ceremony import Ceremony
from verifier.tandem_verify import verify_pack
from webapp.db import db
from webapp.domain import evidence
from webapp.domain.evidence import log, merkle
from webapp.transaction import transaction


def extended(there: Ceremony) -> list[evidence.Entry]:
    with transaction() as session:
        log.extend(session)
    return there.session.query(evidence.Entry).order_by(evidence.Entry.number).all()


def by_force(statement: str) -> None:
    """What somebody with the database's password does: take the guards away, write, put them back."""
    with db.engine.begin() as connection:
        guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for guard in guards:
            connection.execute(text(f"DROP TRIGGER {guard.name}"))
        connection.exec_driver_sql(statement)
        for guard in guards:
            connection.exec_driver_sql(guard.sql)


def test_every_row_of_the_history_is_an_entry_in_the_historys_order(there: Ceremony) -> None:
    entries = extended(there)

    ids = [row.id for row in there.session.execute(text("SELECT id FROM engine_event ORDER BY position"))]
    assert [entry.event_id for entry in entries] == ids
    assert [entry.number for entry in entries] == list(range(len(ids)))


def test_the_stored_tree_is_the_one_that_the_leaves_give(there: Ceremony) -> None:
    extended(there)
    there.lead_signs()
    there.customer_signs()
    entries = extended(there)

    tree = merkle.Tree([entry.leaf for entry in entries])
    assert merkle.root_of(log.nodes_of(there.session), len(entries)) == tree.root()
    assert evidence.audit_log(there.session).flaws == []


def test_a_step_pays_nothing_for_the_log(there: Ceremony) -> None:
    before = there.session.query(evidence.Entry).count()

    there.lead_signs()

    assert there.session.query(evidence.Entry).count() == before


CHANGES = (
    "UPDATE log_entry SET body = 'x' WHERE number = 0", "DELETE FROM log_entry WHERE number = 0",
    "UPDATE log_entry SET leaf = 'x', body = NULL, salt = NULL WHERE number = 0",
    "UPDATE log_node SET hash = 'x'", "DELETE FROM log_node", "UPDATE log_head SET size = 1", "DELETE FROM log_head",
    "UPDATE signed_revision SET slot = 'x'", "DELETE FROM signed_revision", "UPDATE frozen_document SET length = 1",
)


def test_the_database_itself_refuses_every_change(database_url: str) -> None:
    with database(database_url):
        there = ceremony.ready()
        there.lead_signs()
        extended(there)
        with transaction() as session:
            evidence.make_head(session)

        for statement in CHANGES:
            with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
                connection.exec_driver_sql(statement)


@pytest.mark.parametrize(("statement", "rule", "number"), [
    ("UPDATE log_entry SET body = CAST(replace(CAST(body AS TEXT), '{', '[') AS BLOB) WHERE number = 3", "log-leaf", 3),
    ("UPDATE engine_event SET facts = '{}' WHERE id = (SELECT event_id FROM log_entry WHERE number = 4)",
     "log-history-changed", 4),
    ("DELETE FROM engine_event WHERE id = (SELECT event_id FROM log_entry WHERE number = 5)", "log-history-gone", 5),
    ("UPDATE log_node SET hash = x'00' WHERE level = 1 AND place = 1", "log-node", 2),
    ("DELETE FROM log_entry WHERE number = 2", "log-gap", 2),
    ("UPDATE log_head SET root = x'00'", "log-head", None),
    ("UPDATE log_head SET note = replace(note, 'time 20', 'time 19')", "log-head-unsigned", None),
])
def test_an_audit_names_the_first_bad_entry(there: Ceremony, statement: str, rule: str, number: int | None) -> None:
    size = len(extended(there))
    with transaction() as session:
        evidence.make_head(session)

    by_force(statement)

    first = evidence.audit_log(there.session).flaws[0]
    assert (first.rule, first.number) == (rule, size if number is None else number)


def test_erasing_takes_the_words_and_leaves_the_tree(there: Ceremony) -> None:
    there.customer_signs()
    entries = extended(there)
    with transaction() as session:
        root = evidence.make_head(session).root
        personal = next(entry for entry in entries if b"evidence.signed" in (entry.body or b""))
        log.erase(session, personal.number, reason="信息主体要求删除", actor="admin")
    extended(there)

    audit = evidence.audit_log(there.session)
    erased = there.session.get_one(evidence.Entry, personal.number)
    assert (erased.body, erased.salt, audit.erased, audit.flaws) == (None, None, 1, [])
    assert merkle.root_of(log.nodes_of(there.session), len(entries)) == root
    facts = there.session.execute(text("SELECT facts FROM engine_event WHERE id = :id"), {"id": personal.event_id}).scalar_one()
    assert facts == "{}"


def test_an_entry_that_somebody_emptied_without_a_word_is_named(there: Ceremony) -> None:
    """What may be erased by the product may be emptied by a hand in the database, to hide a void, say."""
    entries = extended(there)
    hidden = entries[2].number
    with transaction() as session:
        session.execute(text("UPDATE log_entry SET body = NULL, salt = NULL WHERE number = :number"), {"number": hidden})

    audit = evidence.audit_log(there.session)

    assert [(flaw.rule, flaw.number) for flaw in audit.flaws] == [("log-emptied", hidden)]


def test_a_person_who_asks_is_forgotten_and_the_proof_of_their_signature_stays(there: Ceremony) -> None:
    there.customer_signs()
    there.lead_signs()
    there.proven()
    extended(there)
    found = list(evidence.mentions(there.session, "客户代表"))

    with transaction() as session:
        taken = evidence.forget(session, "客户代表", reason="信息主体要求删除", actor="system")
    extended(there)

    kept = list(evidence.mentions(there.session, "客户代表"))
    assert {each.number for each in found} == {each.number for each in (*taken, *kept)}
    assert all(each.is_proof for each in kept)
    assert "evidence.signed" in {kind for each in kept for kind in each.kinds}
    assert evidence.audit_log(there.session).flaws == []
    assert verify_pack(there.proven()).code in (2, 3)


def test_two_heads_of_one_length_are_one_head(there: Ceremony) -> None:
    extended(there)
    with transaction() as session:
        first, second = evidence.make_head(session), evidence.make_head(session)

    assert first.id == second.id


def test_rows_of_many_batches_make_the_same_tree(there: Ceremony) -> None:
    with transaction() as session:
        while log.extend(session, limit=3):
            pass

    leaves = [row.leaf for row in there.session.query(evidence.Entry).order_by(evidence.Entry.number)]
    assert len(leaves) > 9
    assert merkle.root_of(log.nodes_of(there.session), len(leaves)) == merkle.Tree(leaves).root()
    assert evidence.audit_log(there.session).flaws == []


def test_every_leaf_has_a_salt_of_its_own(there: Ceremony) -> None:
    salts = [entry.salt for entry in extended(there)]

    assert len(set(salts)) == len(salts) > 5
    assert {len(salt or b"") for salt in salts} == {16}
