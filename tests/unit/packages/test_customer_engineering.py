"""The package of customer engineering: sound, complete in both languages, and true to its decision tables."""

import json
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from werkzeug.datastructures import MultiDict

import engine
import forms
from engine.decisions import read as read_decisions
from webapp import processes
from webapp.domain import packages
from webapp.domain.documents.contents import fixed_words
from webapp.domain.documents.rendering import render
from webapp.domain.packages.words import read_words
from webapp.handlers import HANDLERS

PROCESSES = Path(__file__).parents[3] / "processes"
FOLDER = PROCESSES / "customer_engineering"
PACKAGE = processes.read(FOLDER)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
HAN = re.compile(r"[\u4e00-\u9fff]")
IN_TEMPLATE = re.compile(r'\bw\("((?:[^"\\]|\\.)*)"')
WRITTEN_OUT = re.compile(r'"((?:[^"\\]|\\.)*)"')
WORDS = {"label", "dateLabel", "description", "text", "patternErrorMessage"}
AT = datetime(2026, 10, 9, tzinfo=UTC)


def test_nothing_in_the_package_is_objected_to():
    findings = packages.check(PACKAGE.files, handlers=HANDLERS)

    assert [str(finding) for finding in findings] == []


def test_a_process_package_holds_no_programs():
    assert [str(path) for path in PROCESSES.rglob("*.py")] == []


def test_element_ids_are_unique_in_the_whole_package_because_answers_are_found_by_them():
    ids = [node.get("id") for tree in diagrams() for node in tree.iter(f"{BPMN}userTask")]

    assert len(ids) == len(set(ids))


def test_every_user_task_has_a_form_somebody_to_do_it_and_a_day():
    for tree in diagrams():
        for task in tree.iter(f"{BPMN}userTask"):
            form = task.find(f".//{ZEEBE}formDefinition").get("formId")
            whose = task.find(f".//{ZEEBE}assignmentDefinition")

            assert f"forms/{form}.form" in PACKAGE.files, task.get("id")
            assert whose.get("assignee") or whose.get("candidateGroups"), task.get("id")


def test_every_form_belongs_to_a_task():
    used = {node.get("formId") for tree in diagrams() for node in tree.iter(f"{ZEEBE}formDefinition")}

    assert {path.stem for path in (FOLDER / "forms").iterdir()} == used


def test_every_document_that_a_step_freezes_is_described_and_has_its_template():
    named = {header.get("value") for tree in diagrams() for header in tree.iter(f"{ZEEBE}header")
             if header.get("key") == "document"}
    described = PACKAGE.manifest.documents

    assert named == set(printed())
    assert all(described[kind]["template"] in PACKAGE.files for kind in named)


def test_what_comes_from_outside_without_a_template_is_asked_for_at_a_gate():
    assert set(PACKAGE.manifest.documents) - set(printed()) <= asked_at_gates()


def test_every_chinese_word_has_its_english():
    english = read_words(PACKAGE.files["i18n/en.po"])

    missing = sorted(word for word in chinese_words() if not english.get(word))

    assert missing == []


def test_the_english_holds_no_word_that_nobody_uses():
    assert sorted(read_words(PACKAGE.files["i18n/en.po"]).keys() - chinese_words()) == []


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", [kind for kind, paper in PACKAGE.manifest.documents.items() if "template" in paper])
def test_a_document_is_printed_even_where_nothing_was_answered_yet(kind, locale):
    paper = PACKAGE.manifest.documents[kind]
    words = fixed_words(PACKAGE.files, read_words(PACKAGE.files["i18n/en.po"])) if locale == "en" else {}
    heading = {"kind": kind, "title": paper["title"], "title_en": paper["title_en"], "number": "D0001-01",
               "version": 1, "date": "2026-10-09", "hash_of_data": "0" * 64}

    rendered = render(PACKAGE.files, paper["template"], {
        "document": heading, "project": {"name": "柔性生产线"}, "customer": {}, "answers": {},
        "people": {}, "company": {}, "locale": locale, "words": words}, at=AT)

    assert rendered.pdf.startswith(b"%PDF")


def test_a_template_prints_no_chinese_but_through_its_words():
    for path, text in PACKAGE.files.items():
        if path.endswith(".typ"):
            bare = re.sub(r"^ *//.*$", "", IN_TEMPLATE.sub("", text.decode()), flags=re.MULTILINE)
            left = [line for line in bare.splitlines() if HAN.search(line) and "if english" not in line]

            assert left == [], path


