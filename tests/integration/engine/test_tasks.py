"""User tasks: opening, finding, taking in hand, completing."""

from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import diagram, each, extended, mapping, sub_process, zeebe


def assigned(**words: str) -> str:
    return extended(zeebe("assignmentDefinition", **words))


def test_completing_a_task_opens_the_next(session: Session, started) -> None:
    instance = started(diagram("start > write > check > end"))
    [write] = engine.open_tasks(session)

    done = engine.complete_task(session, write.id, actor="lead", answers={"text": "As agreed"})

    assert (done.task.id, done.task.closed_as, done.task.closed_by) == (write.id, "completed", "lead")
    assert [task.element_id for task in done.opened] == ["check"]
    assert engine.open_tasks(session) == list(done.opened)
    assert engine.get_instance(session, instance.id).ended_at is None


def test_the_last_task_ends_the_instance(session: Session, started) -> None:
    instance = started(diagram("start > write > end"), business_key="project:7")
    [write] = engine.open_tasks(session)

    engine.complete_task(session, write.id, actor="lead", answers={})

    ended = engine.get_instance(session, instance.id)
    assert (ended.outcome, ended.business_key) == ("completed", "project:7")
    assert ended.ended_at is not None
    assert engine.open_tasks(session) == []
    assert [task.id for task in engine.closed_tasks(session, closed_by="lead")] == [write.id]
    assert engine.instances(session, business_key="project:7", ended=True) == [ended]
    assert engine.tokens(session, instance.id) == []


def test_a_task_is_completed_once(session: Session, started) -> None:
    started(diagram("start > write > check > end"))
    [write] = engine.open_tasks(session)
    engine.complete_task(session, write.id, actor="lead", answers={})

    with pytest.raises(engine.TaskNotOpen):
        engine.complete_task(session, write.id, actor="lead", answers={})

    assert engine.count_open_tasks(session) == 1


def test_a_token_asks_once_in_its_life(session: Session, started) -> None:
    """The database holds it: whoever wrote a second task of a token, open or closed, would be refused."""
    started(diagram("start > write > check > end"))
    [write] = engine.open_tasks(session)
    engine.complete_task(session, write.id, actor="lead", answers={})
    tasks = engine.metadata.tables["engine_task"]
    again = {column.name: getattr(write, column.name) for column in tasks.c if column.name != "id"}

    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(tasks).values(**again))


def test_a_step_that_is_done_again_is_asked_of_another_token(session: Session, started) -> None:
    started(diagram("start > write > check > end"))
    [write] = engine.open_tasks(session)
    [check] = engine.complete_task(session, write.id, actor="lead", answers={}).opened

    [back] = engine.return_task(session, check.id, to="write", actor="lead", reason="A page is missing").opened

    assert (back.element_id, back.instance_id) == (write.element_id, write.instance_id)
    assert back.token != write.token


def test_unknown_ids_are_told_as_such(session: Session, started) -> None:
    version_id = started(diagram("start > write > end")).version_id

    with pytest.raises(engine.NoSuchTask):
        engine.complete_task(session, 999, actor="lead", answers={})
    with pytest.raises(engine.NoSuchTask):
        engine.claim(session, 999, actor="lead")
    with pytest.raises(engine.NoSuchInstance):
        engine.get_instance(session, 999)
    with pytest.raises(engine.NoSuchInstance):
        engine.tokens(session, 999)
    with pytest.raises(engine.NoSuchInstance):
        engine.cancel_instance(session, 999, actor="lead", reason="")
    with pytest.raises(engine.NoSuchVersion):
        engine.start(session, "p", version_id=999, actor="lead")
    with pytest.raises(engine.NoSuchProcess):
        engine.start(session, "q", version_id=version_id, actor="lead")
    with pytest.raises(engine.NoSuchIncident):
        engine.retry_incident(session, 999, actor="lead")
    with pytest.raises(engine.NoSuchJob):
        engine.complete_job(session, 999, worker="w")
    assert engine.get_task(session, 999) is None


def test_a_task_carries_what_the_diagram_says_of_it(session: Session, started) -> None:
    words = extended(
        zeebe("userTask"),
        zeebe("formDefinition", formId="review"),
        zeebe("assignmentDefinition", candidateGroups="expert, quality", candidateUsers="=[who]"),
        zeebe("taskSchedule", dueDate='=date and time("2026-05-01T12:00:00+08:00")'),
        zeebe("priorityDefinition", priority="80"),
        zeebe("taskHeaders", zeebe("header", key="signature.side", value="customer")),
        mapping(inputs={"part": "=scope.part"}),
    )
    started({"bpmn/p.bpmn": diagram("start > review > end", review=words),
             "forms/review.form": b"{}"},
            {"who": "expert1", "scope": {"part": "line 1"}}, business_key="project:7")

    [task] = engine.open_tasks(session)

    assert task.form_id == "review"
    assert (task.candidate_groups, task.candidate_users) == (("expert", "quality"), ("expert1",))
    assert task.due_at.isoformat() == "2026-05-01T04:00:00+00:00"
    assert task.priority == 80
    assert task.headers == {"signature.side": "customer"}
    assert task.input == {"part": "line 1"}
    assert task.business_key == "project:7"
    assert engine.get_task(session, task.id) == task


