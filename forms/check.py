"""Checking a definition before it is deployed: everything that would surprise someone later is named now."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from forms import templates
from forms.components import KINDS
from forms.definition import Component, Definition, level
from forms.errors import Finding
from forms.money import DIGITS
from forms.tools import Pattern
from forms.values import to_number

KEY = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
OURS = ("initial", "requiredWhen", "objections", "view", "role", "multiple", "currency", "currencies", "minRows",
        "maxRows", "maxSizeMb", "maxCount", "lines", "autocomplete", "askAnew")
RESERVED = {"csrf_token", "this", "parent", "i"}
TEXTS = ("label", "dateLabel", "timeLabel", "description", "text", "content", "source", "alt", "url")
FEEL_ONLY = ("valuesExpression", "columnsExpression", "expression")
FEEL_MAYBE = (*TEXTS, "readonly", "disabled", "accept", "multiple", "dataSource")
ONE_OF = {"subtype": {"date", "time", "datetime"}, "action": {"submit", "reset"},
          "timeSerializingFormat": {"utc_offset", "utc_normalized", "no_timezone"},
          "verticalAlignment": {"start", "center", "end"}}
VALIDATION_TYPES = {"email", "phone", "custom", "", None}


@dataclass
class _Check:
    """One check of one definition, with what was handed in."""

    definition: Definition
    compile_expression: Callable[[str], Any] | None
    matcher: Callable[[str], Pattern]
    failures: tuple[type[Exception], ...]
    findings: list[Finding] = field(default_factory=list)

    def find(self, rule: str, component: Component, severity: Literal["refusal", "warning"] = "refusal",
             **facts: Any) -> None:
        self.findings.append(
            Finding(rule, self.definition.file, component.name, facts, severity))

    def expression(self, component: Component, where: str, text: Any) -> None:
        """An expression must compile; the sign = in front is only a sign."""
        if not isinstance(text, str):
            self.find("property-type", component, property=where, wanted="expression")
            return
        stripped = text.strip().lstrip("=").strip()
        if not stripped or self.compile_expression is None:
            return
        try:
            self.compile_expression(stripped)
        except self.failures as error:
            self.find("expression-invalid", component, property=where, text=text, why=str(error))

    def template(self, component: Component, where: str, text: str) -> None:
        """The marks of a template must match, and each expression in it must compile."""
        try:
            found = templates.expressions(text)
        except templates.TemplateBroken as error:
            self.find("template-invalid", component, property=where, why=str(error))
            return
        for each in found:
            self.expression(component, where, each)


def check(definition: Definition, *, compile_expression: Callable[[str], Any] | None = None,
          matcher: Callable[[str], Pattern] = re.compile,
          failures: tuple[type[Exception], ...] = (Exception,)) -> list[Finding]:
    """Everything an author must mend before this form may be deployed."""
    work = _Check(definition, compile_expression, matcher, failures)
    for component in definition.walk():
        for rule in RULES:
            rule(work, component)
    _duplicates(work, definition.components)
    _cycles(work, definition.components)
    return work.findings


def _known(work: _Check, component: Component) -> None:
    if component.kind.name == "unknown":
        close = get_close_matches(component.type, KINDS, 1)
        work.find("component-unknown", component, type=component.type, meant=close[0] if close else "")
        return
    for name in sorted(set(component.given) - component.kind.allowed):
        work.find("property-unknown", component, type=component.type, property=name)
    for name in sorted(set(component.part("validate")) - component.kind.validate):
        work.find("property-unknown", component, type=component.type, property=f"validate.{name}")
    for name in sorted(set(component.part("properties")) - set(OURS)):
        close = get_close_matches(name, OURS, 1, cutoff=0.85)
        if close:
            work.find("property-misspelt", component, "warning", property=name, meant=close[0])


def _shape(work: _Check, component: Component) -> None:
    for name in ("validate", "layout", "conditional", "appearance", "properties"):
        if component.given.get(name) is not None and not isinstance(component.given[name], Mapping):
            work.find("property-type", component, property=name, wanted="object")
    for name, allowed in ONE_OF.items():
        given = component.given.get(name)
        if given is not None and given not in allowed:
            work.find("property-value", component, property=name, given=str(given)[:80],
                      allowed=sorted(allowed))
    if component.part("validate").get("validationType") not in VALIDATION_TYPES:
        work.find("property-value", component, property="validate.validationType",
                  given=str(component.part("validate")["validationType"])[:80],
                  allowed=["custom", "email", "phone"])
    columns = component.part("layout").get("columns")
    if columns is not None and (not isinstance(columns, int) or not 1 <= columns <= 16):
        work.find("property-value", component, property="layout.columns", given=str(columns)[:80],
                  allowed=["1 to 16"])


def _key(work: _Check, component: Component) -> None:
    if component.kind.role not in ("field", "rows", "computed"):
        if component.kind.role == "container" and component.given.get("path"):
            _key_text(work, component, "path", component.given["path"])
        return
    name = "path" if component.kind.role == "rows" and "path" in component.given else "key"
    if not component.given.get(name):
        work.find("key-missing", component, property=name, type=component.type)
    else:
        _key_text(work, component, name, component.given[name])


def _key_text(work: _Check, component: Component, name: str, key: Any) -> None:
    if not isinstance(key, str) or not KEY.fullmatch(key) or len(key) > 80 or key in RESERVED:
        work.find("key-invalid", component, property=name, key=str(key)[:80])


def _expressions(work: _Check, component: Component) -> None:
    if component.hide:
        work.expression(component, "conditional.hide", component.part("conditional")["hide"])
    for name in FEEL_ONLY:
        if component.given.get(name) is not None:
            work.expression(component, name, component.given[name])
    for name in ("initial", "requiredWhen"):
        if component.own(name):
            work.expression(component, f"properties.{name}", component.own(name))
    _objections(work, component)


def _objections(work: _Check, component: Component) -> None:
    """Each says in FEEL when it stands, and in words what is wrong then."""
    given = component.own("objections")
    if given is None:
        return
    if not isinstance(given, list) or not all(
            isinstance(each, Mapping) and each.get("when") and isinstance(each.get("say"), str) for each in given):
        work.find("property-type", component, property="properties.objections", wanted="list of when and say")
        return
    for each in given:
        work.expression(component, "properties.objections", each["when"])
        _text(work, component, "properties.objections", each["say"])


def _texts(work: _Check, component: Component) -> None:
    given = {name: component.given.get(name) for name in FEEL_MAYBE}
    for part in ("validate", "appearance"):
        given |= {f"{part}.{name}": each for name, each in component.part(part).items()
                  if name != "pattern"}
    for where, each in given.items():
        _text(work, component, where, each)


def _text(work: _Check, component: Component, where: str, given: Any) -> None:
    if isinstance(given, str) and given.startswith("="):
        work.expression(component, where, given)
    elif isinstance(given, str) and "{{" in given:
        work.template(component, where, given)


def _bounds(work: _Check, component: Component) -> None:
    validate = component.part("validate")
    for name in ("min", "max", "minLength", "maxLength"):
        given = validate.get(name)
        is_expression = isinstance(given, str) and given.startswith("=")
        if given is not None and not is_expression and to_number(given) is None:
            work.find("property-type", component, property=f"validate.{name}", wanted="number")
    for low, high in (("min", "max"), ("minLength", "maxLength")):
        least, most = to_number(validate.get(low)), to_number(validate.get(high))
        if least is not None and most is not None and least > most:
            work.find("bounds-crossed", component, min=str(least), max=str(most))
    pattern = validate.get("pattern")
    if pattern:
        try:
            work.matcher(str(pattern))
        except work.failures as error:
            work.find("pattern-invalid", component, pattern=str(pattern)[:200], why=str(error))


def _options(work: _Check, component: Component) -> None:
    if component.kind.name not in ("radio", "select", "checklist", "taglist"):
        return
    sources = [name for name in ("values", "valuesKey", "valuesExpression")
               if component.given.get(name) is not None]
    if not sources:
        work.find("options-missing", component, type=component.type)
    values = component.given.get("values")
    if values is None:
        return
    if not isinstance(values, list) or not all(
            isinstance(each, Mapping) and "value" in each for each in values):
        work.find("property-type", component, property="values", wanted="list of label and value")
        return
    counted = Counter(str(each["value"]) for each in values)
    for value in [each for each, count in counted.items() if count > 1]:
        work.find("option-duplicate", component, "warning", value=value)


def _money(work: _Check, component: Component) -> None:
    if component.kind.name != "money":
        return
    several = component.own("currencies") or []
    several = several.replace(",", " ").split() if isinstance(several, str) else several
    for currency in [component.own("currency"), *several]:
        if currency is not None and currency not in DIGITS:
            work.find("currency-unknown", component, currency=str(currency), known=sorted(DIGITS))


RULES = (_known, _shape, _key, _expressions, _texts, _bounds, _options, _money)


def _duplicates(work: _Check, components: Sequence[Component]) -> None:
    """Two components with one key would overwrite each other's answers."""
    seen: dict[str, Component] = {}
    for component in level(components):
        if component.is_answered:
            if component.path in seen:
                work.find("key-duplicate", component, key=component.path,
                          other=seen[component.path].name)
            seen.setdefault(component.path, component)
        if component.kind.role == "rows":
            _duplicates(work, component.children)
    for path, component in seen.items():
        over = next((each for each in seen if path.startswith(f"{each}.")), None)
        if over:
            work.find("key-duplicate", component, key=path, other=seen[over].name)


def _cycles(work: _Check, components: Sequence[Component]) -> None:
    """Computed fields that need each other's value never come to rest."""
    computed = {each.path: each for each in level(components)
                if each.kind.role == "computed" and each.path}
    needs = {path: _names(work, each) & set(computed) for path, each in computed.items()}
    for path in computed:
        if path in _reached(path, needs):
            work.find("expression-cycle", computed[path], key=path,
                      needs=sorted(needs[path]))
    for component in level(components):
        if component.kind.role == "rows":
            _cycles(work, component.children)


def _reached(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting.extend(needs.get(path, ()))
    return reached


def _names(work: _Check, component: Component) -> set[str]:
    text = str(component.given.get("expression") or "").lstrip("= \n")
    if work.compile_expression is not None:
        try:
            return set(getattr(work.compile_expression(text), "names", ()))
        except work.failures:
            return set()
    return set(re.findall(r"[^\W\d]\w*", text))
