"""The machine: runs diagrams and knows no customer. This is its front door; nobody imports deeper.

A session is always handed in, or a connection where nobody needs an ORM, and the caller says what is one transaction: it may
hold many verbs. `with transaction(session):` begins it as one that writes, on a database that `prepare_database` knows, and commits;
who commits otherwise begins with `begin_immediate(session)`.

>>> from datetime import timedelta
>>> from sqlalchemy import create_engine
>>> from sqlalchemy.orm import Session
>>> database = create_engine("sqlite://")
>>> prepare_database(database)
>>> metadata.create_all(database)
>>> session = Session(database)
>>> begin_immediate(session)
>>> version = deploy(session, "offers", {"bpmn/offer.bpmn": OFFER}, actor="owner")
>>> instance = start(session, "offer", version_id=version.id, actor="lead",
...                  variables={"offer_id": "A-7"}, business_key="offer:A-7")
>>> [write] = open_tasks(session, assignee="lead", groups=["business_manager"])
>>> done = complete_task(session, write.id, actor="lead", answers={"price": 900})
>>> [token.element_id for token in tokens(session, instance.id)]
['wait_for_order']
>>> publish_message(session, "ordered", correlation_key="A-7")
1
>>> turn_clock(timedelta(days=8))
>>> fire_due_timers(session)
1
>>> [task.name for task in open_tasks(session)]
['Visit the customer']
>>> answers(session, instance.id)["write"].data
{'price': 900}
>>> session.close()
>>> database.dispose()

Errors carry a message id and facts, never a sentence; what failed inside an instance is an incident.
History, reports and the outbox are one table of events: `history`, `record`, `events_after`.
"""

from engine.audit import Violation, audit
from engine.clock import clock_offset, clock_stands_at, now, turn_clock
from engine.definitions import (
    Trial,
    check,
    decision_inputs,
    deploy,
    digest_of,
    evaluate,
    evaluate_decision,
    file,
    file_paths,
    get_version,
    latest_version,
    newest_versions,
    packages,
    processes,
    read_ahead,
    try_decision,
    versions,
)
from engine.errors import (
    EngineError,
    ExpressionError,
    Finding,
    IncidentResolved,
    InstanceEnded,
    InstanceSuspended,
    LeaseLost,
    MigrationRefused,
    MoveRefused,
    NoSuchDecision,
    NoSuchFile,
    NoSuchIncident,
    NoSuchInstance,
    NoSuchJob,
    NoSuchMigration,
    NoSuchProcess,
    NoSuchTask,
    NoSuchVersion,
    NotClaimed,
    NotWaiting,
    NotYourTask,
    Refused,
    StaleInstance,
    TaskNotOpen,
    TaskStuck,
)
from engine.expressions import compile_expression
from engine.history import (
    ElementTimes,
    Walked,
    advance_cursor,
    archive_history,
    element_times,
    erase_facts,
    events_after,
    events_in,
    history,
    record,
    unread,
    walked,
)
from engine.incidents import get_incident, incidents, reopen_task, retry_incident
from engine.jobs import Due, complete_job, due, fail_job, lease_jobs, open_jobs, throw_job_error
from engine.lint import lint
from engine.messages import broadcast_signal, forget_expired, publish_message
from engine.migration import (
    CaseReport,
    Match,
    Plan,
    begin_migration,
    extend_migration,
    get_migration,
    is_migration_due,
    migration_cases,
    migration_progress,
    migrations,
    plan_migration,
    revert_migration,
    step_migrations,
    try_migration,
)
from engine.migration import edited as edited_plan
from engine.moves import (
    add_instance,
    add_signer,
    add_token,
    cancel_token,
    hold_instance,
    move_targets,
    move_token,
    remove_signer,
    resume_instance,
    return_targets,
    return_task,
    set_variables,
    skip_task,
    skip_token,
    suspend_instance,
    suspended_among,
    withdraw_task,
)
from engine.runtime import (
    Completion,
    Token,
    cancel_instance,
    count_live,
    get_instance,
    get_task,
    instances,
    start,
    start_where,
    tokens,
)
from engine.spiff import Place, Process, Profile, Said, ScriptFailed, register_script_language
from engine.spiff import ProcessElement as Element
from engine.spiff import ProcessFlow as Flow
from engine.spiff import drawn as drawn_processes
from engine.store import Session, UtcDateTime, begin_immediate, metadata, prepare_database
from engine.store.rows import (
    AnswerSheet,
    Event,
    Incident,
    Instance,
    Job,
    Migration,
    MigrationCase,
    Task,
    Timer,
    Version,
)
from engine.store.transactions import CommitUnsure, transaction
from engine.tasks import (
    ElementLoad,
    answer_history,
    answers,
    assign,
    claim,
    closed_tasks,
    complete_task,
    count_open_tasks,
    delegate,
    element_loads,
    instances_waiting,
    open_tasks,
    release,
)
from engine.timers import fire_due_timers, next_due, timers

