"""What must hold after the torture, read from the rows and from what the clients were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

import engine
from webapp.cli.torture.clients import CLIENTS, Diary
from webapp.domain import confirmations, wording

KEPT = 302
_NOTES = text("SELECT data FROM engine_answers") .columns(data=engine.metadata.tables["engine_answers"].c.data.type)
_INNER = text("SELECT key, count(*) FROM torture_inner GROUP BY key")
_OUTER = text("SELECT key, count(*) FROM torture_outer GROUP BY key")
_JOBS = text("SELECT idempotency_key, closed_as FROM engine_job")
_SEALS = text(
    "SELECT j.instance_id, j.element_id, CAST(j.headers AS TEXT) AS headers, count(*) AS sealed, i.outcome FROM engine_job j"
    " JOIN engine_instance i ON i.id = j.instance_id WHERE j.closed_as = 'completed'"
    " GROUP BY j.instance_id, j.element_id, CAST(j.headers AS TEXT), i.outcome"
)
_SIGNED = text("SELECT count(*) FROM engine_task WHERE instance_id = :case AND element_id = :sign AND closed_as = 'completed'")
_UNFINISHED = text(
    "SELECT id, process_id FROM engine_instance i WHERE ended_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM engine_incident WHERE instance_id = i.id AND resolved_at IS NULL) ORDER BY id LIMIT 20"
)
_TIMERS = text(
    "SELECT instance_id, element_id FROM engine_event WHERE kind IN ('timer.set', 'timer.fired')"
    " GROUP BY instance_id, element_id HAVING sum(CASE kind WHEN 'timer.fired' THEN 1 ELSE 0 END)"
    " > sum(CASE kind WHEN 'timer.set' THEN 1 ELSE 0 END)"
)


def violations(rows: Session, diary: Diary) -> list[str]:
    """Every broken promise, in words; none is what is wanted."""
    audited = (*engine.audit(rows), *confirmations.audit_signatures(rows))
    return [
        *(wording.sentence(found.rule, {**found.facts, "instance": found.instance_id}, "en") for found in audited),
        *answers_broken(rows, diary), *effects_broken(rows), *timers_doubled(rows), *unfinished(rows),
        *signatures_astray(rows), *tokens_lost(rows), *diary.strange, *nothing_done(diary),
    ]


def answers_broken(rows: Session, diary: Diary) -> Iterator[str]:
    """What a client was told is kept is kept once; what it was not told is kept at most once."""
    kept = Counter(row.data["note"] for row in rows.execute(_NOTES))
    told = Counter(answer.task_id for answer in diary.answers if answer.status == KEPT)
    for answer in diary.answers:
        times = kept.pop(answer.note, 0)
        if times > 1:
            yield f"An answer to task {answer.task_id} is kept {times} times."
        if answer.status == KEPT and not times:
            yield f"An answer to task {answer.task_id} was accepted and is lost."
    yield from (f"Task {task} was accepted from {times} people." for task, times in told.items() if times > 1)
    yield from (f"Nobody sent the answer {note}." for note in kept)


def effects_broken(rows: Session) -> Iterator[str]:
    """A job that is done has its effect once; outside it may come again, but under a key that is known."""
    inner, outer = ({row[0]: row[1] for row in rows.execute(query)} for query in (_INNER, _OUTER))
    jobs = {row[0]: row[1] for row in rows.execute(_JOBS)}
    for key, closed_as in jobs.items():
        times = inner.pop(key, 0)
        if times != (1 if closed_as == "completed" else 0):
            yield f"Job {key} is {closed_as or 'open'} and has {times} effects."
        if closed_as == "completed" and not outer.get(key):
            yield f"Job {key} is done, but nobody did it."
    yield from (f"An effect belongs to no job: {key}." for key in {*inner, *(outer.keys() - jobs.keys())})


def signatures_astray(rows: Session) -> Iterator[str]:
    """Nothing is sealed before both have signed, and in a case that came to its end no signature is without its seal."""
    for found in rows.execute(_SEALS).all():
        for sign in orjson.loads(found.headers).get("seals", "").split():
            signed = rows.execute(_SIGNED, {"case": found.instance_id, "sign": sign}).scalar_one()
            if signed < found.sealed or (found.outcome == "completed" and signed > found.sealed):
                yield (f"Case {found.instance_id}: “{found.element_id}” is sealed {found.sealed} times, "
                       f"“{sign}” is signed {signed} times.")


def timers_doubled(rows: Session) -> Iterator[str]:
    """No timer of these diagrams is a cycle: each goes off at most as often as it was set."""
    for found in rows.execute(_TIMERS):
        yield f"Case {found.instance_id}: the timer “{found.element_id}” went off more often than it was set."


def unfinished(rows: Session) -> Iterator[str]:
    """Every case of these diagrams can end; when all is done, whatever has not ended must say why."""
    for found in rows.execute(_UNFINISHED):
        yield f"Case {found.id} ({found.process_id}) has not ended, and no incident says why."


def tokens_lost(rows: Session) -> Iterator[str]:
    """In a case that ended, as many tokens left each step as entered it, and as many entered as came by its flows."""
    ended = text("SELECT id FROM engine_instance WHERE outcome = 'completed'")
    for number in rows.execute(ended).scalars().all():
        came, went = Counter[str](), Counter[str]()
        for told in engine.history(rows, number, kinds=["element.entered", "flow.taken"], limit=100_000):
            if told.kind == "element.entered" and told.element_id:
                came[told.element_id] += 1
            elif told.element_id:
                went[told.element_id.partition("_")[2]] += 1
        for element, times in went.items():
            if came[element] != times:
                yield f"Case {number}: {times} tokens went to “{element}”, {came[element]} arrived."


def nothing_done(diary: Diary) -> Iterator[str]:
    """A day on which nobody did anything proves nothing."""
    if not any(answer.status == KEPT for answer in diary.answers):
        yield "No answer was accepted at all."
    if diary.counts["clients to the end"] < CLIENTS:
        yield f"Only {diary.counts['clients to the end']} of {CLIENTS} clients came to the end."
