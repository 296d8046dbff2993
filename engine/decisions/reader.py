"""From XML to a model: elements, requirements, then the logic of each with what it may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.decisions.boxed import BoxReader, expressions
from engine.decisions.items import ItemDefinitions, definitions_for
from engine.decisions.model import Key, Need, Node
from engine.decisions.xml import Element, Source, child, children, name, spaced

_NODES = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")
# Said about a model, but nothing that is executed.
_SILENT = (
    *("description", "extensionElements", "import", "itemDefinition", "textAnnotation"),
    *("association", "knowledgeSource", "performanceIndicator", "organizationUnit", "group"),
    *("elementCollection", "businessContextElement", "artifact"),
)
_DMN_IMPORT = "/spec/DMN/"


@dataclass(slots=True)
class Model:
    """A file's elements together with those it imports."""

    namespace: str
    items: ItemDefinitions
    nodes: dict[Key, Node] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)  # namespace -> name here
    elements: dict[Key, Element] = field(default_factory=dict)


class ModelReader:
    """Reads one file; `others` are the files it may import with their roots, by namespace."""

    def __init__(self, source: Source, others: Mapping[str, tuple[Source, Element]], within: tuple[str, ...]):
        self.source = source
        self.others = others
        self.within = within

    def read(self, root: Element) -> Model:
        """The model of a file."""
        model = Model(root.get("namespace", ""), definitions_for(self.source))
        for each in children(root, "import"):
            self._import(each, model)
        model.items.read(root)
        own = [self._node(each, model) for each in children(root) if self._is_node(each)]
        for node in own:
            self._needs(node, model)
        for node in own:
            self._logic(node, model)
        return model

    def _is_node(self, element: Element) -> bool:
        if name(element) in _NODES:
            return True
        if name(element) not in _SILENT:
            self.source.refuse("decision-unknown-element", element, found=name(element))
        return False

    def _import(self, element: Element, model: Model) -> None:
        space, prefix = element.get("namespace", ""), spaced(element.get("name"))
        if _DMN_IMPORT not in element.get("importType", ""):
            self.source.refuse("decision-import-type", element, type=element.get("importType"))
        elif space not in self.others:
            self.source.refuse("decision-import-missing", element, namespace=space)
        elif space in self.within:
            self.source.refuse("decision-import-circle", element, namespace=space)
        else:
            source, root = self.others[space]
            imported = ModelReader(source, self.others, (*self.within, space)).read(root)
            self.source.take_over(source)
            model.imports[space] = prefix
            model.nodes |= imported.nodes
            model.elements |= imported.elements
            model.items.import_from(prefix, imported.items)

    def _node(self, element: Element, model: Model) -> Node:
        variable = child(element, "variable")
        called = spaced(element.get("name")) or spaced(element.get("id"))
        if variable is not None and variable.get("name"):
            called = spaced(variable.get("name"))
        key = (model.namespace, element.get("id") or called)
        if key in model.nodes:
            self.source.refuse("decision-id-twice", element, id=key[1])
        node = Node(key, called, name(element), element.sourceline, model.items.of(variable))
        model.nodes[key], model.elements[key] = node, element
        return node

    def _needs(self, node: Node, model: Model) -> None:
        element = model.elements[node.key]
        for requirement in children(element):
            for required in children(requirement, *_REQUIRED):
                need = self._need(required, model)
                if need is not None:
                    node.needs.append(need)
        for part in children(element, "outputDecision"):
            node.outputs += self._keys(part, model)
        # The inputs first, then the decisions given: so a call passes them by position.
        for kind in ("inputData", "inputDecision"):
            for part in children(element, kind):
                node.inputs += self._keys(part, model)

    def _keys(self, element: Element, model: Model) -> list[Key]:
        need = self._need(element, model)
        return [] if need is None else [need.key]

    def _need(self, element: Element, model: Model) -> Need | None:
        space, _, local = element.get("href", "").rpartition("#")
        key = (space or model.namespace, local)
        if key not in model.nodes:
            self.source.refuse("decision-reference-dangling", element, href=element.get("href"))
            return None
        own = key[0] == model.namespace
        return Need(key, "" if own else model.imports.get(key[0], ""))

    def _logic(self, node: Node, model: Model) -> None:
        if node.kind not in ("decision", "businessKnowledgeModel"):
            return
        element = model.elements[node.key]
        names = {need.under or model.nodes[need.key].name for need in node.needs}
        # What an import's name is followed by may be an odd name too.
        names |= {model.nodes[need.key].name for need in node.needs if need.under}
        reader = BoxReader(self.source, model.items, frozenset(names))
        if node.kind == "businessKnowledgeModel":
            logic = child(element, "encapsulatedLogic")
            node.logic = None if logic is None else reader.function(logic)
            return
        logic = next(expressions(element), None)
        if logic is not None:
            node.logic = reader.read(logic).typed(node.type)
