"""Heavy variables lie in rows of their own: the state names them, and whatever reads one finds it."""

import orjson
from sqlalchemy import func, select

import engine
from tests.support.diagrams import diagram, extended, job, zeebe

WORK = [{"task": f"Fixture {number}", "owner": "designer"} for number in range(20)]
LOOKS_AT_WORK = diagram("start > plan > walk > g:xor; g -[count(work) > 10]> big; g -default> small; big > end; small > end2:end")

instance = engine.metadata.tables["engine_instance"].c
value = engine.metadata.tables["engine_value"].c


def answer(session, **answers):
    [task] = engine.open_tasks(session)
    return engine.complete_task(session, task.id, actor="lead", answers=answers)


def stored(session):
    return orjson.loads(session.execute(select(instance.state)).scalar_one())


def shelved(session):
    return session.execute(select(func.count()).select_from(value.digest.table)).scalar_one()


def test_the_state_names_them_by_hash_and_carries_what_is_light(session, started):
    started(LOOKS_AT_WORK, variables={"title": "line 1"})

    answer(session, work=WORK)

    state = stored(session)
    assert (state["variables"], list(state["shelved"])) == ({"title": "line 1"}, ["work"])
    assert orjson.loads(session.execute(select(value.text)).scalar_one()) == WORK


def test_a_condition_finds_what_it_reads(session, started):
    started(LOOKS_AT_WORK)
    answer(session, work=WORK)

    done = answer(session)

    assert [task.element_id for task in done.opened] == ["big"]


def test_whoever_looks_at_the_instance_sees_them(session, started):
    begun = started(LOOKS_AT_WORK)

    done = answer(session, work=WORK)

    assert done.instance.variables == engine.get_instance(session, begun.id).variables == {"work": WORK}


def test_they_cost_a_statement_where_they_are_written_one_where_they_are_read_and_none_between(
    session, started, statements,
):
    started(LOOKS_AT_WORK)
    costs = []
    for answers in ({"work": WORK}, {}, {}):
        [task] = engine.open_tasks(session)
        statements.clear()
        engine.complete_task(session, task.id, actor="lead", answers=answers)
        costs.append(sum("engine_value" in said for said in statements))

    assert costs == [1, 1, 0]


def test_the_same_value_is_written_once_however_often_it_comes_back(session, started):
    started(diagram("start > a > g:xor; g -[count(work) > 50]> end; g -default> a"))

    for work in (WORK, WORK[:10], WORK, WORK[:10]):
        answer(session, work=work)

    assert shelved(session) == 2


def test_a_worker_is_handed_what_was_mapped_in_and_what_the_process_has(session, started):
    started(diagram("start > plan > ship:service > end",
                    ship=extended(zeebe("taskDefinition", type="ship"),
                                  '<zeebe:ioMapping><zeebe:input source="=work" target="load"/></zeebe:ioMapping>')))
    answer(session, work=WORK)

    [leased] = engine.lease_jobs(session, worker="w")

    assert (leased.input["load"], leased.variables["work"]) == (WORK, WORK)


def test_a_called_process_gives_them_back(session, started):
    started({
        "bpmn/outer.bpmn": diagram("start > inner:call > g:xor; g -[count(work) > 10]> big; g -default> end; big > end2:end",
                                   inner=extended(zeebe("calledElement", processId="inner"))),
        "bpmn/inner.bpmn": diagram("start > plan > end", process="inner"),
    })

    done = answer(session, work=WORK)

    assert [task.element_id for task in done.opened] == ["big"]


def test_a_step_that_fails_leaves_none_behind(session, started):
    started(diagram("start > a > g:xor; g -[work + 1 > 2]> end; g -default> a", b=job("w")))

    done = answer(session, work=WORK)

    assert done.incident is not None
    assert shelved(session) == 0


def test_a_state_of_the_former_format_goes_on_and_is_parted_at_its_next_step(session, started):
    begun = started(LOOKS_AT_WORK)
    whole = stored(session) | {"format": 1, "variables": {"work": WORK}}
    session.execute(instance.state.table.update().values(state=orjson.dumps(whole)))

    answer(session)

    assert list(stored(session)["shelved"]) == ["work"]
    assert engine.get_instance(session, begun.id).variables == {"work": WORK}