__all__ = [
    "AnswerSheet", "CaseReport", "CommitUnsure", "Completion", "Due", "Element", "ElementLoad", "ElementTimes",
    "EngineError", "Event", "ExpressionError", "Finding", "Flow", "Incident", "IncidentResolved", "Instance", "InstanceEnded",
    "InstanceSuspended", "Job", "LeaseLost", "Match", "Migration", "MigrationCase", "MigrationRefused",
    "MoveRefused", "NoSuchDecision", "NoSuchFile", "NoSuchIncident", "NoSuchInstance", "NoSuchJob",
    "NoSuchMigration", "NoSuchProcess", "NoSuchTask", "NoSuchVersion", "NotClaimed", "NotWaiting", "NotYourTask", "Place",
    "Plan", "Process", "Profile", "Refused", "Said", "ScriptFailed", "Session", "StaleInstance", "Task",
    "TaskNotOpen", "TaskStuck", "Timer", "Token", "Trial", "UtcDateTime", "Version", "Violation", "Walked",
    "add_instance",
    "add_signer",
    "add_token",
    "advance_cursor",
    "answer_history",
    "answers",
    "archive_history",
    "assign",
    "audit",
    "begin_immediate",
    "begin_migration",
    "broadcast_signal",
    "cancel_instance",
    "cancel_token",
    "check",
    "claim",
    "clock_offset",
    "clock_stands_at",
    "closed_tasks",
    "compile_expression",
    "complete_job",
    "complete_task",
    "count_live",
    "count_open_tasks",
    "decision_inputs",
    "delegate",
    "deploy",
    "digest_of",
    "drawn_processes",
    "due",
    "edited_plan",
    "element_loads",
    "element_times",
    "erase_facts",
    "evaluate",
    "evaluate_decision",
    "events_after",
    "events_in",
    "extend_migration",
    "fail_job",
    "file",
    "file_paths",
    "fire_due_timers",
    "forget_expired",
    "get_incident",
    "get_instance",
    "get_migration",
    "get_task",
    "get_version",
    "history",
    "hold_instance",
    "incidents",
    "instances",
    "instances_waiting",
    "is_migration_due",
    "latest_version",
    "lease_jobs",
    "lint",
    "metadata",
    "migration_cases",
    "migration_progress",
    "migrations",
    "move_targets",
    "move_token",
    "newest_versions",
    "next_due",
    "now",
    "open_jobs",
    "open_tasks",
    "packages",
    "plan_migration",
    "prepare_database",
    "processes",
    "publish_message",
    "read_ahead",
    "record",
    "register_script_language",
    "release",
    "remove_signer",
    "reopen_task",
    "resume_instance",
    "retry_incident",
    "return_targets",
    "return_task",
    "revert_migration",
    "set_variables",
    "skip_task",
    "skip_token",
    "start",
    "start_where",
    "step_migrations",
    "suspend_instance",
    "suspended_among",
    "throw_job_error",
    "timers",
    "tokens",
    "transaction",
    "try_decision",
    "try_migration",
    "turn_clock",
    "unread",
    "versions",
    "walked",
    "withdraw_task",
]