@pytest.mark.parametrize(("yuan", "complexity", "label", "experts", "rule"), [
    (300_000, "novel", "重大", 3, "all"),
    (10_000_000, "standard", "重大", 3, "all"),
    (4_860_000, "complex", "重点", 3, "ratio"),
    (2_000_000, "standard", "重点", 3, "ratio"),
    (300_000, "complex", "重点", 3, "ratio"),
    (300_000, "standard", "一般", 2, "ratio"),
])
def test_amount_and_complexity_decide_how_deep_a_project_is_reviewed(yuan, complexity, label, experts, rule):
    found = decide("project_class", {
        "estimated_amount": {"amount_minor": yuan * 100, "currency": "CNY"}, "complexity": complexity})

    assert (found["label"], found["expert_count"], found["pass_rule"]) == (label, experts, rule)


@pytest.mark.parametrize(("asked", "owed"), [
    ({"gate_stage": "design"}, {"drawing_review": "technical_lead"}),
    ({"gate_stage": "contract_review"}, {
        "contract_review": "business_manager", "signed_contract": "business_manager", "project_handover": "engineering_manager"}),
    ({"gate_stage": "planning"}, {"plan_baseline": "schedule_controller", "risk_register": "technical_lead"}),
    ({"gate_stage": "planning", "filing": {"required": True}}, {
        "plan_baseline": "schedule_controller", "risk_register": "technical_lead", "filing_receipt": "engineering_manager"}),
    ({"gate_stage": "execution", "classification": {"label": "重点"}}, {
        "material_acceptance": "procurement", "concealed_work": "quality"}),
    ({"gate_stage": "execution", "classification": {"label": "重大"}}, {
        "material_acceptance": "procurement", "concealed_work": "quality", "test_report": "quality"}),
    ({"gate_stage": "acceptance"}, {"delivery_checklist": "quality"}),
    ({"gate_stage": "handover"}, {
        "final_certificate": "project_lead", "handover_list": "engineering_manager", "training_record": "technical_lead"}),
    ({"gate_stage": "follow_up"}, {"side_cases": "project_lead"}),
    ({"gate_stage": "initiation"}, {}),
])
def test_stage_and_class_decide_which_documents_the_gate_asks_of_whom(asked, owed):
    found = decide("gate_requirements", asked)

    assert {row["document"]: row["owner"] for row in found} == owed


@pytest.mark.parametrize(("area", "required", "authority", "days"), [
    ("none", False, "无须报备", 0),
    ("power", True, "能源主管部门", 30),
    ("traffic", True, "交通运输主管部门", 30),
    ("special_equipment", True, "市场监督管理部门", 15),
    ("fire", True, "消防主管部门", 20),
    ("chemicals", True, "应急管理部门", 30),
    ("medical", True, "卫生健康主管部门", 15),
])
def test_what_touches_public_safety_is_filed_with_its_authority(area, required, authority, days):
    found = decide("regulatory_filing", {"safety_area": area})

    assert (found["required"], found["authority"], found["lead_days"]) == (required, authority, days)


def phase_of(**row):
    """A phase of 40 days that began 20 days ago, with one task of it."""
    days = lambda number: (engine.now().date() + timedelta(number)).isoformat()  # noqa: E731
    return {"phase": {"start": days(-20), "due": days(20)}, "work": [
        {"task": "装配", "start": days(row.get("start", -20)), "due": days(row["due"]), "depends_on": "进场",
         "done_on": days(0) if row.get("done") else None},
        {"task": "进场", "start": days(-20), "due": days(row.get("first_due", 5)), "depends_on": "",
         "done_on": None if row.get("waits") else days(-10)}]}


@pytest.mark.parametrize(("case", "light", "review", "percent"), [
    ({"due": -3}, "red", True, 7.5),
    ({"due": -2}, "yellow", False, 5),
    ({"due": 5, "start": 0, "waits": True, "first_due": 0}, "yellow", False, 0),
    ({"due": 8, "start": 5, "waits": True}, "green", False, 0),
    ({"due": 8, "start": -2, "waits": True, "first_due": -2}, "yellow", False, 5),
    ({"due": 8, "start": -3, "waits": True, "first_due": -3}, "red", True, 7.5),
    ({"due": -3, "done": True}, "green", False, 0),
])
def test_the_dates_decide_the_light(case, light, review, percent):
    found = decide("schedule_light", phase_of(**case))

    assert (found["light"], found["review"], float(found["slip_percent"])) == (light, review, percent)


