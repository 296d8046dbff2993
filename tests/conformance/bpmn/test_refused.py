"""What is not executed is refused at deployment, with rule, file, line, element and remedy; nothing is ignored."""

import pytest

from engine.errors import Refused
from engine.spiff import check, load
from tests.support.diagrams import (
    Played,
    at,
    definitions,
    diagram,
    each,
    event,
    extended,
    link,
    mapping,
    process_xml,
    script,
    sub_process,
    timer,
    zeebe,
)


def refusals(xml):
    return [found for found in check({"diagram.bpmn": xml}) if found.severity == "refusal"]


def rules(xml):
    return {found.rule for found in refusals(xml)}


NOT_EXECUTED = {
    "an order in no order": diagram("start > w:adhoc > a", w=sub_process("start2 > b")),
    "resource roles": diagram("start > a", a="<bpmn:potentialOwner/>"),
    "data that computes": diagram("start > a", a=(
        "<bpmn:dataInputAssociation><bpmn:targetRef>x</bpmn:targetRef><bpmn:transformation>1"
        "</bpmn:transformation></bpmn:dataInputAssociation>")),
    "a shared definition where it may not stand": diagram(
        "start > c:catch > b", c="<bpmn:eventDefinitionRef>broke</bpmn:eventDefinitionRef>",
        roots='<bpmn:error id="e" errorCode="x"/><bpmn:errorEventDefinition id="broke" errorRef="e"/>'),
    "correlation as bpmn subscribes to it": diagram("start > a").replace(
        b"</bpmn:process>", b'<bpmn:correlationSubscription id="c" correlationKeyRef="k"/></bpmn:process>'),
    "timers that are thrown": diagram("start > a > t:throw > b", t=timer("P1D")),
}


@pytest.mark.parametrize("xml", NOT_EXECUTED.values(), ids=NOT_EXECUTED)
def test_elements_that_are_not_executed(xml):
    assert rules(xml) & {"element-not-executed", "element-not-executed-here"}
    assert all(found.facts["remedy"] for found in refusals(xml))


@pytest.mark.parametrize(("attribute", "rule"), [
    ('surprise="yes"', "attribute-not-executed"),
    ('zeebe:surprise="yes"', "attribute-not-executed"),
])
def test_attributes_that_are_not_executed(attribute, rule):
    xml = diagram("start > a").replace(b'<bpmn:userTask id="a"', f'<bpmn:userTask id="a" {attribute}'.encode())

    assert rules(xml) == {rule}


@pytest.mark.parametrize("inside", [
    zeebe("formDefinition", formKey="embedded:x"),
    zeebe("taskDefinition", type="worker"),
    zeebe("surprise"),
])
def test_extensions_that_are_not_executed(inside):
    assert rules(diagram("start > a", a=extended(inside))) & {
        "extension-not-executed", "extension-not-executed-here", "form-elsewhere"}


@pytest.mark.parametrize("language", ["", "python", "javascript", "groovy"])
def test_scripts_in_any_language_but_feel(language):
    words = f'@scriptFormat={language} <bpmn:script>__import__("os").system("id")</bpmn:script>'

    found = refusals(diagram("start > s:script > end", s=words))

    assert [(one.rule, one.element, one.file) for one in found] == [("script-language", "s", "diagram.bpmn")]


