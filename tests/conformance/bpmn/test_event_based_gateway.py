"""Event-based gateway: arms every event behind it; the first to happen goes on alone."""

from tests.support.diagrams import Played, diagram, event, timer

RACE = diagram(
    "start > race:event; race > answer:catch; race > silence:catch; race > hurry:catch;"
    "answer > read; silence > remind; hurry > rush",
    roots='<bpmn:message id="m" name="answer"/><bpmn:signal id="s" name="hurry"/>',
    answer=event("message", "m"), silence=timer("P2D"), hurry=event("signal", "s"),
)


def test_a_message_that_comes_first_forgets_the_timer():
    case = Played(RACE)

    case.receive("answer", read_by="lead")

    assert case.open == ["read"]
    assert [wait.kind for wait in case.run.waits()] == ["task"]
    assert case.variables == {"read_by": "lead"}


def test_a_timer_that_comes_first_forgets_the_message():
    assert Played(RACE).later(days=3).open == ["remind"]


def test_a_signal_that_comes_first_forgets_both():
    assert Played(RACE).hear("hurry").open == ["rush"]


def test_races_anew_in_every_round_of_a_loop():
    case = Played(diagram(
        "start > race:event; race > answer:catch; race > silence:catch; answer > read;"
        "read > again:xor; silence > again; again > more:xor; more -[done]> end; more -default> race",
        roots='<bpmn:message id="m" name="answer"/>',
        answer=event("message", "m"), silence=timer("P2D"),
    ), {"done": False})

    case.later(days=3).receive("answer").complete("read").later(days=3)

    assert sorted(wait.kind for wait in case.run.waits()) == ["message", "timer"]


def test_a_receive_task_may_stand_behind_it():
    case = Played(diagram(
        "start > race:event; race > answer:receive; race > silence:catch; answer > read; silence > remind",
        roots='<bpmn:message id="m" name="answer"/>', answer="@messageRef=m ", silence=timer("P2D"),
    ))

    assert case.receive("answer").open == ["read"]
