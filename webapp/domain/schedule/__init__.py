"""The schedule: what a project's plan and its dates say today."""

from webapp.domain.schedule.plan import Plan, plan_of, tell_plan
from webapp.domain.schedule.queries import Light, light_of

__all__ = ["Light", "Plan", "light_of", "plan_of", "tell_plan"]
