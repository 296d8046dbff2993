"""Diagrams of other engines: what Camunda 7, Flowable and Activiti add is read where it is understood, else told.

It is put into the modeler's dialect before anything is judged. Where leaving a word out would make another process of
the diagram it is refused; listeners and job settings are told as warnings.
"""

import pytest

from engine.spiff import Binding, check, load
from engine.spiff.juel import as_feel, as_field
from tests.support.diagrams import (
    Played,
    at,
    diagram,
    event,
    extended,
    job,
    process_xml,
    sub_process,
    timer,
)

SPACES = {"c": "http://camunda.org/schema/1.0/bpmn", "f": "http://flowable.org/bpmn", "a": "http://activiti.org/bpmn"}
DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())


def drawn(flows, **inside):
    return diagram(flows, **inside).replace(b"<bpmn:definitions ", f"<bpmn:definitions {DECLARED} ".encode())


def judged(xml):
    return {(found.rule, found.severity) for found in check({"d.bpmn": xml}, profile="lenient")}


@pytest.mark.parametrize(("written", "feel"), [
    ("${amount > 10}", "amount > 10"), ("#{a == 'x' && !b}", 'a = "x" and not(b)'),
    ("${a.b != null || (c <= 2.5)}", "a.b != null or (c <= 2.5)"), ("${empty list}", '(list = null or list contains(["", [], {}], list))'),
    ("${done ? 1 : -2}", "if done then 1 else -2"), ("${nrOfCompletedInstances/nrOfInstances >= 0.6}",
                                                     "nrOfCompletedInstances / nrOfInstances >= 0.6"),
    ("${x gt 3 and y ne 4}", "x > 3 and y != 4"), ("${true}", "true"), ("plain", "plain"),
    ("${bean.method()}", "${bean.method()}"), ("${list[0]}", "list[1]"), ("${list[i]}", "${list[i]}"), ("${map['k'] == 1}", "map.k = 1"),
    ("${map['a b']}", "${map['a b']}"), ("${x % 2 == 0}", "modulo(x, 2) = 0"), ("${a * x mod 2}", "${a * x mod 2}"),
    ("${name.startsWith('a') && name.endsWith('z')}", 'starts with(name, "a") and ends with(name, "z")'),
    ("${x.contains('y')}", '(if x instance of list<Any> then list contains(x, "y") else contains(x, "y"))'),
    ("${name.toLowerCase() == x.toString()}", "lower case(name) = string(x)"), ("${execution.hasVariable('x')}", "(x != null)"),
    ("${vars:get('x') > 1}", "x > 1"), ("${variables:equals(x, 1)}", "(x = 1)"), ("${variables:equals(x)}", "${variables:equals(x)}"),
    ("${var:getOrDefault(x, 3) > 2}", "(if x = null then 3 else x) > 2"), ("${variables:odd(x)}", "${variables:odd(x)}"), ("${f(a, b)}", "${f(a, b)}"), ("${}", "${}"),
    ("${execution.getVariable('x') == 1}", "x = 1"), ("${!execution.getVariable(x)}", "${!execution.getVariable(x)}"),
    ("${a.b.equals('c') && list.size() > 2}", '(a.b = "c") and count(list) > 2'), ("${name.length() < 9}", "string length(name) < 9"),
    ("${list.isEmpty()}", '(list = null or list contains(["", [], {}], list))'), ("${'a:b'.equals(x) && y}", '("a:b" = x) and y'),
    ("${name.matches('a.*')}", 'matches(name, "^(" + "a.*" + ")$")'), ("${map.containsKey('k')}", 'list contains(get entries(map).key, "k")'),
    ("${map.get('k') == list.get(0)}", "map.k = list[1]"), ("${map.get(k)}", "${map.get(k)}"), ("${'a'.trim()}", "${'a'.trim()}"), ("${'a'.equals}", "${'a'.equals}"),
    ("${a.equals()}", "${a.equals()}"), ("${f('x')}", "${f('x')}"),
    ("${loopCounter == 0}", "(loopCounter - 1) = 0"), ("${now()}", "now()"), ("${dateTime()}", "now()"), ("${due < now()}", "due < now()"), ("${now().x()}", "${now().x()}"),
])
def test_expressions_of_values_comparisons_and_logic_are_put_into_feel(written, feel):
    assert as_feel(written) == feel


