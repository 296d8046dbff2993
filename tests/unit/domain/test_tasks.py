"""Tasks: whose they are, what their page shows, and what people do with them."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, each, mapping, sub_process, zeebe
from webapp.domain import notifications, packages, projects, tasks
from webapp.domain.people import Actor
from webapp.handlers import HANDLERS
from webapp.transaction import transaction


@pytest.fixture
def cast(people_there: Cast) -> Cast:
    build.deploy_small_package()
    return people_there


@pytest.fixture
def proposing(cast: Cast, session: Session) -> engine.Task:
    """A project whose lead has to propose."""
    build.start_project(cast)
    return engine.open_tasks(session)[0]


@pytest.fixture
def checking(cast: Cast, proposing: engine.Task) -> engine.Task:
    """The lead has proposed; some designer has to check."""
    return hand_in(proposing, cast.lead, {"proposal": "柔性单元"}).opened[0]


def hand_in(task: engine.Task, actor: Actor, data: dict[str, object] | None = None) -> engine.Completion:
    with transaction() as session:
        return tasks.submit(session, task, actor=actor, data=data or {})


def titles(session: Session, actor: Actor, box: tasks.Box = "mine", search: str = "") -> list[str]:
    return [row.task.element_id for row in tasks.inbox(session, actor, box=box, search=search).rows]


class TestInbox:
    @pytest.mark.usefixtures("proposing")
    def test_what_is_assigned_to_me_is_mine(self, cast: Cast, session: Session) -> None:
        assert titles(session, cast.lead) == ["propose"]
        assert titles(session, cast.designer) == []
        assert tasks.waiting(session, cast.lead) == 1

    @pytest.mark.usefixtures("checking")
    def test_what_is_offered_to_my_role_is_my_groups(self, cast: Cast, session: Session) -> None:
        assert titles(session, cast.designer, "groups") == ["check"]
        assert titles(session, cast.other_designer, "groups") == ["check"]
        assert titles(session, cast.stranger, "groups") == []

    def test_a_member_named_for_the_role_keeps_its_colleagues_out(
        self, cast: Cast, session: Session, proposing: engine.Task
    ) -> None:
        hand_in(proposing, cast.lead, {"proposal": "x", "designer": "designer"})

        assert titles(session, cast.other_designer, "groups") == []

        build.work()
        assert titles(session, cast.designer) == ["check"]

    @pytest.mark.usefixtures("checking")
    def test_what_i_did_is_done(self, cast: Cast, session: Session) -> None:
        assert titles(session, cast.lead, "done") == ["propose"]

    def test_a_word_finds_what_is_open_however_many_projects_of_that_name_have_ended(
        self, cast: Cast, session: Session
    ) -> None:
        first = build.start_project(cast)
        with transaction() as rows:
            over = engine.deploy(rows, "over", {"bpmn/over.bpmn": diagram("start > end", process="over")}, actor="owner")
            for number in range(501):
                ended = engine.start(rows, "over", version_id=over.id, actor="lead")
                rows.add(projects.Project(
                    code=f"P-1999-{number}", name=first.name, customer_id=first.customer_id, lead="lead", version_id=over.id,
                    instance_id=ended.id, answers={}, started_at=engine.now(), started_by="lead", closed_at=engine.now()))
        build.start_project(cast)

        assert titles(session, cast.lead, search=first.name) == ["propose", "propose"]

    @pytest.mark.parametrize("number_of_others", [0, 3])
    def test_what_others_of_the_role_were_given_hides_no_page(
        self, cast: Cast, session: Session, number_of_others: int
    ) -> None:
        for number in range(27):
            build.start_project(cast)
            named = {"designer": "designer"} if number < number_of_others else {}
            hand_in(engine.open_tasks(session, assignee="lead")[0], cast.lead, {"proposal": "x", **named})

        pages = [tasks.inbox(session, cast.other_designer, box="groups", page=page) for page in (1, 2)]

        assert [page.has_more for page in pages] == [True, False]
        assert len({row.task.id for page in pages for row in page.rows}) == sum(len(page.rows) for page in pages) == 27 - number_of_others

    @pytest.mark.parametrize("word", ["柔性", "零部件", "P-", "提出", "propose"])
    @pytest.mark.usefixtures("proposing")
    def test_a_word_finds_project_customer_code_and_task(
        self, cast: Cast, session: Session, word: str
    ) -> None:
        assert titles(session, cast.lead, search=word) == ["propose"]

    @pytest.mark.usefixtures("proposing")
    def test_what_matches_nothing_finds_nothing(self, cast: Cast, session: Session) -> None:
        assert titles(session, cast.lead, search="医院") == []
        assert titles(session, cast.designer, search="柔性") == []


class TestPage:
    def test_the_doer_sees_form_project_and_what_is_known(
        self, cast: Cast, session: Session, proposing: engine.Task
    ) -> None:
        page = tasks.page(session, cast.lead, proposing.id)

        assert page is not None
        assert page.definition is not None
        assert page.definition.id == "propose"
        assert page.may_act
        assert page.context["customer"]["industry"] == "汽车零部件"
        assert page.context["project"]["name"] == "柔性生产线"

    def test_a_stranger_finds_nothing(self, cast: Cast, session: Session, checking: engine.Task) -> None:
        assert tasks.page(session, cast.stranger, checking.id) is None
        assert tasks.find(session, cast.stranger, checking.id) is None

    def test_a_team_mate_looks_on(self, cast: Cast, session: Session, checking: engine.Task) -> None:
        page = tasks.page(session, cast.lead, checking.id)

        assert page is not None
        assert not page.may_act

    def test_an_absent_task_is_like_a_foreign_one(self, cast: Cast, session: Session) -> None:
        assert tasks.page(session, cast.lead, 12345) is None

    def test_earlier_answers_stand_under_their_labels(
        self, cast: Cast, session: Session, checking: engine.Task
    ) -> None:
        page = tasks.page(session, cast.designer, checking.id)

        assert page is not None
        sheet = page.earlier[0]
        assert (sheet.name, sheet.by_name) == ("提出方案", cast.lead.name)
        assert [(answer.label, answer.value) for answer in sheet.answers] == [("方案", "柔性单元")]


class TestActs:
    def test_only_the_doer_hands_in(self, cast: Cast, proposing: engine.Task) -> None:
        with pytest.raises(tasks.NotAllowed):
            hand_in(proposing, cast.designer)

    def test_the_second_of_two_is_too_late(self, cast: Cast, proposing: engine.Task) -> None:
        hand_in(proposing, cast.lead)

        with pytest.raises(engine.TaskNotOpen):
            hand_in(proposing, cast.lead)

    def test_naming_a_role_in_an_answer_staffs_the_project(
        self, cast: Cast, session: Session, proposing: engine.Task
    ) -> None:
        hand_in(proposing, cast.lead, {"designer": "other_designer"})

        project = projects.of_instance(session, proposing.instance_id)
        assert project is not None
        assert projects.named_for(session, [project.id])[project.id]["designer"] == {"other_designer"}

    def test_the_first_to_claim_has_it(self, cast: Cast, session: Session, checking: engine.Task) -> None:
        with transaction() as rows:
            tasks.claim(rows, checking, actor=cast.designer)

        with pytest.raises(engine.NotYourTask), transaction() as rows:
            tasks.claim(rows, checking, actor=cast.other_designer)
        assert titles(session, cast.designer) == ["check"]

    def test_what_is_given_back_is_the_groups_again(
        self, cast: Cast, session: Session, checking: engine.Task
    ) -> None:
        with transaction() as rows:
            tasks.claim(rows, checking, actor=cast.designer)
        with transaction() as rows:
            task = tasks.find(rows, cast.designer, checking.id)
            assert task is not None
            tasks.release(rows, task, actor=cast.designer)

        assert titles(session, cast.other_designer, "groups") == ["check"]

    def test_handing_on_leaves_the_reason_in_the_thread(
        self, cast: Cast, session: Session, proposing: engine.Task
    ) -> None:
        with transaction() as rows:
            tasks.assign(rows, proposing, to="liaison", actor=cast.lead, reason="本周出差")
        build.work()

        page = tasks.page(session, cast.liaison, proposing.id)
        assert page is not None
        assert page.may_act
        assert [comment.text for comment in page.thread] == ["本周出差"]
        assert notifications.of_actor(session, "liaison")[0].message_id == "told-assigned"

    @pytest.mark.parametrize(("to", "reason"), [("nobody", "person-unknown"), ("lead", "has-it-already")])
    def test_a_task_goes_to_no_unknown_person_and_not_to_its_owner(
        self, cast: Cast, proposing: engine.Task, to: str, reason: str
    ) -> None:
        with pytest.raises(tasks.NotThisPerson) as refused, transaction() as rows:
            tasks.assign(rows, proposing, to=to, actor=cast.lead, reason="")

        assert refused.value.reason == reason

    def test_a_stranger_can_do_nothing(self, cast: Cast, checking: engine.Task) -> None:
        acts = (
            lambda rows: tasks.claim(rows, checking, actor=cast.stranger),
            lambda rows: tasks.save_draft(rows, checking, actor=cast.stranger, data={}),
            lambda rows: tasks.comment(rows, checking, actor=cast.stranger, text="?"),
            lambda rows: tasks.assign(rows, checking, to="lead", actor=cast.stranger, reason=""),
        )
        for act in acts:
            with pytest.raises(tasks.NotAllowed), transaction() as rows:
                act(rows)


class TestDrafts:
    def test_a_draft_comes_back_to_its_writer_and_nobody_else(
        self, cast: Cast, session: Session, checking: engine.Task
    ) -> None:
        for text in ("半句", "一整句"):
            with transaction() as rows:
                tasks.save_draft(rows, checking, actor=cast.designer, data={"note": text})

        mine = tasks.page(session, cast.designer, checking.id)
        other = tasks.page(session, cast.other_designer, checking.id)
        assert mine is not None
        assert other is not None
        assert (mine.initial, other.initial) == ({"note": "一整句"}, None)

    def test_a_draft_goes_when_its_task_is_handed_in(
        self, cast: Cast, session: Session, proposing: engine.Task
    ) -> None:
        with transaction() as rows:
            tasks.save_draft(rows, proposing, actor=cast.lead, data={"proposal": "半"})
        hand_in(proposing, cast.lead, {"proposal": "全"})
        build.work()

        assert tasks.draft_of(session, cast.lead, proposing.id) is None

    def test_a_closed_task_takes_no_draft(self, cast: Cast, session: Session, proposing: engine.Task) -> None:
        hand_in(proposing, cast.lead)
        closed = engine.get_task(session, proposing.id)
        assert closed is not None

        with pytest.raises(engine.TaskNotOpen), transaction() as rows:
            tasks.save_draft(rows, closed, actor=cast.lead, data={})


def test_what_is_overdue_is_counted_and_filtered(cast: Cast, session: Session, proposing: engine.Task) -> None:
    assert tasks.inbox(session, cast.lead, due="overdue").rows == []

    engine.turn_clock(timedelta(days=3))
    try:
        late = tasks.inbox(session, cast.lead, due="overdue")
    finally:
        engine.turn_clock(timedelta())

    assert [row.is_overdue for row in late.rows] == [True]
    assert late.counts == {"mine": 1, "groups": 0, "overdue": 1}


def test_a_step_of_one_part_begins_with_what_was_answered_in_that_part(cast: Cast, session: Session) -> None:
    own = zeebe("taskHeaders", zeebe("header", key="part", value="phase")) + mapping(inputs={"phase": "=loopCounter"})
    test = build.task(assignee="=project_lead").replace("</bpmn:extensionElements>", f"{own}</bpmn:extensionElements>")
    phases = diagram("start > s:sub > end", process="lifecycle", s=each(cardinality="2") + sub_process(
        "begin:start > test > g:xor; g -[again]> test; g -default> done:end", test=test))
    with transaction() as rows:
        packages.deploy(rows, build.package({"lifecycle": phases}), actor="process_owner", handlers=HANDLERS)
    project = build.start_project(cast)
    first, second = sorted(engine.open_tasks(session, instance_ids=[project.instance_id]), key=lambda task: task.input["phase"])

    [anew] = hand_in(first, cast.lead, {"measured": "12 s", "again": True}).opened

    assert tasks.page(session, cast.lead, anew.id).initial == {"measured": "12 s", "again": True}
    assert tasks.page(session, cast.lead, second.id).initial is None
    assert "test" not in tasks.page(session, cast.lead, second.id).context["answers"]
