"""Script task: a FEEL expression whose value goes into a variable."""

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import Played, diagram, each, extended, mapping, script, zeebe


def test_puts_the_value_into_its_variable():
    case = Played(diagram("start > total:script > end", total=script("sum(prices)", "total")),
                  {"prices": [1, 2, 3.5]})

    assert case.variables["total"] == 6.5
    assert case.outcome == "completed"


def test_dates_keep_their_type_from_script_to_script():
    case = Played(diagram(
        "start > due:script > late:script > end",
        due=script('date("2026-03-01") + duration("P2D")', "due"),
        late=script('due > date("2026-03-02")', "late"),
    ))

    assert case.variables == {"due": {"@": "2026-03-03"}, "late": True}


def test_with_output_mappings_the_value_stays_local():
    words = extended(zeebe("script", expression="=1 + 1", resultVariable="two"),
                     mapping(outputs={"four": "=two * 2"}))

    assert Played(diagram("start > sum:script > end", sum=words)).variables == {"four": 4}


def test_a_failing_expression_names_its_element():
    case = diagram("start > list:script > end", list=each("count", "one") + script("one", "x"))

    with pytest.raises(ExpressionError, match="loop-collection-mistyped") as raised:
        Played(case, {"count": 7})

    assert raised.value.facts["element"] == "list"


@pytest.mark.parametrize("mapped", [mapping(inputs={"y": "=missing"}), mapping(outputs={"y": "=missing + 1"})])
def test_a_mapping_that_reads_a_variable_never_set_is_an_error_and_no_null(mapped):
    with pytest.raises(ExpressionError, match="expression-unknown-name") as raised:
        Played(diagram("start > a:task > b", a=extended(mapped)))

    assert (raised.value.facts["element"], raised.value.facts["name"]) == ("a", "missing")
