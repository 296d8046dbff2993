"""The words of a draft side by side: what has no English comes first, and nobody's word is overwritten."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from tests.web.studio.test_publishing import PACKAGE, draft_briefing

WORDS = f"{PACKAGE}/words/en"
FILE = f"{PACKAGE}/content/i18n/en.po"


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    client = signed_in(cast.process_owner)
    client.post(f"{PACKAGE}/draft")
    return client


def called(client: FlaskClient, source: str, now: str, was: str = "") -> TestResponse:
    return client.post(WORDS, data={"source": source, "was": was, "now": now})


def test_a_new_label_waits_for_its_english_and_gets_it(owner: FlaskClient) -> None:
    owner.get(FILE)
    draft_briefing(owner)
    assert "no English yet" in owner.get(f"{PACKAGE}/").text
    assert "现场安全交底" in owner.get(WORDS).text

    assert called(owner, "现场安全交底", " Site safety\r\nbriefing ").status_code == 302

    assert 'msgid "现场安全交底"\nmsgstr ""\n"Site safety\\n"\n"briefing"' in owner.get(FILE).text
    assert "Site safety" in owner.get(f"{WORDS}?show=all&search=safety").text
    assert "现场安全交底" not in owner.get(f"{WORDS}?show=missing").text


def test_the_file_opens_as_words_and_still_as_a_file(owner: FlaskClient) -> None:
    assert owner.get(f"{PACKAGE}/files/i18n/en.po").location == WORDS

    assert "<textarea" in owner.get(f"{PACKAGE}/files/i18n/en.po?how=text").text


def test_whoever_wrote_the_same_word_meanwhile_is_not_overwritten(owner: FlaskClient) -> None:
    draft_briefing(owner)
    called(owner, "现场安全交底", "Safety briefing")

    refused = called(owner, "现场安全交底", "Toolbox talk")

    assert refused.status_code == 409
    assert "Toolbox talk" in refused.text
    assert "Safety briefing" in owner.get(FILE).text
    standing = re.search(r'name="was" value="([^"]+)"', owner.get(f"{WORDS}?show=all&search=现场安全交底").text)
    assert standing is not None
    assert called(owner, "现场安全交底", "Toolbox talk", was=standing[1]).status_code == 302
    assert "Toolbox talk" in owner.get(FILE).text


def test_two_who_write_different_words_are_both_kept(owner: FlaskClient) -> None:
    draft_briefing(owner)

    called(owner, "现场安全交底", "Safety briefing")
    called(owner, "提出方案", "Have an idea", was=word(owner, "提出方案"))

    kept = owner.get(FILE).text
    assert "Safety briefing" in kept
    assert "Have an idea" in kept


def word(client: FlaskClient, source: str) -> str:
    found = re.search(rf'name="source" value="{source}"><input type="hidden" name="was" value="([^"]*)"',
                      client.get(f"{WORDS}?show=all&search={source}").text)
    assert found is not None
    return found[1]


def test_what_stands_in_no_file_cannot_be_brought_in(owner: FlaskClient) -> None:
    before = owner.get(FILE).text

    assert called(owner, "没有这样的字", "No such words").status_code == 302

    assert owner.get(FILE).text == before


def test_a_file_that_cannot_be_read_is_mended_as_a_file(owner: FlaskClient) -> None:
    revision = owner.get(FILE).headers["ETag"]
    owner.put(FILE, data="msgid 报价\n".encode(), headers={"If-Match": revision})

    assert "how=text" in owner.get(WORDS).location
    assert called(owner, "报价", "Price").status_code in (302, 422)


@pytest.mark.parametrize("who", ["lead", "designer"])
def test_nobody_else_finds_the_words(owner: FlaskClient, signed_in: SignedIn, cast: Cast, who: str) -> None:
    stranger = signed_in(getattr(cast, who))

    assert stranger.get(WORDS).status_code == 404
    assert called(stranger, "现场安全交底", "x").status_code == 404


@pytest.mark.parametrize("target", ["zh", "fr"])
def test_only_languages_of_the_product_are_written(owner: FlaskClient, target: str) -> None:
    assert owner.get(f"{PACKAGE}/words/{target}").status_code == 404
