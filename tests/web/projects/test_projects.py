"""Projects: started for a customer, seen by those who take part, told in plain words."""

import re

from flask import Flask

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.statements import asked_of
from tests.web.conftest import SignedIn, laid_over
from webapp.db import db
from webapp.domain import schedule
from webapp.domain.projects import Project
from webapp.features.projects.routes import PAGE_ROWS
from webapp.transaction import transaction


def test_a_member_sees_where_the_project_stands(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    page = signed_in(cast.lead).get(f"/projects/{project.id}").text

    assert project.code in page
    assert 'data-behaviour="diagram"' in page
    assert "Propose" in page  # the step, in words beside the diagram
    assert "started the project" in page


def test_a_stranger_finds_neither_the_project_nor_its_trace_in_the_list(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    stranger = signed_in(cast.stranger)

    assert stranger.get(f"/projects/{project.id}").status_code == 404
    assert project.code not in stranger.get("/projects/").text


def test_an_unknown_diagram_is_not_there(signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)

    assert lead.get(f"/projects/{project.id}?process=stage_end").status_code == 200
    assert lead.get(f"/projects/{project.id}?process=nothing").status_code == 404


def test_starting_begins_with_the_customer(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.lead).get("/projects/new").text

    assert "汽车零部件制造商" in page


def test_the_list_is_searched_and_narrowed_to_a_stage(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    with app.app_context():
        build.start_project(cast, "包装线改造")

    assert "包装线改造" in lead.get("/projects/?search=包装").text
    assert project.code not in lead.get("/projects/?search=包装").text
    assert project.code not in lead.get("/projects/?stage=execution").text


def test_the_list_says_what_is_next_and_who_has_it(signed_in: SignedIn, cast: Cast, project: Project) -> None:
    page = signed_in(cast.lead).get("/projects/").text

    assert "Next: Propose · lead" in page


def test_the_list_shows_each_light_with_its_word_and_is_narrowed_to_one(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context(), transaction() as session:
        session.add(schedule.ProjectLight(project_id=project.id, colour="red", why="Assembly、Wiring", slip_percent=6.7,
                                          process_id="stage_execution", judged_at=engine.now()))
    lead = signed_in(cast.lead)

    assert re.search(r'mark-late" title="Assembly, Wiring">.*?Red', lead.get("/projects/").text, re.DOTALL)
    assert "Assembly, Wiring" in lead.get(f"/projects/{project.id}").text
    assert project.code in lead.get("/projects/?light=red").text
    assert project.code not in lead.get("/projects/?light=green").text


def test_a_long_list_of_one_light_comes_page_by_page(app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    with app.app_context():
        started = [build.start_project(cast, f"第 {number} 条线") for number in range(2 * (PAGE_ROWS + 1))]
        lit = started[::2]
        codes = [project.code for project in reversed(lit)]
        with transaction() as session:
            session.add_all(schedule.ProjectLight(project_id=project.id, colour="red", why="", slip_percent=6.7,
                                                  process_id="stage_execution", judged_at=engine.now()) for project in lit)
    lead = signed_in(cast.lead)
    first, second = (lead.get(f"/projects/?light=red&page={page}").text for page in (1, 2))

    assert (listed_in(first), listed_in(second)) == (codes[:PAGE_ROWS], codes[PAGE_ROWS:])
    assert re.search(r'href="([^"]*)">Next page', first)[1].replace("&amp;", "&") == "/projects/?light=red&page=2"
    assert ("Previous page" in second, "Next page" in second) == (True, False)


def test_a_page_of_one_light_asks_no_more_than_a_page_of_all(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    with app.app_context(), transaction() as session:
        session.add(schedule.ProjectLight(project_id=project.id, colour="red", why="", slip_percent=6.7,
                                          process_id="stage_execution", judged_at=engine.now()))
    lead.get("/projects/")
    with app.app_context(), asked_of(db.engine) as everything:
        lead.get("/projects/")

    with app.app_context(), asked_of(db.engine) as lit:
        lead.get("/projects/?light=red")

    assert len(lit) == len(everything), "\n".join(lit)


def test_the_light_of_work_that_is_over_is_not_listed(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context(), transaction() as session:
        session.add(schedule.ProjectLight(project_id=project.id, colour="red", why="", slip_percent=6.7,
                                          process_id="stage_execution", judged_at=engine.now(), over_at=engine.now()))

    assert listed_in(signed_in(cast.lead).get("/projects/?light=red&closed=1").text) == []


def listed_in(page: str) -> list[str]:
    """The codes of the projects on a page of the list, in its order."""
    rows = page.partition('<ul class="rows">')[2]
    return list(dict.fromkeys(re.findall(r"P-\d{4}-\d{3}", rows)))


def test_a_longer_list_of_projects_asks_no_more(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    lead.get("/projects/")  # what is kept per process is kept now
    with app.app_context(), asked_of(db.engine) as few:
        lead.get("/projects/")
    with app.app_context():
        for number in range(4):
            build.start_project(cast, f"包装线 {number}")
    with app.app_context(), asked_of(db.engine) as many:
        lead.get("/projects/")

    assert len(many) == len(few), "\n".join(many)


def test_what_happened_calls_a_document_as_the_reader_does(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context(), transaction() as session:
        engine.record(session, instance_id=project.instance_id, kind="document.frozen", actor="lead",
                      facts={"document": "需求确认书", "document_en": "Requirement confirmation", "version": 1})
    lead = signed_in(cast.lead)
    english = lead.get(f"/projects/{project.id}").text
    lead.set_cookie("locale", "zh")

    assert "“Requirement confirmation” was frozen as version 1." in english
    assert "需求确认书" in lead.get(f"/projects/{project.id}").text


def test_the_page_opens_with_who_is_next_and_the_readers_own_turn(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    of_lead = signed_in(cast.lead).get(f"/projects/{project.id}").text
    of_owner = signed_in(cast.process_owner).get(f"/projects/{project.id}").text

    assert "Who is next" in of_lead
    assert ("Your turn" in of_lead, "Your turn" in of_owner) == (True, False)


def test_while_nobody_is_asked_the_page_says_what_is_waited_for(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context():
        [propose] = engine.open_tasks(db.session())
        with transaction() as session:
            engine.complete_task(session, propose.id, actor="lead", answers={"proposal": "U 形布局"})
        build.work()
        [check] = engine.open_tasks(db.session())
        with transaction() as session:
            engine.complete_task(session, check.id, actor="designer", answers={})

    page = signed_in(cast.lead).get(f"/projects/{project.id}").text

    assert "Nobody is asked just now. The project waits for: tell" in page


def test_the_drawing_tells_what_is_done_what_is_open_and_how_long_it_took(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context():
        [propose] = engine.open_tasks(db.session())
        with transaction() as session:
            engine.complete_task(session, propose.id, actor="lead", answers={"proposal": "U 形布局"})
        build.work()

    drawn = laid_over(signed_in(cast.lead).get(f"/projects/{project.id}?process=stage_idea").text)

    assert (drawn["propose"]["state"], drawn["check"]["state"], drawn["check"]["count"], drawn["end"]) == ("done", "here", 1, {})
    assert all(drawn[step]["time"] for step in ("propose", "check"))
    assert drawn["propose_check"] == {"state": "done"}


def test_every_station_and_every_step_of_the_way_in_leads_to_its_diagram(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    page = signed_in(cast.lead).get(f"/projects/{project.id}").text

    stations = page.split('class="line-map"')[1].split("</ol>")[0]
    way_in = page.split('class="crumbs"')[1].split("</ol>")[0]
    assert ("process=stage_idea" in stations, "process=stage_end" in stations) == (True, True)
    assert ("process=lifecycle" in way_in, "process=stage_idea" in way_in) == (True, True)
