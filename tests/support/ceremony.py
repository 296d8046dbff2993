"""The dual signature on a diagram of its own: a draft, a frozen version, two signatures, the next task."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session
from webauthn.helpers import bytes_to_base64url

import engine
from tests.support import build, diagrams
from tests.support.cast import Cast, assemble
from tests.support.softkey import Softkey
from webapp.db import db
from webapp.domain import (
    confirmations,
    customers,
    evidence,
    notifications,
    packages,
    people,
    projects,
)
from webapp.domain.confirmations import Circumstances, Confirmation, Submission
from webapp.domain.confirmations.passkeys import signed_facts
from webapp.handlers import HANDLERS
from webapp.jobs import (
    answer_at_the_door,
    deliver_reactions,
    prove,
    run_service_jobs,
    seal_envelopes,
)
from webapp.transaction import transaction

PASSWORD = "a long enough password"
TEMPLATE = b"""
#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans CJK SC", lang: "zh")
#set page(footer: [#data.document.hash_of_data])
= #data.document.title v#data.document.version
#data.answers.draft.scope
#for slot in ("customer", "company") {
  block(width: 50%, height: 50pt, place(top + left, layout(room => context [#metadata((slot: slot,
    at: here().position(), width: room.width, height: room.height)) <signature-place>])))
}
"""
MANIFEST = """
key = "customer_engineering"
name = "客户工程项目"
name_en = "Customer engineering"
root = "lifecycle"
[documents.requirement_confirmation]
title = "需求确认书"
title_en = "Requirement confirmation"
template = "documents/paper.typ"
[documents.offer]
title = "报价单"
template = "documents/paper.typ"
readers = "customer"
commercial = true
[registers.requirements]
title = "需求清单"
answers = ["draft.requirements"]
""".encode()
BY_CODE = Circumstances(identified_by="link+code", ip="203.0.113.7", user_agent="a browser")
BY_PASSWORD = Circumstances(identified_by="account+password")


def drawing(width: int = 120, height: int = 40) -> bytes:
    """A hand's line as the signing page sends it."""
    rows = b"".join(b"\0" + b"".join(b"\x14\x1e\x78" + (b"\xff" if (x + 2 * y) % 25 < 3 else b"\0") for x in range(width))
                    for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said)) for name, said in parts)


def package() -> dict[str, bytes]:
    """The files of the small package."""
    return {"package.toml": MANIFEST, "documents/paper.typ": TEMPLATE,
            "bpmn/lifecycle.bpmn": _diagram()}


@dataclass
class Ceremony:
    """One project whose document waits for both signatures."""

    cast: Cast
    project_id: int

    @property
    def session(self) -> Session:
        """The session of this thread, seeing what others have committed since."""
        session = db.session()
        if not session.info.get("writing"):
            session.rollback()
        return session

    @property
    def project(self) -> projects.Project:
        return self.session.get_one(projects.Project, self.project_id)

    @property
    def confirmation(self) -> Confirmation:
        """The newest confirmation."""
        return confirmations.of_project(self.session, self.project_id)[0]

    def task(self, element: str) -> engine.Task:
        return next(task for task in self.open_tasks() if task.element_id == element)

    def open_tasks(self) -> list[engine.Task]:
        return engine.open_tasks(self.session, instance_ids=[self.project.instance_id])

    def waits_at(self) -> list[str]:
        """Where the process waits for people."""
        return sorted(task.element_id for task in self.open_tasks())

    def history(self, prefix: str = "confirmation.") -> list[str]:
        events = engine.history(self.session, self.project.instance_id)
        return [event.kind.removeprefix(prefix) for event in events if event.kind.startswith(prefix)]

    # what people do

    def write_draft(self, scope: str = "两条柔性产线", **more: object) -> None:
        with transaction() as session:
            engine.complete_task(session, self.task("draft").id, actor="lead", answers={"scope": scope, **more})
        self.work()

    def work(self) -> None:
        """Let the worker do what is due."""
        while run_service_jobs("worker") + answer_at_the_door() + deliver_reactions():
            pass

    def proven(self) -> bytes:
        """Let the worker finish the proof; the pack as it is handed out."""
        self.work()
        while seal_envelopes() or prove():
            pass
        pack = evidence.pack_of(self.session, self.confirmation.document_version_id)
        assert pack is not None
        return pack

    def submission(self, **other: object) -> Submission:
        said = {"sha256": self.confirmation.sha256, "name": "龘喆堃", "agrees": True, **other}
        return Submission(**said)  # type: ignore[arg-type]

    def customer_signs(self, **other: object) -> None:
        task, submission = self.task("customer_signs"), self.submission(**other)
        with transaction() as session:
            confirmations.sign(session, task, submission, actor=self.cast.customer.id, how=BY_CODE)

    def lead_signs(self, how: Circumstances = BY_PASSWORD, **other: object) -> None:
        task, submission = self.task("lead_signs"), self.submission(**other)
        with transaction() as session:
            confirmations.sign(session, task, submission, actor="lead", how=how)

    def by_passkey(self) -> Circumstances:
        """The lead's key has signed what is asked here, as the product keeps its answer."""
        key, facts = Softkey(), signed_facts(self.confirmation, "lead", "zh", bytes(16))
        asked = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        challenge = bytes_to_base64url(hashlib.sha256(asked).digest())
        answer = json.loads(key.signed({"challenge": challenge}))
        return Circumstances(identified_by="passkey", assertion={
            "credential_id": answer["id"], "public_key": bytes_to_base64url(key.cose), "rp_id": key.host, "origin": key.origin,
            "challenge": challenge, **answer["response"], "signed": facts})

    def take_back(self, reason: str = "验收标准要改") -> None:
        confirmation = self.confirmation
        with transaction() as session:
            confirmations.revise(session, confirmation, reason=reason, actor="lead")

    # what arrives in the mailbox

    def mails(self) -> list[notifications.OutgoingMail]:
        """The customer's mails, newest first."""
        contact = self.project.contact
        assert contact is not None
        return [mail for mail in notifications.mails(self.session) if mail.to == contact.email]

    def token(self) -> str:
        """The token of the newest signing link."""
        return next(mail.link for mail in self.mails() if (mail.link or "").startswith("/s/"))[3:]

    def code(self) -> str:
        """The newest one-time code."""
        return next(found[1] for mail in self.mails()
                    if (found := re.search(r"(?:：|: )(\d{6})\b", notifications.text_of(mail))))


