"""Which components and properties a definition may use. What is not listed here is refused by name."""

from dataclasses import dataclass

EVERYWHERE = frozenset({"type", "id", "layout", "conditional", "properties"})
INPUT = EVERYWHERE | {"key", "label", "description", "defaultValue", "readonly", "disabled", "validate"}
CHOICES = INPUT | {"values", "valuesKey", "valuesExpression"}
CONTAINER = EVERYWHERE | {"label", "path", "components", "showOutline", "verticalAlignment"}
ROWS = CONTAINER | {
    "isRepeating", "defaultRepetitions", "allowAddRemove", "disableCollapse", "nonCollapsedItems",
}
REQUIRED = frozenset({"required"})
FILES = INPUT | {"accept", "multiple", "maxSizeMb", "maxCount"}


@dataclass(frozen=True)
class Kind:
    """What one component type is: the macro that draws it and the words it may carry."""

    name: str
    allowed: frozenset[str]
    validate: frozenset[str] = REQUIRED
    properties: frozenset[str] = frozenset()
    role: str = "field"  # field, container, rows, computed or shown


def _field(name: str, allowed: frozenset[str], validate: set[str] | None = None,
           properties: set[str] | None = None) -> Kind:
    own = frozenset(properties or ()) | {"initial", "requiredWhen", "objections"}
    return Kind(name, allowed, REQUIRED | (validate or set()), own)


def _shown(name: str, *allowed: str) -> Kind:
    return Kind(name, EVERYWHERE | {"label", *allowed}, frozenset(), role="shown")


def _rows(name: str) -> Kind:
    own = frozenset({"initial", "view", "minRows", "maxRows", "requiredWhen", "objections"})
    allowed = ROWS | {"maxRows", "minRows", "description", "validate", "readonly", "key"}
    return Kind(name, allowed, REQUIRED, own, "rows")


KINDS = {
    "textfield": _field("text", INPUT | {"appearance"},
                        {"minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"},
                        {"autocomplete"}),
    "textarea": _field("long_text", INPUT, {"minLength", "maxLength"}, {"lines"}),
    "number": _field("number", INPUT | {"appearance", "decimalDigits", "increment",
                                        "serializeToString"}, {"min", "max"}),
    "datetime": _field("date", INPUT | {"subtype", "dateLabel", "timeLabel", "use24h", "timeInterval",
                                        "timeSerializingFormat", "disallowPassedDates"}),
    "checkbox": _field("checkbox", INPUT),
    "radio": _field("radio", CHOICES),
    "select": _field("select", CHOICES | {"searchable"}),
    "checklist": _field("checklist", CHOICES, {"min"}),
    "taglist": _field("taglist", CHOICES, {"min"}),
    "filepicker": _field("file", FILES, properties={"maxSizeMb", "maxCount"}),
    "money": _field("money", INPUT | {"currency", "currencies"}, {"min", "max"},
                    {"currency", "currencies"}),
    "person": _field("person", INPUT | {"role", "multiple"}, {"min"}, properties={"role", "multiple"}),
    "signature": _field("signature", INPUT),
    "photo": _field("photo", FILES, properties={"multiple", "maxSizeMb", "maxCount"}),
    "video": _field("video", FILES, properties={"multiple", "maxSizeMb", "maxCount"}),
    "expression": Kind("expression", EVERYWHERE | {"key", "label", "expression", "computeOn"},
                       frozenset(), role="computed"),
    "group": Kind("group", CONTAINER, frozenset(), role="container"),
    "dynamiclist": _rows("list"),
    "text": _shown("prose", "text"),
    "html": _shown("html", "content"),
    "image": _shown("image", "source", "alt"),
    "table": _shown("grid", "dataSource", "columns", "columnsExpression", "rowCount"),
    "documentPreview": _shown("documents", "dataSource", "maxHeight"),
    "iframe": _shown("iframe", "url", "height", "security", "title"),
    "separator": _shown("separator"),
    "spacer": _shown("spacer", "height"),
    "button": _shown("button", "action", "key"),
}

EDITABLE_TABLE = _rows("table")
"""`table` with components of its own is our editable table; with a dataSource it only shows rows."""
