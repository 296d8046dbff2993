"""A grown installation in processes of its own: a killed child comes again, a missing Redis is told, SIGTERM ends all."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from redis import Redis, RedisError

from tests.support.installation import Installation
from tests.support.servers import valkey

PATIENCE_SECONDS = 60
STOPS_WITHIN_SECONDS = 20

pytestmark = [pytest.mark.postgresql, pytest.mark.valkey, pytest.mark.timeout(300)]


def test_a_killed_child_comes_again_a_missing_redis_is_told_and_sigterm_ends_every_process(
        tmp_path: Path, postgresql_url: str) -> None:
    with valkey() as redis_url, begun(tmp_path, postgresql_url, redis_url) as installation:
        web, worker = installation.processes["web"], installation.processes["worker"]
        wait_until(lambda: health(installation)["worker"] == "1 elsewhere" and len(serving(web.pid)) == 2)
        killed, left = serving(web.pid)

        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: len(serving(web.pid) - {killed}) == 2)

        assert left in serving(web.pid)
        assert health(installation) == {"status": "ok", "database": "ok", "redis": "ok", "worker": "1 elsewhere"}
        born = serving(web.pid)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(STOPS_WITHIN_SECONDS) == 0
        redis_away(redis_url)
        wait_until(lambda: health(installation)["redis"] == "does not answer")
        assert health(installation)["status"] == "ok"
        web.send_signal(signal.SIGTERM)
        assert web.wait(STOPS_WITHIN_SECONDS) == 0
        wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in born))


@contextmanager
def begun(folder: Path, database_url: str, redis_url: str) -> Iterator[Installation]:
    installation = Installation(folder, database_url, redis_url)
    migrated = installation.tandem("migrate")
    assert migrated.returncode == 0, migrated.stderr
    installation.begin("web", "serve", "--port", str(installation.port), "--workers", "2", "--no-embedded-worker")
    installation.begin("worker", "worker")
    try:
        installation.wait_until_it_answers()
        yield installation
    finally:
        installation.stop()


def redis_away(redis_url: str) -> None:
    """Redis ends as an operator would end it."""
    with suppress(RedisError):
        Redis.from_url(redis_url).shutdown(nosave=True)


def serving(pid: int) -> set[int]:
    """The processes that the server has begun to serve, as the kernel knows them."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = {int(child) for listed in children for child in listed.read_text().split()}
    return {child for child in found if "resource_tracker" not in Path(f"/proc/{child}/cmdline").read_text()}


def health(installation: Installation) -> dict[str, Any]:
    with urllib.request.urlopen(f"{installation.url}/health", timeout=10) as answer:
        body: dict[str, Any] = json.load(answer)
        return body


def wait_until(it_is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not it_is_so():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)