STRUCTURE = {
    "version-tag-missing": diagram("start > a", a=extended(
        zeebe("userTask"), zeebe("formDefinition", formId="f", bindingType="versionTag"))),
    "flow-leads-nowhere": diagram("start > a").replace(b'targetRef="a"', b'targetRef="ghost"'),
    "flow-not-allowed": diagram("start > a > end > b"),
    "flow-without-condition": diagram("start > g:xor > a; g > b"),
    "default-not-outgoing": diagram("start > a > b").replace(b'id="a"', b'id="a" default="start_a"'),
    "default-with-condition": diagram("start > g:xor; g -[x]> a; g -default> b").replace(
        b'default="g_b"', b'default="g_a"'),
    "condition-not-allowed": diagram("start > g:event; g -[x]> c:catch; g > d:catch", c=timer("P1D"),
                                     d=timer("P2D")),
    "compensation-without-handler": diagram("start > a > b; undo:boundary", undo=at("a", event("compensate"))),
    "compensation-twice": diagram(
        "start > a > b; c; d; u:boundary", undoing={"a": "c"}, u=at("a", event("compensate"))),
    "compensation-leads-nowhere": diagram("start > a > t:throw", t='<bpmn:compensateEventDefinition activityRef="x"/>'),
    "cancel-outside-transaction": diagram("start > a > stop:end", stop=event("cancel")),
    "cancel-not-caught": diagram("start > t:transaction > b", t=sub_process(
        "start2 > c > stop:end", stop=event("cancel"))),
    "activation-condition-missing": diagram("start > g:and; g > a; g > b; a > c:complex; b > c; c > d"),
    "node-never-reached": diagram("start > a; b > c"),
    "link-leads-nowhere": diagram("start > a > l:throw", l=link("L")),
    "link-without-name": diagram("start > a > l:throw", l=link("")),
    "link-twice": diagram("start > a > l:throw; m:catch > b; n:catch > c", l=link("L"), m=link("L"), n=link("L")),
    "several-event-definitions": diagram("start > c:catch > a", c=timer("P1D") + link("L")),
    "parallel-start": diagram("start > a > end", roots='<bpmn:message id="m" name="m"/>',
                              start="@parallelMultiple=true " + event("message", "m") + timer("PT1H")),
    "event-about-nothing": diagram("start > c:catch > a"),
    "timer-incomplete": diagram("start > c:catch > a", c="<bpmn:timerEventDefinition/>"),
    "timer-unreadable": diagram("start > c:catch > a", c=timer("tomorrow")),
    "condition-missing": diagram("start > c:catch > a", c="<bpmn:conditionalEventDefinition/>"),
    "must-interrupt": diagram("start > a > b; e:boundary > c", e=at("a", event("error"), interrupting=False)),
    "message-not-chosen": diagram("start > c:catch > a", c=event("message")),
    "boundary-without-activity": diagram("start > a; e:boundary > b", e=at("ghost", timer("P1D"))),
    "start-by-event-not-executed": diagram("start > s:sub", s=sub_process("start2 > a", start2=timer("P1D"))),
    "start-name-computed": diagram("start > a", start=event("message", "m"),
                                   roots='<bpmn:message id="m" name="=x"/>'),
    "event-sub-process-start": diagram("start > a; w:sub", w="@triggeredByEvent=true "),
    "race-without-event": diagram("start > g:event > a"),
    "job-type-missing": diagram("start > a:service"),
    "script-missing": diagram("start > a:script"),
    "decision-not-named": diagram("start > a:rule"),
    "process-not-named": diagram("start > a:call"),
    "process-missing": diagram("start > a:call", a=extended(zeebe("calledElement", processId="ghost"))),
    "loop-without-number": diagram("start > a", a=each()),
    "loop-number-negative": diagram("start > a", a=each(cardinality="-1")),
    "loop-output-incomplete": diagram("start > a", a=each("x", output="y")),
    "loop-event-missing": diagram("start > a", a=(
        '<bpmn:multiInstanceLoopCharacteristics behavior="One"><bpmn:loopCardinality>2</bpmn:loopCardinality>'
        "</bpmn:multiInstanceLoopCharacteristics>")),
    "loop-without-end": diagram("start > a", a="<bpmn:standardLoopCharacteristics/>"),
    "expression-syntax": diagram("start > g:xor; g -[a = = b]> a; g -default> b"),
    "quantity-not-positive": diagram("start > a", a="@completionQuantity=0 "),
    "id-twice": diagram("start > a").replace(b'id="start_a"', b'id="a"'),
    "process-twice": definitions(process_xml("start > a") + process_xml("startx > b")),
    "no-process": diagram("start > a").replace(b'isExecutable="true"', b'isExecutable="false"'),
}


@pytest.mark.parametrize("rule", STRUCTURE)
def test_what_bpmn_forbids_or_leaves_undone(rule):
    found = [one for one in refusals(STRUCTURE[rule]) if one.rule == rule]

    assert found, rules(STRUCTURE[rule])
    assert found[0].file == "diagram.bpmn"
    assert found[0].line
    assert found[0].facts["remedy"]


def test_the_line_is_the_one_its_owner_wrote():
    xml = diagram("start > a").replace(b"<bpmn:userTask", b"\n\n<bpmn:userTask").replace(
        b'id="a"', b'id="a" surprise="x"')

    assert [(one.line, one.element) for one in refusals(xml)] == [(3, "a")]


