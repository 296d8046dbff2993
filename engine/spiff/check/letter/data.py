"""Data that is drawn: associations, sets and types. Not executed, so a contradiction would go unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model, Nodes, parent
from engine.spiff.elements import SUB_PROCESSES
from engine.spiff.source import bare, bpmn, is_true, local_name

TYPED = ("dataInput", "dataOutput", "dataObject", "property", "dataStore")
SETS = {"inputSet": ("dataInput", "dataInputRefs"), "outputSet": ("dataOutput", "dataOutputRefs")}
HOLDERS = frozenset({
    "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "property", "dataInput", "dataOutput",
})
OPTIONS = {"inputSet": ("optionalInputRefs", "whileExecutingInputRefs"),
           "outputSet": ("optionalOutputRefs", "whileExecutingOutputRefs")}
MIRRORS = {"inputSet": "outputSetRefs", "outputSet": "inputSetRefs"}
MOST_DATA = {("sendTask", "dataInput"): 1, ("sendTask", "dataOutput"): 0,
             ("receiveTask", "dataOutput"): 1, ("receiveTask", "dataInput"): 0,
             ("serviceTask", "dataInput"): 1, ("serviceTask", "dataOutput"): 1}
MOST_SETS = {("sendTask", "inputSet"), ("receiveTask", "outputSet"),
             ("serviceTask", "inputSet"), ("serviceTask", "outputSet")}
"""Tasks that have one such set at most."""


def data_rules(model: Model) -> Iterator[Finding]:
    """What the letter says about data."""
    for kind in ("dataInputAssociation", "dataOutputAssociation"):
        for association in model.every(kind):
            yield from _association(model, association, reads=kind == "dataInputAssociation")
    for specification in model.every("ioSpecification"):
        yield from _sets(model, specification)
    for one in model.every(*SETS):
        yield from _set(model, one)
    for node in model.every(*TYPED):
        yield from _collection(model, node)
    yield from _objects(model)
    for node in model.elements:
        kinds = [local_name(child) for child in node]
        if "resourceRef" in kinds and "resourceAssignmentExpression" in kinds:
            yield broken("resource-said-twice", model.file, node)


def _association(model: Model, association: etree._Element, *, reads: bool) -> Iterator[Finding]:
    """Clause 10.4.1: an association joins data around an element with the data of that very element."""
    owner = parent(association)
    sources, targets = (association.findall(bpmn(end)) for end in ("sourceRef", "targetRef"))
    own = {one.get("id") for one in _own(owner, "dataInput" if reads else "dataOutput")}
    near, far = (targets, sources) if reads else (sources, targets)
    for reference in near:
        if bare(reference.text) not in own:
            yield broken("data-association-foreign", model.file, owner, reference=bare(reference.text))
    for reference in far:
        yield from _far_end(model, owner, bare(reference.text), reads=reads)
    if len(sources) > 1 and association.find(bpmn("transformation")) is None:
        yield broken("data-sources-untransformed", model.file, owner)
    if len(sources) == 1 and not _computes(association):
        source, target = (model.find(ends[0].text) if ends else None for ends in (sources, targets))
        if _differ(model, source, target):
            yield broken("data-types-differ", model.file, owner)


def _far_end(model: Model, owner: etree._Element, reference: str, *, reads: bool) -> Iterator[Finding]:
    found = model.find(reference)
    if found is None:
        yield broken("reference-dangling", model.file, owner, found="sourceRef" if reads else "targetRef",
                     reference=reference)
        return
    kind, around = local_name(found), [owner, *owner.iterancestors()]
    holder = parent(found)
    holder = parent(holder) if local_name(holder) == "ioSpecification" else holder
    if kind not in HOLDERS or (kind != "dataStore" and holder not in around):
        yield broken("data-association-foreign", model.file, owner, reference=reference)
    elif (kind == "dataOutput") if reads else (kind == "dataInput"):
        yield broken("data-direction", model.file, owner, reference=reference, kind=kind)


def _own(owner: etree._Element, kind: str) -> Nodes:
    """The data inputs or outputs, and the properties, of an element itself."""
    holders = [owner, *owner.findall(bpmn("ioSpecification"))]
    return [one for holder in holders for one in [*holder.findall(bpmn(kind)),
                                                  *holder.findall(bpmn("property"))]]


def _computes(association: etree._Element) -> bool:
    return any(association.find(bpmn(name)) is not None for name in ("transformation", "assignment"))


def _differ(model: Model, one: etree._Element | None, other: etree._Element | None) -> bool:
    first, second = _structure(model, one), _structure(model, other)
    return bool(first and second and first != second)


def _structure(model: Model, node: etree._Element | None) -> str | None:
    if node is None:
        return None
    for pointer in ("dataObjectRef", "dataStoreRef"):
        node = model.find(node.get(pointer)) if node is not None and node.get(pointer) else node
    item = model.find(node.get("itemSubjectRef")) if node is not None else None
    return item.get("structureRef") if item is not None else None


def _sets(model: Model, specification: etree._Element) -> Iterator[Finding]:
    """Clause 10.4.1: every data input and output is named in a set, and sets name nothing else."""
    owner = parent(specification)
    if local_name(owner) in SUB_PROCESSES and owner.find(bpmn("multiInstanceLoopCharacteristics")) is None:
        yield broken("data-at-sub-process", model.file, owner, found=local_name(owner))
    for kind, (data, referring) in SETS.items():
        held = {one.get("id") for one in specification.findall(bpmn(data))}
        sets = specification.findall(bpmn(kind))
        named = {bare(child.text) for one in sets for child in one.findall(bpmn(referring))}
        if sets and held - named:
            yield broken("data-in-no-set", model.file, owner, found=", ".join(sorted(map(str, held - named))))
        if named - held:
            yield broken("data-set-foreign", model.file, owner, found=", ".join(sorted(named - held)))
        if (local_name(owner), kind) in MOST_SETS and len(sets) > 1:
            yield broken("task-data-too-many", model.file, owner, found=kind, most=1)
        most = MOST_DATA.get((local_name(owner), data))
        calls = local_name(owner) != "serviceTask" or bool(owner.get("operationRef"))
        if most is not None and calls and len(held) > most:
            yield broken("task-data-too-many", model.file, owner, found=data, most=most)


def _set(model: Model, one: etree._Element) -> Iterator[Finding]:
    """Clause 10.4.1: what is optional in a set is in it; sets that go together name each other."""
    kind = local_name(one)
    _, referring = SETS[kind]
    named = {bare(child.text) for child in one.findall(bpmn(referring))}
    for option in OPTIONS[kind]:
        extra = {bare(child.text) for child in one.findall(bpmn(option))} - named
        if extra:
            yield broken("data-set-option-unlisted", model.file, parent(one), found=", ".join(sorted(extra)))
    for child in one.findall(bpmn(MIRRORS[kind])):
        other = model.find(child.text)
        back = other.findall(bpmn(MIRRORS[local_name(other)])) if _is_set(other) and other is not None else []
        if _is_set(other) and one.get("id") not in {bare(each.text) for each in back}:
            yield broken("data-sets-not-mirrored", model.file, parent(one), found=bare(child.text))


def _is_set(node: etree._Element | None) -> bool:
    return node is not None and local_name(node) in MIRRORS


def _collection(model: Model, node: etree._Element) -> Iterator[Finding]:
    item = model.find(node.get("itemSubjectRef"))
    if item is None or local_name(node) == "property" or local_name(node) == "dataStore":
        return
    if local_name(item) == "itemDefinition" and is_true(node, "isCollection") != is_true(item, "isCollection"):
        yield broken("data-collection-differs", model.file, node, found=item.get("id"))


def _objects(model: Model) -> Iterator[Finding]:
    """Clause 10.4.1: the object has the type, its references have the states."""
    for node in model.every("dataObjectReference"):
        if node.get("itemSubjectRef"):
            yield broken("data-object-said-twice", model.file, node, found="itemSubjectRef")
    for node in model.every("dataObject"):
        if node.find(bpmn("dataState")) is not None:
            yield broken("data-object-said-twice", model.file, node, found="dataState")
