"""Link events: a flow drawn in two halves."""

from tests.support.diagrams import Played, diagram, link


def test_goes_on_at_the_catching_half_of_its_name():
    case = Played(diagram(
        "start > a > out:throw; into:catch > b; other:catch > c; d > away:throw; start > d",
        out=link("B"), into=link("B"), other=link("C"), away=link("C"),
    ))

    assert case.complete("a").open == ["b", "d"]
    assert case.complete("d").open == ["b", "c"]


def test_several_throwing_halves_may_lead_to_one():
    case = Played(diagram("start > a > one:throw; start > b > two:throw; into:catch > c",
                          one=link("L"), two=link("L"), into=link("L")))

    assert case.complete("a").complete("b").open == ["c", "c"]