def test_all_reasons_are_told_at_once_and_nothing_is_loaded():
    xml = diagram("start > a:service; b > c", c="<bpmn:potentialOwner/>")

    with pytest.raises(Refused) as raised:
        load({"diagram.bpmn": xml})

    assert {one.rule for one in raised.value.findings} >= {
        "job-type-missing", "node-never-reached", "element-not-executed"}


def test_what_other_tools_add_is_told_as_a_warning_and_may_stay():
    xml = diagram("start > a").replace(
        b'<bpmn:userTask id="a"', b'<bpmn:userTask xmlns:other="urn:other" other:assignee="x" id="a"')

    assert [(one.rule, one.severity) for one in check({"a.bpmn": xml})] == [("foreign-extension", "warning")]
    assert Played(xml).open == ["a"]


def test_a_reference_to_something_undeclared_is_refused_but_in_the_lenient_profile_is_its_own_name():
    xml = diagram("start > c:catch > a", c=event("signal", "ghost"))

    strict, lenient = check({"a.bpmn": xml}), check({"a.bpmn": xml}, profile="lenient")

    assert [(one.rule, one.severity) for one in strict] == [("reference-undeclared", "refusal")]
    assert [(one.rule, one.severity) for one in lenient] == [("reference-undeclared", "warning")]
    assert Played(xml).hear("ghost").open == ["a"]


def test_a_condition_after_a_parallel_gateway_has_no_effect_as_bpmn_says_and_is_told():
    xml = diagram("start > g:and; g -[false]> a; g > b")

    assert [one.rule for one in check({"a.bpmn": xml})] == ["condition-without-effect"]
    assert Played(xml).open == ["a", "b"]


@pytest.mark.parametrize("said", ['@"2026-02-30"', 'date("2026-02-30")', "date(2026, 2, 30)", 'time("25:00:00")', 'duration("two days")'])
def test_a_day_that_there_is_not_is_refused_where_it_is_written(said):
    found = refusals(diagram(f"start > g:xor; g -[due < {said}]> a; g -default> b"))

    assert [(one.rule, one.element) for one in found] == [("literal-impossible", "g_a")]
    assert rules(diagram("start > s:script", s=script(said, "x"))) == {"literal-impossible"}
    assert "literal-impossible" not in rules(diagram("start > s:script", s=script('date("2026-02-28") + @"P1D"', "x")))


@pytest.mark.parametrize("condition", ['"yes"', "5", "1 + 1", "null", '@"P1D"'])
def test_a_condition_that_is_never_true_or_false_is_refused(condition):
    found = refusals(diagram(f"start > g:xor; g -[{condition}]> a; g -default> b"))

    assert [(one.rule, one.element) for one in found] == [("condition-not-boolean", "g_a")]
    assert rules(diagram("start > g:xor; g -[true]> a; g -default> b")) == set()


@pytest.mark.parametrize("number", ['"two"', "-1", "2.5", "true", "3 - 4", "null"])
def test_a_number_of_instances_that_is_none_is_refused(number):
    assert rules(diagram("start > a", a=each(cardinality=number))) == {"loop-number-negative"}
    assert rules(diagram("start > a", a=each(cardinality="1 + 2"))) == set()


def test_a_function_that_there_is_not_is_refused():
    found = refusals(diagram("start > g:xor; g -[approved(amount)]> a; g -default> b"))

    assert [(one.rule, one.element, one.facts["found"]) for one in found] == [("function-unknown", "g_a", "approved")]
    own = "{twice: function(n) 2 * n, told: twice(amount)}.told > 1 and count([amount]) > 0"
    assert rules(diagram(f"start > g:xor; g -[{own}]> a; g -default> b")) == set()


@pytest.mark.parametrize(("kind", "said"), [
    ("user", {"assignmentDefinition": [{"assignee": "a"}, {"assignee": "b"}]}),
    ("service", {"taskDefinition": [{"type": "x"}, {"type": "y"}]}),
])
def test_what_is_said_twice_is_refused_because_one_of_both_would_be_ignored(kind, said):
    [(name, lines)] = said.items()

    assert rules(diagram(f"start > a:{kind}", a=extended(*(zeebe(name, **line) for line in lines)))) == {"extension-twice"}
    assert rules(diagram("start > a", a=extended(mapping(inputs={"x": "=1"}), mapping(inputs={"y": "=2"})))) == {"extension-twice"}
    apart = extended(zeebe("assignmentDefinition", assignee="a"), zeebe("assignmentDefinition", candidateGroups="b"))
    assert rules(diagram("start > a", a=apart)) == set()


