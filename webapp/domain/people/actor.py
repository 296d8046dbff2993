"""Who is acting: staff and customers' contacts, seen by the rest of the product as an Actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SYSTEM = "system"
CONTACT = "contact:"

ROLES = {
    "project_lead": "客户项目经理",
    "business_manager": "业务经理",
    "engineering_manager": "工程经理",
    "technical_lead": "技术负责人",
    "designer": "设计工程师",
    "expert": "评审专家",
    "liaison": "客户对接人",
    "quality": "质量监督员",
    "procurement": "采购专员",
    "schedule_controller": "进度控制员",
    "experience_officer": "客户体验官",
    "customer_success": "客户成功专员",
    "legal": "法务",
    "finance": "财务",
    "department_head": "部门负责人",
    "director": "总监",
    "general_manager": "总经理",
    "process_owner": "流程负责人",
    "admin": "系统管理员",
}
OVERSEERS = frozenset({"general_manager", "director", "quality", "process_owner", "admin"})


@dataclass(frozen=True)
class Actor:
    """A person as the operations see one: an opaque id, a name to show, roles, a language."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    locale: str = "zh"
    person_id: int | None = None
    contact_id: int | None = None

    def has(self, *roles: str) -> bool:
        """Whether the actor carries one of these roles."""
        return not set(roles).isdisjoint(self.roles)

    @property
    def facts(self) -> dict[str, Any]:
        """What a form's FEEL may know of whoever fills it in."""
        return {"username": self.id, "name": self.name, "roles": list(self.roles)}

    @property
    def is_staff(self) -> bool:
        return self.person_id is not None


def is_contact(actor_id: str | None) -> bool:
    """Whether this actor id names a customer's contact; they work by links, not by accounts."""
    return actor_id is not None and actor_id.startswith(CONTACT)


def may_administer(actor: Actor) -> bool:
    """People, roles, departments and the clock are the system administrator's."""
    return actor.has("admin")


def may_oversee(actor: Actor) -> bool:
    """Some roles see every project because comparing and proving is their work."""
    return not OVERSEERS.isdisjoint(actor.roles)
