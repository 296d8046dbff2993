"""`tandem bench web`: what pages and completions cost over HTTP, and whether it grows with what is open or has ended.

Times are taken against a real server process; statements are counted by the driver's own events in
this process, on the same database, for the same request. Nothing is warmed but the first request.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx
from flask import Flask
from lxml import html
from sqlalchemy import event, text

import engine
from webapp import config
from webapp.app import create_app
from webapp.cli.bench import crowd, loop
from webapp.cli.bench.ports import free_port
from webapp.cli.migrate import bring_up_to_date
from webapp.db import db
from webapp.domain import people
from webapp.transaction import transaction

LEVELS = (10, 1_000, 10_000)
BATCH, PAGES, WORKERS = 100, 40, 2
FIRST_ANSWER_SECONDS = 60
USERNAME = "reporter"


@click.command("web")
@click.option("--db", "database_url", help="A database that may be filled; an SQLite file of its own without.")
@click.option("--completions", default=60, show_default=True, help="Completions measured at each level.")
@click.option("--levels", default=",".join(map(str, LEVELS)), show_default=True, help="Open tasks.")
@click.option("--crowd", "in_crowd", default="100000,1000000", show_default=True, help="Open tasks and history rows of the last "
              "measurement, a tenth of the tasks the reporter's; empty for none.")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of a table.")
def command(database_url: str | None, completions: int, levels: str, in_crowd: str, as_json: bool) -> None:
    """Measure inbox, task page and completion at several numbers of open tasks, and in a crowd."""
    wanted = [int(level) for level in levels.split(",")]
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        password = secrets.token_urlsafe(12)
        os.environ.update(_environment(Path(folder), database_url))
        app = _prepared_app(password)
        with _server(app) as (url, process):
            figures: dict[str, Any] = {"idle_web_process_mb": _resident_megabytes(process.pid), "levels": []}
            for level in wanted:
                _open_tasks(app, level)
                figures["levels"].append(_measure(app, url, password, level, completions))
            if in_crowd:
                open_tasks, history = map(int, in_crowd.split(","))
                _gather(app, open_tasks, history)
                figures["crowd"] = {"history_rows": history} | _measure(app, url, password, open_tasks, completions)
    click.echo(json.dumps(figures, indent=1) if as_json else _table(figures))


def _environment(folder: Path, database_url: str | None) -> dict[str, str]:
    return {
        "TANDEM_VAR": str(folder), "TANDEM_DATABASE_URL": database_url or f"sqlite:///{folder}/bench.db",
        "TANDEM_BASE_URL": f"http://127.0.0.1:{free_port()}", "TANDEM_EMBEDDED_WORKER": "0",
    }


def _prepared_app(password: str) -> Flask:
    app = create_app(config.Settings.from_env())
    with app.app_context():
        bring_up_to_date()
        with transaction() as session:
            engine.deploy(session, loop.PACKAGE, loop.FILES, actor=people.SYSTEM)
            if people.person_called(session, USERNAME) is None:
                people.create_person(session, username=USERNAME, name="现场工程师", password=password,
                                     email=f"{USERNAME}@tandem.example", roles=("designer",))
    return app


def _open_tasks(app: Flask, level: int) -> None:
    """Start instances until so many tasks are open for the reporter."""
    with app.app_context():
        version = engine.latest_version(db.session(), loop.PACKAGE)
        there = engine.count_open_tasks(db.session(), assignee=USERNAME)
        while version is not None and there < level:
            with transaction() as session:
                for _ in range(min(BATCH, level - there)):
                    engine.start(session, loop.PROCESS, version_id=version.id, actor=people.SYSTEM,
                                 variables={"reporter": USERNAME})
            there = min(level, there + BATCH)


def _gather(app: Flask, open_tasks: int, history: int) -> None:
    with app.app_context():
        [task] = engine.open_tasks(db.session(), assignee=USERNAME, order="opened", limit=1)
        with transaction() as session:
            crowd.gather(session, model=task.instance_id, person=USERNAME, open_tasks=open_tasks, history=history)
        with transaction() as session:
            session.execute(text("ANALYZE"))


@contextmanager
def _server(app: Flask) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The product's own server in a process of its own; ended by its id."""
    url = app.config["SETTINGS"].base_url
    serve = [sys.executable, "-m", "webapp.cli", "serve", "--workers", str(WORKERS), "--no-embedded-worker"]
    process = subprocess.Popen([*serve, "--port", url.rpartition(":")[2]])  # noqa: S603
    try:
        deadline = time.monotonic() + FIRST_ANSWER_SECONDS
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException("The server did not start.")
            time.sleep(0.1)
        yield url, process
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _resident_megabytes(pid: int) -> float:
    """The biggest of the server's processes, by what the kernel says is resident (Linux only)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = [int(line.split()[1]) for each in (pid, *children)
             for line in Path(f"/proc/{each}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return round(max(sizes) / 1024, 1)


def _measure(app: Flask, url: str, password: str, level: int, completions: int) -> dict[str, Any]:
    with httpx.Client(base_url=url, timeout=60) as client:
        _sign_in(client, password)
        return {
            "open_tasks": level,
            **_times(client, "inbox", ["/inbox/"] * PAGES),
            **_times(client, "done", ["/inbox/?box=done"] * PAGES),
            **_times(client, "task_page", [f"/tasks/{task}" for task in _task_ids(app, PAGES)]),
            **_complete(client, _task_ids(app, completions)),
            "statements_per_completion": _count_statements(app, password),
        }


def _sign_in(client: httpx.Client, password: str) -> None:
    answer = client.post("/sign-in", data={"csrf_token": _token(client, "/sign-in"),
                                           "username": USERNAME, "password": password})
    if answer.status_code != httpx.codes.FOUND:
        raise click.ClickException(f"Signing in answered {answer.status_code}.")


def _token(client: httpx.Client, path: str) -> str:
    page = html.fromstring(client.get(path).text)
    return str(page.xpath("string((//input[@name='csrf_token'])[1]/@value)"))


def _task_ids(app: Flask, count: int) -> list[int]:
    with app.app_context():
        return [task.id for task in engine.open_tasks(db.session(), assignee=USERNAME, limit=count)]


def _times(client: httpx.Client, name: str, paths: list[str]) -> dict[str, float]:
    """Median and 95th percentile of pages, each of which must answer."""
    client.get(paths[0])
    times = []
    for path in paths:
        started = time.perf_counter()
        answer = client.get(path)
        times.append(time.perf_counter() - started)
        if answer.status_code != httpx.codes.OK:
            raise click.ClickException(f"{path} answered {answer.status_code}.")
    return _told(name, times)


def _told(name: str, times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {f"{name}_median_ms": round(statistics.median(ordered) * 1000, 2),
            f"{name}_p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000, 2)}


def _complete(client: httpx.Client, task_ids: list[int]) -> dict[str, float]:
    token = _token(client, f"/tasks/{task_ids[0]}")
    return _told("completion", [_complete_one(client, token, task_id) for task_id in task_ids])


def _complete_one(client: httpx.Client, token: str, task_id: int) -> float:
    """Hand in one task and, as a browser does, open the page that the answer leads to; only the first is timed."""
    answer, took = _hand_in(client, token, task_id)
    client.get(answer.headers["location"])
    return took


def _hand_in(client: httpx.Client, token: str, task_id: int) -> tuple[httpx.Response, float]:
    started = time.perf_counter()
    answer = client.post(f"/tasks/{task_id}/completion", data={"csrf_token": token, **loop.TASK_ANSWERS})
    took = time.perf_counter() - started
    if answer.status_code != httpx.codes.FOUND:
        raise click.ClickException(f"Completing answered {answer.status_code}.")
    return answer, took


def _count_statements(app: Flask, password: str) -> int:
    """Count what the driver is asked for one completion: every statement, transaction control left out."""
    statements: list[str] = []
    transport = httpx.WSGITransport(app=app)
    with httpx.Client(transport=transport, base_url=app.config["SETTINGS"].base_url) as client:
        _sign_in(client, password)
        first, second = _task_ids(app, 2)
        token = _token(client, f"/tasks/{first}")
        _complete_one(client, token, first)
        with app.app_context():
            bind = db.engine
        event.listen(bind, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
        _hand_in(client, token, second)
    return sum(not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")) for statement in statements)


def _table(figures: dict[str, Any]) -> str:
    rows = [*figures["levels"], *([figures["crowd"]] if "crowd" in figures else [])]
    lines = [f"idle web process: {figures['idle_web_process_mb']} MB", "",
             "median and p95 in ms",
             "open tasks          inbox           done      task page     completion   statements"]
    lines += [
        f"{row['open_tasks']:>10}" + "".join(
            f" {row[name + '_median_ms']:>7} {row[name + '_p95_ms']:>6}"
            for name in ("inbox", "done", "task_page", "completion")
        ) + f"   {row['statements_per_completion']:>10}"
        for row in rows
    ]
    return "\n".join(lines)
