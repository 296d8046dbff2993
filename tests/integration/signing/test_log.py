"""The log on both databases: grown by a whole ceremony, audited, one entry erased by the product and one emptied by a hand."""

from sqlalchemy import text

from tests.support import build, ceremony
from verifier.tandem_verify import verify_pack
from webapp.domain import evidence
from webapp.transaction import transaction


def test_a_ceremony_is_proven_audited_and_forgotten_on_either_database(database_url: str) -> None:
    with build.database(database_url):
        there = ceremony.ready()
        there.customer_signs()
        there.lead_signs()
        proven = there.proven()
        with transaction() as session:
            while evidence.log.extend(session):
                pass
        whole = evidence.audit_log(there.session)

        with transaction() as session:
            taken = evidence.forget(session, there.cast.customer.id, reason="信息主体要求删除", actor="system")
        with transaction() as session:
            while evidence.log.extend(session):
                pass
        erased = evidence.audit_log(there.session)
        numbers = {each.number for each in taken}
        hidden = next(number for number in range(whole.entries) if number not in numbers)
        with transaction() as session:
            session.execute(text("UPDATE log_entry SET body = NULL, salt = NULL WHERE number = :number"), {"number": hidden})
        emptied = evidence.audit_log(there.session)

        assert (whole.flaws, verify_pack(proven).code) == ([], 2)
        assert taken
        assert (erased.flaws, erased.erased) == ([], len(taken))
        assert [(flaw.rule, flaw.number) for flaw in emptied.flaws] == [("log-emptied", hidden)]
        assert verify_pack(there.proven()).code in (2, 3)
