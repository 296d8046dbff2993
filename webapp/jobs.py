"""What the worker does: everything that is due, in threads of its own or rung by RQ.

All work is rows. Whoever runs does them until nothing is left; a worker that dies leaves rows whose lease
runs out. A service task's effect and its completion are one transaction, so it happens once, however often
it was begun; what calls another system calls it before, under one key for every try.
"""

from __future__ import annotations

import os
import smtplib
import socket
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy.exc import OperationalError

import engine
from webapp.config import Settings
from webapp.db import db
from webapp.domain import access, clock, evidence, notifications
from webapp.handlers import CALLS, HANDLERS
from webapp.reactions import REACTIONS, Reaction
from webapp.transaction import QueueDoorbell, transaction, until_untorn

log = structlog.get_logger()

CURSOR = "reactions"
BATCH = 20
LEASE = timedelta(seconds=30)
ROUNDS = 10_000
SWEEP_SECONDS = 1.0
A_MOMENT = 0.1
ERROR_LENGTH = 2000


def run_due(settings: Settings, *, worker: str) -> int:
    """Do what is due until nothing is; returns how many rows were done."""
    total = 0
    for _ in range(ROUNDS):
        db.session.rollback()
        clock.load(db.session(), settings)
        due = engine.due(db.session())
        done = run_service_jobs(worker) if due.jobs else 0
        done += fire_due_timers() if due.timers else 0
        done += migrate_cases()
        done += answer_at_the_door() + deliver_reactions() + send_mails(settings) + seal_envelopes()
        total += done
        if not done:
            break
    return total + prove()


def prove() -> int:
    """What nobody waits for: read the history into the log, make heads of it and lay them before witnesses."""
    total = 0
    for _ in range(ROUNDS):
        done = extend_log() + pack_evidence() + anchor_heads()
        total += done
        if not done:
            break
    return total + (deliver_reactions() if total else 0)


def run_service_jobs(worker: str) -> int:
    """Run the handlers of service tasks that wait; how many.

    One is leased after the other, so that a lease has to last for the job in hand and for no queue before it.
    """
    for done in range(BATCH):
        with transaction() as session:
            leased = engine.lease_jobs(session, worker=worker, limit=1, lease=LEASE)
        if not leased:
            return done
        _run(leased[0], worker)
    return BATCH


def fire_due_timers() -> int:
    """Let every timer fire whose time has come."""
    with transaction() as session:
        return engine.fire_due_timers(session, limit=BATCH)


def watch_clock(settings: Settings) -> float:
    """Fire what is due by now; for how many seconds there is nothing to look at."""
    db.session.rollback()
    clock.load(db.session(), settings)
    while (due_at := engine.next_due(db.session())) is not None and due_at <= engine.now():
        if not fire_due_timers():
            return A_MOMENT   # another has them in hand
    if due_at is None:
        return SWEEP_SECONDS
    return min((due_at - engine.now()).total_seconds(), SWEEP_SECONDS)


def tidy() -> int:
    """Drop what waited in vain; how many rows."""
    with transaction() as session:
        return engine.forget_expired(session) + notifications.forget_secrets(session) + access.forget_requests(session)


def migrate_cases() -> int:
    """Carry the next cases over to their new version, some at a time."""
    if not engine.is_migration_due(db.session()):
        return 0
    with transaction() as session:
        return engine.step_migrations(session, limit=BATCH)


def deliver_reactions() -> int:
    """Hand the next history events to what follows them."""
    if not engine.unread(db.session(), CURSOR):
        return 0
    with transaction() as session:
        events = engine.events_after(session, CURSOR, BATCH)
        _react([(event, reaction) for event in events for reaction in REACTIONS.get(event.kind, ())])
        if events:
            engine.advance_cursor(session, CURSOR, events[-1].id)
    return len(events)


def answer_at_the_door() -> int:
    """Mail a way in to the next who gave an address at the portal, if it is a contact's."""
    if not access.is_request_due(db.session()):
        return 0
    with transaction() as session:
        return int(access.answer_next_request(session))


def send_mails(settings: Settings) -> int:
    """Hand the mails and texts that wait to their servers, where there are such."""
    ways = ((notifications.MAIL, settings.mail_url), (notifications.TEXT, settings.sms_url))
    channels = [channel for channel, server in ways if server]
    if not channels or not notifications.is_mail_due(db.session(), channels):
        return 0
    with transaction() as session:
        row = notifications.lease_next(session, channels)
    if row is None:
        return 0
    # A server that refuses what is enclosed gets the mail alone the next time: its link leads to the same files.
    enclosed = evidence.enclosures(db.session(), row.proof_of) if row.proof_of and row.tries == 1 else {}
    try:
        notifications.post(row, settings, enclosed=enclosed)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail.refused", mail=row.id, error=str(error))
        with transaction() as session:
            notifications.mark_refused(session, row, str(error))
    else:
        with transaction() as session:
            notifications.mark_sent(session, row)
    return 1


