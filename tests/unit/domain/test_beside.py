"""The shipped side processes beside a project: begun by a message or a person, played to every end they have."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import engine
import forms
from tests.support import baselines, build, cast
from tests.support.cast import Cast
from webapp import processes
from webapp.db import db
from webapp.domain import confirmations, documents, packages, projects, registers, schedule, tasks
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

FOLDER = Path(__file__).parents[3] / "processes"
SIDES = ("change_request", "deviation_review", "budget_breach", "risk_escalation", "complaint", "day_labour")


def yuan(amount: int) -> dict[str, Any]:
    return {"amount_minor": amount * 100, "currency": "CNY"}


@pytest.fixture(scope="module")
def people_there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A small lifecycle and the packages beside it, as they are shipped."""
    with build.database(f"sqlite:///{tmp_path_factory.mktemp('beside') / 'floor.db'}"):
        with transaction() as session:
            people = cast.assemble(session)
            for files in (build.small_package(), *(processes.read(FOLDER / key).files for key in SIDES)):
                packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        yield people
        engine.turn_clock(timedelta())


@pytest.fixture
def session(people_there: Cast) -> Session:
    return db.session()


@pytest.fixture
def project(people_there: Cast) -> Iterator[projects.Project]:
    started = build.start_project(people_there, technical_lead="technical_lead", engineering_manager="engineering_manager")
    baselines.agree(started, baselines.BEAT)
    yield started
    engine.turn_clock(timedelta())


def message(name: str, project: projects.Project, **facts: Any) -> projects.Case:
    """The lifecycle throws; the side process it begins is linked when the worker has been."""
    with transaction() as rows:
        engine.publish_message(rows, name, correlation_key=str(project.id), variables={"project_id": project.id, **facts})
    build.work()
    return the_case(project)


def the_case(project: projects.Project) -> projects.Case:
    db.session().rollback()
    return projects.cases_of(db.session(), project)[0]


def answer(project: projects.Project, element: str, **answers: Any) -> None:
    task = next(each.task for each in the_case(project).waiting if each.task.element_id == element)
    with transaction() as rows:
        engine.complete_task(rows, task.id, actor=task.assignee or "lead", answers=answers)
    build.work()


def waits_at(project: projects.Project) -> list[str]:
    return sorted(each.task.element_id for each in the_case(project).waiting)


def papers(project: projects.Project) -> list[str]:
    """What was frozen since the requirements were signed."""
    return [version.document.kind for version in documents.versions_of(db.session(), project.id)
            if version.document.kind != "requirement_confirmation"]


def ended(project: projects.Project) -> str | None:
    return the_case(project).ended_by


CHANGE = {"requirement_lines": [{"number": None, "requirement": "大屏加一个画面", "level": "could", "acceptance": "现场看", "reason": "客户提出"}],
          "affected": "大屏", "extra_cost": yuan(0), "extra_days": 0, "decision": "proceed"}


def test_a_message_begins_a_case_that_belongs_to_the_project(project: projects.Project, session: Session) -> None:
    case = message("change.requested", project, summary="大屏加一个画面", extra_cost=yuan(28), extra_days=2)

    assert (case.row.package, case.row.number, waits_at(project)) == ("change_request", 1, ["assess_change"])
    assert projects.of_instance(session, case.row.instance_id) is session.merge(project)
    assert case.row.instance_id in projects.instance_ids_matching(session, project.code, among=[case.row.instance_id])


def test_the_roles_of_the_project_do_its_side_tasks_and_find_them_in_their_inbox(
        project: projects.Project, people_there: Cast, session: Session) -> None:
    case = message("change.requested", project, summary="大屏加一个画面")

    rows = tasks.inbox(session, people_there.technical_lead, search=project.code).rows

    assert [(row.task.instance_id, row.project and row.project.id) for row in rows] == [(case.row.instance_id, project.id)]


def test_a_small_change_that_costs_nothing_needs_only_the_lead_and_both_signatures(
        project: projects.Project, people_there: Cast) -> None:
    change = baselines.ask(people_there, project)
    change.answer("assess_change", **CHANGE)
    assert [each.task.candidate_groups for each in change.case.waiting] == [("project_lead",)]

    change.approved().signs("customer_signs", "lead_signs").answer("carry_out_change", plan_changes=[], budget_changes=[])

    assert (ended(project), sorted(papers(project))) == (
        "change_done", ["change_order", "change_record"])


