"""The schedule: what a project's plan and its dates say today."""

from webapp.domain.schedule.queries import Light, light_of

__all__ = ["Light", "light_of"]
