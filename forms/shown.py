"""What is only shown: texts, pictures, tables of data, documents, frames and buttons."""

from collections.abc import Mapping
from typing import Any

from forms.definition import Component
from forms.scope import Scope
from forms.tools import Tools
from forms.values import get_path, to_json, to_number, to_text
from forms.wording import text_of

MOST_COLUMNS = 40
SANDBOX = {"allowScripts": "allow-scripts", "allowForms": "allow-forms", "allowPopups": "allow-popups",
           "allowModals": "allow-modals"}
"""What a frame may be allowed; never the page's own origin, nor to lead the page elsewhere."""


def facts(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    """What the macro of this kind needs."""
    teller = TELLERS.get(component.kind.name)
    return teller(component, scope, tools) if teller else {}


def _prose(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    return {"html": tools.markdown(text_of(component.given.get("text"), scope, tools))}


def _html(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    return {"html": tools.clean_html(text_of(component.given.get("content"), scope, tools))}


def _image(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    source = text_of(component.given.get("source"), scope, tools)
    safe = source.startswith(("https://", "/", "data:image/png;base64,", "data:image/jpeg;base64,"))
    return {"source": source if safe and not source.startswith("//") else "",
            "alt": text_of(component.given.get("alt"), scope, tools)}


def _grid(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    rows = _source(component, scope, tools)
    columns = component.given.get("columns")
    if component.given.get("columnsExpression"):
        columns = to_json(tools.value(str(component.given["columnsExpression"]), scope.names))
    columns = [each for each in columns or [] if isinstance(each, Mapping)][:MOST_COLUMNS]
    most = to_number(component.given.get("rowCount"))
    shown = rows[:tools.limits.rows]
    keys = [str(each.get("key") or "") for each in columns]
    return {
        "headings": [text_of(each.get("label") or each.get("key"), scope, tools) for each in columns],
        "rows": [[to_text(get_path(row, key)) for key in keys] for row in shown],
        "more": len(rows) - len(shown), "tall": most is not None and len(shown) > most,
    }


def _documents(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    documents = [each for each in _source(component, scope, tools) if isinstance(each, Mapping)]
    return {"documents": [_document(each) for each in documents[:tools.limits.file_count * 5]]}


def _document(given: Mapping[str, Any]) -> dict[str, Any]:
    metadata = given.get("metadata")
    more = metadata if isinstance(metadata, Mapping) else {}
    address = str(given.get("url") or given.get("endpoint") or "")
    safe = address.startswith(("https://", "/")) and not address.startswith("//")
    name = given.get("name") or given.get("title") or more.get("fileName") or ""
    return {"name": str(name), "address": address if safe else "",
            "type": str(given.get("type") or more.get("contentType") or ""),
            "file_id": given.get("file_id")}


def _iframe(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:
    address = text_of(component.given.get("url"), scope, tools)
    height = to_number(component.given.get("height"))
    allowed = component.part("security")
    return {"address": address if address.startswith("https://") else "",
            "sandbox": " ".join(word for name, word in SANDBOX.items() if allowed.get(name) is True),
            "height": min(int(height), 2_000) if height and height > 0 else 300}


def _spacer(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:  # noqa: ARG001
    height = to_number(component.given.get("height"))
    return {"height": min(int(height), 400) if height and height > 0 else 32}


def _button(component: Component, scope: Scope, tools: Tools) -> dict[str, Any]:  # noqa: ARG001
    return {"action": "reset" if component.given.get("action") == "reset" else "submit"}


def _source(component: Component, scope: Scope, tools: Tools) -> list[Any]:
    given = str(component.given.get("dataSource") or "")
    found = tools.value(given, scope.names) if given.startswith("=") else get_path(scope.names, given)
    found = to_json(found)
    return found if isinstance(found, list) else []


TELLERS = {"prose": _prose, "html": _html, "image": _image, "grid": _grid, "documents": _documents,
           "iframe": _iframe, "spacer": _spacer, "button": _button}