def test_a_late_predecessor_puts_off_what_comes_after_it_by_as_many_days():
    days = lambda number: (engine.now().date() + timedelta(number)).isoformat()  # noqa: E731
    chain = [{"task": "联调", "start": days(2), "due": days(6), "depends_on": "安装、布线", "done_on": None},
             {"task": "安装", "start": days(-9), "due": days(-4), "depends_on": "", "done_on": None},
             {"task": "布线", "start": days(-9), "due": days(1), "depends_on": "", "done_on": days(-1)}]
    late = [{**chain[1], "due": days(2)}, {**chain[0], "depends_on": "安装"},
            {"task": "试切", "start": days(6), "due": days(9), "depends_on": "联调", "done_on": None}]
    late[0]["start"], late[0]["due"] = days(-2), days(-1)

    known = [{**row, "end": str(row["end"])} for row in decide("forecast", {"work": chain}, "schedule_light")]
    put_off = decide("forecast", {"work": [{**late[0]}, {**late[1], "start": days(-1), "due": days(3)}, {**late[2], "start": days(3)}]},
                     "schedule_light")

    assert [(row["task"], row["end"]) for row in known] == [("安装", days(0)), ("布线", days(-1)), ("联调", days(6))]
    assert [(row["task"], str(row["end"])) for row in put_off] == [("安装", days(0)), ("联调", days(4)), ("试切", days(10))]


@pytest.mark.parametrize(("planned", "spent", "breached", "percent"), [
    (1000, 1001, True, 100.1), (1000, 1000, False, 100), (1000, 901, False, 90.1), (1000, 900, False, 90),
    (0, 1, True, 101), (0, 0, False, 0),
])
def test_planned_and_actual_amounts_decide_whether_the_budget_is_breached(planned, spent, breached, percent):
    found = decide("budget_state", {"costs": [
        {"planned": {"amount_minor": planned * 100}, "actual": {"amount_minor": spent * 100}},
        {"planned": None, "actual": None}]})

    assert (found["breached"], float(found["used_percent"])) == (breached, percent)


SOUND = {"risk_terms": [], "penalty_cap": 10, "advance_percent": 30, "warranty_months": 12}


@pytest.mark.parametrize(("terms", "risk"), [
    ({"risk_terms": ["unlimited_liability"]}, "high"),
    ({"risk_terms": ["foreign_law"]}, "high"),
    ({"risk_terms": ["back_to_back", "free_changes", "price_fixed"]}, "high"),
    ({"penalty_cap": 21}, "high"),
    ({"risk_terms": ["back_to_back"]}, "medium"),
    ({"advance_percent": 19}, "medium"),
    ({"warranty_months": 25}, "medium"),
    ({"penalty_cap": 20, "advance_percent": 20, "warranty_months": 24}, "low"),
])
def test_the_terms_decide_how_risky_a_contract_is(terms, risk):
    assert decide("contract_risk", {**SOUND, **terms}, "contract_route") == risk


@pytest.mark.parametrize(("yuan", "terms", "mode", "approvers"), [
    (20_000_001, [], "joint", ["director", "general_manager"]),
    (20_000_001, ["foreign_law"], "joint", ["director", "general_manager"]),
    (300_000, ["foreign_law"], "joint", ["director"]),
    (5_000_001, [], "joint", ["director"]),
    (20_000_000, ["back_to_back"], "joint", ["director"]),
    (500_001, [], "joint", ["department_head"]),
    (5_000_000, ["back_to_back"], "joint", ["department_head"]),
    (500_000, ["back_to_back"], "joint", ["department_head"]),
    (500_000, [], "simple", ["project_lead"]),
])
def test_amount_and_risk_decide_who_reviews_and_who_approves_a_contract(yuan, terms, mode, approvers):
    found = decide("contract_route", {
        **SOUND, "risk_terms": terms, "offer_amount": {"amount_minor": yuan * 100, "currency": "CNY"}})

    assert (found["mode"], found["approvers"]) == (mode, approvers)


@pytest.mark.parametrize(("rule", "votes", "verdict"), [
    ("all", ["pass", "pass", "pass"], "pass"),
    ("all", ["pass", "return"], "return"),
    ("ratio", ["pass", "pass", "return"], "pass"),
    ("ratio", ["pass", "return", "return"], "return"),
    ("ratio", ["pass", "return"], "return"),
])
def test_the_review_is_judged_by_the_rule_of_its_class(rule, votes, verdict):
    reviews = [{"expert": f"expert{n}", "decision": vote, "comment": ""} for n, vote in enumerate(votes)]

    found = decide("review_verdict", {"classification": {"pass_rule": rule}, "reviews": reviews})

    assert found == verdict


