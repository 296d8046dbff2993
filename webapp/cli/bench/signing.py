"""`tandem bench signing`: what a paper, its two signatures and its proof cost the server, stage by stage.

One paper after the other is drafted, frozen and signed in this process; pages are answered whole, over WSGI. Processor
time stands beside the clock's: on a busy machine only that tells anything.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import click
import httpx
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session

import engine
from verifier.tandem_verify import verify_pack
from webapp import jobs
from webapp.app import create_app
from webapp.cli.bench import paper
from webapp.cli.cast import PASSWORD
from webapp.cli.migrate import bring_up_to_date
from webapp.cli.play import props
from webapp.config import Settings
from webapp.db import db
from webapp.domain import (
    confirmations,
    customers,
    documents,
    evidence,
    notifications,
    packages,
    people,
    projects,
)
from webapp.handlers import VERBS
from webapp.transaction import transaction

STAGES = {
    "typeset": "typeset: PDF, pages, words", "freeze": "freeze: typeset, places to sign, rows",
    "customer_signs": "the customer signs, by drawing", "staff_sign": "staff sign, by password",
    "close": "close the file (B-LTA)", "prove": "log, head, mails", "pack": "make the pack", "verify": "verify the pack",
}
LOCAL, TRUE_BUT_UNPINNED = "http://127.0.0.1:8000", 2
Answer = TypeVar("Answer")


@click.command("signing")
@click.option("--papers", default=30, show_default=True, help="How many papers are signed.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of a table.")
def command(papers: int, as_json: bool) -> None:
    """Measure a paper from its typesetting to its verified proof."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder, _desk(Path(folder)) as desk:
        desk.sign_a_paper()
        desk.taken.clear()  # fonts, definitions and keys are read once per process
        for _ in range(papers):
            desk.sign_a_paper()
        stages = desk.figures()
    click.echo(json.dumps({"papers": papers, "stages": stages}, indent=1) if as_json else _table(stages))


@dataclass
class Desk:
    """One project whose paper is signed again and again, and what each stage of that took."""

    app: Flask
    project_id: int
    staff: httpx.Client
    taken: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def sign_a_paper(self) -> None:
        """From the draft to the verified pack."""
        with self.app.app_context():
            confirmation_id, version_id = self._frozen()
            token, secret = self._let_in()
        customer = _browser(self.app, {"signing": secret})
        self._sign("customer_signs", customer, f"/s/{token}", drawing=props.signature(paper.CONTACT))
        self._sign("staff_sign", self.staff, f"/confirmations/{confirmation_id}", password=PASSWORD)
        with self.app.app_context():
            self._prove(version_id)

    def figures(self) -> dict[str, dict[str, float]]:
        """Of every stage median and 95th percentile in milliseconds, the processor's median, and that as so many typesettings."""
        return {stage: _told(self.taken[stage], self.taken["typeset"]) for stage in STAGES}

    def _timed(self, stage: str, work: Callable[[], Answer]) -> Answer:
        clock, processor = time.perf_counter(), time.process_time()
        answer = work()
        self.taken.setdefault(stage, []).append((time.perf_counter() - clock, time.process_time() - processor))
        return answer

    def _frozen(self) -> tuple[int, int]:
        """A version that waits for both: the numbers of its confirmation and its paper."""
        with transaction() as session:
            engine.complete_task(session, self._task(paper.DRAFT).id, actor=paper.LEAD, answers=paper.ANSWERS)
        self._timed("freeze", lambda: jobs.run_service_jobs("bench"))
        confirmation = confirmations.of_project(db.session(), self.project_id)[0]
        files, version = paper.files(self.app.config["SETTINGS"].processes_dir), confirmation.version
        self._timed("typeset", lambda: documents.render(files, paper.TEMPLATE, version.data, at=version.created_at))
        return confirmation.id, version.id

    def _let_in(self) -> tuple[str, str]:
        """A customer's link, and what their browser holds once the code was entered."""
        with transaction() as session:
            token = confirmations.open_from_portal(session, self._task(paper.CUSTOMER_SIGNS))
            confirmations.send_code(session, token)
            code = notifications.mails(session, limit=1)[0].secret or ""
            return token, confirmations.check_code(session, token, code) or ""

    def _prove(self, version_id: int) -> None:
        _deliver()
        self._timed("close", jobs.seal_envelopes)
        self._timed("prove", jobs.prove)
        pack = self._timed("pack", lambda: evidence.pack_of(db.session(), version_id))
        report = self._timed("verify", lambda: verify_pack(pack or b""))
        if report.code != TRUE_BUT_UNPINNED:
            raise click.ClickException(f"The pack is not true: {report}")

    def _sign(self, stage: str, browser: httpx.Client, page: str, **more: str) -> None:
        form = {"csrf_token": _field(browser, page, "csrf_token"), "sha256": _field(browser, page, "sha256"),
                "name": paper.CONTACT, "consent": "y", **more}
        answer = self._timed(stage, lambda: browser.post(f"{page}/signature", data=form))
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise click.ClickException(f"{page}/signature answered {answer.status_code}.")

    def _task(self, element: str) -> engine.Task:
        project = db.session.get_one(projects.Project, self.project_id)
        waiting = engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0])
        return next(task for task in waiting if task.element_id == element)


