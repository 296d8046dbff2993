"""Moves through the front door: rows, history and refusals; suspended instances rest."""

from datetime import timedelta

import pytest

import engine
from tests.support.diagrams import at, diagram, event, extended, job, timer, zeebe

LINE = diagram("start > a > b > c > end")


def the(session, element):
    [task] = engine.open_tasks(session, element_ids=[element])
    return task


def done(session, *elements):
    for element in elements:
        engine.complete_task(session, the(session, element).id, actor="lead", answers={})


def test_a_returned_task_closes_as_returned_and_the_history_says_who_why_and_where_to(session, started):
    instance = started(LINE)
    done(session, "a", "b")
    task = the(session, "c")

    assert [place.place for place in engine.return_targets(session, task.id)] == ["a", "b"]
    moved = engine.return_task(session, task.id, to="a", actor="boss", reason="numbers wrong")

    assert moved.task is not None
    assert moved.task.closed_as == "returned"
    assert [one.element_id for one in moved.opened] == ["a"]
    [told] = engine.history(session, instance.id, kinds=["token.returned"])
    assert (told.actor, told.element_id, told.facts) == ("boss", "c", {"message": "numbers wrong", "to": "a"})


def test_only_steps_that_the_case_has_been_at_are_offered(session, started):
    started(diagram("start > g:xor; g -[x = 1]> never > b; g -default> a > b > end"), {"x": 0})
    done(session, "a")

    assert [place.place for place in engine.return_targets(session, the(session, "b").id)] == ["a"]


def test_a_refused_move_changes_nothing_and_leaves_no_incident(session, started):
    instance = started(LINE)

    with pytest.raises(engine.MoveRefused, match="move-not-earlier"):
        engine.return_task(session, the(session, "a").id, to="c", actor="boss", reason="")

    assert engine.incidents(session) == []
    assert [token.element_id for token in engine.tokens(session, instance.id)] == ["a"]


def test_a_step_that_fails_while_moving_is_refused_with_its_reason(session, started):
    started(diagram("start > a > g:xor; g -[missing > 1]> b > end; g -default> c > end"))

    with pytest.raises(engine.ExpressionError):
        engine.skip_task(session, the(session, "a").id, actor="boss", reason="")

    assert the(session, "a").incident_id is None


def test_tokens_are_moved_added_and_taken_away_with_their_rows(session, started):
    instance = started(diagram("start > a > b > end; late:boundary > c > end", late=at("a", timer("P1D"))))
    [token] = engine.tokens(session, instance.id)

    engine.move_token(session, instance.id, token.token, to="b", actor="admin", reason="x")
    assert engine.timers(session, instance.id) == []
    engine.add_token(session, instance.id, at="a", actor="admin", reason="x")
    assert len(engine.timers(session, instance.id)) == 1
    [b] = [token for token in engine.tokens(session, instance.id) if token.element_id == "b"]
    engine.cancel_token(session, instance.id, b.token, actor="admin", reason="x")

    assert [task.element_id for task in engine.open_tasks(session)] == ["a"]
    kinds = [told.kind for told in engine.history(session, instance.id) if told.kind.startswith("token.")]
    assert kinds == ["token.moved", "token.added", "token.canceled"]


def test_variables_set_by_hand_route_the_case(session, started):
    instance = started(diagram("start > a > g:xor; g -[ok]> b > end; g -default> c > end"), {"ok": False})

    engine.set_variables(session, instance.id, {"ok": True}, actor="admin", reason="typed wrong")
    done(session, "a")

    assert [task.element_id for task in engine.open_tasks(session)] == ["b"]
    [told] = engine.history(session, instance.id, kinds=["variables.changed"])
    assert told.facts == {"message": "typed wrong", "variables": {"ok": True}}


def test_a_job_that_is_skipped_is_nobodys_any_more(session, started):
    instance = started(diagram("start > w:service > b > end", w=job("work")))
    [leased] = engine.lease_jobs(session, worker="w")
    [token] = engine.tokens(session, instance.id)

    engine.skip_token(session, instance.id, token.token, actor="admin", reason="done by phone")

    with pytest.raises(engine.LeaseLost):
        engine.complete_job(session, leased.id, worker="w")
    assert the(session, "b")


def test_nothing_moves_in_a_suspended_instance_until_it_is_resumed(session, started):
    roots = '<bpmn:message id="m" name="m"/>'
    instance = started(diagram(
        "start > f:and; f > a > end; f > t:catch > b > end; f > w:service > c > end; f > r:catch > d > end",
        roots=roots, t=timer("PT1H"), w=job("work"), r=event("message", "m")))
    engine.suspend_instance(session, instance.id, actor="admin", reason="under review")
    assert engine.publish_message(session, "m", correlation_key="") == 1
    engine.turn_clock(timedelta(hours=2))

    with pytest.raises(engine.InstanceSuspended):
        done(session, "a")
    assert engine.fire_due_timers(session) == 0
    assert engine.lease_jobs(session, worker="w") == []
    assert not engine.due(session)

    engine.resume_instance(session, instance.id, actor="admin")
    assert engine.fire_due_timers(session) == 1
    assert len(engine.lease_jobs(session, worker="w")) == 1
    assert [task.element_id for task in engine.open_tasks(session, order="opened")] == ["a", "d", "b"]
    kinds = [told.kind for told in engine.history(session, instance.id)]
    assert kinds.index("instance.suspended") < kinds.index("instance.resumed")


def test_an_ended_instance_moves_no_more(session, started):
    instance = started(diagram("start > a > end"))
    done(session, "a")

    with pytest.raises(engine.InstanceEnded):
        engine.add_token(session, instance.id, at="a", actor="admin", reason="")


def test_a_token_long_gone_is_refused_in_words(session, started):
    instance = started(LINE)

    with pytest.raises(engine.MoveRefused, match="move-token-gone"):
        engine.cancel_token(session, instance.id, "t99", actor="admin", reason="")


def test_in_its_own_version_a_task_that_returns_keeps_what_it_is_assigned_to(session, started):
    started(diagram("start > a > b > end", a=extended(zeebe("assignmentDefinition", assignee="anna"))))
    done(session, "a")

    engine.return_task(session, the(session, "b").id, to="a", actor="boss", reason="")

    assert the(session, "a").assignee == "anna"