def test_two_changes_under_way_that_both_add_a_phase_add_two(project: projects.Project, people_there: Cast, session: Session) -> None:
    """Each is carried out by somebody who sees no phase yet, and so calls its own the first."""
    changes = {name: baselines.ask(people_there, project) for name in ("码垛", "贴标")}
    for name, change in changes.items():
        change.answer("assess_change", **{**CHANGE, "requirement_lines": [*change.lines, {**CHANGE["requirement_lines"][0], "requirement": name}]})
        change.approved().signs("customer_signs", "lead_signs")
    for name, change in changes.items():
        assert change.waits_at == ["carry_out_change"]
        change.answer("carry_out_change", budget_changes=[], new_phases=[{"name": name, "start": "2026-03-02", "due": "2026-03-09"}],
                      plan_changes=[{"what": "add", "phase": 1, "task": f"{name}安装", "owner": "designer", "start": "2026-03-02", "due": "2026-03-09"}])

    plan = schedule.plan_of(session, session.merge(project))

    assert [phase["name"] for phase in plan.phases] == ["码垛", "贴标"]
    assert [(row["task"], row["phase"]) for row in plan.work] == [("码垛安装", 1), ("贴标安装", 2)]


def test_a_dear_change_climbs_to_the_general_manager_before_anybody_signs(
        project: projects.Project, people_there: Cast) -> None:
    change = baselines.ask(people_there, project)
    change.answer("assess_change", **{**CHANGE, "extra_cost": yuan(1_200_000), "extra_days": 12})
    for approver in ("director", "general_manager"):
        assert [each.task.candidate_groups for each in change.case.waiting] == [(approver,)]
        change.answer("approve_change", decision="approve", opinion="")

    assert change.waits_at == ["customer_signs", "lead_signs"]


def test_a_change_is_returned_refused_or_withdrawn(project: projects.Project, people_there: Cast) -> None:
    change = baselines.ask(people_there, project)
    change.answer("assess_change", **CHANGE)
    change.answer("approve_change", decision="return", opinion="写明影响")
    change.answer("assess_change", **CHANGE)
    change.answer("approve_change", decision="refuse", opinion="超出范围")
    assert (ended(project), papers(project)) == ("change_refused", ["change_record"])

    baselines.ask(people_there, project).answer("assess_change", **{**CHANGE, "decision": "withdraw"})
    assert [(case.row.number, case.ended_by) for case in projects.cases_of(db.session(), project)] == [
        (2, "change_withdrawn"), (1, "change_refused")]


TAKEN = {"complaint": "停机两次", "category": "quality", "severity": "major", "stops_work": False, "first_reply": "已派人"}
CAUSE = {"cause_kind": "design", "root_cause": "散热余量不足", "measures": [{"measure": "加风扇", "kind": "prevent"}]}


def test_an_unsolved_complaint_begins_again_and_closes_into_the_case_library(
        project: projects.Project, people_there: Cast, session: Session) -> None:
    case = message("complaint.received", project, summary="停机两次", source="survey", nps=3)
    [reply] = case.waiting
    assert reply.task.due_at == reply.task.opened_at + timedelta(hours=2)
    answer(project, "accept_complaint", **TAKEN)
    for decision in ("open", "solved"):
        answer(project, "find_cause", **CAUSE)
        answer(project, "carry_out_measures", result="已加装")
        answer(project, "customer_confirms", decision=decision, comment="还会热")
    answer(project, "record_lesson", lessons=[{"situation": "高温季", "practice": "散热留三成余量"}])

    assert (ended(project), papers(project)) == ("complaint_closed", ["service_order"])
    lessons = registers.library(session, people_there.director, "customer_engineering")
    assert [entry.data["lessons"][0]["practice"] for each in lessons for entry in each.entries] == ["散热留三成余量"]


def test_a_complaint_past_its_limit_calls_the_director_and_ends_without_them(project: projects.Project) -> None:
    message("complaint.received", project, summary="停产")
    answer(project, "accept_complaint", **{**TAKEN, "stops_work": True})
    engine.turn_clock(timedelta(days=1, minutes=1))
    build.work()
    assert waits_at(project) == ["find_cause", "supervise"]

    answer(project, "find_cause", **CAUSE)
    answer(project, "carry_out_measures", result="已加装")
    engine.turn_clock(timedelta(days=9))
    build.work()
    answer(project, "record_lesson", lessons=[{"situation": "a", "practice": "b"}])

    assert ended(project) == "complaint_closed"


SLIP = {"late_work": "装配", "slip_days": 3, "slip_percent": 7.5, "caught_days": 3, "cause": "人手不足", "measures": []}


