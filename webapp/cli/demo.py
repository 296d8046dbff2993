"""`tandem demo`: people by role, projects at several places of their way and what runs beside them, to try out.

Everybody has the same shown password, so it loads in demo mode on loopback only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

import engine
from webapp import jobs
from webapp.cli import tour
from webapp.cli.cast import CAST, HEADS, PASSWORD
from webapp.config import Settings
from webapp.domain import access, customers, people, portal, projects
from webapp.transaction import transaction

HOSPITAL = {"name": "三甲医院", "industry": "医疗", "address": "中心城区健康路 8 号",
            "notes": "上线期间业务不能中断。"}
BESIDE: tuple[dict[str, Any], ...] = (
    {"reference": "BL-2026-009", "package": "complaint", "by": "customer_success", "answers": {
        "summary": "夜班护士反映：凌晨两点登录要等半分钟，交接班时排队。", "source_channel": "phone"}},
    {"reference": "BL-2026-009", "package": "change_request", "by": "liaison", "answers": {
        "summary": "儿科门诊增设叫号屏，与病历系统联动。", "reason": "门诊部主任在例会上提出。", "extra_cost": {
            "amount_minor": 4_600_000, "currency": "CNY"}, "extra_days": 3}},
    {"reference": "NEV-2026-003", "package": "risk_escalation", "by": "lead", "answers": {
        "summary": "电池合装首次应用：样机对位第 300 次起漂移。", "probability": 4, "impact": 5}},
)
"""What runs beside the demo's projects: a complaint whose clock runs, a change to be judged, a risk that goes up."""

BEGUN = "YY-2026-021"
"""The reference by which the begun project is known again."""


class NotADemo(click.ClickException):
    """Demo accounts share a shown password, so they load nowhere else."""

    def __init__(self) -> None:
        super().__init__("The demo loads only with TANDEM_DEMO=1 and a base address on this machine "
                         "(http://127.0.0.1 or localhost): its accounts share a shown password.")


@click.command("demo")
@with_appcontext
def command() -> None:
    """Load the demo; what is there already stays as it is."""
    load()
    show()


def load() -> None:
    """Bring people, customers and projects in; a second time changes nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if not (settings.demo and settings.on_loopback):
        raise NotADemo
    with transaction() as session:
        _load_people(session)
        _name_heads(session)
    tour.load()
    with transaction() as session:
        _begin_project(session, _load_customer(session))
        for beside in BESIDE:
            _begin_beside(session, **beside)
    jobs.run_due(settings, worker="demo")
    with transaction() as session:
        _open_portal(session)
    jobs.run_due(settings, worker="demo")


def show() -> None:
    """Print who can sign in, and how."""
    click.echo(f"Demo accounts, all with the password {PASSWORD}:")
    for part in CAST:
        click.echo(f"  {part.username:20} {part.name}")


def _load_people(session: Session) -> None:
    """Everybody of the cast; one hash serves the one password."""
    hashed = None
    for part in CAST:
        if people.person_called(session, part.username) is None:
            person = people.create_person(
                session, username=part.username, name=part.name, title=part.name,
                department=part.department, roles=part.roles, password=None if hashed else PASSWORD,
                email=f"{part.username}@tandem.example",
            )
            person.password_hash = hashed = hashed or person.password_hash


def _name_heads(session: Session) -> None:
    """Each department that has no head yet gets the one of the cast who leads it."""
    for username, name in HEADS.items():
        department = people.create_department(session, name)
        department.head = department.head or username


def _load_customer(session: Session) -> customers.Customer:
    """The hospital's file with somebody to speak to, made if it is missing."""
    found = (customer for customer in customers.find(session, search=HOSPITAL["name"])
             if customer.name == HOSPITAL["name"])
    customer = next(found, None) or customers.create_customer(session, by=people.SYSTEM, **HOSPITAL)
    if not customer.contacts:
        customers.add_contact(session, customer, name="信息中心主任", title="客户代表",
                              email="representative@hospital.example")
    return customer


def _begin_beside(session: Session, *, reference: str, package: str, by: str, answers: dict[str, Any]) -> None:
    """Begin a process beside the project of this reference, unless there is one or the project is missing."""
    project, person = projects.referred_to(session, reference), people.person_called(session, by)
    actor = people.actor_of(session, person.id) if person else None
    if project is None or actor is None or package in {case.row.package for case in projects.cases_of(session, project)}:
        return
    for beside in projects.offered(session, actor, project):
        if beside.package == package:
            heard = {"heard_on": engine.now().date().isoformat()} if package == "complaint" else {}
            projects.begin(session, project, beside, actor=actor, answers={**answers, **heard})


def _open_portal(session: Session) -> None:
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
                  words="六类产品混线时，节拍按哪一类计算？切换时间是否计入？")
    portal.write(session, view, "下周二我方安全员到现场。进场手续需要提前几天办理？")


def _begin_project(session: Session, customer: customers.Customer) -> None:
    person = people.person_called(session, "lead")
    lead = people.actor_of(session, person.id) if person else None
    if lead is None or projects.referred_to(session, BEGUN):
        return
    delivery = (engine.now() + timedelta(days=180)).date()
    projects.start(session, actor=lead, name="门诊药房自动化改造", contact_id=customer.contacts[0].id, answers={
        "background": "门诊高峰时取药要排四十分钟，人工配药偶有差错；药房面积不能扩大，改造期间不能停诊。",
        "expected_delivery": delivery.isoformat(),
        "site": "门诊楼一层药房",
        "reference": BEGUN,
        "delivery_expectations": "分两期：先上自动发药机，再上针剂库；每期切换只能在周末夜间进行。",
        "project_lead": "lead",
        "liaison": "liaison",
        "business_manager": "business_manager",
        "engineering_manager": "engineering_manager",
    })
