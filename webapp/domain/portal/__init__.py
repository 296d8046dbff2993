"""The customer portal: what a contact sees of their firm's projects, and what they say about them. Nothing internal."""

from webapp.domain.portal.courts import Asked, AtWork, Courts, courts_of, task_of
from webapp.domain.portal.errors import MayNotSay, NotSaid, OtherRequirements
from webapp.domain.portal.messages import messages_of, write, write_back
from webapp.domain.portal.models import PortalMessage, RequirementRemark
from webapp.domain.portal.papers import Paper, Sheet, papers_of, sheet_of
from webapp.domain.portal.policy import may_answer
from webapp.domain.portal.requirements import (
    VERDICTS,
    Requirements,
    answer,
    open_among,
    open_remarks,
    remark,
    remarks_beside,
    remarks_of,
    requirements_of,
)
from webapp.domain.portal.telling import tell_of_answer, tell_of_message, tell_of_remark
from webapp.domain.portal.viewing import Parties, Party, View, parties_of, view_of, views_of

__all__ = [
    "VERDICTS",
    "Asked",
    "AtWork",
    "Courts",
    "MayNotSay",
    "NotSaid",
    "OtherRequirements",
    "Paper",
    "Parties",
    "Party",
    "PortalMessage",
    "RequirementRemark",
    "Requirements",
    "Sheet",
    "View",
    "answer",
    "courts_of",
    "may_answer",
    "messages_of",
    "open_among",
    "open_remarks",
    "papers_of",
    "parties_of",
    "remark",
    "remarks_beside",
    "remarks_of",
    "requirements_of",
    "sheet_of",
    "task_of",
    "tell_of_answer",
    "tell_of_message",
    "tell_of_remark",
    "view_of",
    "views_of",
    "write",
    "write_back",
]
