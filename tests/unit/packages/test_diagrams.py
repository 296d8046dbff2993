"""The diagrams of every package read left to right, fit a screen and hide nothing."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[3] / "processes"
DIAGRAMS = sorted(ROOT.glob("*/bpmn/*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
DRAWN = {"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "userTask",
         "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess", "exclusiveGateway",
         "parallelGateway"}
SCREEN = (1400, 700)

each_diagram = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


@each_diagram
def test_every_element_and_flow_is_drawn(path):
    tree = etree.parse(str(path))

    wanted = {node.get("id") for node in tree.iter() if kind(node) in DRAWN | {"sequenceFlow"}}
    drawn = {node.get("bpmnElement") for node in tree.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")}

    assert wanted == drawn


@each_diagram
def test_a_diagram_fits_one_screen(path):
    boxes = [box(shape) for shape in etree.parse(str(path)).iter(f"{DI}BPMNShape")]

    width = max(x + w for x, _, w, _ in boxes) - min(x for x, *_ in boxes)
    height = max(y + h for _, y, _, h in boxes) - min(y for _, y, *_ in boxes)

    assert (width, height) <= SCREEN
    assert height <= SCREEN[1]


@each_diagram
def test_no_shape_covers_another(path):
    tree = etree.parse(str(path))
    free = {node.get("id") for node in tree.iter() if kind(node) in DRAWN - {"boundaryEvent", "subProcess"}}
    boxes = [(shape.get("bpmnElement"), box(shape)) for shape in tree.iter(f"{DI}BPMNShape")
             if shape.get("bpmnElement") in free]

    covered = [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if overlap(a, b)]

    assert covered == []


@each_diagram
def test_every_line_is_straight_and_touches_both_ends(path):
    tree = etree.parse(str(path))
    boxes = {shape.get("bpmnElement"): box(shape) for shape in tree.iter(f"{DI}BPMNShape")}
    ends = {flow.get("id"): (flow.get("sourceRef"), flow.get("targetRef"))
            for flow in tree.iter(f"{BPMN}sequenceFlow")}

    for edge in tree.iter(f"{DI}BPMNEdge"):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(WAYPOINT)]
        source, target = ends[edge.get("bpmnElement")]

        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), edge.get("bpmnElement")
        assert on_border(points[0], boxes[source]), f"{edge.get('bpmnElement')} does not leave {source}"
        assert on_border(points[-1], boxes[target]), f"{edge.get('bpmnElement')} does not reach {target}"


@each_diagram
def test_what_a_reader_must_know_has_a_name(path):
    tree = etree.parse(str(path))
    splits = {flow.get("sourceRef") for flow in tree.iter(f"{BPMN}sequenceFlow")
              if flow.find(f"{BPMN}conditionExpression") is not None}

    nameless = [node.get("id") for node in tree.iter() if not node.get("name")
                and (kind(node) in DRAWN - {"exclusiveGateway", "parallelGateway"} or node.get("id") in splits)]

    assert nameless == []


@each_diagram
def test_every_way_out_of_a_question_says_its_answer(path):
    tree = etree.parse(str(path))
    leaving = {gateway.get("id"): [flow for flow in tree.iter(f"{BPMN}sequenceFlow")
                                   if flow.get("sourceRef") == gateway.get("id")]
               for gateway in tree.iter(f"{BPMN}exclusiveGateway")}

    for flows in leaving.values():
        if len(flows) > 1:
            assert all(flow.get("name") for flow in flows)


def kind(node):
    return node.tag.removeprefix(BPMN) if isinstance(node.tag, str) else ""


def box(shape):
    bounds = shape.find(BOUNDS)
    return tuple(float(bounds.get(name)) for name in ("x", "y", "width", "height"))


def overlap(a, b):
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def on_border(point, around):
    (x, y), (left, top, width, height) = point, around
    inside = left <= x <= left + width and top <= y <= top + height
    return inside and (x in (left, left + width) or y in (top, top + height))
