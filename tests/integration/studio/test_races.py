"""Savers, publishers and updaters that meet in the same instant on a real PostgreSQL: one wins, nothing is lost."""

import json
import os
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

import engine
from tests.support import build
from tests.support.cast import Cast, assemble
from webapp.db import db
from webapp.domain import drafts, packages
from webapp.domain.drafts import Seen, Words
from webapp.transaction import transaction

ROUNDS = int(os.environ.get("STUDIO_ROUNDS", "8"))
PACKAGE = packages.LIFECYCLE
FORM = "forms/propose.form"
pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(60 + 10 * ROUNDS)]


@pytest.fixture(scope="module")
def cast(floor: Flask) -> Cast:
    with floor.app_context(), transaction() as rows:
        found = assemble(rows)
        packages.deploy(rows, build.small_package(), actor="process_owner", handlers=build.HANDLERS)
    return found


@pytest.fixture(autouse=True)
def draft(floor: Flask, cast: Cast) -> Iterator[None]:
    """An open draft that differs from what is live, whatever the last round left."""
    with floor.app_context():
        with transaction() as rows:
            drafts.begin(rows, PACKAGE, actor=cast.process_owner)
        saving(cast, form(title=f"v{engine.now().timestamp()}"))()
        yield
        db.session.remove()


def form(**more: object) -> bytes:
    return json.dumps({**build.PROPOSE_FORM, **more}).encode()


def revision() -> int:
    draft = drafts.open_draft(db.session(), PACKAGE)
    assert draft is not None
    return drafts.heads(db.session(), draft.id)[FORM].number


def saving(cast: Cast, content: bytes) -> Callable[[], str]:
    expects = revision()

    def save() -> str:
        with transaction() as rows:
            drafts.save(rows, PACKAGE, FORM, content, expects=expects, actor=cast.process_owner)
        return "saved"

    return save


def publishing(cast: Cast) -> Callable[[], str]:
    session = db.session()
    draft = drafts.open_draft(session, PACKAGE)
    assert draft is not None
    ready = drafts.readiness(session, draft, handlers=build.HANDLERS)
    words = Words(Seen(ready.digest, ready.live.id if ready.live else None), "同时发布")
    proof = drafts.prove(session, PACKAGE, words, actor=cast.process_owner, handlers=build.HANDLERS, play=lambda _files: [])

    def publish() -> str:
        with transaction() as rows:
            drafts.publish(rows, PACKAGE, words, proof, actor=cast.process_owner, handlers=build.HANDLERS)
        return "published"

    return publish


def at_once(floor: Flask, *acts: Callable[[], str]) -> list[str]:
    """Every act in the same instant, each in a transaction of its own; what each came to, in order of name."""
    together = threading.Barrier(len(acts))
    outcomes: list[str] = []

    def run(act: Callable[[], str]) -> None:
        with floor.app_context():
            db.session().connection()
            together.wait()
            try:
                outcomes.append(act())
            except engine.EngineError as refused:
                outcomes.append(type(refused).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(outcomes)


def versions() -> list[int]:
    return [version.number for version in engine.versions(db.session(), PACKAGE)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_save_the_same_file_one_is_told(floor: Flask, cast: Cast, _round: int) -> None:
    before = revision()

    outcomes = at_once(floor, saving(cast, form(title="一")), saving(cast, form(title="二")))

    assert outcomes == ["DraftConflict", "saved"]
    assert revision() == before + 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_publish_one_makes_the_version(floor: Flask, cast: Cast, _round: int) -> None:
    before = versions()

    outcomes = at_once(floor, publishing(cast), publishing(cast))

    assert outcomes == ["DraftClosed", "published"]
    assert len(versions()) == len(before) + 1
    assert drafts.open_draft(db.session(), PACKAGE) is None


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_saved_while_it_is_published_is_published_or_told(floor: Flask, cast: Cast, _round: int) -> None:
    late = form(title="发布时保存")

    outcomes = at_once(floor, publishing(cast), saving(cast, late))

    draft, live = drafts.open_draft(db.session(), PACKAGE), packages.latest(db.session(), PACKAGE)
    if outcomes == ["OtherContent", "saved"]:
        assert draft is not None
        assert drafts.files(db.session(), draft.id)[FORM] == late
    else:
        assert outcomes == ["DraftClosed", "published"]
        assert draft is None
    assert engine.file(db.session(), live.id, FORM) != late