@pytest.mark.parametrize(("open_defects", "verdict"), [
    (["blocking"], "repair"),
    (["major"] * 4, "repair"),
    (["major"], "conditional"),
    (["major"] * 3 + ["minor"], "conditional"),
    (["minor"] * 9, "conditional"),
    ([], "pass"),
])
def test_what_is_still_open_decides_whether_a_phase_may_be_accepted(open_defects, verdict):
    settled = {"defect": "settled", "severity": "blocking", "state": "accepted"}
    defects = [{"defect": "open", "severity": severity, "state": "rejected"} for severity in open_defects]

    assert decide("acceptance_verdict", {"defects": [settled, *defects]})["verdict"] == verdict


def test_where_nobody_found_a_defect_a_phase_may_be_accepted():
    assert decide("acceptance_verdict", {"defects": None})["verdict"] == "pass"


@pytest.mark.parametrize(("nps", "lowest", "verdict"), [
    (10, 3, "happy"), (9, 5, "happy"), (8, 3, "content"), (7, 4, "content"), (6, 5, "unhappy"), (0, 1, "unhappy"),
    (9, 2, "unhappy"), (7, 1, "unhappy"),
])
def test_a_low_recommendation_or_one_low_score_is_an_unhappy_customer(nps, lowest, verdict):
    assert decide("satisfaction_verdict", {"nps": nps, "lowest_score": lowest})["verdict"] == verdict


@pytest.mark.parametrize("answer", [answer for said in PACKAGE.manifest.registers.values() for answer in said["answers"]])
def test_every_register_reads_an_answer_that_a_form_asks_for(answer):
    element, _, path = answer.partition(".")
    forms = {task.get("id"): task.find(f".//{ZEEBE}formDefinition").get("formId")
             for tree in diagrams() for task in tree.iter(f"{BPMN}userTask")}

    asked = json.loads(PACKAGE.files[f"forms/{forms[element]}.form"])["components"]

    assert not path or path in {part.get("path") or part.get("key") for part in asked}


def printed():
    return [kind for kind, paper in PACKAGE.manifest.documents.items() if "template" in paper]


def asked_at_gates():
    table = etree.fromstring(PACKAGE.files["dmn/gate_requirements.dmn"])
    return {rule.findtext("{*}outputEntry/{*}text").strip('"') for rule in table.iter("{*}rule")}


def diagrams():
    return [etree.fromstring(text) for path, text in PACKAGE.files.items() if path.endswith(".bpmn")]


def decide(decision, context, file=""):
    path = f"dmn/{file or decision}.dmn"
    return engine_value(read_decisions(PACKAGE.files[path], path).evaluate(decision, context))


def engine_value(value):
    return json.loads(json.dumps(value, default=plain))


def plain(value):
    """A FEEL date as its text, a FEEL number as Python's."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if value == int(value) else float(value)


def chinese_words():
    found = set(said_in_manifest())
    for path, text in PACKAGE.files.items():
        if path.endswith((".bpmn", ".dmn")):
            found |= said_in_xml(etree.fromstring(text))
        elif path.endswith(".form"):
            found |= said_in_form(json.loads(text))
    return {word for word in found if HAN.search(word)} | said_in_templates()


def said_in_manifest():
    said = tomllib.loads(PACKAGE.files[processes.MANIFEST].decode())
    yield from (said["name"], *said["roles"].values(), *(paper["title"] for paper in said["documents"].values()))


def said_in_templates():
    return {word for path, text in PACKAGE.files.items() if path.endswith(".typ")
            for word in IN_TEMPLATE.findall(text.decode())}


def said_in_xml(root):
    names = {node.get(attribute) or "" for node in root.iter() for attribute in ("name", "label")}
    texts = {node.text or "" for node in root.iter() if isinstance(node.tag, str)
             and node.tag.endswith(("}documentation", "}description"))}
    outputs = {(node.findtext("{*}text") or "").strip('"') for node in root.iter("{*}outputEntry")}
    return names | texts | outputs


def said_in_form(part):
    if isinstance(part, list):
        return set().union(*(said_in_form(each) for each in part))
    if not isinstance(part, dict):
        return set()
    own = {value for key, value in part.items() if key in WORDS and isinstance(value, str)}
    own |= {each["say"] for each in part.get("properties", {}).get("objections", ())}
    own |= set(WRITTEN_OUT.findall(part.get("properties", {}).get("initial", "")))
    return own.union(*(said_in_form(value) for key, value in part.items() if key != "properties"))


def test_an_opinion_is_asked_for_only_once_a_decision_needs_it():
    form = json.loads((FOLDER / "forms" / "decide_initiation.form").read_text())

    def opinion_is_required(**posted):
        definition = forms.read(json.dumps(form), file="decide_initiation.form")
        return forms.bind(definition, formdata=MultiDict(posted), evaluate=engine.evaluate)["opinion"].state.required

    assert not opinion_is_required()
    assert not opinion_is_required(decision="go")
    assert opinion_is_required(decision="return")
