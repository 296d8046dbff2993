"""Random diagrams for the torture: blocks within blocks, so that every one of them can come to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import escape

PACKAGE, EFFECT, FORM, MESSAGE = "torture", "torture.effect", "torture_note", "torture.called"
DEEPEST = 3
NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
)
_FORM = {"schemaVersion": 19, "type": "default", "id": FORM, "components": [
    {"type": "textfield", "id": "note_field", "key": "note", "label": "记录", "validate": {"required": True}}]}
_ROOTS = (f'<bpmn:message id="called" name="{MESSAGE}"><bpmn:extensionElements>'
          '<zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>')

Block = Callable[[int], tuple[str, str]]


@dataclass
class Model:
    """One process: its file, and the variables that a case of it begins with."""

    process: str
    xml: bytes
    picks: list[str]
    counters: list[str]

    def variables(self, key: str, random: Random) -> dict[str, object]:
        """How one case goes: which way at each split; each loop counts from nothing."""
        return {"key": key, **{name: random.randint(0, 1) for name in self.picks},
                **dict.fromkeys(self.counters, 0)}


def models(random: Random, people: list[str], count: int) -> list[Model]:
    """So many random processes; the same ones from the same seed."""
    return [_Drawing(random, people).model(f"torture_{number}") for number in range(count)]


def package(drawn: list[Model]) -> dict[str, bytes]:
    """The files of the package that holds these processes."""
    manifest = f'key = "{PACKAGE}"\nname = "耐久测试"\nname_en = "Torture"\nroot = "{drawn[0].process}"\n'
    return {"package.toml": manifest.encode(), f"forms/{FORM}.form": json.dumps(_FORM).encode(),
            **{f"bpmn/{model.process}.bpmn": model.xml for model in drawn}}


@dataclass
class _Drawing:
    random: Random
    people: list[str]
    drawn: list[str] = field(default_factory=list)
    picks: list[str] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)
    number: int = 0

    def model(self, process: str) -> Model:
        inside = self.scope(1)
        xml = (f'<bpmn:definitions {NAMESPACES} id="d_{process}" targetNamespace="urn:torture">{_ROOTS}'
               f'<bpmn:process id="{process}" name="{process}" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>')
        return Model(process, xml.encode(), self.picks, self.counters)

    def scope(self, depth: int) -> str:
        """A start, a sequence of blocks and an end, as the content of a process or sub-process."""
        outer, self.drawn = self.drawn, []
        last = self.node("startEvent")
        for _ in range(self.random.randint(2, 3)):
            first, after = self.block(depth)
            self.flow(last, first)
            last = after
        self.flow(last, self.node("endEvent"))
        inside, self.drawn = "".join(self.drawn), outer
        return inside

    def block(self, depth: int) -> tuple[str, str]:
        """Any block; deeper down only those that hold no others."""
        flat: list[Block] = [self.ask, self.ask, self.work, self.work, self.pause, self.message, self.several,
                             self.signed, self.late, self.raced, self.reminded]
        deep: list[Block] = [self.parallel, self.parallel, self.choice, self.loop, self.inside]
        chosen = self.random.choice(flat if depth > DEEPEST else flat + deep * 2)
        return chosen(depth + 1)

    # -- blocks without others inside

    def ask(self, _depth: int, more: str = "") -> tuple[str, str]:
        person = self.random.choice(self.people)
        task = self.node("userTask", self.asked(person) + more)
        return task, task

    def asked(self, person: str) -> str:
        return (f'<bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="{FORM}"/>'
                f'<zeebe:assignmentDefinition assignee="{person}"/></bpmn:extensionElements>')

    def work(self, _depth: int, **headers: str) -> tuple[str, str]:
        told = "".join(f'<zeebe:header key="{key}" value="{value}"/>' for key, value in headers.items())
        job = self.node("serviceTask", f'<bpmn:extensionElements><zeebe:taskDefinition type="{EFFECT}" retries="3"/>'
                                       f"<zeebe:taskHeaders>{told}</zeebe:taskHeaders></bpmn:extensionElements>")
        return job, job

    def pause(self, _depth: int) -> tuple[str, str]:
        event = self.node("intermediateCatchEvent", self.timer())
        return event, event

    def timer(self) -> str:
        return ("<bpmn:timerEventDefinition><bpmn:timeDuration>"
                f"PT{self.random.randint(1, 2)}S</bpmn:timeDuration></bpmn:timerEventDefinition>")

    def message(self, _depth: int) -> tuple[str, str]:
        event = self.node("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="called"/>')
        return event, event

    def several(self, depth: int) -> tuple[str, str]:
        way = self.random.choice(["true", "false"])
        return self.ask(depth, f'<bpmn:multiInstanceLoopCharacteristics isSequential="{way}"><bpmn:extensionElements>'
                               '<zeebe:loopCharacteristics inputCollection="=[1, 2, 3]"/></bpmn:extensionElements>'
                               "</bpmn:multiInstanceLoopCharacteristics>")

    def signed(self, depth: int) -> tuple[str, str]:
        """Two people must sign, in any order; what follows is sealed by a job."""
        split, join = self.node("parallelGateway"), self.node("parallelGateway")
        signs = [self.node("userTask", self.asked(person)) for person in self.random.sample(self.people, 2)]
        for sign in signs:
            self.flow(split, sign)
            self.flow(sign, join)
        seal, _ = self.work(depth, seals=" ".join(signs))
        self.flow(join, seal)
        return split, seal

    def late(self, depth: int) -> tuple[str, str]:
        """A task that its timer may take away."""
        task, _ = self.ask(depth)
        boundary = self.node("boundaryEvent", self.timer(), f'attachedToRef="{task}"')
        return task, self.merged(task, boundary)

    def reminded(self, depth: int) -> tuple[str, str]:
        """A task beside which a timer starts a job of its own."""
        task, _ = self.ask(depth)
        boundary = self.node("boundaryEvent", self.timer(), f'attachedToRef="{task}" cancelActivity="false"')
        job, _ = self.work(depth)
        self.flow(boundary, job)
        self.flow(job, self.node("endEvent"))
        return task, task

    def raced(self, depth: int) -> tuple[str, str]:
        """A message or a timer, whichever comes first."""
        gate = self.node("eventBasedGateway")
        message, timer = self.message(depth)[0], self.pause(depth)[0]
        self.flow(gate, message)
        self.flow(gate, timer)
        return gate, self.merged(message, timer)

    # -- blocks with others inside

    def parallel(self, depth: int) -> tuple[str, str]:
        split, join = self.node("parallelGateway"), self.node("parallelGateway")
        for _ in range(self.random.randint(2, 3)):
            first, last = self.block(depth)
            self.flow(split, first)
            self.flow(last, join)
        return split, join

    def choice(self, depth: int) -> tuple[str, str]:
        pick = f"pick_{len(self.picks)}"
        self.picks.append(pick)
        (one, one_end), (other, other_end) = self.block(depth), self.block(depth)
        gate = self.gate(other)
        self.flow(gate, one, f"={pick} = 1")
        self.flow(gate, other)
        return gate, self.merged(one_end, other_end)

    def loop(self, depth: int) -> tuple[str, str]:
        """Twice round; a job counts the rounds."""
        counter = f"round_{len(self.counters)}"
        self.counters.append(counter)
        (first, last), after = self.block(depth), self.node("manualTask")
        again, (count, _), gate = self.node("exclusiveGateway"), self.work(depth, counts=counter), self.gate(after)
        self.flow(again, first)
        self.flow(last, count)
        self.flow(count, gate)
        self.flow(gate, again, f"={counter} < 2")
        self.flow(gate, after)
        return again, after

    def inside(self, depth: int) -> tuple[str, str]:
        node = self.node("subProcess", self.scope(depth))
        return node, node

    # -- drawing

    def merged(self, *sources: str) -> str:
        merge = self.node("exclusiveGateway")
        for source in sources:
            self.flow(source, merge)
        return merge

    def gate(self, default: str) -> str:
        """An exclusive gateway whose default flow, still to be drawn, leads there."""
        name = f"n{self.number + 1}"
        return self.node("exclusiveGateway", "", f'default="{name}_{default}"')

    def node(self, kind: str, inside: str = "", attributes: str = "") -> str:
        self.number += 1
        name = f"n{self.number}"
        self.drawn.append(f'<bpmn:{kind} id="{name}" name="{kind} {self.number}" {attributes}>{inside}</bpmn:{kind}>')
        return name

    def flow(self, source: str, target: str, condition: str = "") -> None:
        said = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
        self.drawn.append(f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{said}'
                          "</bpmn:sequenceFlow>")