def begin(*, locale: str = "zh") -> Ceremony:
    """A project that stands at its draft."""
    with transaction() as session:
        cast = assemble(session)
        person = people.person_called(session, "lead")
        assert person is not None
        people.set_password(session, person, PASSWORD)
        packages.deploy(session, package(), actor="process_owner", handlers=HANDLERS)
        project = _start(session, cast, locale)
    ceremony = Ceremony(cast, project.id)
    ceremony.work()
    return ceremony


def another(ceremony: Ceremony) -> Ceremony:
    """One more project of the same people, ready for both signatures."""
    with transaction() as session:
        project = _start(session, ceremony.cast, "zh")
    more = Ceremony(ceremony.cast, project.id)
    more.work()
    more.write_draft()
    return more


def ready(*, locale: str = "zh") -> Ceremony:
    """A project whose first version waits for both signatures."""
    ceremony = begin(locale=locale)
    ceremony.write_draft()
    return ceremony


@dataclass(frozen=True)
class Kept:
    """An SQLite file with a ready ceremony, made once per test run and copied for each test."""

    file: Path
    cast: Cast

    @contextmanager
    def copied(self, path: Path) -> Iterator[Ceremony]:
        shutil.copy(self.file, path)
        with build.database(f"sqlite:///{path}"):
            yield Ceremony(self.cast, project_id=1)


def keep(folder: Path) -> Kept:
    """Make a ready ceremony in a file to copy from: tests then begin in milliseconds."""
    file = folder / "ready.db"
    with build.database(f"sqlite:///{file}"):
        return Kept(file, ready().cast)


def _start(session: Session, cast: Cast, locale: str) -> projects.Project:
    contact = customers.get_contact(session, cast.customer.contact_id or 0)
    assert contact is not None
    contact.locale = locale
    return projects.start(session, actor=cast.lead, name="柔性生产线", contact_id=contact.id,
                          answers={"project_lead": "lead"})


def _diagram() -> bytes:
    signs = diagrams.sub_process(
        "start_signing > split:and > customer_signs > customer_says:xor; split > lead_signs > lead_says:xor;"
        'customer_says -[decision = "sign"]> join:and; customer_says -default> end_customer;'
        'lead_says -[decision = "sign"]> join; lead_says -default> end_lead; join > end_signed',
        customer_signs=_signing("customer", "=customer_contact"),
        lead_signs=_signing("company", "=project_lead"),
        end_customer=diagrams.event("error", "declined"), end_lead=diagrams.event("error", "declined"),
    )
    return diagrams.definitions(diagrams.process_xml(
        "start > again:xor > draft > prepare:service > dual_signature:sub > design > end;"
        "on_declined:boundary > void_declined:service > again;"
        "on_edited:boundary > void_edited:service > again",
        process="lifecycle", dual_signature=signs,
        draft=diagrams.extended(diagrams.zeebe("assignmentDefinition", assignee="=project_lead")),
        design=diagrams.extended(diagrams.zeebe("assignmentDefinition", assignee="designer")),
        prepare=diagrams.job("confirmations.prepare", _header("document", "requirement_confirmation")),
        void_declined=diagrams.job("confirmations.void", _header("reason", "declined")),
        void_edited=diagrams.job("confirmations.void", _header("reason", "edited")),
        on_declined=diagrams.at("dual_signature", diagrams.event("error", "declined")),
        on_edited=diagrams.at("dual_signature", diagrams.event("message", "edited")),
    ), roots=(
        '<bpmn:error id="declined" errorCode="declined"/><bpmn:message id="edited" '
        'name="document.edited">'
        + diagrams.extended(diagrams.zeebe("subscription", correlationKey="=confirmation_id"))
        + "</bpmn:message>"
    ))


def _signing(side: str, assignee: str) -> str:
    return diagrams.extended(
        diagrams.zeebe("assignmentDefinition", assignee=assignee), _header("signature.side", side))


def _header(key: str, value: str) -> str:
    return diagrams.zeebe("taskHeaders", diagrams.zeebe("header", key=key, value=value))
