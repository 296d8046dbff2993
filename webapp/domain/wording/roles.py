"""How roles are called, on pages and on papers alike."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.wording.catalogue import gettext

N_ = str

ROLES: Mapping[str, str] = {
    "customer_contact": N_("Contact of the customer"),
    "project_lead": N_("Customer project manager"),
    "business_manager": N_("Business manager"),
    "engineering_manager": N_("Engineering manager"),
    "technical_lead": N_("Technical lead"),
    "designer": N_("Design engineer"),
    "expert": N_("Review expert"),
    "liaison": N_("Customer liaison"),
    "quality": N_("Quality supervisor"),
    "procurement": N_("Procurement"),
    "schedule_controller": N_("Schedule controller"),
    "experience_officer": N_("Customer experience officer"),
    "customer_success": N_("Customer success"),
    "legal": N_("Legal counsel"),
    "finance": N_("Finance"),
    "department_head": N_("Department head"),
    "director": N_("Director"),
    "general_manager": N_("General manager"),
    "process_owner": N_("Process owner"),
    "admin": N_("System administrator"),
    "participant": N_("Participant"),
}


def role(name: str, locale: str) -> str:
    """A role in this language; one that only a diagram knows is called as the diagram calls it."""
    return gettext(locale)(ROLES[name]) if name in ROLES else name
