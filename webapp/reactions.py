"""What follows a history event, in the order in which it follows.

The outbox delivers each event once, after the step that caused it was committed; a reaction writes in
the transaction that moves the outbox's cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

import engine
from webapp.domain import (
    confirmations,
    errands,
    gates,
    notifications,
    portal,
    projects,
    schedule,
    tasks,
)

Reaction = Callable[[engine.Event, Session], None]

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "element.entered": [projects.follow_stage, schedule.end_light],
    "element.left": [schedule.end_light],
    "decision.evaluated": [schedule.keep_light],
    "instance.ended": [projects.follow_end, gates.look_again],
    "instance.canceled": [projects.follow_end, gates.look_again],
    "instance.migrated": [projects.follow_version],
    "task.opened": [tasks.hand_to_member, projects.take_part, notifications.tell_assignees,
                    confirmations.invite, errands.invite],
    "task.assigned": [projects.take_part, notifications.tell_new_assignee],
    "task.claimed": [projects.take_part],
    "task.completed": [tasks.discard_drafts],
    "task.canceled": [tasks.discard_drafts],
    "task.returned": [tasks.discard_drafts],
    "task.moved": [tasks.discard_drafts],
    "task.skipped": [tasks.discard_drafts],
    "task.withdrawn": [tasks.discard_drafts],
    "task.delegated": [projects.take_part, notifications.tell_new_assignee],
    "task.handed_back": [notifications.tell_new_assignee],
    "incident.opened": [notifications.tell_of_incident],
    "confirmation.opened": [notifications.tell_of_confirmation, confirmations.send_back_overtaken],
    "confirmation.not_invited": [notifications.tell_of_missing_signer],
    "confirmation.signed": [notifications.tell_of_confirmation],
    "confirmation.declined": [notifications.tell_of_confirmation],
    "confirmation.voided": [notifications.tell_of_confirmation],
    "confirmation.completed": [notifications.tell_of_confirmation],
    "evidence.packed": [confirmations.send_proof],
    "confirmation.delegated": [notifications.tell_of_confirmation],
    "requirements.in_force": [confirmations.send_back_overtaken],
    "confirmation.reminded": [notifications.tell_of_reminder],
    "requirement.remarked": [portal.tell_of_remark],
    "requirement.answered": [portal.tell_of_answer],
    "message.written": [portal.tell_of_message],
    "draft.review_asked": [notifications.tell_of_draft],
    "draft.agreed": [notifications.tell_of_draft],
    "draft.returned": [notifications.tell_of_draft],
    "version.published": [notifications.tell_of_draft],
}
