"""`tandem demo`: people by role, projects at several places of their way and what runs beside them, to try out.

Everybody has the same shown password, so it loads in demo mode on loopback only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

import engine
from webapp import jobs
from webapp.cli import cast, tour
from webapp.cli.cast import CAST, HEADS, PASSWORD
from webapp.config import LOCALES, Settings
from webapp.db import db
from webapp.domain import access, customers, people, portal, projects, wording
from webapp.transaction import transaction

Say = Callable[[str], str]
N_ = str

HOSPITAL = {"name": N_("A tertiary hospital"), "industry": N_("Health care"), "address": N_("8 Jiankang Road, city centre"),
            "notes": N_("Operation must not stop while something goes live.")}
CONTACT = {"name": N_("Director of the information centre"), "title": N_("Customer's representative")}


@dataclass(frozen=True)
class Beside:
    """A process beside a project: who begins it, with which words and which other answers."""

    reference: str
    package: str
    by: str
    words: Mapping[str, str]
    answers: Mapping[str, Any]


BESIDE = (
    Beside("BL-2026-009", "complaint", "customer_success",
           {"summary": N_("Night nurses report that signing in takes half a minute at two in the morning, and people queue at the change of shift.")},
           {"source_channel": "phone"}),
    Beside("BL-2026-009", "change_request", "liaison",
           {"summary": N_("A call display in paediatrics, linked to the record system."),
            "reason": N_("Raised by the head of out-patients at the weekly meeting.")},
           {"extra_cost": {"amount_minor": 4_600_000, "currency": "CNY"}, "extra_days": 3}),
    Beside("NEV-2026-003", "risk_escalation", "lead",
           {"summary": N_("First battery marriage: the prototype's alignment drifts from the 300th time on.")},
           {"probability": 4, "impact": 5}),
)
"""What runs beside the demo's projects: a complaint whose clock runs, a change to be judged, a risk that goes up."""

PHARMACY = {
    "background": N_("At peak hours patients wait forty minutes for their medicine, and dispensing by hand goes wrong at times; "
                     "the pharmacy cannot grow, and the clinics stay open during the work."),
    "site": N_("Out-patient building, pharmacy on the ground floor"),
    "delivery_expectations": N_("Two phases: the dispensing machine first, then the store for injections; each cut-over at a weekend night."),
}
ASKED = N_("With six families on the line, which one does the cycle time count for? Does changeover count?")
WRITTEN = N_("Our safety officer comes next Tuesday. How many days ahead do the site papers have to be handed in?")

BEGUN = "YY-2026-021"
"""The reference by which the begun project is known again."""


class NotADemo(click.ClickException):
    """Demo accounts share a shown password, so they load nowhere else."""

    def __init__(self) -> None:
        super().__init__("The demo loads only with TANDEM_DEMO=1 and a base address on this machine "
                         "(http://127.0.0.1 or localhost): its accounts share a shown password.")


@click.command("demo")
@click.option("--language", type=click.Choice(LOCALES), help="What the demo speaks; one project is for a customer of the other language.")
@with_appcontext
def command(language: str | None) -> None:
    """Load the demo; what is there already stays as it is."""
    load(language)
    show()


