"""What runs beside a project, deployed and played to an end once on a real PostgreSQL."""

from collections.abc import Callable, Iterator

import pytest
from flask import current_app

from tests.integration.floor.test_transaction import ROUNDS, WRITERS, in_threads
from tests.support import baselines, build, cast
from tests.support.cast import Cast
from tests.support.servers import fresh_database
from tests.unit.domain import test_beside as beside
from webapp import processes
from webapp.db import db
from webapp.domain import packages, projects
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def people_there(postgresql_server: str, postgresql_tables: str) -> Iterator[Cast]:
    with fresh_database(postgresql_server, like=postgresql_tables) as url, build.database(url):
        with transaction() as session:
            people = cast.assemble(session)
            for files in (build.small_package(), *(processes.read(beside.FOLDER / key).files for key in beside.SIDES)):
                packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        yield people


@pytest.mark.parametrize("story", [
    beside.test_a_deviation_is_analysed_until_it_is_caught_up,
    beside.test_a_slip_that_comes_anew_joins_the_review_that_is_open,
    beside.test_nobody_begins_a_second_review_by_hand_beside_the_open_one,
    beside.test_a_breach_is_checked_by_finance_and_cut_if_nobody_pays,
    beside.test_a_risk_comes_back_until_it_is_lower,
    beside.test_an_unsolved_complaint_begins_again_and_closes_into_the_case_library,
    beside.test_a_day_labour_ticket_is_signed_by_both_and_written_anew_when_one_declines,
])
def test_it_is_played_to_its_end(people_there: Cast, story: Callable[..., None]) -> None:
    project = build.start_project(people_there, technical_lead="technical_lead", engineering_manager="engineering_manager")
    baselines.agree(project, baselines.BEAT)
    given = {"project": project, "people_there": people_there, "session": db.session()}

    story(**{name: given[name] for name in story.__annotations__ if name in given})


def test_of_two_who_begin_a_breach_at_the_same_instant_one_begins_it(people_there: Cast) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for _ in range(ROUNDS):
        project = build.start_project(people_there)
        begun: list[bool] = []

        def begin(_number: int, project_id: int = project.id, begun: list[bool] = begun) -> None:
            try:
                with transaction() as session:
                    there = session.get_one(projects.Project, project_id)
                    [offer] = [each for each in projects.offered(session, people_there.lead, there) if each.package == "budget_breach"]
                    projects.begin(session, there, offer, actor=people_there.lead, answers={"summary": "人工超支"})
            except projects.OneIsOpen:
                begun.append(False)
            else:
                begun.append(True)

        in_threads(app, begin)

        db.session.rollback()
        assert sorted(begun) == [False] * (WRITERS - 1) + [True]
        assert [case.row.number for case in projects.cases_of(db.session(), project)] == [1]
