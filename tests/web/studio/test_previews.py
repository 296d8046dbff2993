"""What a draft would do: a form as its people will see it, a decision on one row, both without keeping anything."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn

PACKAGE = "/studio/customer_engineering"
TABLE = (Path(__file__).parents[3] / "processes" / "customer_engineering" / "dmn" / "contract_route.dmn").read_text()
ROW = {"risk_terms": [], "penalty_cap": 25, "advance_percent": 30, "warranty_months": 12}
EVERY_FIELD = {"schemaVersion": 19, "type": "default", "id": "all", "components": [
    {"type": "textfield", "id": "a", "key": "place", "label": "地点", "validate": {"required": True}},
    {"type": "money", "id": "b", "key": "price", "label": "金额", "currency": "CNY"},
    {"type": "person", "id": "c", "key": "who", "label": "人员"},
    {"type": "signature", "id": "d", "key": "sign", "label": "签名"},
    {"type": "photo", "id": "e", "key": "shots", "label": "照片", "multiple": True},
    {"type": "table", "id": "f", "path": "lines", "label": "明细", "components": [
        {"type": "textfield", "id": "g", "key": "need", "label": "需求"}]}]}


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """The process owner, with a draft of the small package begun."""
    client = signed_in(cast.process_owner)
    client.post(f"{PACKAGE}/draft")
    return client


def preview(client: FlaskClient, **asked: Any) -> Any:
    return client.post(f"{PACKAGE}/preview/form", json=asked)


def decide(client: FlaskClient, **asked: Any) -> Any:
    return client.post(f"{PACKAGE}/decisions/test", json={"file": "dmn/new.dmn", "content": TABLE, **asked})


def test_a_form_is_drawn_as_it_will_be_with_likely_answers(owner: FlaskClient) -> None:
    page = preview(owner, schema=EVERY_FIELD, lang="zh").text

    assert "示例文字" in page
    assert "128,000" in page.replace("128000", "128,000")
    assert 'name="lines-1-need"' in page
    assert "<script" not in page


@pytest.mark.parametrize(("bounds", "likely"), [({"min": 1, "max": 5}, "5"), ({"min": 100}, "100"), ({"max": 8.5}, "8.5"), ({}, "12")])
def test_a_likely_number_is_one_that_the_form_takes(owner: FlaskClient, bounds: dict[str, float], likely: str) -> None:
    number = {"type": "number", "id": "n", "key": "probability", "label": "概率", "decimalDigits": 1, "validate": bounds}

    page = html.fromstring(preview(owner, schema={**EVERY_FIELD, "components": [number]}, lang="zh").text)

    assert page.xpath("//input[@name='probability']/@value") == [likely]


def test_it_is_drawn_in_the_other_language_with_the_sample_that_was_sent(owner: FlaskClient) -> None:
    page = preview(owner, schema=EVERY_FIELD, lang="en", data={"place": "Hall 3"}).text

    assert 'lang="en"' in page
    assert "Hall 3" in page
    assert "Add a row" in page


@pytest.mark.parametrize("schema", [None, [], "x", {}, {"components": 5}, {"components": [5]},
                                    {"schemaVersion": 99, "components": []}])
def test_what_is_no_form_is_refused_in_words(owner: FlaskClient, schema: Any) -> None:
    answer = preview(owner, schema=schema)

    assert answer.status_code == 422
    assert answer.json["message"]


def test_a_script_in_a_label_is_only_words(owner: FlaskClient) -> None:
    schema = {"components": [{"type": "textfield", "id": "a", "key": "k", "label": "<script>alert(1)</script>"},
                             {"type": "html", "id": "b", "content": "<img src=x onerror=alert(1)>"}]}

    page = preview(owner, schema=schema).text

    assert "<script>" not in page
    assert "onerror" not in page


def test_a_row_is_decided_by_the_engine_with_the_rules_that_matched(owner: FlaskClient) -> None:
    assert decide(owner, decision="contract_risk").json == {"names": sorted(ROW)}

    answer = decide(owner, decision="contract_risk", inputs=ROW).json

    assert answer["value"] == "high"
    assert answer["hits"] == {"contract_risk_table": [3, 7]}


@pytest.mark.parametrize(("asked", "words"), [
    ({"decision": "nowhere", "inputs": {}}, ""),
    ({"decision": "contract_risk", "inputs": {"risk_terms": 5, "penalty_cap": "x"}}, ""),
    ({"decision": "contract_risk", "inputs": {}, "content": TABLE.replace("count(risk_terms)", "count(")}, "dmn/new.dmn"),
    ({"decision": "contract_risk", "inputs": {}, "content": "contract_risk <!DOCTYPE x ["}, "dmn/new.dmn"),
])
def test_what_cannot_be_decided_is_said_in_words(owner: FlaskClient, asked: dict[str, Any], words: str) -> None:
    answer = decide(owner, **asked)

    assert answer.status_code in (404, 422)
    assert words in answer.json["message"]
    assert answer.json["message"]


@pytest.mark.parametrize("who", ["designer", "lead", "stranger"])
def test_a_stranger_finds_neither(signed_in: SignedIn, cast: Cast, owner: FlaskClient, who: str) -> None:
    visitor = signed_in(getattr(cast, who))

    assert preview(visitor, schema=EVERY_FIELD).status_code == 404
    assert decide(visitor, decision="contract_risk", inputs=ROW).status_code == 404
    assert preview(owner, schema=build.PROPOSE_FORM).status_code == 200
