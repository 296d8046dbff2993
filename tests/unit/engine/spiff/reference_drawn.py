"""The models of the reference interpreter, drawn as BPMN for the engine."""

from __future__ import annotations

from itertools import pairwise

from tests.support.diagrams import definitions
from tests.unit.engine.spiff.reference import Block


def drawn(model: Block) -> bytes:
    signals = "".join(f'<bpmn:signal id="s_{block.id}" name="s_{block.id}"/>'
                      for block in model.all() if block.kind in {"watched", "heard"})
    messages = "".join(f'<bpmn:message id="m_{block.id}" name="m_{block.id}"/>'
                       for block in model.all() if block.kind == "lettered")
    called = "".join(f'<bpmn:process id="p_{block.id}" isExecutable="true">{_scope(block.inner[0], block.id)}</bpmn:process>'
                     for block in model.all() if block.kind == "call")
    process = f'<bpmn:process id="p" isExecutable="true">{_scope(model, "p")}</bpmn:process>'
    return definitions(process + called, signals + messages)


def _scope(body: Block, prefix: str) -> str:
    out: list[str] = []
    first, last = _draw(body, out)
    out += [f'<bpmn:startEvent id="{prefix}_start"/><bpmn:endEvent id="{prefix}_end"/>',
            _flow(f"{prefix}_start", first), _flow(last, f"{prefix}_end")]
    return "".join(out)


def _draw(block: Block, out: list[str]) -> tuple[str, str]:
    """Draw a block; the answer is its first and its last node."""
    i = block.id
    many = (f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>{block.count}</bpmn:loopCardinality>"
            "</bpmn:multiInstanceLoopCharacteristics>") if block.count else ""
    match block.kind:
        case "task":
            out.append(f'<bpmn:userTask id="{i}">{many}</bpmn:userTask>')
            return i, i
        case "sub":   # every other one a transaction, which is a sub-process while nobody cancels it
            tag = "transaction" if block.salt % 2 else "subProcess"
            out.append(f'<bpmn:{tag} id="{i}">{many}{_scope(block.inner[0], i)}</bpmn:{tag}>')
            return i, i
        case "heard":
            out.append(f'<bpmn:subProcess id="{i}">{_scope(block.inner[0], i)}{_event_sub_process(block)}</bpmn:subProcess>')
            return i, i
        case "seq":
            ends = [_draw(child, out) for child in block.inner]
            out.extend(_flow(a[1], b[0]) for a, b in pairwise(ends))
            return ends[0][0], ends[-1][1]
        case "loop":
            first, last = _draw(block.inner[0], out)
            out += [f'<bpmn:exclusiveGateway id="{i}_m"/><bpmn:exclusiveGateway id="{i}_x" default="{i}_again"/>',
                    f'<bpmn:task id="{i}_e"/>',
                    _flow(f"{i}_m", first), _flow(last, f"{i}_x"), _flow(f"{i}_x", f"{i}_m", name=f"{i}_again"),
                    _flow(f"{i}_x", f"{i}_e", f"leave or {_chosen(block, 2)} = 0")]
            return f"{i}_m", f"{i}_e"
        case "call":
            out.append(f'<bpmn:callActivity id="{i}" calledElement="p_{i}"/>')
            return i, i
        case "watched" | "timed" | "lettered":
            first, last = _draw(block.inner[0], out)
            about = {"watched": f'<bpmn:signalEventDefinition signalRef="s_{i}"/>',
                     "lettered": f'<bpmn:messageEventDefinition messageRef="m_{i}"/>',
                     "timed": "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration>"
                              "</bpmn:timerEventDefinition>"}[block.kind]
            out += [f'<bpmn:userTask id="{i}"/><bpmn:boundaryEvent id="{i}_b" attachedToRef="{i}">'
                    f"{about}</bpmn:boundaryEvent>",
                    f'<bpmn:exclusiveGateway id="{i}_x"/>',
                    _flow(i, f"{i}_x"), _flow(f"{i}_b", first), _flow(last, f"{i}_x")]
            return i, f"{i}_x"
    return _draw_gateway(block, out)


def _event_sub_process(block: Block) -> str:
    handler = block.inner[1].id
    start = f'<bpmn:startEvent id="{handler}_start"'
    inside = _scope(block.inner[1].inner[0], handler).replace(
        f"{start}/>", f'{start}><bpmn:signalEventDefinition signalRef="s_{block.id}"/></bpmn:startEvent>')
    return f'<bpmn:subProcess id="{handler}" triggeredByEvent="true">{inside}</bpmn:subProcess>'


def _draw_gateway(block: Block, out: list[str]) -> tuple[str, str]:
    i, options = block.id, len(block.inner)
    tag = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}[block.kind]
    out.append(f'<bpmn:{tag} id="{i}_s"/><bpmn:{tag} id="{i}_j"/>')
    for number, child in enumerate(block.inner):
        first, last = _draw(child, out)
        said = {"xor": f"{_chosen(block, options)} = {number}",
                "or": f"modulo(floor((1 + {_chosen(block, 2**options - 1)}) / {2**number}), 2) = 1"}
        out += [_flow(f"{i}_s", first, said.get(block.kind, "")), _flow(last, f"{i}_j")]
    return f"{i}_s", f"{i}_j"


def _chosen(block: Block, options: int) -> str:
    return f"modulo(salt * 5 + {block.salt}, {options})"


def _flow(source: str, target: str, condition: str = "", *, name: str = "") -> str:
    said = f"<bpmn:conditionExpression>={condition}</bpmn:conditionExpression>" if condition else ""
    return (f'<bpmn:sequenceFlow id="{name or f"{source}-{target}"}" sourceRef="{source}" '
            f'targetRef="{target}">{said}</bpmn:sequenceFlow>')
