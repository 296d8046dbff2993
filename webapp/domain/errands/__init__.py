"""Errands: what a customer's contact is asked to do that is no signature, done by one link by mail."""

from webapp.domain.errands.errors import ErrandOver, TooManyFiles, TooSoon
from webapp.domain.errands.jobs import remind
from webapp.domain.errands.links import invite, is_errand, open_from_portal, resend, resolve
from webapp.domain.errands.models import ErrandLink
from webapp.domain.errands.operations import hand_in, keep_file, save_draft
from webapp.domain.errands.policy import may_resend
from webapp.domain.errands.queries import last_link, page_of

__all__ = [
    "ErrandLink",
    "ErrandOver",
    "TooManyFiles",
    "TooSoon",
    "hand_in",
    "invite",
    "is_errand",
    "keep_file",
    "last_link",
    "may_resend",
    "open_from_portal",
    "page_of",
    "remind",
    "resend",
    "resolve",
    "save_draft",
]
