"""The demo's cast: who plays which role, in the demo and in every case that names nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.config import DEMO_PASSWORD

PASSWORD = DEMO_PASSWORD


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
    Part("procurement", "采购专员", "采购部", ("procurement",)),
    Part("schedule_controller", "进度控制员", "项目管理部", ("schedule_controller",)),
    Part("experience_officer", "客户体验官", "客户工程部", ("experience_officer",)),
    Part("customer_success", "客户成功专员", "客户工程部", ("customer_success",)),
    Part("legal", "法务", "法务部", ("legal",)),
    Part("finance", "财务", "财务部", ("finance",)),
    Part("department_head", "部门负责人", "工程部", ("department_head",)),
    Part("director", "总监", "管理层", ("director",)),
    Part("general_manager", "总经理", "管理层", ("general_manager",)),
    Part("process_owner", "流程负责人", "质量部", ("process_owner",)),
    Part("admin", "系统管理员", "信息部", ("admin",)),
)

HEADS = {
    "lead": "客户工程部", "business_manager": "业务部", "department_head": "工程部", "technical_lead": "专家组",
    "process_owner": "质量部", "procurement": "采购部", "schedule_controller": "项目管理部", "legal": "法务部",
    "finance": "财务部", "general_manager": "管理层", "admin": "信息部",
}
"""Who heads which department of the demo."""
