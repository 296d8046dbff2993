"""Begin a draft, save its files, rename, remove and bring back; each by right, each a row with who and when."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

import engine
from webapp.domain import packages
from webapp.domain.drafts import contents, store
from webapp.domain.drafts.blank import blank_file, blank_package, copied_package
from webapp.domain.drafts.contents import BadFile
from webapp.domain.drafts.models import Draft, DraftPresence, DraftRevision, OpenDraft
from webapp.domain.drafts.policy import MayNot, demand, may_begin_packages
from webapp.domain.people import Actor
from webapp.processes import MANIFEST


def begin(session: Session, package: str, *, actor: Actor) -> Draft:
    """A draft of what is live, or the one that is open already."""
    demand(session, actor, package, "draft")
    known = store.open_draft(session, package)
    if known is not None:
        return known
    version = packages.latest(session, package)
    return _begin(session, package, store.files_of(session, version.id), begun_from="version", base=version.id, by=actor.id)


def begin_new(session: Session, key: str, name: str, name_en: str, *, actor: Actor,
              like: Mapping[str, bytes] | None = None) -> Draft:
    """A draft of a package that nobody has yet: an empty one, or a starter's copy under its own key and name."""
    _demand_new(session, key, actor)
    if not name.strip():
        raise BadFile("draft-name-missing", field="name")
    said = {"key": key, "name": name.strip(), "name_en": name_en.strip() or name.strip()}
    files = copied_package(like, **said) if like else blank_package(**said)
    return _begin(session, key, files, begun_from="starter" if like else "new", base=None, by=actor.id)


def begin_from_files(session: Session, key: str, files: Mapping[str, bytes], *, actor: Actor) -> Draft:
    """A draft of what somebody brought: a new package, or everything of a known one replaced."""
    contents.judge_key(key)
    version = engine.latest_version(session, key)
    if version is None:
        _demand_new(session, key, actor)
        return _begin(session, key, files, begun_from="import", base=None, by=actor.id)
    demand(session, actor, key, "draft")
    draft = store.open_draft(session, key) or begin(session, key, actor=actor)
    return replace_all(session, store.hold(session, key), files, actor=actor) if draft else draft


def replace_all(session: Session, draft: Draft, files: Mapping[str, bytes], *, actor: Actor) -> Draft:
    """Every file as these say; what they lack is removed. All of it stays in the history."""
    standing = store.heads(session, draft.id)
    for path in standing.keys() - files.keys():
        store.remove(session, draft, path, expects=None, by=actor.id)
    for path, content in files.items():
        head = standing.get(path)
        store.put(session, draft, path, content, expects=head.number if head else 0, by=actor.id)
    return draft


def save(session: Session, package: str, path: str, content: bytes, *, expects: int, actor: Actor) -> DraftRevision:
    """Save a file over the revision it was edited from; whoever was faster is never overwritten."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    return store.put(session, draft, path, content, expects=expects, by=actor.id)


def create_file(session: Session, package: str, path: str, *, actor: Actor, name: str = "") -> str:
    """A new file with what an editor needs to begin with, called by the name where it draws something."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    contents.judge_path(path)
    if path in store.heads(session, draft.id):
        raise BadFile("draft-file-there", field="path", path=path)
    store.put(session, draft, path, blank_file(path, name.strip()), expects=0, by=actor.id)
    return path


def bring_file(session: Session, package: str, name: str, content: bytes, *, actor: Actor) -> str:
    """Take in a single file under its own name; one of that name is replaced, and its revisions stay.

    A form is known by its id: the desktop modeler names the file as it likes, tasks name the id.
    """
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    path = contents.place_of(name)
    if path.endswith(".form"):
        path = contents.judge_path(f"forms/{_form_id(content) or path[6:-5]}.form")
    head = store.heads(session, draft.id).get(path)
    store.put(session, draft, path, content, expects=head.number if head else 0, by=actor.id)
    return path


def rename_file(session: Session, package: str, path: str, to: str, *, actor: Actor) -> str:
    """The same content under another path; the old path is removed. A form's id follows its file."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    file = store.read(session, draft.id, path)
    if file is None or path == MANIFEST:
        raise BadFile("draft-no-file", field="path", path=path)
    contents.judge_path(to)
    if to in store.heads(session, draft.id):
        raise BadFile("draft-file-there", field="path", path=to)
    if path.rpartition(".")[2] != to.rpartition(".")[2]:
        raise BadFile("draft-file-kind", field="path", path=to)
    content = _with_form_id(file.content, to) if to.endswith(".form") else file.content
    store.put(session, draft, to, content, expects=0, by=actor.id)
    store.remove(session, draft, path, expects=None, by=actor.id)
    return to


def remove_file(session: Session, package: str, path: str, *, actor: Actor) -> None:
    """Take a file away; the manifest stays."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    if path == MANIFEST:
        raise BadFile("draft-manifest-stays", field="path", path=path)
    store.remove(session, draft, path, expects=None, by=actor.id)


def bring_back(session: Session, package: str, path: str, number: int, *, actor: Actor) -> None:
    """An earlier revision as the newest one."""
    demand(session, actor, package, "draft")
    draft = store.hold(session, package)
    old = store.read_revision(session, draft.id, path, number)
    if old is None:
        raise BadFile("draft-no-file", field="path", path=path)
    head = store.heads(session, draft.id).get(path)
    store.put(session, draft, path, old.content, expects=head.number if head else 0, by=actor.id)


def discard(session: Session, package: str, *, actor: Actor) -> None:
    """Throw a draft away: it leaves the list, and its rows stay."""
    demand(session, actor, package, "draft")
    close(session, store.hold(session, package), by=actor.id)


def close(session: Session, draft: Draft, *, by: str, version_id: int | None = None) -> None:
    """A draft ends; what was live or became so stays."""
    draft.closed_at, draft.closed_by, draft.version_id = engine.now(), by, version_id
    session.execute(delete(DraftPresence).where(DraftPresence.draft_id == draft.id))
    session.execute(delete(OpenDraft).where(OpenDraft.draft_id == draft.id))
    session.flush()


def _demand_new(session: Session, key: str, actor: Actor) -> None:
    if not may_begin_packages(actor):
        raise MayNot("studio-not-yours", package=key)
    contents.judge_key(key)
    if engine.latest_version(session, key) is not None or store.open_draft(session, key) is not None:
        raise BadFile("draft-key-taken", field="key", key=key)


def _begin(session: Session, package: str, files: Mapping[str, bytes], *, begun_from: str, base: int | None,
           by: str) -> Draft:
    draft = Draft(package=package, base_version_id=base, begun_from=begun_from, begun_by=by, begun_at=engine.now())
    session.add(draft)
    session.flush()
    session.add(OpenDraft(package=package, draft_id=draft.id))
    session.flush()
    for path, content in sorted(files.items()):
        if begun_from != "version":
            contents.judge(path, content, package=package)
        store.add(session, draft, path, content, number=1, by=by)
    return draft


def _form_id(content: bytes) -> str:
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ""
    found = said.get("id") if isinstance(said, dict) else None
    return found if isinstance(found, str) and re.fullmatch(r"[\w-]+(?:\.[\w-]+)*", found) else ""


def _with_form_id(content: bytes, path: str) -> bytes:
    said = json.loads(content)
    return (json.dumps({**said, "id": path[6:-5]}, ensure_ascii=False, indent=2) + "\n").encode()
