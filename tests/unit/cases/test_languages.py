"""One case, told in two languages: what happens stands in the case, how it is said elsewhere in a catalogue beside it."""

import shutil
import tomllib
from pathlib import Path

import pytest

from webapp.cli.play.case import CaseError, read
from webapp.domain.packages import is_chinese, read_words

PACKAGES = Path(__file__).parents[3] / "processes"
FOLDER = PACKAGES / "customer_engineering/examples"
CASES = sorted(PACKAGES.glob("*/examples/*.toml"))
FOLDERS = sorted({path.parent for path in CASES})


def texts(said):
    """Every text, however deep it lies."""
    if isinstance(said, str):
        yield said
    for each in said.values() if isinstance(said, dict) else said if isinstance(said, list | tuple) else ():
        yield from texts(each)


def told(case):
    """What a case says to anybody, its people's names included."""
    return [*texts([case.title, dict(case.customer), dict(case.contact), [dict(each) for each in case.others], case.project_name,
                    dict(case.project_answers), [[dict(step.answers), step.refused, step.of] for step in case.steps]]),
            *(player.name for player in case.players)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_told_in_english_a_case_holds_no_chinese_and_the_same_steps(path):
    chinese, english = read(path), read(path, language="en")

    assert [text for text in told(english) if is_chinese(text)] == []
    assert [(step.task, step.by, step.wait) for step in english.steps] == [(step.task, step.by, step.wait) for step in chinese.steps]
    assert english.contact["locale"] == "en"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_a_catalogue_says_nothing_that_no_case_beside_it_says(folder):
    said = {text for path in folder.glob("*.toml") for text in texts(tomllib.loads(path.read_text()))}

    assert sorted(read_words((folder / "en.po").read_bytes()).keys() - said) == []


def test_the_same_case_in_other_words_is_another_run():
    path = FOLDER / "hospital_record_system.toml"

    assert read(path, language="en").reference != read(path).reference == read(path, language="zh").reference


def test_a_text_that_is_not_said_in_the_language_is_named(tmp_path):
    shutil.copytree(FOLDER.parent, tmp_path / "package")
    path = tmp_path / "package/examples/hospital_record_system.toml"
    path.write_text(path.read_text().replace("某三甲医院", "某二甲医院"))

    with pytest.raises(CaseError) as refused:
        read(path, language="en")

    assert "某二甲医院" in str(refused.value)
    assert "en.po" in str(refused.value)


def test_a_package_without_a_catalogue_is_not_told_in_another_language(tmp_path):
    shutil.copytree(PACKAGES / "budget_breach", tmp_path / "package")
    (tmp_path / "package/examples/en.po").unlink()

    with pytest.raises(CaseError):
        read(tmp_path / "package/examples/granted_after_a_return.toml", language="en")
