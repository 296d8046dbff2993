"""The documents of a project as its customer may see them: what was put before them, and what a package shows them anyway.

A version is shown when one of the customer's contacts was asked to sign it, or when its package says
`readers = "customer"`. One that it calls `commercial` needs that right besides, or to be the reader's own to sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain import confirmations, documents, evidence, packages, projects
from webapp.domain.confirmations import CUSTOMER, Confirmation
from webapp.domain.documents import Document, DocumentVersion
from webapp.domain.portal.viewing import Parties, Party, View, parties_of

READERS, COMMERCIAL = "readers", "commercial"
SIGNED, WAITING, DECLINED, VOID, SHOWN = "signed", "waiting", "declined", "void", "shown"


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who signs a version: who, and when they did or since when they are waited for."""

    party: Party
    signed_at: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version: how it stands, who signs it, and which forms of it there are."""

    version: DocumentVersion
    state: str
    hands: list[Hand]
    can_be_read: bool
    is_signed: bool
    has_pack: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its versions, the newest first."""

    document: Document
    sheets: list[Sheet]


def papers_of(session: Session, view: View) -> list[Paper]:
    """Every document the reader may see, the one that changed last first."""
    sheets = _sheets(session, view)
    papers = [Paper(document, list(of_it)) for document, of_it in groupby(sheets, lambda sheet: sheet.version.document)]
    return sorted(papers, key=lambda paper: paper.sheets[0].version.created_at, reverse=True)


def sheet_of(session: Session, view: View, version_id: int) -> Sheet | None:
    """The version of this id, if the reader may see it; nothing else is handed out."""
    return next((sheet for sheet in _sheets(session, view) if sheet.version.id == version_id), None)


def _sheets(session: Session, view: View) -> list[Sheet]:
    project, described = view.project, _described(session, view)
    rows, parties = confirmations.of_project(session, project.id), parties_of(session, project)
    asked = confirmations.asked_by_link(session, [row.id for row in rows])
    put = {row.document_version_id: row for row in reversed(rows) if _was_put_before_the_customer(row, asked)}
    readable, proven = documents.readable(session, project.id), evidence.standing(session, project.id)
    return [
        Sheet(version, _state(put.get(version.id)), _hands(session, parties, put.get(version.id)), version.id in readable,
              version.id in proven, proven.get(version.id, False))
        for version in documents.versions_of(session, project.id)
        if _may_see(view, described.get(version.document.kind), put.get(version.id))]


def _described(session: Session, view: View) -> dict[str, Mapping[str, Any]]:
    """What the packages of the project say about each kind of document."""
    beside = [case.version_id for case in projects.side_instances(session, view.project)]
    return {kind: said for version_id in {view.project.version_id, *beside}
            for kind, said in packages.documents(session, version_id).items()}


def _may_see(view: View, described: Mapping[str, Any] | None, put: Confirmation | None) -> bool:
    """A kind that no package describes any more is treated as commercial: rather hidden than leaked."""
    said = {COMMERCIAL: True} if described is None else described
    if put is not None and any(each.actor == view.contact.actor_id for each in put.signatories):
        return True
    is_shown = put is not None or said.get(READERS) == CUSTOMER
    return is_shown and (view.rights.commercial or not said.get(COMMERCIAL))


def _was_put_before_the_customer(confirmation: Confirmation, asked: set[int]) -> bool:
    """Whether a contact was asked: named is not enough, our side may have to sign first."""
    return confirmation.id in asked or any(signature.side == CUSTOMER for signature in confirmation.signatures)


def _state(confirmation: Confirmation | None) -> str:
    if confirmation is None:
        return SHOWN
    if confirmation.declined_at:
        return DECLINED
    if confirmation.voided_at:
        return VOID
    return SIGNED if confirmation.completed_at else WAITING


def _hands(session: Session, parties: Parties, confirmation: Confirmation | None) -> list[Hand]:
    """Who signs; a colleague of ours is named once their name stands under the document."""
    found = []
    for each in confirmations.signers(session, confirmation) if confirmation else []:
        party = parties.of(each.actor_id)
        if each.signature is not None:
            party = Party(each.name, party.role or each.role, is_customer=each.side == CUSTOMER)
        found.append(Hand(party, each.signature.at if each.signature else None, each.since))
    return found