def test_fields_may_mix_words_and_expressions():
    assert as_field("PT${n}H") == '="PT" + string(n) + "H"'
    assert (as_field("kermit"), as_field("${who}"), as_field("${a()}")) == ("kermit", "=who", "=${a()}")


@pytest.mark.parametrize("prefix", SPACES)
def test_people_of_a_user_task(prefix):
    xml = drawn("start > a", a=f"@{prefix}:assignee=${{who}} @{prefix}:candidateGroups=sales,legal @{prefix}:priority=70 ")

    task = Played(xml, {"who": "lead"}).wait("a").task

    assert (task.assignee, task.candidate_groups, task.priority) == ("lead", ("sales", "legal"), 70)
    assert judged(xml) == set()


@pytest.mark.parametrize("field", ["assignee", "candidateGroups", "dueDate"])
def test_people_and_times_that_only_their_engine_can_find_are_refused(field):
    assert judged(drawn("start > a", a=f"@c:{field}=${{bean.find(execution)}} ")) == {("expression-syntax", "refusal")}


def test_a_script_that_is_one_expression_is_executed():
    xml = drawn("start > x:script > a", x="@scriptFormat=juel @c:resultVariable=sum <bpmn:script>${a + b}</bpmn:script>")

    assert Played(xml, {"a": 1, "b": 2}).variables["sum"] == 3
    assert judged(xml) == set()
    assert ("script-language", "refusal") in judged(xml.replace(b"${a + b}", b"${a.b()}"))


def test_a_script_in_feel_is_executed_wherever_it_stands():
    xml = drawn("start > x:script > a", x="@scriptFormat=feel @c:resultVariable=sum <bpmn:script>a + b</bpmn:script>")

    assert Played(xml, {"a": 1, "b": 2}).variables["sum"] == 3
    assert judged(xml) == set()


def test_resource_roles_name_people_too():
    said = ("<bpmn:{0}><bpmn:resourceAssignmentExpression><bpmn:formalExpression>{1}</bpmn:formalExpression>"
            "</bpmn:resourceAssignmentExpression></bpmn:{0}>")
    xml = drawn("start > a", a=said.format("humanPerformer", "kermit") + said.format(
        "potentialOwner", "user(fozzie), group(sales), legal"))

    task = Played(xml).wait("a").task

    assert (task.assignee, task.candidate_users, task.candidate_groups) == ("kermit", ("fozzie",), ("sales", "legal"))


@pytest.mark.parametrize("role", ["performer", "humanPerformer", "potentialOwner"])
def test_a_resource_is_a_group_of_people(role):
    said = f"<bpmn:{role}><bpmn:resourceRef>r</bpmn:resourceRef>{{}}</bpmn:{role}>"
    asks = '<bpmn:resourceParameterBinding parameterRef="x"><bpmn:formalExpression>north</bpmn:formalExpression></bpmn:resourceParameterBinding>'
    roots = '<bpmn:resource id="r" name="Team assistants"/>'

    task = Played(drawn("start > a", a="@c:candidateGroups=sales " + said.format(""), roots=roots)).wait("a").task

    assert task.candidate_groups == ("sales", "Team assistants")
    assert ("element-not-executed", "refusal") in judged(drawn("start > a", a=said.format(asks), roots=roots))


def test_conditions_and_times():
    xml = drawn("start > g:xor; g > a; g -default> b; late:boundary > c", late=at("a", timer("${pause}")))
    xml = xml.replace(b'targetRef="a"></bpmn:sequenceFlow>', b'targetRef="a"><bpmn:conditionExpression>'
                      b"${amount > 5}</bpmn:conditionExpression></bpmn:sequenceFlow>")

    assert Played(xml, {"amount": 3, "pause": "PT1H"}).open == ["b"]
    assert Played(xml, {"amount": 9, "pause": "PT1H"}).later(hours=1).open == ["c"]


def test_collections_of_a_multi_instance():
    xml = drawn("start > a", a="<bpmn:multiInstanceLoopCharacteristics f:collection=\"people\" f:elementVariable=\"who\">"
                "<bpmn:completionCondition>${nrOfCompletedInstances == 2}</bpmn:completionCondition>"
                "</bpmn:multiInstanceLoopCharacteristics>")
    case = Played(xml, {"people": ["x", "y", "z"]})

    assert case.complete("a").complete("a").outcome == "completed"


