"""Our own firm, as papers and mails call it."""

from collections.abc import Iterator

import pytest

from webapp.domain import company


@pytest.fixture(autouse=True)
def nameless() -> Iterator[None]:
    yield
    company.introduce("")


def test_the_firm_is_called_as_the_reader_knows_it() -> None:
    company.introduce("工程服务公司", name_en="Engineering Services Company")

    assert [company.facts(language)["name"] for language in ("zh", "en", "")] == [
        "工程服务公司", "Engineering Services Company", "工程服务公司"]


def test_a_firm_with_one_name_is_called_so_by_everybody() -> None:
    company.introduce("Tandem")

    assert company.facts("en") == company.facts("zh") == {"name": "Tandem"}


def test_a_firm_without_a_name_prints_none() -> None:
    assert company.facts("en") == {}
