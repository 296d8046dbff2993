"""What of a draft others should hear: an event in the history, with whom it concerns; reactions word and deliver it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain.drafts import store
from webapp.domain.drafts.models import Draft, Publication, Review
from webapp.domain.drafts.policy import RIGHTS, Right, roles_with
from webapp.processes import MANIFEST, NotAPackage, read_manifest

REVIEWERS: tuple[Right, ...] = ("review",)
PUBLISHERS: tuple[Right, ...] = ("publish",)


def review_asked(session: Session, draft: Draft, writers: Collection[str], *, by: str) -> None:
    """Whoever may review and wrote nothing of it is asked."""
    _record(session, "draft.review_asked", draft.package, by, _title(store.read(session, draft.id, MANIFEST)),
            rights=REVIEWERS, but=sorted(writers))


def reviewed(session: Session, draft: Draft, review: Review, writers: Collection[str]) -> None:
    """Whoever wrote it and whoever may publish it hears what was said."""
    _record(session, "draft.agreed" if review.approves else "draft.returned", draft.package, review.reviewed_by,
            _title(store.read(session, draft.id, MANIFEST)), rights=PUBLISHERS, people=sorted(writers), note=review.note)


def published(session: Session, version: engine.Version, publication: Publication) -> None:
    """Whoever looks after the package hears that another version is live."""
    manifest = engine.file(session, version.id, MANIFEST)
    _record(session, "version.published", version.package, publication.published_by, _named(manifest), rights=RIGHTS,
            number=version.number, version_id=version.id, again=publication.again_version_id, note=publication.notes)


def _record(session: Session, kind: str, package: str, by: str, title: dict[str, str], *,
            rights: Collection[Right], **more: Any) -> None:
    roles = sorted({role for right in rights for role in roles_with(session, package, right)})
    engine.record(session, instance_id=None, kind=kind, actor=by, facts={"package": package, "roles": roles, **title, **more})


def _title(file: store.DraftFile | None) -> dict[str, str]:
    return _named(file.content if file else b"")


def _named(manifest: bytes) -> dict[str, str]:
    """How the package is called in both languages."""
    try:
        said = read_manifest(manifest)
    except NotAPackage:
        return {}
    return {"title": said.name, "title_en": said.name_en}