def test_a_deviation_is_analysed_until_it_is_caught_up(project: projects.Project) -> None:
    message("deviation.found", project, slip_days=3, slip_percent=7.5, summary="装配", phase_name="基础单元")
    answer(project, "analyse_deviation", **SLIP)
    answer(project, "approve_measures", decision="return", opinion="人从哪里来")
    answer(project, "analyse_deviation", **{**SLIP, "caught_days": 1})
    assert [each.task.candidate_groups for each in the_case(project).waiting] == [("director",)]
    answer(project, "approve_measures", decision="approve", opinion="")
    answer(project, "carry_out_measures", result="加班", caught_up="no")
    answer(project, "analyse_deviation", **SLIP)
    answer(project, "approve_measures", decision="approve", opinion="")
    answer(project, "carry_out_measures", result="加人", caught_up="yes")

    assert (ended(project), papers(project)) == ("review_done", ["deviation_record"])


def test_a_slip_that_comes_anew_joins_the_review_that_is_open(project: projects.Project, session: Session) -> None:
    message("deviation.found", project, slip_days=3, slip_percent=7.5, summary="装配", phase_name="基础单元")
    message("deviation.found", project, slip_days=5, slip_percent=6, summary="调试", phase_name="扩展单元")

    assert (len(projects.cases_of(session, project)), waits_at(project)) == (1, ["analyse_deviation"])
    known = the_case(project).instance.variables
    assert (known["slip_days"], known["slip_percent"], known["summary"]) == (5, 7.5, "装配；调试")
    assert [(row["phase"], row["late"], row["slip_days"]) for row in known["joined"]] == [("扩展单元", "调试", 5)]


def test_a_slip_that_nobody_has_analysed_keeps_the_review_open(project: projects.Project) -> None:
    message("deviation.found", project, slip_days=3, slip_percent=7.5, summary="装配", phase_name="基础单元")
    answer(project, "analyse_deviation", **SLIP)
    answer(project, "approve_measures", decision="approve", opinion="")
    message("deviation.found", project, slip_days=5, slip_percent=8, summary="调试", phase_name="基础单元")
    answer(project, "carry_out_measures", result="加班", caught_up="yes")
    assert waits_at(project) == ["analyse_deviation"]

    answer(project, "analyse_deviation", **SLIP)
    answer(project, "approve_measures", decision="approve", opinion="")
    answer(project, "carry_out_measures", result="加人", caught_up="yes")

    assert ended(project) == "review_done"


def test_a_review_that_a_person_began_takes_in_what_the_light_reports(
        project: projects.Project, people_there: Cast, session: Session) -> None:
    [offer] = [each for each in projects.offered(session, people_there.lead, project) if each.package == "deviation_review"]
    with transaction() as rows:
        projects.begin(rows, project, offer, actor=people_there.lead, answers={"slip_days": 2, "slip_percent": 4, "summary": "供货"})
    build.work()

    message("deviation.found", project, slip_days=5, slip_percent=8, summary="调试", phase_name="基础单元")

    assert [case.instance.variables["summary"] for case in projects.cases_of(session, project)] == ["供货；调试"]


def test_nobody_begins_a_second_review_by_hand_beside_the_open_one(project: projects.Project, people_there: Cast, session: Session) -> None:
    found = {"slip_days": 3, "slip_percent": 7.5, "summary": "装配", "phase_name": "基础单元"}
    [offer] = [each for each in projects.offered(session, people_there.lead, project) if each.package == "deviation_review"]
    with transaction() as rows:  # which no worker has joined to the project yet
        engine.publish_message(rows, "deviation.found", correlation_key=str(project.id), variables={"project_id": project.id, **found})

    for _ in range(2):
        with pytest.raises(projects.OneIsOpen), transaction() as rows:
            projects.begin(rows, project, offer, actor=people_there.lead, answers={"slip_days": 2, "slip_percent": 4, "summary": "供货"})
        build.work()

    assert [case.row.number for case in projects.cases_of(session, project)] == [1]
    answer(project, "analyse_deviation", **SLIP)
    answer(project, "approve_measures", decision="approve", opinion="")
    answer(project, "carry_out_measures", result="加班", caught_up="yes")
    with transaction() as rows:
        projects.begin(rows, project, offer, actor=people_there.lead, answers={"slip_days": 2, "slip_percent": 4, "summary": "供货"})
    assert [case.row.number for case in projects.cases_of(db.session(), project)] == [2, 1]


