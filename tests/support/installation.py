"""A whole installation of the product in processes of its own: web, worker, database, Redis.

For tests that need what only real processes show: browsers, kill -9, two workers at once.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import ServerDidNotStart, free_port

ROOT = Path(__file__).parents[2]
FIRST_ANSWER_SECONDS = 150


class Installation:
    """Starts and stops the product's processes; each is ended by its own id, never by name."""

    def __init__(self, folder: Path, database_url: str, redis_url: str | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            "TANDEM_VAR": str(folder), "TANDEM_DATABASE_URL": database_url, "TANDEM_BASE_URL": self.url,
            "TANDEM_DEMO": "1", "TANDEM_EMBEDDED_WORKER": "0" if redis_url else "1",
            "PYTHONUNBUFFERED": "1",
        }
        if redis_url:
            self.environment["TANDEM_REDIS_URL"] = redis_url

    def tandem(self, *arguments: str, timeout: float = 300) -> "subprocess.CompletedProcess[str]":
        """Run one `tandem` command to its end."""
        return subprocess.run(self._command(*arguments), env=self.environment, cwd=ROOT,
                              capture_output=True, text=True, timeout=timeout, check=False)

    def begin(self, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a long-running command under a name; its log is <folder>/<name>.log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(self._command(*arguments), env=self.environment, cwd=ROOT,
                                                    stdout=log, stderr=log, start_new_session=True)
        return self.processes[name]

    def kill(self, name: str) -> None:
        """End a process and the children it forked as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, 9)
        process.wait(30)

    def stop(self) -> None:
        """Ask every process to stop, and insist after a while."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()
        self.processes.clear()

    def wait_until_it_answers(self) -> None:
        """Wait for the first good answer of the web process."""
        deadline = time.monotonic() + FIRST_ANSWER_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        logs = "\n".join(path.read_text()[-2000:] for path in self.folder.glob("*.log"))
        raise ServerDidNotStart(f"{self.url} never answered\n{logs}")

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "webapp.cli", *arguments]


@contextmanager
def demo_on_sqlite(folder: Path) -> Iterator[Installation]:
    """What `./dev run` gives a newcomer: SQLite, an embedded worker, the demo."""
    installation = Installation(folder, f"sqlite:///{folder / 'tandem.db'}")
    installation.begin("web", "run", "--port", str(installation.port))
    try:
        installation.wait_until_it_answers()
        yield installation
    finally:
        installation.stop()


def loaded_demo(kept: Path) -> Path:
    """A folder with the demo loaded, to copy from: of several test processes the first that asks loads it, the others wait."""
    with kept.with_suffix(".lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not kept.exists():
            begun = kept.with_suffix(".begun")
            begun.mkdir()
            with demo_on_sqlite(begun):
                pass
            begun.rename(kept)
    return kept


def copied(kept: Path, folder: Path) -> Path:
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return folder
