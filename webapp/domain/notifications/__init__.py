"""Notifications and mails: rows first, so that neither is lost nor sent twice for one event."""

from webapp.domain.notifications.letter import address_of, full_html, full_text
from webapp.domain.notifications.models import MAIL, TEXT, Notification, OutgoingMail
from webapp.domain.notifications.operations import (
    lease_next,
    mark_all_read,
    mark_read,
    mark_refused,
    mark_sent,
    notify,
    write_mail,
    write_text,
)
from webapp.domain.notifications.post import post
from webapp.domain.notifications.queries import (
    given_up_count,
    is_mail_due,
    mail,
    mails,
    of_actor,
    of_reader,
    unread_count,
    unsent_count,
    worded,
)
from webapp.domain.notifications.telling import (
    tell,
    tell_assignees,
    tell_new_assignee,
    tell_of_confirmation,
    tell_of_incident,
    tell_of_missing_signer,
    tell_of_reminder,
)

__all__ = [
    "MAIL",
    "TEXT",
    "Notification",
    "OutgoingMail",
    "address_of",
    "full_html",
    "full_text",
    "given_up_count",
    "is_mail_due",
    "lease_next",
    "mail",
    "mails",
    "mark_all_read",
    "mark_read",
    "mark_refused",
    "mark_sent",
    "notify",
    "of_actor",
    "of_reader",
    "post",
    "tell",
    "tell_assignees",
    "tell_new_assignee",
    "tell_of_confirmation",
    "tell_of_incident",
    "tell_of_missing_signer",
    "tell_of_reminder",
    "unread_count",
    "unsent_count",
    "worded",
    "write_mail",
    "write_text",
]
