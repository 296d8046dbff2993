"""The clients: people who answer over HTTP, and those who start cases, send messages, hand tasks on, mend what is stuck and let cases rest.

A client remembers of each answer whether it was told that it is kept. Two clients share each account, so
that one task is answered twice at the same moment, time and again.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import httpx
from flask import Flask
from lxml import html
from redis import RedisError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

import engine
from webapp.cli.torture.models import MESSAGE, Model
from webapp.db import db
from webapp.transaction import transaction

CLIENTS = 8
PASSWORD_BYTES = 12
HTTP_SECONDS = 20
MOST_RUNNING, MOST_RESTING = 60, 6
ASIDE = 0.3
EXPECTED = {httpx.codes.FOUND, httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.SERVICE_UNAVAILABLE}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that was sent: its own mark, its task, and what was said of it; 0 when nothing was."""

    note: str
    task_id: int
    status: int


@dataclass
class Diary:
    """What all clients have done and seen."""

    answers: list[Answer] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1


@dataclass
class Client:
    """One person at one browser; `draining` once no new cases are wanted."""

    app: Flask
    urls: list[str]
    person: str
    people: Sequence[str]
    password: str
    models: list[Model]
    version_id: int
    diary: Diary
    random: Random
    stopping: threading.Event
    draining: threading.Event
    most_running: int = MOST_RUNNING
    token: str = ""
    browser: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=HTTP_SECONDS))

    def run(self) -> None:
        """Act until told to stop; whatever a dying machine says is part of the day."""
        try:
            while not self.stopping.is_set():
                try:
                    with self.app.app_context():
                        busy = self.act(self.browser)
                except (SQLAlchemyError, engine.CommitUnsure, RedisError, engine.EngineError) as error:
                    self.diary.count(f"undone: {type(error).__name__}")
                    busy = False
                if not busy:
                    self.stopping.wait(0.05)
            self.diary.count("clients to the end")
        finally:
            self.browser.close()

    def sign_in(self) -> None:
        """Before anything is tormented, so that everybody has a session."""
        browser = self.browser
        page = html.fromstring(browser.get(f"{self.urls[0]}/sign-in").text)
        token = page.xpath("string((//input[@name='csrf_token'])[1]/@value)")
        answer = browser.post(f"{self.urls[0]}/sign-in", data={
            "csrf_token": token, "username": self.person, "password": self.password})
        if answer.status_code != httpx.codes.FOUND:
            raise RuntimeError(f"Signing in answered {answer.status_code}.")
        page = html.fromstring(browser.get(f"{self.urls[0]}/inbox/").text)
        self.token = str(page.xpath("string((//input[@name='csrf_token'])[1]/@value)"))

    def act(self, browser: httpx.Client) -> bool:
        """Mostly answer; now and then something else."""
        aside: list[Callable[[], bool]] = [self.start, self.send, self.hand_on, self.mend, self.rest]
        if self.random.random() < ASIDE and self.random.choice(aside)():
            return True
        return self.answer(browser) or self.start() or self.send() or self.rest()

    def answer(self, browser: httpx.Client) -> bool:
        """Hand in one of one's tasks at either web."""
        waiting = engine.open_tasks(db.session(), assignee=self.person, limit=10)
        db.session.rollback()
        tasks = [task for task in waiting if task.incident_id is None]
        if not tasks:
            return False
        task, note = self.random.choice(tasks), secrets.token_hex(8)
        try:
            status = browser.post(f"{self.random.choice(self.urls)}/tasks/{task.id}/completion",
                                  data={"csrf_token": self.token, "note": note}).status_code
        except httpx.TransportError:
            status = 0
        with self.diary.lock:
            self.diary.answers.append(Answer(note, task.id, status))
            self.diary.counts[f"answered {status or 'nothing'}"] += 1
            if status and status not in EXPECTED:
                self.diary.strange.append(f"task {task.id} was answered by {status}")
        return True

    def start(self) -> bool:
        """Begin one more case, unless enough are running."""
        instances = engine.metadata.tables["engine_instance"].c
        running = len(db.session().execute(select(instances.id).where(instances.ended_at.is_(None))).all())
        if self.draining.is_set() or running >= self.most_running:
            return False
        model, key = self.random.choice(self.models), secrets.token_hex(6)
        with transaction() as session:
            engine.start(session, model.process, version_id=self.version_id, actor=self.person, business_key=key,
                         variables=model.variables(key, self.random))
        self.diary.count("cases begun")
        return True

    def send(self) -> bool:
        """Send a message that somebody waits for; at times it is kept for whoever comes next."""
        waits = engine.metadata.tables["engine_subscription"].c
        keys = db.session().execute(
            select(waits.correlation_key).where(waits.name == MESSAGE).limit(20)).scalars().all()
        if not keys:
            return False
        ttl = timedelta(minutes=5) if self.random.random() < ASIDE else None
        with transaction() as session:
            engine.publish_message(session, MESSAGE, correlation_key=self.random.choice(keys), actor=self.person, ttl=ttl)
        self.diary.count("messages sent")
        return True

    def hand_on(self) -> bool:
        """Give one's task to another, who may be just about to answer it in one's name."""
        waiting = engine.open_tasks(db.session(), assignee=self.person, limit=10)
        if not waiting:
            return False
        with transaction() as session:
            engine.assign(session, self.random.choice(waiting).id, to=self.random.choice(self.people), actor=self.person)
        self.diary.count("tasks handed on")
        return True

    def mend(self) -> bool:
        """Try again what is stuck."""
        stuck: list[Any] = engine.incidents(db.session(), limit=10)
        if not stuck:
            return False
        with transaction() as session:
            engine.retry_incident(session, self.random.choice(stuck).id, actor=self.person)
        self.diary.count("incidents tried again")
        return True

    def rest(self) -> bool:
        """Suspend a case, or resume one that rests: what came for it meanwhile is given to it then."""
        instances = engine.metadata.tables["engine_instance"].c
        running = db.session().execute(
            select(instances.id, instances.suspended_at).where(instances.ended_at.is_(None))).all()
        resting = [row.id for row in running if row.suspended_at is not None]
        awake = [] if self.draining.is_set() or len(resting) >= MOST_RESTING else [
            row.id for row in running if row.suspended_at is None]
        if not resting and not awake:
            return False
        chosen = self.random.choice(self.random.choice([these for these in (resting, awake) if these]))
        with transaction() as session:
            if chosen in resting:
                engine.resume_instance(session, chosen, actor=self.person)
            else:
                engine.suspend_instance(session, chosen, actor=self.person, reason="to come back to later")
        self.diary.count("cases resumed" if chosen in resting else "cases suspended")
        return True
