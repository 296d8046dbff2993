"""`tandem demo`: people by role, two customers and a project, to try everything out on one machine.

Everybody has the same shown password, so it loads in demo mode on loopback only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

import engine
from webapp.config import Settings
from webapp.domain import customers, people, projects
from webapp.transaction import transaction

PASSWORD = "tandem-demo"  # noqa: S105 -- shown on the demo's own sign-in page


@dataclass(frozen=True)
class Part:
    """One part of the cast: who plays it, where, with which roles."""

    username: str
    name: str
    department: str
    roles: tuple[str, ...]


CAST = (
    Part("lead", "客户项目经理", "客户工程部", ("project_lead",)),
    Part("business_manager", "业务经理", "业务部", ("business_manager",)),
    Part("engineering_manager", "工程经理", "工程部", ("engineering_manager",)),
    Part("technical_lead", "技术负责人", "工程部", ("technical_lead",)),
    Part("designer", "设计工程师", "工程部", ("designer",)),
    Part("expert1", "评审专家（工艺）", "专家组", ("expert",)),
    Part("expert2", "评审专家（电气）", "专家组", ("expert",)),
    Part("expert3", "评审专家（安全）", "专家组", ("expert",)),
    Part("liaison", "客户对接人", "客户工程部", ("liaison",)),
    Part("quality", "质量监督员", "质量部", ("quality",)),
    Part("director", "总监", "管理层", ("director",)),
    Part("process_owner", "流程负责人", "质量部", ("process_owner",)),
    Part("admin", "系统管理员", "信息部", ("admin",)),
)

CUSTOMERS = (
    {"name": "汽车零部件制造商", "industry": "汽车零部件", "address": "高新区工业一路 1 号",
     "notes": "多品种小批量，交期紧，布局需反复确认。"},
    {"name": "三甲医院", "industry": "医疗", "address": "中心城区健康路 8 号",
     "notes": "上线期间业务不能中断。"},
)


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
    """Bring people, customers and a first project in; a second time changes nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if not (settings.demo and settings.on_loopback):
        raise NotADemo
    with transaction() as session:
        _load_people(session)
        contacts = _load_customers(session)
    with transaction() as session:
        _start_project(session, contacts[0])


def show() -> None:
    """Print who can sign in, and how."""
    click.echo(f"Demo accounts, all with the password {PASSWORD}:")
    for part in CAST:
        click.echo(f"  {part.username:20} {part.name}")


def _load_people(session: Session) -> None:
    for part in CAST:
        if people.person_called(session, part.username) is None:
            people.create_person(
                session, username=part.username, name=part.name, title=part.name,
                department=part.department, roles=part.roles, password=PASSWORD,
                email=f"{part.username}@tandem.example",
            )


def _load_customers(session: Session) -> list[int]:
    """Make the customers that are missing; returns one contact of each."""
    contacts = []
    for number, facts in enumerate(CUSTOMERS, 1):
        found = [customer for customer in customers.find(session, search=facts["name"])
                 if customer.name == facts["name"]]
        customer = found[0] if found else customers.create_customer(session, by=people.SYSTEM, **facts)
        if not customer.contacts:
            customers.add_contact(session, customer, name="客户代表", title="设备部负责人",
                                  email=f"representative@customer{number}.example")
        contacts.append(customer.contacts[0].id)
    return contacts


def _start_project(session: Session, contact_id: int) -> None:
    lead = people.person_called(session, "lead")
    actor = people.actor_of(session, lead.id) if lead else None
    if actor is None or projects.listed(session, actor, include_closed=True):
        return
    delivery = (engine.now() + timedelta(days=120)).date()
    projects.start(session, actor=actor, name="柔性生产线", contact_id=contact_id, answers={
        "background": "客户要从大批量转向多品种小批量，现有产线换型慢，希望引入一条柔性生产线。",
        "expected_delivery": delivery.isoformat(),
        "site": CUSTOMERS[0]["address"],
        "reference": "XJ-2026-017",
        "delivery_expectations": "先交付一个基础单元，其余分步扩展。",
        "project_lead": "lead",
        "liaison": "liaison",
        "business_manager": "business_manager",
        "engineering_manager": "engineering_manager",
    })
