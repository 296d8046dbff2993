"""Tasks: what a person finds in the inbox, sees on a task's page, and does with it."""

from webapp.domain.tasks.approvals import (
    Choices,
    add_signer,
    choices,
    delegate,
    remove_signer,
    send_back,
    withdraw,
)
from webapp.domain.tasks.inbox import Box, Due, Inbox, InboxRow, inbox, waiting
from webapp.domain.tasks.models import Comment, Draft
from webapp.domain.tasks.operations import (
    NotAllowed,
    NotThisPerson,
    assign,
    claim,
    comment,
    discard_drafts,
    hand_to_member,
    release,
    save_draft,
    submit,
)
from webapp.domain.tasks.page import EarlierAnswer, EarlierSheet, TaskPage, page
from webapp.domain.tasks.policy import Members, may_act, may_see
from webapp.domain.tasks.queries import draft_of, find, form_context, thread_of

__all__ = [
    "Box",
    "Choices",
    "Comment",
    "Draft",
    "Due",
    "EarlierAnswer",
    "EarlierSheet",
    "Inbox",
    "InboxRow",
    "Members",
    "NotAllowed",
    "NotThisPerson",
    "TaskPage",
    "add_signer",
    "assign",
    "choices",
    "claim",
    "comment",
    "delegate",
    "discard_drafts",
    "draft_of",
    "find",
    "form_context",
    "hand_to_member",
    "inbox",
    "may_act",
    "may_see",
    "page",
    "release",
    "remove_signer",
    "save_draft",
    "send_back",
    "submit",
    "thread_of",
    "waiting",
    "withdraw",
]
