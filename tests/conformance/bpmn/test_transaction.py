"""Transaction: a sub-process that may be canceled: it undoes what it has done and is left by its cancel event."""

from tests.support.diagrams import Played, at, diagram, event, job, script, sub_process

ERROR = '<bpmn:error id="e" errorCode="no"/>'
BOOKING = diagram(
    "start > trip:transaction > after; failed:boundary > mend", failed=at("trip", event("cancel")),
    trip=sub_process(
        "start2 > hotel > check:xor; check -[full]> stop:end; check -default> flight > end2;"
        "cancel_hotel; cancel_flight", stop=event("cancel"),
        undoing={"hotel": "cancel_hotel", "flight": "cancel_flight"}),
)


def test_without_a_cancel_it_is_a_sub_process():
    case = Played(BOOKING).complete("hotel", full=False)

    assert case.complete("flight").open == ["after"]
    assert case.complete("after").outcome == "completed"


def test_canceled_it_undoes_what_was_done_and_leaves_by_its_cancel_event():
    case = Played(BOOKING).complete("hotel", full=True)

    assert case.open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["mend"]
    assert case.complete("mend").outcome == "completed"
    assert "failed" in case.entered


def test_canceled_everything_still_open_in_it_is_taken_away_first():
    case = Played(diagram(
        "start > trip:transaction > after; failed:boundary > mend", failed=at("trip", event("cancel")),
        trip=sub_process("start2 > split:and; split > a; split > b > stop:end; undo_of_a; undo_of_b",
                         stop=event("cancel"), undoing={"a": "undo_of_a", "b": "undo_of_b"})))

    assert case.complete("b").open == ["undo_of_b"]
    assert case.complete("undo_of_b").open == ["mend"]


def test_with_nothing_to_undo_it_is_left_at_once():
    case = Played(diagram(
        "start > trip:transaction > after; failed:boundary > mend", failed=at("trip", event("cancel")),
        trip=sub_process("start2 > a > stop:end", stop=event("cancel"))))

    assert case.complete("a").open == ["mend"]


def test_it_undoes_by_workers_and_scripts_with_nobody_asked():
    case = Played(diagram(
        "start > trip:transaction > after; failed:boundary > mend", failed=at("trip", event("cancel")),
        trip=sub_process("start2 > a:service > b:script > stop:end; x:service; y:script", a=job("book"),
                         b=script("1", "paid"), x=job("unbook"), y=script("0", "paid"), stop=event("cancel"),
                         undoing={"a": "x", "b": "y"})))

    assert (case.work("a").jobs, case.variables["paid"]) == (["x"], 0)
    assert case.work("x").open == ["mend"]


def test_an_error_leaves_it_by_the_error_event_and_nothing_is_undone():
    case = Played(diagram(
        "start > trip:transaction > after; failed:boundary > mend; bad:boundary > repair", roots=ERROR,
        failed=at("trip", event("cancel")), bad=at("trip", event("error", "e")),
        trip=sub_process("start2 > a > b:service > c:xor; c -[x]> stop:end; c -default> end2; undo_of_a",
                         b=job("do"), stop=event("cancel"), undoing={"a": "undo_of_a"})))

    assert case.complete("a").fail("b", "no").open == ["repair"]


def test_once_finished_it_is_undone_like_any_sub_process():
    case = Played(diagram(
        "start > trip:transaction > back:throw > after", back="<bpmn:compensateEventDefinition/>",
        trip=sub_process("start2 > hotel > end2; cancel_hotel", undoing={"hotel": "cancel_hotel"})))

    assert case.complete("hotel").open == ["cancel_hotel"]
    assert case.complete("cancel_hotel").open == ["after"]
