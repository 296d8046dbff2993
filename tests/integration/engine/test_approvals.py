"""What approvers do beside answering: added signers, delegation, withdrawal. The rows of the approval table."""

import pytest

import engine
from tests.support.diagrams import diagram, each, extended, job, zeebe

LINE = diagram("start > sign > next > after > end", sign=extended(zeebe("assignmentDefinition", assignee="anna")))


def tasks(session, element="sign"):
    return {task.assignee: task for task in engine.open_tasks(session, element_ids=[element])}


def answer(session, who, element="sign", **answers):
    return engine.complete_task(session, tasks(session, element)[who].id, actor=who, answers=answers)


def ask(session, of, who, where):
    return engine.add_signer(session, tasks(session)[of].id, who=who, where=where, actor=of, reason="please")


def opened(session):
    return sorted(task.element_id for task in engine.open_tasks(session))


def test_who_is_asked_before_holds_the_task_until_they_have_answered(session, started):
    started(LINE)
    ask(session, "anna", "bob", "before")

    assert tasks(session)["anna"].held
    with pytest.raises(engine.MoveRefused, match="task-held"):
        answer(session, "anna")
    answer(session, "bob")
    assert not tasks(session)["anna"].held
    answer(session, "anna")
    assert opened(session) == ["next"]


def test_who_is_asked_after_comes_when_the_one_who_asked_has_answered(session, started):
    instance = started(LINE)
    ask(session, "anna", "bob", "after")
    assert list(tasks(session)) == ["anna"]

    answer(session, "anna", amount=3)
    assert list(tasks(session)) == ["bob"]
    assert opened(session) == ["sign"]
    answer(session, "bob", amount=4)

    assert opened(session) == ["next"]
    found = engine.answers(session, instance.id)
    assert (found["sign"].data, found["sign+1"].data) == ({"amount": 3}, {"amount": 4})


def test_beside_both_answer_in_any_order_and_the_drawn_one_routes(session, started):
    started(diagram("start > sign > g:xor; g -[ok]> yes > end; g -default> no > end",
                    sign=extended(zeebe("assignmentDefinition", assignee="anna"))), {"ok": False})
    ask(session, "anna", "bob", "beside")

    answer(session, "anna", ok=True)
    answer(session, "bob", ok=False)

    assert opened(session) == ["yes"]


def test_a_signer_who_decides_answers_for_all(session, started):
    started(diagram("start > sign > g:xor; g -[ok]> yes > end; g -default> no > end",
                    sign=extended(zeebe("assignmentDefinition", assignee="anna"))), {"ok": True})
    ask(session, "anna", "bob", "before")
    ask(session, "bob", "carl", "beside")

    engine.complete_task(session, tasks(session)["carl"].id, actor="carl", answers={"ok": False}, decides=True)

    assert opened(session) == ["no"]


def test_signers_ask_others_and_all_of_them_go_with_the_one_who_asked(session, started):
    started(LINE)
    ask(session, "anna", "bob", "before")
    ask(session, "bob", "carl", "before")
    ask(session, "bob", "dora", "before")

    assert {who: task.held for who, task in tasks(session).items()} == {
        "anna": True, "bob": True, "carl": False, "dora": False}
    engine.remove_signer(session, tasks(session)["bob"].id, actor="anna", reason="on leave")

    assert {who: task.held for who, task in tasks(session).items()} == {"anna": False}


def test_the_task_goes_on_when_the_last_one_waited_for_is_let_go(session, started):
    started(LINE)
    ask(session, "anna", "bob", "after")
    answer(session, "anna")

    engine.remove_signer(session, tasks(session)["bob"].id, actor="anna", reason="not needed")

    assert opened(session) == ["next"]


@pytest.mark.parametrize(("who", "where", "why"), [
    ("anna", "before", "signer-twice"), ("bob", "beside", "signer-twice"), ("carl", "after", "signer-both-kinds"),
    ("carl", "under", "signer-where"),
])
def test_nobody_signs_twice_and_nobody_is_asked_both_before_and_after(session, started, who, where, why):
    started(LINE)
    ask(session, "anna", "bob", "before")

    with pytest.raises(engine.MoveRefused, match=why):
        ask(session, "anna", who, where)


def test_only_added_signers_can_be_let_go(session, started):
    started(LINE)

    with pytest.raises(engine.MoveRefused, match="signer-not-added"):
        engine.remove_signer(session, tasks(session)["anna"].id, actor="anna", reason="")


def test_added_signers_go_where_their_task_goes_and_the_history_knows_them(session, started):
    instance = started(LINE)
    answer(session, "anna")
    [task] = engine.open_tasks(session)
    engine.add_signer(session, task.id, who="bob", where="beside", actor="anna", reason="please")

    engine.return_task(session, tasks(session, "next")["bob"].id, to="sign", actor="bob", reason="no")

    assert opened(session) == ["sign"]
    [told] = engine.history(session, instance.id, kinds=["signer.added"])
    assert told.facts == {"name": "bob", "message": "please", "to": "beside"}


