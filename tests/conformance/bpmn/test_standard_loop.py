"""Standard loop: the same activity again, while its condition holds and not more often than its maximum."""

from tests.support.diagrams import Played, diagram


def loop(condition="", maximum="", before="false"):
    limit = f' loopMaximum="{maximum}"' if maximum else ""
    said = f"<bpmn:loopCondition>={condition}</bpmn:loopCondition>" if condition else ""
    return f'<bpmn:standardLoopCharacteristics testBefore="{before}"{limit}>{said}</bpmn:standardLoopCharacteristics>'


def test_repeats_while_its_condition_holds():
    case = Played(diagram("start > write > end", write=loop("not(done)")))

    case.complete("write", done=False).complete("write", done=False)

    assert case.open == ["write"]
    assert case.complete("write", done=True).outcome == "completed"


def test_stops_at_its_maximum():
    case = Played(diagram("start > write > end", write=loop(maximum="2")))

    assert case.complete("write").outcome is None
    assert case.complete("write").outcome == "completed"


def test_may_ask_before_the_first_time():
    case = Played(diagram("start > write > after", write=loop("more", before="true")), {"more": False})

    assert case.open == ["after"]
