"""The shipped diagram of signing, called by a small one, with whoever a test names to sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import engine
from tests.support import build, ceremony, diagrams
from tests.support.cast import assemble
from tests.support.ceremony import BY_CODE, Ceremony
from webapp.domain import confirmations, customers, packages, people, projects
from webapp.domain.confirmations import Circumstances
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

SHIPPED = Path(__file__).parents[2] / "processes" / "customer_engineering"
BY_PASSWORD = Circumstances(identified_by="account+password")


@dataclass
class Envelope(Ceremony):
    """One project whose draft says who is to sign."""

    second: str = ""

    def again(self) -> Envelope:
        """One more project of the same people, at its draft."""
        with transaction() as session:
            contact = customers.contact_of_actor(session, self.cast.customer.id)
            assert contact is not None
            project = projects.start(session, actor=self.cast.lead, name="柔性生产线", contact_id=contact.id,
                                     answers={"project_lead": "lead"})
        more = Envelope(self.cast, project.id, second=self.second)
        more.work()
        return more

    def sent(self, *signers: Mapping[str, Any], **more: Any) -> Envelope:
        """Write the draft and send it out to these."""
        with transaction() as session:
            engine.complete_task(session, self.task("draft").id, actor="lead",
                                 answers={"scope": "两条产线", "signers": list(signers), **more})
        self.work()
        return self

    def asked(self) -> list[str]:
        """Who is asked to sign at this moment."""
        return sorted(task.assignee for task in self.open_tasks() if task.element_id in ("customer_signs", "lead_signs"))

    def its_task(self, actor: str) -> engine.Task:
        return next(task for task in self.open_tasks() if task.assignee == actor)

    def signs(self, *actors: str) -> None:
        for actor in actors:
            task, submission = self.its_task(actor), self.submission()
            with transaction() as session:
                confirmations.sign(session, task, submission, actor=actor,
                                   how=BY_CODE if people.is_contact(actor) else BY_PASSWORD)
        self.work()

    def declines(self, actor: str, reason: str) -> None:
        task, sha256 = self.its_task(actor), self.confirmation.sha256
        with transaction() as session:
            confirmations.decline(session, task, sha256=sha256, reason=reason, actor=actor)
        self.work()

    def letters_to(self, actor: str) -> list[str]:
        """The subjects of the mails somebody got, newest first."""
        from webapp.domain import notifications  # noqa: PLC0415

        contact, person = customers.contact_of_actor(self.session, actor), people.person_called(self.session, actor)
        address = (contact or person).email  # type: ignore[union-attr]
        return [mail.subject for mail in notifications.mails(self.session) if mail.to == address]


def customer(who: str, **more: Any) -> dict[str, Any]:
    return {"who": who, "side": "customer", **more}


def company(who: str, **more: Any) -> dict[str, Any]:
    return {"who": who, "side": "company", **more}


def begin() -> Envelope:
    """A project that stands at its draft; the customer has a second contact."""
    with transaction() as session:
        cast = assemble(session)
        packages.deploy(session, _package(), actor="process_owner", handlers=HANDLERS)
        file = customers.get_contact(session, cast.customer.contact_id or 0)
        assert file is not None
        second = customers.add_contact(session, file.customer, name="客户副总", email="second@customer.example")
        project = projects.start(session, actor=cast.lead, name="柔性生产线", contact_id=file.id,
                                 answers={"project_lead": "lead"})
    there = Envelope(cast, project.id, second=second.actor_id)
    there.work()
    return there


@contextmanager
def copied(kept: Path, path: Path, first: Envelope) -> Iterator[Envelope]:
    """The same beginning again, from a file that was made once."""
    path.write_bytes(kept.read_bytes())
    with build.database(f"sqlite:///{path}"):
        yield Envelope(first.cast, first.project_id, second=first.second)


def _package() -> dict[str, bytes]:
    shipped: Sequence[str] = ("bpmn/dual_signature.bpmn", "forms/sign_confirmation.form")
    return {**ceremony.package(), "bpmn/lifecycle.bpmn": _caller(),
            **{name: (SHIPPED / name).read_bytes() for name in shipped}}


def _caller() -> bytes:
    return diagrams.diagram(
        "start > again:xor > draft > prepare:service > sign:call > signed:xor;"
        'signed -[signature_outcome = "signed"]> design > end; signed -default> again',
        process="lifecycle",
        draft=diagrams.extended(diagrams.zeebe("assignmentDefinition", assignee="=project_lead")),
        design=diagrams.extended(diagrams.zeebe("assignmentDefinition", assignee="designer")),
        prepare=diagrams.job(
            "confirmations.prepare",
            diagrams.zeebe("taskHeaders", diagrams.zeebe("header", key="document", value="requirement_confirmation")),
            diagrams.mapping(inputs={"signers": "=signers"})),
        sign=diagrams.extended(
            diagrams.zeebe("calledElement", processId="dual_signature", propagateAllChildVariables="true"),
            diagrams.mapping(inputs={"confirmation_id": "=confirmation_id", "signing_turns": "=signing_turns"})),
    )
