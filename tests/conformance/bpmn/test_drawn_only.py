"""Carried without execution: what says something to people only. Pools and lanes, data, notes, pictures, colours."""

from engine.spiff import check
from tests.support.diagrams import Played, definitions, diagram, extended, process_xml, scope, zeebe

COLLABORATION = definitions(
    '<bpmn:collaboration id="c"><bpmn:participant id="us" name="We" processRef="p"/>'
    '<bpmn:participant id="them" name="They" processRef="q"/>'
    '<bpmn:messageFlow id="m" sourceRef="a" targetRef="them"/></bpmn:collaboration>'
    '<bpmn:process id="p" isExecutable="true"><bpmn:laneSet id="l"><bpmn:lane id="sales" name="Sales">'
    "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>" + scope("start > a > end") + "</bpmn:process>"
    '<bpmn:process id="q" isExecutable="false"><bpmn:task id="x"/></bpmn:process>'
    '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="di">'
    '<bpmndi:BPMNPlane bpmnElement="c"/></bpmndi:BPMNDiagram>'
)


def test_pools_lanes_and_message_flows_are_drawn_and_the_executable_process_runs():
    assert check({"a.bpmn": COLLABORATION}) == []
    assert Played(COLLABORATION).complete("a").outcome == "completed"


def test_several_executable_processes_may_share_a_file():
    xml = definitions(process_xml("start > a") + process_xml("startq > b", process="q"))

    assert Played(xml).open == ["a"]
    assert Played(xml, process="q").open == ["b"]


def test_notes_groups_documentation_properties_and_version_tags_change_nothing():
    xml = diagram("start > a > end", a=(
        "<bpmn:documentation>Why</bpmn:documentation>" + extended(
            zeebe("properties", zeebe("property", name="category", value="x")), zeebe("versionTag", value="v1")))
    ).replace(b"</bpmn:process>", (
        b'<bpmn:textAnnotation id="t"><bpmn:text>note</bpmn:text></bpmn:textAnnotation>'
        b'<bpmn:association id="as" sourceRef="a" targetRef="t"/><bpmn:group id="g"/></bpmn:process>'))

    assert check({"a.bpmn": xml}) == []
    assert Played(xml).open == ["a"]


def test_data_objects_and_their_associations_are_drawn_the_variables_are_those_of_the_process():
    xml = diagram("start > a > end", a=(
        '<bpmn:property id="pl" name="__targetRef_placeholder"/><bpmn:dataInputAssociation id="di">'
        "<bpmn:sourceRef>ref</bpmn:sourceRef><bpmn:targetRef>pl</bpmn:targetRef></bpmn:dataInputAssociation>")
    ).replace(b"</bpmn:process>",
              b'<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="ref" dataObjectRef="o"/></bpmn:process>')

    assert check({"a.bpmn": xml}) == []
    assert Played(xml).complete("a", seen=1).variables == {"seen": 1}


def test_data_stores_resources_and_interfaces_are_drawn_and_may_have_no_ids():
    xml = diagram("start > a > end", roots=(
        '<bpmn:dataStore name="archive"/><bpmn:resource name="r"/><bpmn:error/>'
        '<bpmn:interface name="i"><bpmn:operation name="o"><bpmn:inMessageRef>m</bpmn:inMessageRef>'
        '</bpmn:operation></bpmn:interface><bpmn:message id="m"/>'))

    assert check({"a.bpmn": xml}) == []
    assert Played(xml).open == ["a"]


def test_every_node_and_flow_may_have_a_category_and_say_how_it_is_watched():
    noted = "<bpmn:auditing/><bpmn:monitoring/><bpmn:categoryValueRef>urgent</bpmn:categoryValueRef>"
    xml = diagram("start > split:xor; split -[true]> a > end; split -default> b > end2",
                  roots='<bpmn:category id="c"><bpmn:categoryValue id="urgent" value="urgent"/></bpmn:category>',
                  start=noted, split=noted, a=noted, end=noted).replace(
        b'targetRef="split">', f'targetRef="split">{noted}'.encode())

    assert check({"a.bpmn": xml}) == []
    assert Played(xml).open == ["a"]


def test_the_type_of_a_condition_and_the_operation_of_a_message_are_drawn():
    xml = diagram("start > ask:catch > split:xor; split -[true]> a > end; split -default> b > end2", roots=(
        '<bpmn:itemDefinition id="truth" structureRef="Boolean"/><bpmn:message id="m" name="asked"/>'
        '<bpmn:interface id="i" name="i"><bpmn:operation id="op" name="ask"><bpmn:inMessageRef>m</bpmn:inMessageRef>'
        "</bpmn:operation></bpmn:interface>"), ask=(
        '<bpmn:messageEventDefinition messageRef="m"><bpmn:operationRef>op</bpmn:operationRef></bpmn:messageEventDefinition>')
    ).replace(b"<bpmn:conditionExpression>", b'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" evaluatesToTypeRef="truth">')

    assert check({"a.bpmn": xml}) == []
    assert Played(xml).receive("asked").open == ["a"]


def test_an_extension_may_be_declared_unless_it_must_be_understood():
    def judged(must):
        return [found.rule for found in check({"a.bpmn": diagram("start > a", roots=f'<bpmn:extension definition="x" mustUnderstand="{must}"/>')})]

    assert (judged("false"), judged("true")) == ([], ["extension-must-be-understood"])