def test_a_slip_after_a_review_was_closed_begins_another(project: projects.Project, session: Session) -> None:
    found = {"slip_days": 3, "slip_percent": 7.5, "summary": "装配", "phase_name": "基础单元"}
    message("deviation.found", project, **found)
    answer(project, "analyse_deviation", **SLIP)
    answer(project, "approve_measures", decision="approve", opinion="")
    answer(project, "carry_out_measures", result="加班", caught_up="yes")

    message("deviation.found", project, **found)

    assert [case.row.number for case in projects.cases_of(session, project)] == [2, 1]


def test_a_breach_is_checked_by_finance_and_cut_if_nobody_pays(project: projects.Project) -> None:
    figures = {"planned": 1000, "spent": 1100, "forecast": 1200, "savings": 0, "breach": "人工", "cause": "返工", "measures": []}
    message("budget.breached", project, planned=1000, spent=1100, used_percent=110, summary="实际已超出预算")
    answer(project, "explain_breach", **figures)
    answer(project, "check_figures", decision="wrong", opinion="少计一笔")
    answer(project, "explain_breach", **figures)
    answer(project, "check_figures", decision="right", opinion="")
    answer(project, "approve_breach", decision="approve", opinion="")
    answer(project, "approve_breach", decision="refuse", opinion="没有余钱")
    answer(project, "cut_costs", measures=[], saved=200)

    assert (ended(project), papers(project)) == ("breach_done", ["breach_record"])


FIGURES = {"planned": 1000, "spent": 1010, "forecast": 1040, "savings": 0, "breach": "人工", "cause": "返工", "measures": []}
FOUND = {"planned": 1000, "spent": 1010, "used_percent": 101, "summary": "人工超支"}
WORSE = {"planned": 1000, "spent": 1030, "used_percent": 103, "summary": "外协超支"}
RIGHT = {"decision": "right", "opinion": ""}
GRANTED = {"decision": "approve", "opinion": ""}


def test_a_breach_that_comes_anew_joins_the_approval_that_is_open(
        project: projects.Project, people_there: Cast, session: Session) -> None:
    message("budget.breached", project, **FOUND)
    answer(project, "explain_breach", **FIGURES)
    answer(project, "check_figures", **RIGHT)
    message("budget.breached", project, **WORSE)

    assert (len(projects.cases_of(session, project)), waits_at(project)) == (1, ["approve_breach"])
    known = the_case(project).instance.variables
    assert (known["spent"], known["used_percent"], known["summary"]) == (1030, 103, "人工超支；外协超支")
    page = tasks.page(session, people_there.director, the_case(project).waiting[0].task.id)
    assert page is not None
    assert page.definition is not None
    [shown] = forms.bind(page.definition, context=page.context, evaluate=engine.evaluate)["joined"].data
    assert (shown["spent"], shown["summary"]) == (1030, "外协超支")
    message("budget.breached", project, **WORSE)
    assert the_case(project).instance.variables["summary"] == "人工超支；外协超支"


@pytest.mark.parametrize("answers", [
    {"check_figures": RIGHT},
    {"check_figures": RIGHT, "approve_breach": GRANTED},
], ids=["finance", "approver"])
def test_a_breach_that_nobody_has_explained_is_explained_before_money_is_granted(
        project: projects.Project, answers: dict[str, dict[str, str]]) -> None:
    message("budget.breached", project, **FOUND)
    answer(project, "explain_breach", **FIGURES)
    *before, last = answers
    for element in before:
        answer(project, element, **answers[element])
    message("budget.breached", project, **WORSE)

    answer(project, last, **answers[last])

    assert waits_at(project) == ["explain_breach"]
    answer(project, "explain_breach", **{**FIGURES, "spent": 1030})
    for element, said in {"check_figures": RIGHT, "approve_breach": GRANTED}.items():
        answer(project, element, **said)
    assert waits_at(project) == ["book_budget"]


def test_a_breach_found_while_the_money_is_booked_is_granted_with_it_and_not_on_top(
        project: projects.Project, session: Session) -> None:
    message("budget.breached", project, **FOUND)
    granted = [{"forecast": 1040, "extra": 40}, {"forecast": 1050, "extra": 50}]
    for figures in granted:
        answer(project, "explain_breach", **{**FIGURES, "forecast": figures["forecast"]})
        answer(project, "check_figures", **RIGHT)
        answer(project, "approve_breach", **GRANTED)
        if figures is granted[0]:
            message("budget.breached", project, **WORSE)
        answer(project, "book_budget", budget_changes=[
            {"category": "labour", "note": "", "amount": yuan(figures["extra"])}])

    assert (ended(project), len(projects.cases_of(session, project))) == ("breach_done", 1)
    [row] = schedule.plan_of(session, session.merge(project)).budget
    assert row["planned"] == yuan(50)