def test_mappings_of_a_call():
    called = diagram("start2 > inner", process="q").split(b"<bpmn:process", 1)[1].rsplit(b"</bpmn:definitions>", 1)[0]
    xml = drawn("start > k:call > after", k="@calledElement=q " + extended(
        '<c:in source="x" target="y"/>', '<c:in sourceExpression="${x + 1}" target="z"/>',
        '<c:out source="result" target="r"/>'))
    case = Played(xml.replace(b"</bpmn:definitions>", b"<bpmn:process" + called + b"</bpmn:definitions>"), {"x": 1, "w": 0})

    case.complete("inner", result=7, more=8)

    assert case.variables == {"x": 1, "w": 0, "r": 7}


CHILD = process_xml("start2 > inner", process="q")


@pytest.mark.parametrize(("written", "binding"), [
    ("@c:calledElementBinding=latest ", Binding()), ("@c:calledElementBinding=deployment ", None),
    ("@c:calledElementBinding=versionTag @c:calledElementVersionTag=v1 ", Binding("v1")),
    ("@f:sameDeployment=true ", None), ("@f:sameDeployment=false ", Binding()),
])
def test_a_call_may_be_bound(written, binding):
    xml = drawn("start > k:call > after", k=f"@calledElement=q {written}").replace(b"</bpmn:definitions>", f"{CHILD}</bpmn:definitions>".encode())

    assert judged(xml) == set()
    assert load({"d.bpmn": xml}, profile="lenient").spec("p").node("k").words.binding == binding


def test_a_decision_and_a_form_may_be_bound():
    xml = drawn("start > a > r:rule > b", r="@c:decisionRef=d @c:resultVariable=x @c:mapDecisionResult=singleEntry @c:decisionRefBinding=latest ",
                a="@c:formRef=f @c:formRefBinding=deployment ", b="@c:formRef=g @c:formRefBinding=latest ")
    nodes = load({"d.bpmn": xml}, profile="lenient").spec("p").node

    assert judged(xml) == set()
    assert nodes("r").words.binding == Binding()
    assert [(nodes(task).words.form_id, nodes(task).words.binding) for task in "ab"] == [("f", None), ("g", Binding())]


@pytest.mark.parametrize("version", ["@c:calledElementBinding=version @c:calledElementVersion=2 ", "@c:calledElementType=id ",
                                     "@c:calledElementBinding=versionTag @c:calledElementVersionTag=${tag} "])
def test_a_version_by_the_number_of_another_engine_is_refused(version):
    xml = drawn("start > k:call", k=f"@calledElement=q {version}").replace(b"</bpmn:definitions>", f"{CHILD}</bpmn:definitions>".encode())

    assert judged(xml) == {("attribute-not-executed", "refusal")}


def test_the_variables_of_the_caller_may_be_kept_from_a_call():
    xml = drawn("start > k:call", k="@calledElement=q @f:inheritVariables=false ").replace(b"</bpmn:definitions>", f"{CHILD}</bpmn:definitions>".encode())

    assert load({"d.bpmn": xml}, profile="lenient").spec("p").node("k").sees_caller is False


@pytest.mark.parametrize("lines", ['<c:out variables="all"/><c:out source="x" target="y"/>', '<c:in variables="all" local="true"/>'])
def test_what_passes_variables_in_a_way_of_its_own_is_refused(lines):
    xml = drawn("start > k:call", k="@calledElement=q " + extended(lines)).replace(b"</bpmn:definitions>", f"{CHILD}</bpmn:definitions>".encode())

    assert judged(xml) == {("extension-not-executed", "refusal")}


def test_a_business_key_is_told_and_no_variable():
    xml = drawn("start > k:call", k="@calledElement=q " + extended('<c:in businessKey="#{execution.processBusinessKey}"/>')).replace(
        b"</bpmn:definitions>", f"{CHILD}</bpmn:definitions>".encode())

    assert judged(xml) == {("foreign-extension", "warning")}
    assert load({"d.bpmn": xml}, profile="lenient").spec("p").node("k").sees_caller is True


