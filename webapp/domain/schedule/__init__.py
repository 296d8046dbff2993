"""The schedule: what a project's plan and its dates say today."""

from webapp.domain.schedule.models import ProjectLight
from webapp.domain.schedule.operations import end_light, keep_light
from webapp.domain.schedule.plan import Plan, plan_of, tell_plan
from webapp.domain.schedule.progress import Bar, Phase, Timetable, late_days, progress_of, timetable
from webapp.domain.schedule.queries import light_of, lights_of, shows

__all__ = [
    "Bar", "Phase", "Plan", "ProjectLight", "Timetable", "end_light", "keep_light", "late_days", "light_of", "lights_of", "plan_of",
    "progress_of", "shows", "tell_plan", "timetable",
]
