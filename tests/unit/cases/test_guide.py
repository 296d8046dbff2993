"""What docs/guide/cases.md tells about the package's tasks and fields is what the package has."""

import json
import re
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/guide/cases.md").read_text()
FOLDER = ROOT / "processes/customer_engineering"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
KINDS = {"datetime": "date", "money": "money", "number": "number", "photo": "photos", "filepicker": "files",
         "checkbox": "yes/no", "signature": "signature", "person": "person"}


def test_the_task_table_holds_every_task_with_its_fields():
    assert rows_told() == rows_drawn()


@pytest.mark.parametrize("package", ["change_request", "deviation_review", "budget_breach", "risk_escalation", "complaint", "day_labour"])
def test_the_tasks_of_what_runs_beside_are_told_too(package):
    folder = ROOT / "processes" / package
    told = GUIDE.split("<!-- beside -->")[1]

    [begins] = [path.stem for path in folder.glob("forms/begin_*.form")]
    assert f'`begin = "{package}"`' in told
    assert "; ".join(field(part) for part in components(begins, folder)) in told
    for line in rows_drawn(folder).values():
        assert line in told


def test_the_start_forms_fields_are_told():
    told = GUIDE.split("**`[project]`** (the start form): ")[1].split("\n")[0]

    fields = [field(part) for part in components("project_start") if part.get("key") != "reference"]
    assert told == "; ".join(fields)


def rows_told():
    table = GUIDE.split("<!-- tasks -->")[1].split("<!-- end of tasks -->")[0]
    return {row.split("`")[1]: row for row in table.splitlines() if row.startswith("| `")}


def rows_drawn(folder=FOLDER):
    return {task.get("id"): row(task, folder) for file in sorted(folder.glob("bpmn/*.bpmn"))
            for task in etree.parse(file).iter(f"{BPMN}userTask")}


def row(task, folder):
    form = task.find(f".//{ZEEBE}formDefinition").get("formId")
    assigned = task.find(f".//{ZEEBE}assignmentDefinition")
    whose = (assigned.get("candidateGroups") or assigned.get("assignee")).removeprefix("=")
    fields = "; ".join(field(part) for part in components(form, folder))
    return f"| `{task.get('id')}` {task.get('name')} | {whose} | {fields} |"


def components(form, folder=FOLDER):
    """The fields of a form that somebody answers, those in groups too."""
    return list(answered(json.loads((folder / f"forms/{form}.form").read_text())["components"]))


def answered(parts):
    for part in parts:
        if part["type"] == "group":
            yield from answered(part["components"])
        elif part["type"] not in ("text", "expression") and not part.get("disabled") and not part.get("readonly"):
            yield part


def field(part):
    return " ".join(filter(None, (f"`{part.get('key') or part['path']}`", mark(part), *details(part))))


def mark(part):
    """Whether it must be answered, and whether the form has carried something over."""
    own = part.get("properties", {})
    if "initial" in own or "defaultValue" in part:
        return "↶\\*" if part.get("validate", {}).get("required") else "↶"
    if part.get("validate", {}).get("required"):
        return "\\*"
    return "(\\* when needed)" if "requiredWhen" in own else ""


def details(part):
    if part["type"] == "table":
        yield f"[{', '.join(column(each) for each in answered(part['components']))}]"
    if kind := KINDS.get(part["type"]):
        yield "persons" if kind == "person" and part.get("multiple") else kind
    if values := part.get("values"):
        yield f"({' / '.join(value['value'] for value in values)})"
    if least := part.get("validate", {}).get("minLength"):
        yield f"({least}+)"
    if pattern := part.get("validate", {}).get("patternErrorMessage"):
        yield f"({re.search('如 (.+)', pattern)[1]})"


def column(part):
    required = "\\*" if part.get("validate", {}).get("required") else ""
    return " ".join(filter(None, (f"{part['key']}{required}", *details(part))))