def load(language: str | None = None) -> None:
    """Bring people, customers and projects in, in the installation's language if no other; a second time changes nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if not (settings.demo and settings.on_loopback):
        raise NotADemo
    speaks = language or settings.default_locale
    say = wording.gettext(speaks)
    with transaction() as session:
        _load_people(session, speaks)
        _name_heads(session, say)
    tour.load(speaks)
    with transaction() as session:
        _begin_project(session, _load_customer(session, speaks), say)
        for beside in BESIDE:
            _begin_beside(session, beside, say)
    jobs.run_due(settings, worker="demo")
    with transaction() as session:
        _open_portal(session, say)
    jobs.run_due(settings, worker="demo")


def show() -> None:
    """Print who can sign in, and how."""
    click.echo(f"Demo accounts, all with the password {PASSWORD}:")
    for person in people.everyone(db.session()):
        click.echo(f"  {person.username:22} {person.name}")


def _load_people(session: Session, language: str) -> None:
    """Everybody of the cast, and who works for customers of the other language; one hash serves the one password."""
    other, hashed = cast.other(language), None
    accounts = [(part.username, part, language) for part in CAST]
    accounts += [(cast.abroad(part.username, other), part, other) for part in CAST if part.username in cast.ABROAD]
    for username, part, speaks in accounts:
        if people.person_called(session, username) is None:
            person = people.create_person(
                session, username=username, name=part.named(speaks), title=part.named(speaks), locale=speaks,
                department=part.works_in(language), roles=part.roles, password=None if hashed else PASSWORD,
                email=f"{username}@tandem.example",
            )
            person.password_hash = hashed = hashed or person.password_hash


def _name_heads(session: Session, say: Say) -> None:
    """Each department that has no head yet gets the one of the cast who leads it."""
    for username, name in HEADS.items():
        department = people.create_department(session, say(name))
        department.head = department.head or username


def _load_customer(session: Session, language: str) -> customers.Customer:
    """The hospital's file with somebody to speak to, made if it is missing."""
    say = wording.gettext(language)
    facts = {key: say(each) for key, each in HOSPITAL.items()}
    found = (customer for customer in customers.find(session, search=facts["name"]) if customer.name == facts["name"])
    customer = next(found, None) or customers.create_customer(session, by=people.SYSTEM, **facts)
    if not customer.contacts:
        customers.add_contact(session, customer, email="representative@hospital.example", locale=language,
                              **{key: say(each) for key, each in CONTACT.items()})
    return customer


def _begin_beside(session: Session, beside: Beside, say: Say) -> None:
    """Begin a process beside its project, unless there is one or the project is missing."""
    project, person = projects.referred_to(session, beside.reference), people.person_called(session, beside.by)
    actor = people.actor_of(session, person.id) if person else None
    if project is None or actor is None or beside.package in {case.row.package for case in projects.cases_of(session, project)}:
        return
    for offered in projects.offered(session, actor, project):
        if offered.package == beside.package:
            heard = {"heard_on": engine.now().date().isoformat()} if beside.package == "complaint" else {}
            words = {key: say(each) for key, each in beside.words.items()}
            projects.begin(session, project, offered, actor=actor, answers={**beside.answers, **heard, **words})


def _open_portal(session: Session, say: Say) -> None:
    """The customers know the portal, and one has said something there; whoever was invited before is left alone."""
    for customer in customers.find(session):
        for contact in customer.contacts[:1]:
            if not access.invited(session, customer.id):
                access.send_link(session, contact, by="lead")
    project = projects.referred_to(session, tour.REFERENCE)
    view = portal.view_of(session, project.contact, project.id) if project and project.contact else None
    requirements = portal.requirements_of(session, view, portal.papers_of(session, view)) if view else None
    if view is None or requirements is None or portal.messages_of(session, view.project):
        return
    portal.remark(session, view, requirements, version_id=requirements.version.id, line=1, verdict="accept", words="")
    portal.remark(session, view, requirements, version_id=requirements.version.id, line=3, verdict="clarify",
                  words=say(ASKED))
    portal.write(session, view, say(WRITTEN))


def _begin_project(session: Session, customer: customers.Customer, say: Say) -> None:
    person = people.person_called(session, "lead")
    lead = people.actor_of(session, person.id) if person else None
    if lead is None or projects.referred_to(session, BEGUN):
        return
    delivery = (engine.now() + timedelta(days=180)).date()
    projects.start(session, actor=lead, name=say(N_("Automated out-patient pharmacy")), contact_id=customer.contacts[0].id, answers={
        **{key: say(each) for key, each in PHARMACY.items()},
        "expected_delivery": delivery.isoformat(),
        "reference": BEGUN,
        "project_lead": "lead",
        "liaison": "liaison",
        "business_manager": "business_manager",
        "engineering_manager": "engineering_manager",
    })
