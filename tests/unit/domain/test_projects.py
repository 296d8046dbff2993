"""Projects: started, numbered, staffed, seen by those who may, carried from stage to stage."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, extended, zeebe
from webapp.domain import customers, packages, people, projects, tasks
from webapp.handlers import HANDLERS
from webapp.transaction import transaction


@pytest.fixture
def cast(people_there: Cast) -> Cast:
    build.deploy_small_package()
    return people_there


def test_projects_are_numbered_by_year(cast: Cast) -> None:
    year = engine.now().year

    codes = [build.start_project(cast).code for _ in range(3)]

    assert codes == [f"P-{year}-001", f"P-{year}-002", f"P-{year}-003"]


def test_numbers_begin_anew_each_year(cast: Cast) -> None:
    build.start_project(cast)
    engine.turn_clock(timedelta(days=366))
    try:
        assert build.start_project(cast).code.endswith("-001")
    finally:
        engine.turn_clock(timedelta())


def test_a_start_that_fails_takes_no_number_and_leaves_no_project(cast: Cast, session: Session) -> None:
    with pytest.raises(engine.EngineError):
        build.start_project(cast, name="坏的开始", project_lead="x" * 300)

    assert projects.listed(session, cast.director) == []
    assert build.start_project(cast).code.endswith("-001")


def test_the_starter_leads_unless_the_form_names_another(cast: Cast) -> None:
    assert build.start_project(cast).lead == "lead"
    assert build.start_project(cast, project_lead="liaison").lead == "liaison"


def test_roles_named_in_answers_become_members(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer", expert=["expert1", "expert2"])

    members = {(member.role, member.actor_id) for member in projects.members_of(session, project)}

    assert members == {("project_lead", "lead"), ("designer", "designer"),
                       ("expert", "expert1"), ("expert", "expert2")}


def test_a_later_answer_replaces_the_members_of_its_role(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")

    with transaction() as rows:
        projects.name_members(rows, rows.merge(project), {"designer": "other_designer", "note": "x"})

    assert projects.named_for(session, [project.id])[project.id]["designer"] == {"other_designer"}


def test_members_and_overseers_see_a_project_and_strangers_do_not(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")

    for actor in (cast.lead, cast.designer, cast.director, cast.admin, cast.customer):
        assert projects.visible(session, actor, project.id) is not None
    with transaction() as rows:
        other = customers.create_customer(rows, name="另一家客户", by="lead")
        foreign = people.contact_actor(rows, customers.add_contact(rows, other, name="外人", email="x@other.example").id)
    assert foreign is not None
    for actor in (cast.stranger, cast.other_designer, foreign):
        assert projects.visible(session, actor, project.id) is None
        assert projects.listed(session, actor) == []
        assert projects.listed(session, actor, search=project.code) == []
        assert projects.of_customer(session, actor, project.customer_id) == []


def test_projects_are_found_by_code_name_and_customer(cast: Cast, session: Session) -> None:
    project = build.start_project(cast)

    for word in (project.code, "柔性", "零部件"):
        assert [found.id for found in projects.listed(session, cast.lead, search=word)] == [project.id]
    assert projects.listed(session, cast.lead, search="医院") == []


def test_the_stage_follows_the_lifecycle(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, designer="designer")
    build.work()
    assert stage_of(session, cast, project) == ("idea", ["active", "ahead"])

    for actor in (cast.lead, cast.designer):
        hand_in_next(session, actor)
    assert stage_of(session, cast, project) == ("ending", ["done", "active"])

    hand_in_next(session, cast.lead)
    closed = projects.visible(session, cast.lead, project.id)
    assert closed is not None
    assert closed.closed_at is not None
    assert projects.listed(session, cast.lead) == []


def test_only_what_the_diagrams_read_travels_with_the_instance(cast: Cast, session: Session) -> None:
    project = build.start_project(cast, project_lead="lead", background="很长的背景")

    instance = engine.get_instance(session, project.instance_id or 0)

    assert instance.variables["project_lead"] == "lead"
    assert "background" not in instance.variables
    assert projects.context_of(project)["background"] == "很长的背景"


def test_a_project_cannot_start_for_a_contact_who_left(cast: Cast, session: Session) -> None:
    with transaction() as rows:
        contact = customers.get_contact(rows, cast.customer.contact_id or 0)
        assert contact is not None
        customers.retire_contact(rows, contact)

    with pytest.raises(projects.BadProject) as refused:
        build.start_project(cast)

    assert (refused.value.field, refused.value.reason) == ("contact", "contact-unknown")


def stage_of(session: Session, cast: Cast, project: projects.Project) -> tuple[str | None, list[str]]:
    session.expire_all()
    found = projects.visible(session, cast.lead, project.id)
    assert found is not None
    return found.stage, [stage.state for stage in projects.stages(session, found)]


def test_a_stage_that_was_drawn_after_a_project_had_been_there_is_passed(session: Session, cast: Cast) -> None:
    project = build.start_project(cast, designer="designer")
    build.work()
    for actor in (cast.lead, cast.designer):
        hand_in_next(session, actor)
    files = build.small_package()
    lifecycle = diagram("start > idea:call > extra:call > ending:call > end", process="lifecycle", **{
        name: extended(zeebe("calledElement", processId=process, propagateAllChildVariables="true"))
        for name, process in (("idea", "stage_idea"), ("extra", "stage_extra"), ("ending", "stage_end"))})
    with transaction() as rows:
        old = project.version_id
        new = packages.deploy(rows, files | {"bpmn/lifecycle.bpmn": lifecycle, "bpmn/stage_extra.bpmn": diagram("start > end", process="stage_extra")},
                              actor="process_owner", handlers=HANDLERS)
        engine.begin_migration(rows, engine.plan_migration(rows, old, new.id), actor="process_owner", reason="新增一个阶段")
    build.work()

    assert stage_of(session, cast, project) == ("ending", ["done", "passed", "active"])


def hand_in_next(session: Session, actor: object) -> None:
    """Hand in the first task of the actor's inbox and let the worker follow."""
    task = tasks.inbox(session, actor).rows[0].task  # type: ignore[arg-type]
    with transaction() as rows:
        tasks.submit(rows, task, actor=actor, data={})  # type: ignore[arg-type]
    build.work()
    session.expire_all()
