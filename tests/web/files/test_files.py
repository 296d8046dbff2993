"""Files: handed out to whoever may see the project they belong to, and never run by the browser."""

from flask import Flask

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.domain import documents, projects
from webapp.domain.people import Actor
from webapp.transaction import transaction

PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
                        "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")


def kept_by(app: Flask, actor: Actor) -> int:
    with app.app_context(), transaction() as session:
        return documents.keep_file(session, "现场.png", PICTURE, actor=actor.id).id


def test_the_bringer_gets_the_file_back_with_headers_that_keep_it_harmless(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    file_id = kept_by(app, cast.lead)

    answer = signed_in(cast.lead).get(f"/files/{file_id}")

    assert answer.data == PICTURE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "UTF-8''" in answer.headers["Content-Disposition"]


def test_what_is_neither_picture_nor_pdf_is_saved_and_not_shown(app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    shown = kept_by(app, cast.lead)
    with app.app_context(), transaction() as session:
        saved = documents.keep_file(session, "程序.txt", b"G0 X0 Y0", actor=cast.lead.id).id

    how = [signed_in(cast.lead).get(f"/files/{file_id}").headers["Content-Disposition"].partition(";")[0]
           for file_id in (shown, saved)]

    assert how == ["inline", "attachment"]


def test_a_file_of_a_project_is_open_to_its_members_and_to_nobody_else(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    file_id = kept_by(app, cast.lead)
    assert signed_in(cast.director).get(f"/files/{file_id}").status_code == 404

    with app.app_context():
        build.start_project(cast, photos=[{"file_id": file_id, "name": "现场.png"}])

    assert signed_in(cast.director).get(f"/files/{file_id}").status_code == 200
    assert signed_in(cast.stranger).get(f"/files/{file_id}").status_code == 404


def test_a_file_that_an_answer_names_is_open_to_the_project_and_another_persons_file_stays_shut(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    own, foreign = kept_by(app, cast.lead), kept_by(app, cast.stranger)
    with app.app_context():
        project_id = build.start_project(cast).id
    with app.app_context(), transaction() as session:
        project = session.get_one(projects.Project, project_id)
        projects.note_files(session, project, {"rows": [{"photo": {"file_id": own}}, {"photo": {"file_id": foreign}}]},
                            actor=cast.lead)

    assert signed_in(cast.director).get(f"/files/{own}").status_code == 200
    assert signed_in(cast.director).get(f"/files/{foreign}").status_code == 404
