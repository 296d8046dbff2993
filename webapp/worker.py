"""The worker's own threads: one does what is due, the other watches the clock, so that a timer waits for no job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask

from webapp import jobs
from webapp.transaction import ThreadDoorbell

log = structlog.get_logger()

TIDY_SECONDS = 3600.0


class WorkerThread:
    """Does what is due when rung and every second: the embedded worker, and the sweep beside RQ."""

    def __init__(self, app: Flask, doorbell: ThreadDoorbell) -> None:
        self.app, self.doorbell = app, doorbell
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self.tidies_at = time.monotonic()

    def start(self) -> None:
        """Begin to work; a second call changes nothing."""
        if not self.threads:
            self.threads = [threading.Thread(target=self._until_stopped, args=(work,), name=name, daemon=True)
                            for name, work in (("tandem-worker", self._sweep), ("tandem-clock", self._watch))]
            for thread in self.threads:
                thread.start()

    def stop(self) -> None:
        """Finish the row in hand and stop."""
        self.stopping.set()
        self.doorbell.ring()
        for thread in self.threads:
            thread.join(timeout=10)

    @property
    def is_alive(self) -> bool:
        return bool(self.threads) and all(thread.is_alive() for thread in self.threads)

    def work_once(self) -> int:
        """Do what is due now; returns how many rows were done."""
        with self.app.app_context():
            return jobs.run_due(self.app.config["SETTINGS"], worker=f"{jobs.worker_name()}:thread")

    def _sweep(self) -> None:
        self.work_once()
        if time.monotonic() >= self.tidies_at:
            with self.app.app_context():
                jobs.tidy()
            self.tidies_at = time.monotonic() + TIDY_SECONDS
        self.doorbell.wait(jobs.SWEEP_SECONDS)

    def _watch(self) -> None:
        with self.app.app_context():
            pause = jobs.watch_clock(self.app.config["SETTINGS"])
        self.stopping.wait(pause)

    def _until_stopped(self, work: Callable[[], None]) -> None:
        while not self.stopping.is_set():
            try:
                work()
            except Exception:
                # The database may be away or locked; the rows wait, and so does this thread.
                log.exception("worker.stumbled")
                self.stopping.wait(jobs.SWEEP_SECONDS)