def test_the_number_of_an_instance_counts_from_nought_as_they_count():
    xml = drawn("start > a", a='<bpmn:multiInstanceLoopCharacteristics f:elementIndexVariable="i"><bpmn:loopCardinality>2</bpmn:loopCardinality>'
                "<bpmn:completionCondition>${loopCounter == 1}</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>")

    assert [Played(xml).wait("a", number).task.input["i"] for number in (0, 1)] == [0, 1]
    assert Played(xml).complete("a", 1).outcome == "completed"


def test_a_class_or_topic_names_the_work_of_a_worker():
    xml = drawn("start > s:service > t:service > a", s="@c:type=external @c:topic=ship ", t="@f:class=org.Pay ")
    case = Played(xml)

    assert case.wait("s").job.type == "ship"
    assert case.work("s").wait("t").job.type == "org.Pay"


def test_parameters_of_an_activity():
    parameters = ('<c:inputOutput><c:inputParameter name="n">${x}</c:inputParameter>'
                  '<c:outputParameter name="out">${y}</c:outputParameter></c:inputOutput>')
    case = Played(drawn("start > a > b", a=extended(parameters)), {"x": 1})

    assert case.wait("a").task.input == {"n": 1}
    assert case.complete("a", y=2).variables == {"x": 1, "out": 2}


def test_parameters_may_be_lists_and_maps():
    lines = ('<c:list><c:value>a "b"</c:value><c:value>${x}</c:value></c:list>', '<c:map><c:entry key="k">v</c:entry><c:entry key="l"><c:list/></c:entry></c:map>',
             '<c:script scriptFormat="groovy">1</c:script>')
    given = [drawn("start > a", a=extended(f'<c:inputOutput><c:inputParameter name="n">{line}</c:inputParameter></c:inputOutput>')) for line in lines]

    assert [Played(xml, {"x": 1}).wait("a").task.input["n"] for xml in given[:2]] == [['a "b"', 1], {"k": "v", "l": []}]
    assert judged(given[2]) == {("extension-not-executed", "refusal")}


def test_a_signal_takes_its_values_along():
    said = event("signal", "s").replace("/>", '><bpmn:extensionElements><c:in source="x" target="y"/></bpmn:extensionElements>'
                                        "</bpmn:signalEventDefinition>")
    xml = drawn("start > w:catch > b; start > a > t:throw > c", t=said, w=event("signal", "s"), roots='<bpmn:signal id="s" name="s"/>')
    case = Played(xml, {"x": 1}).complete("a")

    assert (case.variables, [thrown.variables for thrown in case.thrown]) == ({"x": 1, "y": 1}, [{"y": 1}])
    assert judged(xml) == set()
    assert ("extension-not-executed", "refusal") in judged(xml.replace(b'source="x" target="y"', b'variables="all"'))


def test_a_form_that_another_program_shows_is_told_and_the_task_is_done_all_the_same():
    for form in ('formKey="camunda-forms:bpmn:f"', 'externalReference="crm"'):
        xml = diagram("start > a", a=extended(f"<zeebe:formDefinition {form}/>"))

        assert judged(xml) == {("form-elsewhere", "warning")}
        assert [(found.rule, found.severity) for found in check({"d.bpmn": xml})] == [("form-elsewhere", "refusal")]
        assert Played(xml).complete("a").outcome == "completed"