def seal_envelopes() -> int:
    """Close the next document that everybody has signed. The authority is asked between two transactions."""
    if not evidence.is_seal_due(db.session()):
        return 0
    with transaction() as session:
        sealing = evidence.lease_seal(session)
    if sealing is None:
        return 0
    try:
        sealed = sealing.seal()
    except evidence.AuthorityAway as error:
        log.warning("seal.authority_away", envelope=sealing.row.envelope_id, reason=error.message_id)
        with transaction() as session:
            evidence.mark_unsealed(session, sealing, error)
    else:
        with transaction() as session:
            evidence.keep_seal(session, sealing, sealed)
    return 1


def extend_log() -> int:
    """Append the next rows of the history to the log."""
    if not evidence.log.is_behind(db.session()):
        return 0
    with transaction() as session:
        return evidence.log.extend(session)


def pack_evidence() -> int:
    """Finish the proof of the next closed document, once the log has come past its closing."""
    if not evidence.is_pack_due(db.session()):
        return 0
    with transaction() as session:
        return evidence.finish_pack(session)


def anchor_heads() -> int:
    """Lay the next head before its witness; asked between two transactions."""
    if not evidence.anchors.is_due(db.session()):
        return 0
    with transaction() as session:
        anchoring = evidence.anchors.lease(session)
    if anchoring is None:
        return 0
    try:
        proof = anchoring.ask()
    except evidence.AuthorityAway as error:
        log.warning("anchor.witness_away", anchor=anchoring.anchor_id, reason=error.message_id)
        with transaction() as session:
            evidence.anchors.mark_unwitnessed(session, anchoring, error)
    else:
        with transaction() as session:
            evidence.anchors.keep(session, anchoring, proof)
    return 1


def _run(job: engine.Job, worker: str) -> None:
    try:
        until_untorn(lambda: _do(job, worker))
    except engine.LeaseLost:
        log.info("job.lease_lost", job=job.id, type=job.type)
    except Exception as error:
        log.exception("job.failed", job=job.id, type=job.type)
        _give_back(job, worker, error)


def _do(job: engine.Job, worker: str) -> None:
    call = CALLS.get(job.type)
    answer = call(job, current_app.config["SETTINGS"]) if call else None
    with transaction() as session:
        variables = HANDLERS[job.type](job, session) if answer is None else answer
        engine.complete_job(session, job.id, worker=worker, variables=variables)


def _give_back(job: engine.Job, worker: str, error: Exception) -> None:
    """Tell the engine, which tries again later and opens an incident after the last try."""
    try:
        with transaction() as session:
            engine.fail_job(session, job.id, worker=worker,
                            error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH],
                            refusal=error if isinstance(error, engine.EngineError) else None)
    except engine.LeaseLost:
        log.info("job.lease_lost", job=job.id, type=job.type)


def _react(following: Sequence[tuple[engine.Event, Reaction]]) -> None:
    """Run what follows from some events. Once one fails, each is run by itself: one broken mail holds up no other."""
    session = db.session()
    try:
        with session.begin_nested() if following else nullcontext():
            for event, reaction in following:
                reaction(event, session)
    except OperationalError:
        raise  # the database is away or torn between two: the whole batch comes again
    except Exception as error:
        if len(following) > 1:
            for alone in following:
                _react([alone])
            return
        [(event, reaction)] = following
        log.exception("reaction.failed", reaction=reaction.__name__, event_id=event.id)
        engine.record(session, instance_id=event.instance_id, kind="reaction.failed", actor="system",
                      facts={"reaction": reaction.__name__, "event_id": event.id,
                             "error": f"{type(error).__name__}: {error}"[:ERROR_LENGTH]})


def answer_doorbell() -> None:
    """What RQ runs when rung; the worker process has made the application current."""
    doorbell = current_app.extensions["doorbell"]
    if isinstance(doorbell, QueueDoorbell):
        doorbell.hear()
    run_due(current_app.config["SETTINGS"], worker=f"{worker_name()}:queue")
    db.session.remove()


def worker_name() -> str:
    """Who holds a lease: unique per process, so that a dead process's leases are nobody's."""
    return f"{socket.gethostname()}:{os.getpid()}"
