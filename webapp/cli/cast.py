"""The demo's cast: who plays which role, in the demo and in every case that names nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.config import DEMO_PASSWORD, LOCALES
from webapp.domain import wording

PASSWORD = DEMO_PASSWORD
N_ = str


@dataclass(frozen=True)
class Part:
    """One part of the cast: who plays it, where, with which roles. Name and department are said in a reader's language."""

    username: str
    name: str
    department: str
    roles: tuple[str, ...]

    def named(self, language: str) -> str:
        """How this person is called in a language."""
        return wording.gettext(language)(self.name)

    def works_in(self, language: str) -> str:
        """The person's department, in a language."""
        return wording.gettext(language)(self.department)


CAST = (
    Part("lead", N_("Customer project manager"), N_("Customer engineering"), ("project_lead",)),
    Part("business_manager", N_("Business manager"), N_("Business department"), ("business_manager",)),
    Part("engineering_manager", N_("Engineering manager"), N_("Engineering department"), ("engineering_manager",)),
    Part("technical_lead", N_("Technical lead"), N_("Engineering department"), ("technical_lead",)),
    Part("designer", N_("Design engineer"), N_("Engineering department"), ("designer",)),
    Part("expert1", N_("Review expert (process)"), N_("Experts"), ("expert",)),
    Part("expert2", N_("Review expert (electrics)"), N_("Experts"), ("expert",)),
    Part("expert3", N_("Review expert (safety)"), N_("Experts"), ("expert",)),
    Part("liaison", N_("Customer liaison"), N_("Customer engineering"), ("liaison",)),
    Part("quality", N_("Quality supervisor"), N_("Quality department"), ("quality",)),
    Part("procurement", N_("Procurement"), N_("Procurement department"), ("procurement",)),
    Part("schedule_controller", N_("Schedule controller"), N_("Project office"), ("schedule_controller",)),
    Part("experience_officer", N_("Customer experience officer"), N_("Customer engineering"), ("experience_officer",)),
    Part("customer_success", N_("Customer success"), N_("Customer engineering"), ("customer_success",)),
    Part("legal", N_("Legal counsel"), N_("Legal department"), ("legal",)),
    Part("finance", N_("Finance"), N_("Finance department"), ("finance",)),
    Part("department_head", N_("Department head"), N_("Engineering department"), ("department_head",)),
    Part("director", N_("Director"), N_("Management"), ("director",)),
    Part("general_manager", N_("General manager"), N_("Management"), ("general_manager",)),
    Part("process_owner", N_("Process owner"), N_("Quality department"), ("process_owner",)),
    Part("admin", N_("System administrator"), N_("Information technology"), ("admin",)),
)

HEADS = {
    "lead": "Customer engineering", "business_manager": "Business department", "department_head": "Engineering department",
    "technical_lead": "Experts", "process_owner": "Quality department", "procurement": "Procurement department",
    "schedule_controller": "Project office", "legal": "Legal department", "finance": "Finance department",
    "general_manager": "Management", "admin": "Information technology",
}
"""Who heads which department of the demo."""

ABROAD = ("lead", "business_manager", "engineering_manager", "technical_lead", "designer", "liaison", "quality",
          "experience_officer", "director")
"""Who has a colleague of the same trade who works for customers of the other language."""


def abroad(username: str, language: str) -> str:
    """The account of the colleague who does the same for customers of this language; one's own where there is none."""
    return f"{username}_{language}" if username in ABROAD else username


def other(language: str) -> str:
    """The product's language that is not this one."""
    return next(each for each in LOCALES if each != language)