@contextmanager
def _desk(folder: Path) -> Iterator[Desk]:
    settings = Settings(database_url=f"sqlite:///{folder}/bench.db", secret_key="k" * 40, base_url=LOCAL)
    app = create_app(settings)
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False  # nobody signs so many papers in a minute
    with app.app_context():
        bring_up_to_date()
        with transaction() as session:
            project_id = _project(session, settings)
        _deliver()
    staff = _browser(app)
    staff.post("/sign-in", data={"csrf_token": _field(staff, "/sign-in", "csrf_token"), "username": paper.LEAD, "password": PASSWORD})
    yield Desk(app, project_id, staff)
    with app.app_context():
        db.engine.dispose()


def _project(session: Session, settings: Settings) -> int:
    packages.deploy(session, paper.files(settings.processes_dir), actor=people.SYSTEM, handlers=VERBS)
    lead = people.create_person(session, username=paper.LEAD, name="客户项目经理", password=PASSWORD,
                                email=f"{paper.LEAD}@tandem.example", roles=(paper.LEAD,))
    customer = customers.create_customer(session, name="汽车零部件制造商", by=paper.LEAD, industry="汽车零部件", address="")
    contact = customers.add_contact(session, customer, name=paper.CONTACT, title="", email="customer@customer.example")
    actor = people.actor_of(session, lead.id)
    if actor is None:
        raise click.ClickException("The project lead has no account.")
    return projects.start(session, actor=actor, name="柔性生产线", contact_id=contact.id, answers={}).id


def _deliver() -> None:
    while jobs.deliver_reactions():
        pass


def _browser(app: Flask, cookies: dict[str, str] | None = None) -> httpx.Client:
    return httpx.Client(transport=httpx.WSGITransport(app=app), base_url=LOCAL, cookies=cookies)


def _field(browser: httpx.Client, page: str, name: str) -> str:
    return str(html.fromstring(browser.get(page).text).xpath(f"string((//input[@name='{name}'])[1]/@value)"))


def _told(taken: list[tuple[float, float]], typeset: list[tuple[float, float]]) -> dict[str, float]:
    clock = sorted(seconds for seconds, _processor in taken)
    processor, unit = (statistics.median(each for _seconds, each in times) for times in (taken, typeset))
    return {"median_ms": round(statistics.median(clock) * 1000, 1),
            "p95_ms": round(clock[min(len(clock) - 1, int(len(clock) * 0.95))] * 1000, 1),
            "processor_ms": round(processor * 1000, 1), "typesettings": round(processor / unit, 2)}


def _table(stages: dict[str, dict[str, float]]) -> str:
    lines = ["                                          median     p95   processor   ratio to typesetting"]
    lines += [f"{STAGES[stage]:<40} {row['median_ms']:>7} {row['p95_ms']:>7} {row['processor_ms']:>11} {row['typesettings']:>8}"
              for stage, row in stages.items()]
    return "\n".join(lines)