@pytest.mark.parametrize(("name", "attribute", "wrong", "right"), [
    ("priorityDefinition", "priority", ("high", "99999999999"), ("70", "=urgency")),
    ("taskSchedule", "dueDate", ("tomorrow", "2026-02-30"), ("P2D", "2026-05-01", "=due")),
    ("taskSchedule", "followUpDate", ("soon",), ("2026-05-01T08:00:00Z",)),
])
def test_a_time_or_number_that_is_none_is_refused_where_it_is_written(name, attribute, wrong, right):
    def judged(text):
        return rules(diagram("start > a", a=extended(zeebe(name, **{attribute: text}))))

    assert [judged(text) for text in wrong] == [{"value-unreadable"}] * len(wrong)
    assert [judged(text) for text in right] == [set()] * len(right)


def test_a_number_of_tries_is_none_below_nought():
    def judged(tries):
        return rules(diagram("start > s:service", s=extended(zeebe("taskDefinition", type="x", retries=tries))))

    assert (judged("-1"), judged("often"), judged("0"), judged("=tries")) == ({"value-unreadable"}, {"value-unreadable"}, set(), set())


@pytest.mark.parametrize("line", [{"source": "=x"}, {"target": "y"}, {"source": "", "target": "y"}])
def test_a_mapping_without_source_or_target_is_refused(line):
    assert rules(diagram("start > a", a=extended(zeebe("ioMapping", zeebe("output", **line))))) == {"mapping-incomplete"}


def test_what_gives_a_value_names_the_variable_that_takes_it():
    assert rules(diagram("start > s:script", s=extended(zeebe("script", expression="=1")))) == {"script-missing"}
    assert rules(diagram("start > r:rule", r=extended(zeebe("calledDecision", decisionId="d")))) == {"decision-not-named"}


UNREAD_WORDS = {
    "a mapping at a gateway": diagram("start > g:and; g > a; g > b", g=extended(mapping(inputs={"x": "=1"}))),
    "a mapping at a process": diagram("start > a").replace(
        b'isExecutable="true">', f'isExecutable="true">{extended(mapping(outputs={"x": "=1"}))}'.encode()),
    "an input at a start event": diagram("start > a", start=extended(mapping(inputs={"x": "=1"}))),
    "an input at a boundary event": diagram("start > a; b:boundary > c", b=at(
        "a", extended(mapping(inputs={"x": "=1"})) + timer("P1D"))),
    "headers at a call": diagram("start > a:call", a="@calledElement=p " + extended(
        zeebe("taskHeaders", zeebe("header", key="x", value="y")))),
    "work at a terminating end": diagram("start > end", end=extended(zeebe("taskDefinition", type="t")) + event("terminate")),
    "work at an end that is an error": diagram(
        "start > end", end=extended(zeebe("taskDefinition", type="t")) + event("error", "e"), roots='<bpmn:error id="e" errorCode="x"/>'),
}


@pytest.mark.parametrize("xml", UNREAD_WORDS.values(), ids=UNREAD_WORDS)
def test_words_of_the_panel_are_refused_where_nobody_would_read_them(xml):
    assert rules(xml) == {"extension-not-executed-here"}
    assert {found.severity for found in check({"a.bpmn": xml}, profile="lenient")} == {"refusal"}


ONE_OF_TWO = {
    "two ways of repeating": diagram("start > a", a='<bpmn:standardLoopCharacteristics loopMaximum="3"/>' + each("xs")),
    "a decision and a worker": diagram("start > a:rule", a=extended(
        zeebe("calledDecision", decisionId="d", resultVariable="x"), zeebe("taskDefinition", type="t"))),
    "two called processes": diagram("start > a:call", a="@calledElement=q " + extended(zeebe("calledElement", processId="p"))),
}


@pytest.mark.parametrize("xml", ONE_OF_TWO.values(), ids=ONE_OF_TWO)
def test_of_two_that_exclude_each_other_none_is_left_out_silently(xml):
    assert "one-of-two" in rules(xml)
    assert "refusal" in {one.severity for one in check({"a.bpmn": xml}, profile="lenient") if one.rule == "one-of-two"}


