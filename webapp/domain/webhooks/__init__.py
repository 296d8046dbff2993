"""Webhooks: a step tells another system what it needs to know, and goes on with its answer."""

from webapp.domain.webhooks.calls import send
from webapp.domain.webhooks.errors import AnswerUnusable, NoSuchEndpoint, NotReached, NotTaken

__all__ = ["AnswerUnusable", "NoSuchEndpoint", "NotReached", "NotTaken", "send"]