def test_only_what_an_expression_reads_travels_with_the_instance(session: Session, started) -> None:
    instance = started(diagram("start > ask > g:xor; g -[big]> lay > end; g -default> end"))
    [ask] = engine.open_tasks(session)
    story = {"big": True, "story": "very long", "photo": {"file_id": 7}}

    engine.complete_task(session, ask.id, actor="lead", answers=story)

    assert engine.get_instance(session, instance.id).variables == {"big": True}
    sheet = engine.answers(session, instance.id)["ask"]
    assert (sheet.data, sheet.by, sheet.task_id, sheet.revision) == (story, "lead", ask.id, 1)


def test_each_round_of_answers_is_kept(session: Session, started) -> None:
    instance = started(diagram("start > ask > g:xor; g -[again]> ask; g -default> end"))

    for again in (True, True, False):
        [ask] = engine.open_tasks(session)
        engine.complete_task(session, ask.id, actor="lead", answers={"again": again})

    history = engine.answer_history(session, instance.id, "ask")
    assert [(sheet.revision, sheet.data["again"]) for sheet in history] == [
        (1, True), (2, True), (3, False)]
    assert engine.answers(session, instance.id)["ask"].revision == 3


def test_a_part_reads_its_own_answers_and_those_of_no_part(session: Session, started) -> None:
    own = extended(mapping(inputs={"phase": "=loopCounter"}))
    instance = started(diagram("start > plan > s:sub > end",
                               s=each(cardinality="2") + sub_process("begin:start > ask > done:end", ask=own)))
    [plan] = engine.open_tasks(session)
    engine.complete_task(session, plan.id, actor="lead", answers={"text": "both"})
    for task in sorted(engine.open_tasks(session), key=lambda task: task.input["phase"]):
        engine.complete_task(session, task.id, actor="lead", answers={"text": f"phase {task.input['phase']}"})

    first, second = (engine.answers(session, instance.id, part={"phase": number}) for number in (1, 2))

    assert {element: sheet.data["text"] for element, sheet in first.items()} == {"plan": "both", "ask": "phase 1"}
    assert {element: sheet.data["text"] for element, sheet in second.items()} == {"plan": "both", "ask": "phase 2"}
    assert engine.answers(session, instance.id, part={"visit": 1}) == engine.answers(session, instance.id) == second


def test_an_inbox_holds_what_is_mine_and_what_i_may_claim(session: Session, started) -> None:
    started(diagram(
        "start > f:and; f > mine > end; f > theirs > end; f > ours > end; f > offered > end; f > other > end",
        mine=assigned(assignee="designer"), theirs=assigned(assignee="lead"),
        ours=assigned(candidateGroups="designer"), offered=assigned(candidateUsers="designer"),
        other=assigned(candidateGroups="quality"),
    ))

    def inbox(**which) -> list[str]:
        assert engine.count_open_tasks(session, **which) == len(engine.open_tasks(session, **which))
        return sorted(task.element_id for task in engine.open_tasks(session, **which))

    assert inbox(assignee="designer", groups=["designer"]) == ["mine", "offered", "ours"]
    assert inbox(assignee="designer") == ["mine", "offered"]
    assert inbox(groups=["designer", "quality"]) == ["other", "ours"]
    assert len(inbox()) == 5


def test_a_claimed_task_leaves_the_other_inboxes_until_it_is_given_back(session, started) -> None:
    started(diagram("start > ours > end", ours=assigned(candidateGroups="designer")))
    [ours] = engine.open_tasks(session, groups=["designer"])

    taken = engine.claim(session, ours.id, actor="designer")

    assert taken.assignee == "designer"
    assert engine.open_tasks(session, assignee="expert", groups=["designer"]) == []
    with pytest.raises(engine.NotYourTask):
        engine.claim(session, ours.id, actor="expert")
    with pytest.raises(engine.NotYourTask):
        engine.release(session, ours.id, actor="expert")
    engine.release(session, ours.id, actor="designer")
    assert len(engine.open_tasks(session, assignee="expert", groups=["designer"])) == 1
    with pytest.raises(engine.NotClaimed):
        engine.release(session, ours.id, actor="designer")


