"""Decision models for tests, a few lines each."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from engine.decisions import Decisions, read

SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(body: str, *, space: str = SPACE, namespace: str = "urn:here") -> bytes:
    """A model around some elements."""
    return f'<definitions xmlns="{space}" name="m" namespace="{namespace}">{body}</definitions>'.encode()


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def decision(name: str, logic: str, *, needs: Sequence[str] = (), type_ref: str = "") -> str:
    """A decision; `needs` are requirements such as `requiredDecision#other`."""
    type_ = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    wanted = "".join(requirement(each) for each in needs)
    return (
        f"<decision id={quoteattr(name)} name={quoteattr(name)}>"
        f"<variable name={quoteattr(name)}{type_}/>{wanted}{logic}</decision>"
    )


def requirement(need: str) -> str:
    """A requirement of a decision or of knowledge."""
    kind, _, target = need.partition("#")
    holder = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
    return f'<{holder}><{kind} href="#{target}"/></{holder}>'


def table(
    *rules: tuple[str, ...],
    inputs: Sequence[str] = ("amount",),
    policy: str = "UNIQUE",
    aggregation: str = "",
    outputs: Sequence[str] = ("",),
    values: str = "",
    default: str = "",
) -> str:
    """A decision table; a rule is its input cells and then its output cells."""
    head = "".join(
        f'<input id="in{n}"><inputExpression id="e{n}"><text>{escape(each)}</text></inputExpression></input>'
        for n, each in enumerate(inputs)
    )
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    fallback = (
        f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    )
    head += "".join(f"<output name={quoteattr(each)}>{listed}{fallback}</output>" for each in outputs)
    rows = "".join(_rule(number, rule, len(inputs)) for number, rule in enumerate(rules, 1))
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table" hitPolicy="{policy}"{extra}>{head}{rows}</decisionTable>'


def _rule(number: int, cells: tuple[str, ...], width: int) -> str:
    entries = "".join(
        f"<{kind}><text>{escape(cell)}</text></{kind}>"
        for position, cell in enumerate(cells)
        for kind in ["inputEntry" if position < width else "outputEntry"]
    )
    return f'<rule id="rule{number}">{entries}</rule>'


def decisions(*elements: str) -> Decisions:
    """A model of these elements, read."""
    return read(model("".join(elements)), "model.dmn")