@pytest.mark.parametrize(("language", "severity"), [
    ("groovy", "refusal"), ("http://www.java.com/java", "refusal"), ("python", "refusal"),
    ("http://www.w3.org/1999/XPath", "warning"),   # tools write it at everything: it is what the schema supposes
    ("feel", None), ("juel", None), ("http://www.omg.org/spec/DMN/20180521/FEEL/", None),
])
def test_an_expression_that_calls_itself_another_language_is_not_read_as_feel_unseen(language, severity):
    xml = diagram("start > g:xor; g -[x = 1]> a; g -default> b").replace(
        b"<bpmn:conditionExpression", f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" language="{language}"'.encode())

    found = [(one.rule, one.severity) for one in check({"a.bpmn": xml}, profile="lenient")]

    assert found == ([("expression-language", severity)] if severity else [])


def test_a_script_of_the_panel_is_feel_whatever_language_it_names():
    xml = diagram("start > s:script", s="@scriptFormat=python " + script("1", "x"))

    assert rules(xml) == {"script-language"}


BROKEN = '<bpmn:error id="e" errorCode="x"/><bpmn:message id="m" name="stop"/>'
HANDLER = "@triggeredByEvent=true "
IN_VAIN = {
    "two boundary events of one error": ("caught-twice", diagram(
        "start > a > end; one:boundary > b; two:boundary > c", roots=BROKEN,
        one=at("a", event("error", "e")), two=at("a", event("error", "e")))),
    "two boundary events of any error": ("caught-twice", diagram(
        "start > a > end; one:boundary > b; two:boundary > c", one=at("a", event("error")), two=at("a", event("error")))),
    "two event sub-processes of one message": ("caught-twice", diagram("start > a; one:sub; two:sub", roots=BROKEN, **{
        name: sub_process(f"{name}s:start > {name}a", attributes=HANDLER, **{f"{name}s": event("message", "m")})
        for name in ("one", "two")})),
    "a race of a message with itself": ("caught-twice", diagram(
        "start > g:event; g > one:catch > a; g > two:catch > b", roots=BROKEN, one=event("message", "m"), two=event("message", "m"))),
    "a correlation key of a conversation": ("correlation-without-effect", diagram("start > a", roots=(
        '<bpmn:message id="m" name="asked"/><bpmn:correlationProperty id="order"><bpmn:correlationPropertyRetrievalExpression '
        'messageRef="m"><bpmn:messagePath>order</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>'
        '</bpmn:correlationProperty><bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p"/>'
        '<bpmn:participant id="them"/><bpmn:conversation id="talk"><bpmn:participantRef>us</bpmn:participantRef>'
        '<bpmn:participantRef>them</bpmn:participantRef><bpmn:correlationKey id="k"><bpmn:correlationPropertyRef>order'
        "</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:conversation></bpmn:collaboration>"))),
    "data that is called otherwise inside": ("data-not-carried", diagram("start > a", a=(
        '<bpmn:ioSpecification><bpmn:dataInput id="in" name="request"/><bpmn:inputSet><bpmn:dataInputRefs>in</bpmn:dataInputRefs>'
        "</bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataInputAssociation><bpmn:sourceRef>ref</bpmn:sourceRef>"
        "<bpmn:targetRef>in</bpmn:targetRef></bpmn:dataInputAssociation>")).replace(b"</bpmn:process>", (
            b'<bpmn:dataObject id="o" name="order"/><bpmn:dataObjectReference id="ref" dataObjectRef="o"/></bpmn:process>'))),
}


@pytest.mark.parametrize(("rule", "xml"), IN_VAIN.values(), ids=IN_VAIN)
def test_what_is_legal_and_drawn_in_vain_is_told_and_runs(rule, xml):
    assert [(one.rule, one.severity) for one in check({"a.bpmn": xml})] == [(rule, "warning")]
    assert load({"a.bpmn": xml})


def test_what_only_looks_alike_is_not_drawn_in_vain():
    xml = diagram("start > a > b; one:boundary > c; two:boundary > d; three:boundary > e2:end", roots=BROKEN,
                  one=at("a", event("error", "e")), two=at("a", event("error")), three=at("b", event("error", "e")))

    assert check({"a.bpmn": xml}) == []
