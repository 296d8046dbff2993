"""The places of the main navigation."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from webapp.config import Settings
from webapp.db import db
from webapp.domain import company, drafts, projects, seals
from webapp.domain.people import Actor


@dataclass(frozen=True)
class Place:
    """One place: the screen family, its first page, its sign and its name."""

    blueprint: str
    endpoint: str
    icon: str
    name: str


def places(settings: Settings, actor: Actor) -> list[Place]:
    """Where one can go, what is needed most often first."""
    shown = [
        Place("inbox", "inbox.index", "inbox", gettext("Inbox")),
        Place("projects", "projects.index", "route", gettext("Projects")),
        Place("customers", "customers.index", "building", gettext("Customers")),
        Place("people", "people.index", "users", gettext("People")),
        Place("processes", "processes.index", "sitemap", gettext("Processes")),
    ]
    if drafts.may_open_studio(db.session(), actor):
        shown.append(Place("studio", "studio.index", "pencil", gettext("Studio")))
    if projects.keeps_the_machine(actor):
        shown.append(Place("incidents", "incidents.index", "alert-triangle", gettext("Stuck steps")))
    if seals.may_keep_seals(actor):
        shown.append(Place("seals", "seals.index", "rosette", gettext("Seals")))
    if company.may_set_letterhead(actor):
        shown.append(Place("letterhead", "letterhead.show", "file-text", gettext("Letterhead")))
    if settings.demo and settings.on_loopback:
        shown.append(Place("outbox", "outbox.index", "mail", gettext("Outgoing mail")))
    return shown