def test_one_more_in_a_sequence_of_signatures_counts_like_the_others(session, started):
    started(diagram("start > sign > next > end", sign=each("people", "who", sequential=True) + ""),
            {"people": ["a", "b"]})
    [task] = engine.open_tasks(session)

    engine.add_instance(session, task.instance_id, task.token, item="x", actor="a", reason="please")

    seen = []
    for _ in range(3):
        [task] = engine.open_tasks(session)
        seen.append(task.input["who"])
        engine.complete_task(session, task.id, actor="a", answers={})
    assert (seen, opened(session)) == (["a", "x", "b"], ["next"])


def test_a_delegated_task_comes_back_to_its_owner_who_decides(session, started):
    instance = started(LINE)
    task = tasks(session)["anna"]
    engine.delegate(session, task.id, to="bob", actor="anna", reason="you know this")
    engine.delegate(session, task.id, to="carl", actor="bob", reason="you know better")

    back = answer(session, "carl", advice="yes")

    assert (back.task.id, back.task.assignee, back.task.owner) == (task.id, "anna", None)
    assert engine.answers(session, instance.id)["sign+carl"].data == {"advice": "yes"}
    answer(session, "anna")
    assert opened(session) == ["next"]


def test_a_delegates_answer_that_the_owner_has_not_acted_on_is_no_fault(session, started):
    started(LINE)
    engine.delegate(session, tasks(session)["anna"].id, to="bob", actor="anna", reason="you know this")

    answer(session, "bob", advice="yes")

    assert engine.audit(session) == []


def test_one_delegates_not_to_oneself_and_transfers_for_good(session, started):
    started(LINE)
    task = tasks(session)["anna"]
    with pytest.raises(engine.MoveRefused, match="delegate-to-oneself"):
        engine.delegate(session, task.id, to="anna", actor="anna", reason="")

    engine.delegate(session, task.id, to="bob", actor="anna", reason="")
    engine.assign(session, task.id, to="dora", actor="anna")
    answer(session, "dora")

    assert opened(session) == ["next"]


def test_an_answer_is_taken_back_while_nothing_that_follows_is_done(session, started):
    started(LINE)
    task = tasks(session)["anna"]
    answer(session, "anna")

    done = engine.withdraw_task(session, task.id, actor="anna", reason="wrong file")

    assert [one.element_id for one in done.opened] == ["sign"]
    assert done.task is not None
    assert (done.task.element_id, done.task.closed_as) == ("next", "withdrawn")


def test_an_answer_is_not_taken_back_when_what_follows_is_done_or_it_was_anothers(session, started):
    started(LINE)
    task = tasks(session)["anna"]
    answer(session, "anna")

    with pytest.raises(engine.MoveRefused, match="withdraw-not-yours"):
        engine.withdraw_task(session, task.id, actor="bob", reason="")
    [following] = engine.open_tasks(session)
    engine.complete_task(session, following.id, actor="bob", answers={})
    with pytest.raises(engine.MoveRefused, match="withdraw-late"):
        engine.withdraw_task(session, task.id, actor="anna", reason="")


def test_a_worker_who_has_done_what_follows_makes_it_too_late(session, started):
    started(diagram("start > sign > w:service > after > end", w=job("work"),
                    sign=extended(zeebe("assignmentDefinition", assignee="anna"))))
    task = tasks(session)["anna"]
    answer(session, "anna")
    [leased] = engine.lease_jobs(session, worker="w")
    engine.complete_job(session, leased.id, worker="w")

    with pytest.raises(engine.MoveRefused, match="withdraw-late"):
        engine.withdraw_task(session, task.id, actor="anna", reason="")


def test_what_is_done_in_a_parallel_branch_does_not_make_it_late(session, started):
    started(diagram("start > f:and; f > sign > j:and; f > b > c > j; j > z > end",
                    sign=extended(zeebe("assignmentDefinition", assignee="anna"))))
    task = tasks(session)["anna"]
    answer(session, "anna")
    for element in ("b", "c"):
        answer_any(session, element)
    assert opened(session) == ["z"]

    engine.withdraw_task(session, task.id, actor="anna", reason="")

    assert opened(session) == ["sign"]
    answer(session, "anna")
    assert opened(session) == ["z"]


def answer_any(session, element):
    [task] = engine.open_tasks(session, element_ids=[element])
    engine.complete_task(session, task.id, actor="x", answers={})


def test_a_vote_among_several_is_not_taken_back_alone(session, started):
    started(diagram("start > sign > end", sign=each(cardinality="2")))
    [task, _] = engine.open_tasks(session)
    engine.complete_task(session, task.id, actor="anna", answers={})

    with pytest.raises(engine.MoveRefused, match="withdraw-one-of-several"):
        engine.withdraw_task(session, task.id, actor="anna", reason="")
