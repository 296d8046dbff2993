"""Running cases move to another version: plans, the dry run, batches, and exactly back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

import engine
from engine.store import engine_instance, engine_migration_case
from tests.support.diagrams import (
    at,
    definitions,
    diagram,
    each,
    event,
    extended,
    job,
    process_xml,
    scope,
    sub_process,
    timer,
    zeebe,
)

OLD = diagram("start > write > check > end", write="@name=Write&#32;the&#32;offer", check="@name=Check&#32;it")


def deployed(session, *diagrams, forms=()):
    return [engine.deploy(session, "tested", {"bpmn/p.bpmn": one, **(forms[n] if forms else {})}, actor="owner")
            for n, one in enumerate(diagrams)]


def begun(session, version, variables=None):
    return engine.start(session, "p", version_id=version.id, actor="lead", variables=variables)


def moved(session, old, new, *, edits=None, **how):
    """Migrate every case by the proposed plan."""
    plan = engine.plan_migration(session, old.id, new.id)
    if edits:
        plan = engine.edited_plan(session, plan, edits)
    migration = engine.begin_migration(session, plan, actor="owner", reason="better", **how)
    while engine.step_migrations(session, limit=3):
        pass
    return migration


def told(session, migration, state):
    return [(case.instance_id, [one["id"] for one in case.told.get("why", case.told.get("changes", []))])
            for case in engine.migration_cases(session, migration.id, state=state)]


def the(session, element):
    [task] = engine.open_tasks(session, element_ids=[element])
    return task


def finish(session, *elements):
    for element in elements:
        engine.complete_task(session, the(session, element).id, actor="lead", answers={})


def test_elements_are_matched_by_id_and_then_by_likeness(session):
    old, new = deployed(session, OLD, diagram(
        "start > draft > approve > end", draft="@name=Write&#32;an&#32;offer", approve="@name=Approve"))

    plan = engine.plan_migration(session, old.id, new.id)

    found = {match.element: (match.to, match.by) for match in plan.matches}
    assert found["p"] == ("p", "id")
    assert found["p/start"] == ("p/start", "id")
    assert found["p/write"] == ("p/draft", "likeness")
    assert found["p/check"][1] == "nothing"


def test_an_open_task_keeps_its_id_its_assignee_and_its_candidates(session):
    old, new = deployed(session, OLD, diagram("start > write > more > end", write="@name=Write&#32;anew"))
    instance = begun(session, old)
    task = the(session, "write")
    engine.claim(session, task.id, actor="anna")

    migration = moved(session, old, new)

    kept = the(session, "write")
    assert (kept.id, kept.assignee, kept.version_id, kept.name) == (task.id, "anna", new.id, "Write anew")
    assert engine.get_instance(session, instance.id).version_id == new.id
    assert engine.migration_progress(session, migration.id) == {"migrated": 1}
    finish(session, "write")
    assert [task.element_id for task in engine.open_tasks(session)] == ["more"]


def test_a_dry_run_says_of_every_case_what_would_be_and_writes_nothing(session):
    old, new = deployed(session, OLD, diagram("start > write > end"))
    stays, goes = begun(session, old), begun(session, old)
    [task, _] = engine.open_tasks(session, instance_ids=[stays.id, goes.id], order="opened")
    engine.complete_task(session, task.id, actor="lead", answers={})
    events = len(engine.history(session, stays.id))

    reports = list(engine.try_migration(session, engine.plan_migration(session, old.id, new.id)))

    assert [(one.instance_id, one.verdict) for one in reports] == [(stays.id, "refused"), (goes.id, "ok")]
    assert [(said.message_id, said.facts["element"]) for said in reports[0].told] == [
        ("migrate-no-counterpart", "check")]
    assert len(engine.history(session, stays.id)) == events
    assert engine.get_instance(session, goes.id).version_id == old.id


def test_a_plan_edited_by_hand_leads_a_step_elsewhere(session):
    old, new = deployed(session, OLD, diagram("start > other > end", other="@name=Quite&#32;different"))
    begun(session, old)

    moved(session, old, new, edits={"elements": {"p/write": "p/other"}})

    assert the(session, "other").version_id == new.id


@pytest.mark.parametrize("edits", [
    {"elements": {"p/nowhere": "p/write"}}, {"elements": {"p/write": "p/nowhere"}}, {"timers": "perhaps"},
    {"elements": ["p/write"]},
])
def test_an_edit_that_means_nothing_is_refused(session, edits):
    old, new = deployed(session, OLD, diagram("start > write > end"))
    plan = engine.plan_migration(session, old.id, new.id)

    with pytest.raises(engine.MigrationRefused):
        engine.edited_plan(session, plan, edits)


WIDE = ("start > f:and; f > a > j:and; f > s:sub > j; f > c:call > j; j > z > end; late:boundary > l > end;"
        "f > w:service > j; f > m:catch > j")
ROOTS = '<bpmn:message id="paid" name="{name}"/>'


def wide(*, first="a", days=3, message="paid"):
    inside = {
        "s": each(cardinality="2") + sub_process(f"start2:start > {first}2 > end2:end"),
        "c": extended(zeebe("calledElement", processId="called")),
        "late": at(first, timer(f"P{days}D"), interrupting=False), "w": job("work"),
        "m": event("message", "paid"),
    }
    return definitions(
        process_xml(WIDE.replace("f > a ", f"f > {first} "), **inside)
        + process_xml(f"start3:start > {first}3 > end3:end", process="called"),
        ROOTS.format(name=message))


def test_instances_branches_called_processes_jobs_and_timers_are_carried_over(session):
    old, new = deployed(session, wide(), wide(days=9))
    instance = begun(session, old)
    before = engine.timers(session, instance.id)
    [leased] = engine.lease_jobs(session, worker="w")
    finish(session, "a3")
    tasks = {task.id for task in engine.open_tasks(session)}

    migration = moved(session, old, new)

    assert told(session, migration, "migrated") == [(instance.id, [])]
    assert {task.id for task in engine.open_tasks(session)} == tasks
    assert [one.due_at for one in engine.timers(session, instance.id)] == [one.due_at for one in before]
    engine.complete_job(session, leased.id, worker="w")
    engine.publish_message(session, "paid", correlation_key="")
    finish(session, "a")
    for task in engine.open_tasks(session, element_ids=["a2"]):
        engine.complete_task(session, task.id, actor="lead", answers={})
    assert [task.element_id for task in engine.open_tasks(session)] == ["z"]


def test_a_process_whose_call_was_computed_is_carried_over_like_any_other(session):
    call = extended(zeebe("calledElement", processId="=chosen"))
    old, new = (engine.deploy(session, "tested", {"bpmn/p.bpmn": definitions(
        process_xml(f"start > ask:call > {after} > end", ask=call)
        + process_xml("start2 > review:user > end2; beside:sub", process="child", beside=(
            "@triggeredByEvent=true " + scope("start3 > late > end3", start3=timer("P1D")))))}, actor="owner")
        for after in ("first", "second"))
    case = begun(session, old, {"chosen": "child"})

    moved(session, old, new)

    assert engine.get_instance(session, case.id).version_id == new.id
    finish(session, "review")
    assert [task.element_id for task in engine.open_tasks(session)] == ["second"]


def test_renamed_everywhere_and_asked_anew_where_a_message_has_another_name(session):
    old, new = deployed(session, wide(), wide(first="b", message="settled"))
    instance = begun(session, old)

    migration = moved(session, old, new, edits={"elements": {
        "p/a": "p/b", "p/a2": "p/b2", "called/a3": "called/b3"}})

    [(_, notes)] = told(session, migration, "migrated")
    assert notes.count("note-step-renamed") == 4
    assert sorted(task.element_id for task in engine.open_tasks(session)) == ["b", "b2", "b2", "b3"]
    assert engine.publish_message(session, "paid", correlation_key="") == 0
    assert engine.publish_message(session, "settled", correlation_key="") == 1
    assert instance


def test_timers_begin_anew_only_if_the_plan_says_so(session):
    old, new = deployed(session, wide(), wide(days=9))
    instance = begun(session, old)
    [was] = engine.timers(session, instance.id)

    moved(session, old, new, edits={"timers": "again"})

    [one] = engine.timers(session, instance.id)
    assert timedelta(days=5) < one.due_at - was.due_at < timedelta(days=7)


def test_what_is_newly_drawn_beside_a_step_listens_and_what_is_gone_is_forgotten(session):
    plain = diagram("start > a > b > end; late:boundary > l > end", late=at("a", timer("P1D")))
    watched = diagram("start > a > b > end; other:boundary > l > end", other=at("a", timer("P2D")))
    old, new = deployed(session, plain, watched)
    instance = begun(session, old)

    migration = moved(session, old, new, edits={"elements": {"p/late": None}})

    assert [one.element_id for one in engine.timers(session, instance.id)] == ["other"]
    [(_, notes)] = told(session, migration, "migrated")
    assert sorted(notes) == ["note-event-armed", "note-event-dropped"]


def test_a_case_inside_a_block_that_has_a_new_branch_is_refused(session):
    two = diagram("start > f:and; f > a > j:and; f > b > j; j > z > end")
    three = diagram("start > f:and; f > a > j:and; f > b > j; f > c > j; j > z > end")
    old, new = deployed(session, two, three)
    begun(session, old)

    migration = moved(session, old, new)

    assert [why for _, why in told(session, migration, "refused")] == [["migrate-waits-for-ever"]]
    assert the(session, "a").version_id == old.id


@pytest.mark.parametrize(("after", "why"), [
    (diagram("start > write:service > end", write=job("x")), "migrate-no-counterpart"),
    (diagram("start > s:sub > end", s=sub_process("start2 > write > end2")), "migrate-other-scope"),
    (diagram("start > write > end", write=each(cardinality="2")), "migrate-other-kind"),
    (diagram("start > write > end", process="q"), "migrate-no-process"),
])
def test_a_case_that_cannot_go_on_there_is_refused_with_the_reason(session, after, why):
    old, new = deployed(session, OLD, after)
    begun(session, old)

    [one] = engine.try_migration(session, engine.plan_migration(session, old.id, new.id))

    assert (one.verdict, [said.message_id for said in one.told]) == ("refused", [why])


def listening(*types):
    lines = "".join(zeebe("executionListener", eventType="start", type=each) for each in types)
    return diagram("start > a > end", a=extended(zeebe("executionListeners", lines)) if types else "")


def test_a_case_that_waits_for_a_listener_stays_where_the_new_version_does_not_ask_it(session):
    old, new = deployed(session, listening("check"), listening())
    instance = begun(session, old)

    migration = moved(session, old, new)

    assert told(session, migration, "refused") == [(instance.id, ["migrate-listener-gone"])]


def test_a_case_that_waits_for_a_listener_goes_on_with_those_of_the_new_version(session):
    old, new = deployed(session, listening("check"), listening("check", "tell"))
    instance = begun(session, old)

    moved(session, old, new)

    assert engine.get_instance(session, instance.id).version_id == new.id
    for verb in ("check", "tell"):
        [job] = engine.lease_jobs(session, worker="w")
        assert job.type == verb
        engine.complete_job(session, job.id, worker="w")
    finish(session, "a")


def test_a_form_or_decision_alone_may_change(session):
    asked = diagram("start > write > end", write=extended(zeebe("formDefinition", formId="f")))
    forms = [{"forms/f.form": b'{"components": []}'}, {"forms/f.form": b'{"components": [], "id": "f"}'}]
    old, new = deployed(session, asked, asked, forms=forms)
    begun(session, old)

    migration = moved(session, old, new)

    assert [notes for _, notes in told(session, migration, "migrated")] == [["note-form-edited"]]
    assert the(session, "write").version_id == new.id


def test_what_the_new_version_reads_is_taken_from_the_answers(session):
    old, new = deployed(
        session, diagram("start > ask > check > end"),
        diagram("start > ask > check > g:xor; g -[amount > 5]> big > end; g -default> end"))
    begun(session, old)
    engine.complete_task(session, the(session, "ask").id, actor="lead", answers={"amount": 9, "why": "x"})

    moved(session, old, new)
    finish(session, "check")

    assert the(session, "big")


def test_a_canary_goes_first_and_the_rest_when_told(session):
    old, new = deployed(session, OLD, diagram("start > write > end"))
    cases = [begun(session, old).id for _ in range(5)]

    migration = moved(session, old, new, canary=2)
    assert [one.instance_id for one in engine.migration_cases(session, migration.id)] == cases[:2]

    assert engine.extend_migration(session, migration.id, actor="owner") == 3
    while engine.step_migrations(session):
        pass
    assert engine.migration_progress(session, migration.id) == {"migrated": 5}
    assert not engine.is_migration_due(session)


def test_a_case_goes_back_to_the_very_state_unless_it_has_moved_on(session):
    old, new = deployed(session, wide(), wide(first="b", days=9))
    stays, goes = begun(session, old), begun(session, old)
    state = select(engine_instance.c.state).where(engine_instance.c.id == stays.id)
    was, timers = session.execute(state).scalar_one(), engine.timers(session, stays.id)
    tasks = engine.open_tasks(session, instance_ids=[stays.id], order="opened")
    migration = moved(session, old, new, edits={"elements": {
        "p/a": "p/b", "p/a2": "p/b2", "called/a3": "called/b3", "p/late": None}})
    assert session.execute(state).scalar_one() != was
    [task] = engine.open_tasks(session, instance_ids=[goes.id], element_ids=["b"])
    engine.complete_task(session, task.id, actor="lead", answers={})

    assert engine.revert_migration(session, migration.id, actor="owner") == 2
    while engine.step_migrations(session):
        pass

    assert session.execute(state).scalar_one() == was
    assert engine.open_tasks(session, instance_ids=[stays.id], order="opened") == tasks
    assert [(one.element_id, one.due_at) for one in engine.timers(session, stays.id)] == [
        (one.element_id, one.due_at) for one in timers]
    assert engine.migration_progress(session, migration.id) == {"reverted": 1, "stayed": 1}
    assert told(session, migration, "stayed") == [(goes.id, ["migrate-moved-on"])]
    assert engine.get_instance(session, goes.id).version_id == new.id


def test_what_still_waits_when_it_is_reverted_stays_where_it_is(session):
    old, new = deployed(session, OLD, diagram("start > write > end"))
    begun(session, old)
    plan = engine.plan_migration(session, old.id, new.id)
    migration = engine.begin_migration(session, plan, actor="owner", reason="")

    engine.revert_migration(session, migration.id, actor="owner")

    assert engine.step_migrations(session) == 0
    assert engine.migration_progress(session, migration.id) == {"stayed": 1}


def test_a_state_that_cannot_be_read_is_refused_alone(session):
    session.info["sabotaged"] = True
    old, new = deployed(session, OLD, diagram("start > write > end"))
    broken, sound = begun(session, old), begun(session, old)
    session.execute(update(engine_instance).where(engine_instance.c.id == broken.id).values(state=b'{"format": 9}'))

    migration = moved(session, old, new)

    assert told(session, migration, "refused") == [(broken.id, ["state-format-unknown"])]
    assert told(session, migration, "migrated") == [(sound.id, [])]


def test_a_case_that_has_ended_or_left_meanwhile_is_passed_over(session):
    old, new = deployed(session, OLD, diagram("start > write > end"))
    instance = begun(session, old)
    plan = engine.plan_migration(session, old.id, new.id)
    migration = engine.begin_migration(session, plan, actor="owner", reason="")
    engine.cancel_instance(session, instance.id, actor="lead", reason="")

    engine.step_migrations(session)

    assert engine.migration_progress(session, migration.id) == {"gone": 1}


def test_workers_share_the_cases_and_one_that_dies_leaves_its_own_to_the_next(database):
    with Session(database) as session:
        engine.begin_immediate(session)
        old, new = deployed(session, OLD, diagram("start > write > end"))
        for _ in range(9):
            begun(session, old)
        plan = engine.plan_migration(session, old.id, new.id)
        migration = engine.begin_migration(session, plan, actor="owner", reason="")
        session.commit()
    with Session(database) as dying:
        engine.begin_immediate(dying)
        assert engine.step_migrations(dying, limit=4) == 4
        if database.dialect.name == "postgresql":
            with Session(database) as other:
                assert engine.step_migrations(other, limit=9) == 5
                other.commit()
    with Session(database) as session:
        engine.begin_immediate(session)
        while engine.step_migrations(session):
            pass
        assert engine.migration_progress(session, migration.id) == {"migrated": 9}
        revisions = session.execute(select(engine_migration_case.c.revision)).scalars().all()
        assert revisions == [2] * 9


def test_versions_of_different_packages_do_not_mix(session):
    [one] = deployed(session, OLD)
    other = engine.deploy(session, "another", {"bpmn/p.bpmn": OLD}, actor="owner")

    with pytest.raises(engine.MigrationRefused, match="migrate-other-package"):
        engine.plan_migration(session, one.id, other.id)
    with pytest.raises(engine.MigrationRefused, match="migrate-same-version"):
        engine.plan_migration(session, one.id, one.id)


def asks(*moments):
    return extended(zeebe("executionListeners", "".join(zeebe("executionListener", eventType=moment, type="check") for moment in moments)))


def with_listeners(*moments, of_process=False):
    if not of_process:
        return diagram("start > write > end", write=asks(*moments))
    return diagram("start > write > end").replace(b'isExecutable="true">', f'isExecutable="true">{asks(*moments)}'.encode())


@pytest.mark.parametrize("of_process", [False, True])
def test_a_case_that_waits_for_a_listener_goes_where_that_listener_is(session, of_process):
    old, new = deployed(session, with_listeners("start", "start", of_process=of_process),
                        with_listeners("start", "start", "end", of_process=of_process))
    begun(session, old)
    [leased] = engine.lease_jobs(session, worker="w")

    migration = moved(session, old, new)

    assert told(session, migration, "migrated") != []
    engine.complete_job(session, leased.id, worker="w")
    [leased] = engine.lease_jobs(session, worker="w")
    engine.complete_job(session, leased.id, worker="w")
    assert [task.element_id for task in engine.open_tasks(session)] == ["write"]


@pytest.mark.parametrize("of_process", [False, True])
@pytest.mark.parametrize("left", [(), ("end",), ("start",)])
def test_a_case_that_waits_for_a_listener_that_is_gone_is_refused_until_it_has_been_asked(session, of_process, left):
    old, new = deployed(session, with_listeners("start", "start", of_process=of_process), with_listeners(*left, of_process=of_process))
    begun(session, old)
    engine.complete_job(session, engine.lease_jobs(session, worker="w")[0].id, worker="w")   # the second is asked now

    [one] = engine.try_migration(session, engine.plan_migration(session, old.id, new.id))

    assert (one.verdict, [said.message_id for said in one.told]) == ("refused", ["migrate-listener-gone"])
