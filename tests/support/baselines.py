"""Requirements that both sides have signed, and the shipped change request that alters them, for stories about either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.ceremony import BY_CODE
from webapp.db import db
from webapp.domain import confirmations, documents, people, projects, requirements
from webapp.domain.confirmations import Circumstances, Confirmation, Submission
from webapp.transaction import transaction

BEAT = {"requirement": "节拍 90 秒", "level": "must", "acceptance": "连续 4 小时平均不超过 90 秒", "source": "制造规划"}
SCREEN = {"requirement": "能耗看板", "level": "should", "acceptance": "与电表相差不超过 2%", "source": "设备部"}
PAPER = documents.Paper(kind="requirement_confirmation", title="需求确认书", title_en="Requirement confirmation",
                        template="documents/paper.typ", files={"documents/paper.typ": b"= Signed"})
FREE = {"extra_cost": {"amount_minor": 0, "currency": "CNY"}, "extra_days": 0, "affected": "大屏", "reason": "客户提出"}


def agree(project: projects.Project, *lines: dict[str, Any]) -> int:
    """Both sides have signed these requirements: the next baseline of the project; returns the paper's version."""
    with transaction() as session:
        version = documents.freeze(session, project.id, PAPER, {}, actor="lead")
        rows = [{"number": number, "what": "agreed", **line} for number, line in enumerate(lines, start=1)]
        session.add(requirements.RequirementBaseline(
            project_id=project.id, number=version.number, version=version, in_force_at=engine.now(),
            lines=[requirements.RequirementLine(**row) for row in rows]))
        return version.id


@dataclass
class Change:
    """One change request of the project, from its first line to the signatures."""

    cast: Cast
    project: projects.Project
    instance_id: int

    @property
    def session(self) -> Session:
        db.session().rollback()
        return db.session()

    @property
    def case(self) -> projects.Case:
        found = projects.case_of(self.session, self.project, self.instance_id)
        assert found is not None
        return found

    @property
    def waits_at(self) -> list[str]:
        return sorted(each.task.element_id for each in self.case.waiting)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the baseline as the form shows them."""
        return [dict(line) for line in self.case.instance.variables["requirement_lines"]]

    @property
    def order(self) -> Confirmation:
        """The order that is out for signature, or was last."""
        return next(each for each in confirmations.of_project(self.session, self.project.id)
                    if each.instance_id == self.instance_id)

    def answer(self, element: str, **answers: Any) -> None:
        task = next(each.task for each in self.case.waiting if each.task.element_id == element)
        with transaction() as rows:
            engine.complete_task(rows, task.id, actor=task.assignee or "lead", answers=answers)
        build.work()

    def writes(self, *lines: dict[str, Any], **answers: Any) -> Change:
        """Hand in the edited lines."""
        self.answer("assess_change", requirement_lines=list(lines), decision="proceed", **{**FREE, **answers})
        return self

    def approved(self) -> Change:
        while "approve_change" in self.waits_at:
            self.answer("approve_change", decision="approve", opinion="")
        return self

    def signing(self, element: str) -> tuple[engine.Task, Submission, str]:
        """The task by which one side signs, what they send, and who they are."""
        task = next(each.task for each in self.case.waiting if each.task.element_id == element)
        return task, Submission(sha256=self.order.sha256, name="龘喆堃", agrees=True), task.assignee or ""

    def signs(self, *elements: str) -> Change:
        for element in elements:
            self.sign_only(element)
        build.work()
        return self

    def sign_only(self, element: str) -> None:
        """Sign, and let no worker follow."""
        task, submission, actor = self.signing(element)
        how = BY_CODE if people.is_contact(actor) else Circumstances(identified_by="account+password")
        with transaction() as session:
            confirmations.sign(session, task, submission, actor=actor, how=how)


def ask(cast: Cast, project: projects.Project, summary: str = "客户提出") -> Change:
    """A wish from the site begins a change request."""
    with transaction() as rows:
        engine.publish_message(rows, "change.requested", correlation_key=str(project.id),
                               variables={"project_id": project.id, "summary": summary})
    build.work()
    db.session().rollback()
    [newest, *_] = sorted(projects.cases_of(db.session(), project), key=lambda case: -case.row.instance_id)
    return Change(cast, project, newest.row.instance_id)


def in_force(project: projects.Project) -> tuple[int, list[tuple[int, str, str]]]:
    """The number of the baseline in force, and its lines as number, requirement and level."""
    db.session().rollback()
    baseline = requirements.in_force(db.session(), project.id)
    assert baseline is not None
    return baseline.number, [(line.number, line.requirement, line.level) for line in baseline.standing_lines]