def test_an_assigned_task_is_theirs_and_a_closed_one_is_nobodys(session: Session, started) -> None:
    started(diagram("start > ours > end", ours=assigned(assignee="lead")))
    [ours] = engine.open_tasks(session)

    engine.assign(session, ours.id, to="designer", actor="lead")

    assert [task.id for task in engine.open_tasks(session, assignee="designer")] == [ours.id]
    engine.complete_task(session, ours.id, actor="designer", answers={})
    for verb in (engine.claim, engine.release):
        with pytest.raises(engine.TaskNotOpen):
            verb(session, ours.id, actor="designer")
    with pytest.raises(engine.TaskNotOpen):
        engine.assign(session, ours.id, to="designer", actor="lead")


def test_the_most_urgent_task_comes_first(session: Session, started) -> None:
    def due(days: int, priority: int) -> str:
        at = (engine.now() + timedelta(days=days)).isoformat()
        return extended(zeebe("taskSchedule", dueDate=at),
                        zeebe("priorityDefinition", priority=str(priority)))

    started(diagram("start > f:and; f > later > end; f > soon > end; f > never > end",
                    later=due(9, 10), soon=due(2, 20)))

    def order(**how) -> list[str]:
        return [task.element_id for task in engine.open_tasks(session, **how)]

    assert order() == ["soon", "later", "never"]
    assert order(order="priority") == ["never", "soon", "later"]
    assert order(order="opened") == ["later", "soon", "never"]
    assert order(limit=1, offset=1) == ["later"]
    assert order(due_before=engine.now() + timedelta(days=3)) == ["soon"]
    assert order(element_ids=["never"]) == ["never"]
    assert order(instance_ids=[]) == []


def test_canceling_an_instance_withdraws_everything(session: Session, started) -> None:
    instance = started(diagram("start > f:and; f > a > end; f > b > end",
                               a=assigned(candidateGroups="designer")))

    engine.cancel_instance(session, instance.id, actor="lead", reason="The customer left")

    canceled = engine.get_instance(session, instance.id)
    assert (canceled.outcome, engine.count_open_tasks(session)) == ("canceled", 0)
    assert {task.closed_as for task in engine.closed_tasks(session)} == {"canceled"}
    [told] = engine.history(session, instance.id, kinds=["instance.canceled"])
    assert told.facts["message"] == "The customer left"
    with pytest.raises(engine.InstanceEnded):
        engine.cancel_instance(session, instance.id, actor="lead", reason="again")


@pytest.mark.parametrize("answers", [
    {"when": object()}, {"n": 2**80}, {1: "number"}, {"n": float("nan")}, {"of": [{"n": float("inf")}, None]}])
def test_answers_that_json_cannot_keep_are_refused(session: Session, started, answers) -> None:
    started(diagram("start > write > end"))
    [write] = engine.open_tasks(session)

    with pytest.raises(engine.EngineError, match="data-not-json"):
        engine.complete_task(session, write.id, actor="lead", answers=answers)

    assert engine.get_task(session, write.id).closed_at is None


def test_huge_answers_are_kept_whole_and_stay_out_of_the_state(session: Session, started) -> None:
    instance = started(diagram("start > write > check > end"))
    [write] = engine.open_tasks(session)
    huge = {"rows": [{"name": f"需求 {n}\0", "text": "字" * 500} for n in range(2000)]}

    engine.complete_task(session, write.id, actor="lead", answers=huge)

    assert engine.answers(session, instance.id)["write"].data == huge
    assert engine.get_instance(session, instance.id).variables == {}


def test_only_whom_the_page_saw_holding_a_task_may_answer_it(session: Session, started) -> None:
    started(diagram("start > write > end", write=assigned(assignee="lead")))
    [write] = engine.open_tasks(session)
    engine.assign(session, write.id, to="designer", actor="director")

    with pytest.raises(engine.NotYourTask):
        engine.complete_task(session, write.id, actor="lead", answers={}, expected_assignee="lead")

    assert engine.get_task(session, write.id).closed_at is None
    engine.complete_task(session, write.id, actor="designer", answers={}, expected_assignee="designer")


def test_what_was_assigned_cannot_be_claimed_and_then_given_back_to_nobody(session: Session, started) -> None:
    started(diagram("start > write > end", write=assigned(assignee="lead")))
    [write] = engine.open_tasks(session)

    engine.claim(session, write.id, actor="lead")

    with pytest.raises(engine.NotClaimed):
        engine.release(session, write.id, actor="lead")
    assert engine.get_task(session, write.id).assignee == "lead"
