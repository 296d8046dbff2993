"""A short ordeal, and proof that its verdict finds what it is there to find.

TORTURE_SECONDS and TORTURE_SEED make it longer or another; `tandem torture --minutes N` is the long one.
"""

import os
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import engine
from tests.support import build
from tests.support.diagrams import diagram, job, timer, zeebe
from webapp.cli.torture import Plan, endure
from webapp.cli.torture.clients import CLIENTS, Answer, Diary
from webapp.cli.torture.effects import make_tables
from webapp.cli.torture.models import EFFECT, models, package
from webapp.cli.torture.verdict import violations
from webapp.db import db
from webapp.domain import packages
from webapp.transaction import transaction

SECONDS = float(os.environ.get("TORTURE_SECONDS", "4"))
SEED = int(os.environ.get("TORTURE_SEED", "3"))
SEALS = zeebe("taskHeaders", zeebe("header", key="seals", value="ask"))
CASE = diagram("start > f:and; f > ask > work:service > j:and; f > wait:catch > j; j > end",
               work=job(EFFECT, SEALS), wait=timer("PT1S"))


@pytest.mark.postgresql
@pytest.mark.valkey
@pytest.mark.timeout(300)
def test_killed_cut_and_silenced_nothing_is_lost_or_doubled(postgresql_url: str, tmp_path: Path) -> None:
    outcome = endure(postgresql_url, Plan(SECONDS, SEED, kinds=4, running=8), folder=tmp_path)

    assert outcome.violations == []
    assert outcome.counts["answered 302"] > 0
    assert any("killed" in fault for fault in outcome.faults)


@pytest.mark.parametrize("seed", range(5))
def test_every_random_process_is_deployed_without_a_refusal(seed: int) -> None:
    drawn = package(models(random.Random(seed), ["a", "b", "c"], 10))

    found = packages.check(drawn, handlers=[EFFECT])

    assert [finding for finding in found if finding.severity == "refusal"] == []
    assert package(models(random.Random(seed), ["a", "b", "c"], 10)) == drawn


@pytest.fixture
def day(sqlite_url: str) -> Iterator[Diary]:
    """One case carried to its end without any fault, with the traces that the ordeal leaves."""
    diary = Diary()
    diary.counts["clients to the end"] = CLIENTS
    with build.database(sqlite_url):
        with transaction() as rows:
            make_tables(rows.connection())
            version = engine.deploy(rows, "torture", {"bpmn/p.bpmn": CASE}, actor="owner")
            engine.start(rows, "p", version_id=version.id, actor="lead")
            [task] = engine.open_tasks(rows)
            engine.complete_task(rows, task.id, actor="lead", answers={"note": "n1"})
            diary.answers += [Answer("n1", task.id, 302), Answer("n0", task.id, 409), Answer("n2", task.id, 0)]
            [work] = engine.lease_jobs(rows, worker="w")
            for table in ("torture_inner", "torture_outer"):
                rows.execute(text(f"INSERT INTO {table} VALUES (:key, 1)"), {"key": work.idempotency_key})
            engine.complete_job(rows, work.id, worker="w")
            engine.turn_clock(timedelta(minutes=1))
            engine.fire_due_timers(rows)
        yield diary
        engine.turn_clock(timedelta())


def judged(diary: Diary) -> list[str]:
    db.session.rollback()
    return violations(db.session(), diary)


def changed(statement: str) -> Callable[[Diary], None]:
    def change(_diary: Diary) -> None:
        with transaction() as rows:
            rows.execute(text(statement))

    return change


def told(note: str, status: int) -> Callable[[Diary], None]:
    return lambda diary: diary.answers.append(Answer(note, 1, status))


PLANTED: dict[str, tuple[Callable[[Diary], None], str]] = {
    "an accepted answer that is lost": (told("n9", 302), "was accepted and is lost"),
    "a task that two were told they had": (told("n1", 302), "was accepted from 2 people"),
    "an answer kept twice": (changed(
        "INSERT INTO engine_answers (instance_id, task_id, element_id, revision, data, by, at)"
        " SELECT instance_id, task_id, element_id, 2, data, by, at FROM engine_answers"), "is kept 2 times"),
    "an answer that nobody sent": (changed("UPDATE engine_answers SET data = '{\"note\": \"x\"}'"),
                                   "Nobody sent the answer x"),
    "an effect that is doubled": (changed("INSERT INTO torture_inner SELECT * FROM torture_inner"), "has 2 effects"),
    "an effect that is lost": (changed("DELETE FROM torture_inner"), "has 0 effects"),
    "an effect without a job": (changed("INSERT INTO torture_inner VALUES ('9:t9', 1)"), "belongs to no job"),
    "a job that nobody did": (changed("DELETE FROM torture_outer"), "nobody did it"),
    "a case that stands still": (changed("UPDATE engine_instance SET ended_at = NULL"), "has not ended"),
    "a timer that went off twice": (changed(
        "INSERT INTO engine_event (instance_id, kind, element_id, actor, facts, at) SELECT instance_id, kind,"
        " element_id, actor, facts, at FROM engine_event WHERE kind = 'timer.fired'"), "more often than it was set"),
    "a seal that nobody signed": (changed("UPDATE engine_task SET closed_as = 'canceled'"), "“ask” is signed 0 times"),
    "a signature without its seal": (changed(
        "INSERT INTO engine_task (instance_id, version_id, token, process_id, element_id, name, candidate_groups,"
        " candidate_users, headers, input, priority, opened_at, closed_at, closed_as) SELECT instance_id, version_id, 't99',"
        " process_id, element_id, name, candidate_groups, candidate_users, headers, input, priority, opened_at, closed_at,"
        " closed_as FROM engine_task"), "sealed 1 times, “ask” is signed 2 times"),
    "a token that was lost": (changed(
        "UPDATE engine_event SET facts = replace(facts, '[\"element.entered\",\"work\"', '[\"element.entered\",\"lost\"'),"
        " kind = kind WHERE kind = 'path.walked'"), "1 tokens went to “work”, 0 arrived"),
    "a client that gave up": (lambda diary: diary.counts.clear(), "0 of 8 clients"),
    "a day without work": (lambda diary: diary.answers.clear(), "No answer was accepted"),
    "a page that broke": (lambda diary: diary.strange.append("task 1 was answered by 500"), "by 500"),
    "a task told twice": (changed(
        "INSERT INTO engine_event (instance_id, kind, element_id, actor, facts, at) SELECT instance_id, kind,"
        " element_id, actor, facts, at FROM engine_event WHERE kind = 'task.completed'"), "2 times"),
}


def test_a_day_without_faults_is_clean(day: Diary) -> None:
    assert judged(day) == []


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_in_a_clean_day_is_found(day: Diary, planted: str) -> None:
    plant, wanted = PLANTED[planted]

    plant(day)

    assert wanted in "\n".join(judged(day))