def test_a_breach_after_an_approval_was_closed_begins_another(project: projects.Project, session: Session) -> None:
    message("budget.breached", project, **FOUND)
    answer(project, "explain_breach", **FIGURES)
    answer(project, "check_figures", **RIGHT)
    answer(project, "approve_breach", decision="refuse", opinion="没有余钱")
    answer(project, "cut_costs", measures=[], saved=40)

    message("budget.breached", project, **WORSE)

    assert [case.row.number for case in projects.cases_of(session, project)] == [2, 1]


def test_a_risk_comes_back_until_it_is_lower(project: projects.Project) -> None:
    risk = {"risk": "交期不稳", "probability": 4, "impact": 4, "response": "备用供应商", "cost": yuan(0)}
    message("risk.escalated", project, risks=[{"risk": "交期不稳", "probability": 4, "impact": 4}], summary="交期不稳")
    answer(project, "assess_risk", **risk)
    answer(project, "decide_risk", decision="respond", opinion="")
    answer(project, "carry_out_response", result="已签备用", residual_probability=4, residual_impact=4)
    answer(project, "assess_risk", **risk)
    answer(project, "decide_risk", decision="return", opinion="后备呢")
    answer(project, "assess_risk", **risk)
    answer(project, "decide_risk", decision="accept", opinion="影响可承受")

    assert (ended(project), papers(project)) == ("risk_done", ["risk_record"])


def test_a_person_of_a_role_begins_one_and_nobody_else(
        project: projects.Project, people_there: Cast, session: Session) -> None:
    offered = {each.package: each for each in projects.offered(session, people_there.lead, project)}
    assert set(offered) == set(SIDES)
    assert [each.package for each in projects.offered(session, people_there.designer, project)] == []
    with transaction() as rows:
        projects.begin(rows, project, offered["complaint"], actor=people_there.lead, answers={"summary": "噪声大"})
    build.work()

    assert (the_case(project).row.package, waits_at(project)) == ("complaint", ["accept_complaint"])
    with pytest.raises(projects.MayNotBegin), transaction() as rows:
        projects.begin(rows, project, offered["complaint"], actor=people_there.designer, answers={})


TICKET = {"work_on": "2026-11-20", "place": "二号车间", "work": "清运旧底座", "reason": "合同外", "decision": "send",
          "labour": [{"trade": "普工", "people": 3, "hours": 8, "rate": yuan(45)}]}


def test_a_day_labour_ticket_is_signed_by_both_and_written_anew_when_one_declines(
        project: projects.Project, people_there: Cast) -> None:
    [offer] = [each for each in projects.offered(db.session(), people_there.lead, project) if each.package == "day_labour"]
    with transaction() as rows:
        begun = projects.begin(rows, project, offer, actor=people_there.lead, answers={"work_on": "2026-11-20", "summary": "清运"})
    build.work()
    ticket = baselines.Change(people_there, project, begun.id)
    ticket.answer("write_ticket", **TICKET)
    task, submission, actor = ticket.signing("customer_signs")
    with transaction() as rows:
        confirmations.decline(rows, task, sha256=submission.sha256, reason="只有两个人", actor=actor)
    build.work()
    assert (ticket.waits_at, ticket.case.instance.variables["ticket_reason"]) == (["write_ticket"], "只有两个人")

    ticket.answer("write_ticket", **{**TICKET, "labour": [{**TICKET["labour"][0], "people": 2}]})
    ticket.signs("customer_signs", "lead_signs")

    assert (ticket.case.ended_by, papers(project)) == ("ticket_done", ["day_labour_ticket"] * 2)
    assert [register.key for register in registers.of_project(db.session(), project)] == ["day_labour"]


def test_a_message_for_no_project_stays_where_it_is_and_says_why(people_there: Cast, session: Session) -> None:
    with transaction() as rows:
        engine.publish_message(rows, "complaint.received", correlation_key="0", variables={"project_id": 999_999})
    for _ in range(4):
        engine.turn_clock(engine.clock_offset() + timedelta(hours=2))
        build.work()
    session.rollback()

    [incident] = engine.incidents(session)
    assert (incident.element_id, incident.message_id, incident.facts["project"]) == (
        "join_project", "side-case-without-project", "999999")
    engine.turn_clock(timedelta())
