"""Files that strangers send: each is checked in a process of its own, within bounds, and only so many at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

import verifier
from verifier import confined
from verifier.tandem_verify import FALSE, Finding, Report
from webapp.domain.evidence.errors import CheckingBusy

HOME = Path(verifier.__file__).parent.parent
AT_ONCE, WAIT = 2, 45
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may take; a true one takes a second and a tenth of the memory."""

    seconds: int = 15
    memory: int = 1024 * 1024 * 1024


BOUNDS = Bounds()


def verified(kind: str, content: bytes, roots: Sequence[str], *, bounds: Bounds | None = None) -> Report:
    """What the verifier finds in these bytes; a file that wears it out is none of ours. Raises CheckingBusy."""
    bounds = bounds or BOUNDS
    order = json.dumps({"kind": kind, "roots": list(roots)}).encode() + b"\n" + content
    command = [sys.executable, "-E", "-s", "-m", confined.__name__, str(bounds.seconds), str(bounds.memory)]
    with _place():
        try:
            done = subprocess.run(command, input=order, cwd=HOME, capture_output=True, timeout=WAIT + bounds.seconds, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:  # its own time was not over: this machine has none to spare
            raise CheckingBusy("checking-busy") from error
    if done.returncode < 0 or done.returncode == confined.TOO_MUCH:  # ended by a signal: its time was over
        return _worn_out()
    done.check_returncode()
    told = json.loads(done.stdout)
    return Report([Finding(*each) for each in told["findings"]], told["title"], told["document"])


@contextmanager
def _place() -> Iterator[None]:
    """One of the places there are, or a refusal at once: nobody's page waits for a crowd at this one."""
    if not _places.acquire(blocking=False):
        raise CheckingBusy("checking-busy")
    try:
        yield
    finally:
        _places.release()


def _worn_out() -> Report:
    return Report([Finding(FALSE, "bounds")])
