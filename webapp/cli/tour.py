"""The demo's projects to look around in: the shipped cases, each played to another place of its way.

They go through the pages as their people would, on a clock turned back, so that each ends about now. Killed
on the way they go on at the next start; a mark in a project's history says that it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, replace
from typing import Any

import click
import structlog
from flask import Flask, current_app
from httpx import WSGITransport

import engine
from webapp.cli import cast
from webapp.cli.play.case import Case, read
from webapp.cli.play.command import FAILURES
from webapp.cli.play.stage import Inside
from webapp.cli.play.story import Story
from webapp.config import ROOT
from webapp.db import db
from webapp.domain import clock, packages, people, projects
from webapp.domain.projects import Project
from webapp.transaction import transaction

EXAMPLES = ROOT / "processes/customer_engineering/examples"
REFERENCE = "XJ-2026-017"


@dataclass(frozen=True)
class Tour:
    """One project of the demo: which case, under which reference, and the step it stops before."""

    case: str
    reference: str
    task: str
    occurrence: int = 1
    is_abroad: bool = False
    """Whether its customer, and who of ours works for that customer, speaks the language that the demo does not."""


TOURS = (
    Tour("flexible_production_line", REFERENCE, "customer_signs", 2),  # declined once, the new version is in the mail
    Tour("hospital_record_system", "BL-2026-009", "carry_out_measures"),  # a red light, its review at work
    Tour("new_energy_vehicle_plant", "NEV-2026-003", "expert_review"),  # a major design before its experts
    Tour("declined_returned_and_unhappy", "TX-2026-011", "lead_signs", 3, is_abroad=True),  # signed by both; of the commitment one signature is missing
)
PLAYED = "demo.played"
WARNING = 30


def load(language: str) -> None:
    """Play each case as far as it is not played yet; one that fails is told and leaves the others alone."""
    for tour in TOURS:
        if not _is_played(_project(tour)):
            _load(tour, language)


def _load(tour: Tour, language: str) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    case = until(told(tour, language), tour.task, tour.occurrence)
    try:
        with _only_warnings(), _present_kept():
            _resume(tour)
            Context().run(_play, app, case, tour)
    except FAILURES as error:
        click.echo(f"  a project of the demo could not be played to its end: {error}", err=True)
        return
    _mark_as_played(tour)


def _play(app: Flask, case: Case, tour: Tour) -> None:
    """Runs in a context of its own: within the command's every request would share its session."""
    with Inside(app.config["SETTINGS"].base_url, WSGITransport(app=app), language=case.language, hurries=True, app=app) as stage:
        Story(case, stage, reference=tour.reference, tell=_Stages(app, tour, case.language)).play(begins=None)


def told(tour: Tour, language: str) -> Case:
    """The tour's case as a demo of this language tells it."""
    file = EXAMPLES / f"{tour.case}.toml"
    if not tour.is_abroad:
        return read(file, language=language)
    case = read(file, language=cast.other(language))
    return replace(case, people={
        role: tuple(replace(player, username=cast.abroad(player.username, case.language)) for player in group)
        for role, group in case.people.items()})


def until(case: Case, task: str, occurrence: int) -> Case:
    """The case up to, and without, a task's step that is the so-manieth of its kind."""
    places = [place for place, step in enumerate(case.steps) if step.task == task]
    return replace(case, steps=case.steps[:places[occurrence - 1]])


class _Stages:
    """Tells the console each stage that the story has come to, not each step."""

    def __init__(self, app: Flask, tour: Tour, language: str) -> None:
        self.app, self.tour, self.language = app, tour, language
        self.told: set[str] = set()

    def __call__(self, _line: str) -> None:
        with self.app.app_context():
            self.tell(_project(self.tour))

    def tell(self, project: Project | None) -> None:
        if project is None or project.stage is None or project.stage in self.told:
            return
        self.told.add(project.stage)
        name = packages.element_name(db.session(), project.version_id, project.stage, self.language)
        click.echo(f"  {project.code} {project.name}: {name} …")


def _project(tour: Tour) -> Project | None:
    return projects.referred_to(db.session(), tour.reference)


def _is_played(project: Project | None) -> bool:
    return project is not None and bool(_events(project, PLAYED))


def _mark_as_played(tour: Tour) -> None:
    with transaction() as session:
        project = projects.referred_to(session, tour.reference)
        if project is not None and project.instance_id is not None:
            engine.record(session, instance_id=project.instance_id, kind=PLAYED, actor=people.SYSTEM, facts={})


def _resume(tour: Tour) -> None:
    """Begin again where a run stopped that could still return the clock: at its last event."""
    project = _project(tour)
    events = _events(project) if project else []
    if events and not engine.clock_offset():
        with transaction() as session:
            clock.turn(session, to=events[-1].at, settings=current_app.config["SETTINGS"])


def _events(project: Project, *kinds: str) -> list[engine.Event]:
    return engine.history(db.session(), project.instance_id or 0, kinds=list(kinds) or None, limit=5000)


@contextmanager
def _present_kept() -> Iterator[None]:
    """Whatever happens, the clock is the machine's again afterwards."""
    settings = current_app.config["SETTINGS"]
    clock.load(db.session(), settings)
    try:
        yield
    finally:
        db.session.rollback()
        with transaction() as session:
            clock.turn_back(session, settings=settings)


@contextmanager
def _only_warnings() -> Iterator[None]:
    """A played project says nothing that a log would keep, unless something is wrong."""
    kept: dict[str, Any] = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(WARNING))
    try:
        yield
    finally:
        structlog.configure(**kept)
