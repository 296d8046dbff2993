"""Web and worker die without warning while a whole case is carried: it ends the same, nothing lost or doubled."""

import json
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.orm import Session

import engine
from tests.support.installation import ROOT, Installation
from webapp.domain import confirmations

CASE = ROOT / "processes/customer_engineering/examples/flexible_production_line.toml"
BEYOND_THE_SIGNATURES = "# ---- 合同评审"
KILLS = 2
SECONDS_BETWEEN = 8.0

pytestmark = [pytest.mark.postgresql, pytest.mark.valkey, pytest.mark.timeout(900)]


@pytest.fixture
def installation(tmp_path: Path, postgresql_url: str, valkey_url: str) -> Iterator[Installation]:
    installation = Installation(tmp_path, postgresql_url, valkey_url)
    for preparation in (["migrate"], ["deploy"], ["demo"]):
        done = installation.tandem(*preparation)
        assert done.returncode == 0, done.stdout + done.stderr
    begin(installation, "web")
    begin(installation, "worker")
    installation.wait_until_it_answers()
    yield installation
    installation.stop()


def begin(installation: Installation, name: str) -> None:
    command = {"web": ["serve", "--port", str(installation.port)], "worker": ["worker"]}[name]
    installation.begin(name, *command)


def play(installation: Installation, case: Path) -> "subprocess.CompletedProcess[str]":
    return installation.tandem("play", str(case), "--url", installation.url, "--json", timeout=600)


def kill_now_and_then(installation: Installation, until: threading.Event) -> int:
    """End web and worker in turn as a power cut would, and start them again."""
    kills = 0
    while kills < KILLS and not until.wait(SECONDS_BETWEEN):
        name = ("web", "worker")[kills % 2]
        installation.kill(name)
        begin(installation, name)
        kills += 1
    return kills


def test_a_case_ends_the_same_when_web_and_worker_are_killed(
        installation: Installation, tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(CASE.read_text().partition(BEYOND_THE_SIGNATURES)[0])
    ended = threading.Event()
    kills: list[int] = []
    killer = threading.Thread(target=lambda: kills.append(kill_now_and_then(installation, ended)))

    killer.start()
    played = play(installation, case)
    ended.set()
    killer.join()

    assert played.returncode == 0, played.stdout[-3000:] + played.stderr[-3000:]
    assert kills[0] >= 2
    assert json.loads(played.stdout)
    database = create_engine(installation.environment["TANDEM_DATABASE_URL"], poolclass=NullPool)
    with database.connect() as rows:
        assert doubled(rows) == {}
        assert fired_twice(rows) == []
        assert engine.audit(Session(rows)) == []
        assert confirmations.audit_signatures(Session(rows)) == []


def doubled(rows: Connection) -> dict[str, object]:
    """Whatever happened twice that may happen once."""
    once = {
        "task completed": "SELECT facts->>'task_id' FROM engine_event WHERE kind = 'task.completed'",
        "signature": "SELECT task_id::text FROM signature",
        "job completed": "SELECT facts->>'job_id' FROM engine_event WHERE kind = 'job.completed'",
        "document version": "SELECT document_id || ':' || number FROM document_version",
    }
    found = {name: [key for key, count in Counter(rows.execute(text(query)).scalars()).items() if count > 1]
             for name, query in once.items()}
    return {name: keys for name, keys in found.items() if keys}


def fired_twice(rows: Connection) -> list[str]:
    """Timers that went off twice for one due time; a cycle that comes round is due anew."""
    return list(rows.execute(text(
        "SELECT element_id FROM engine_event WHERE kind = 'timer.fired'"
        " GROUP BY instance_id, element_id, facts ->> 'due_at' HAVING count(*) > 1"
    )).scalars())