def test_an_end_may_terminate_the_case_or_all_instances():
    inside = "start2 > i > stop:end"
    kill = sub_process(inside, stop='<bpmn:terminateEventDefinition f:{0}="true"/>')
    both = "start > f:and; f > s:sub > after; f > b"

    assert Played(drawn(both, s=kill.replace("{0}", "terminateAll"))).complete("i").outcome == "terminated"
    many = kill.replace("{0}", "terminateMultiInstance") + (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>")
    assert Played(drawn(both, s=many)).complete("i").open == ["after", "b"]


def test_a_signal_may_stay_inside_its_case():
    xml = drawn("start > a > t:throw > b", t=event("signal", "s"),
                roots='<bpmn:signal id="s" name="s" f:scope="processInstance"/>')

    assert Played(xml).complete("a").thrown == []


def test_listeners_and_job_settings_are_told_and_do_no_harm():
    xml = drawn("start > a", a="@c:asyncBefore=true " + extended('<c:taskListener event="create" class="x"/>'))

    assert judged(xml) == {("foreign-extension", "warning")}
    assert Played(xml).open == ["a"]


def test_what_would_make_another_process_of_it_is_refused():
    assert judged(drawn("start > a", a="@f:skipExpression=${true} ")) == {("attribute-not-executed", "refusal")}
    assert judged(drawn("start > s:service", s="@f:class=x @f:triggerable=true ")) == {("attribute-not-executed", "refusal")}
    assert judged(drawn("start > s:service", s="@f:class=x @f:triggerable=false ")) == {("foreign-extension", "warning")}
    mapped = extended('<c:errorEventDefinition expression="${x}"/>')
    assert ("extension-not-executed", "refusal") in judged(drawn("start > s:service", s="@c:type=external @c:topic=t " + mapped))
    assert ("expression-syntax", "refusal") in judged(drawn("start > a", a="@name=x " + "").replace(
        b"</bpmn:userTask>", b"<bpmn:standardLoopCharacteristics><bpmn:loopCondition>${bean.ask()}</bpmn:loopCondition>"
        b"</bpmn:standardLoopCharacteristics></bpmn:userTask>"))


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_the_code_that_is_caught_may_be_kept_in_a_variable(kind):
    inside = sub_process("start2 > i > broke:end", broke=event(kind, "x"))
    caught = event(kind).replace("/>", f' c:{kind}CodeVariable="code"/>')
    xml = drawn("start > s:sub > end; b:boundary > mend", s=inside, b=at("s", caught),
                roots=f'<bpmn:{kind} id="x" {kind}Code="late"/>')
    case = Played(xml).complete("i")

    assert (case.open, case.variables) == (["mend"], {"code": "late"})
    assert judged(xml) == set()


def test_the_message_of_an_error_may_be_kept_in_a_variable():
    inside = sub_process("start2 > i:service > broke:end", i=job("do"), broke=event("error", "x"))
    caught = event("error").replace("/>", ' c:errorMessageVariable="why"/>')
    xml = drawn("start > s:sub > end; b:boundary > mend", s=inside, b=at("s", caught),
                roots='<bpmn:error id="x" errorCode="late" c:errorMessage="too late"/>')

    assert Played(xml).work("i").variables == {"why": "too late"}
    assert Played(xml).fail("i", "other", message="no paper").variables == {"why": "no paper"}
    assert Played(xml).fail("i", "other").variables == {"why": None}
    assert judged(xml) == set()


def test_data_objects_may_have_a_value_to_begin_with():
    amount = ('<bpmn:dataObject id="d" name="amount" itemSubjectRef="xsd:{0}"><bpmn:extensionElements><f:value>{1}</f:value>'
              "</bpmn:extensionElements></bpmn:dataObject>")
    inside = sub_process("start2 > i") + amount.format("string", "inner").replace('id="d"', 'id="d2"')
    xml = drawn("start > s:sub > g:xor; g -[amount > 5]> big; g -default> small", s=inside).replace(
        b"</bpmn:process>", amount.format("int", "7").encode() + b"</bpmn:process>")

    assert Played(xml).complete("i", amount="changed").open == ["big"]
    assert Played(xml, {"amount": 3}).complete("i").open == ["small"]


@pytest.mark.parametrize("asked", ["${empty found}", "${found.isEmpty()}", "${variables:isEmpty(found)}", "${!variables:isNotEmpty(found)}"])
@pytest.mark.parametrize(("found", "is_empty"), [
    ([], True), ([1], False), ("", True), ("x", False), ({}, True), ({"a": 1}, False), (None, True), (0, False), (False, False)])
def test_whatever_a_variable_holds_may_be_asked_whether_it_is_empty(asked, found, is_empty):
    xml = drawn("start > g:xor; g > a; g -default> b").replace(
        b'targetRef="a"></bpmn:sequenceFlow>',
        f'targetRef="a"><bpmn:conditionExpression>{asked}</bpmn:conditionExpression></bpmn:sequenceFlow>'.encode())

    assert Played(xml, {"found": found}).open == ["a" if is_empty else "b"]
