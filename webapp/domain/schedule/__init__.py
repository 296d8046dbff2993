"""The schedule: what a project's plan and its dates say today."""

from webapp.domain.schedule.plan import Plan, plan_of, tell_plan
from webapp.domain.schedule.progress import Bar, Phase, Timetable, late_days, progress_of, timetable
from webapp.domain.schedule.queries import Light, light_of

__all__ = [
    "Bar", "Light", "Phase", "Plan", "Timetable", "late_days", "light_of", "plan_of", "progress_of", "tell_plan", "timetable",
]
