"""Whatever the product refuses or finds has its own sentence, in both languages: no id falls behind."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import engine
from engine.spiff.check.findings import REMEDIES
from webapp.cli.deploy import callers_locale
from webapp.domain import wording
from webapp.domain.wording import catalogue
from webapp.domain.wording.reasons import REASONS
from webapp.domain.wording.rules import RULES
from webapp.domain.wording.rules.diagrams import INSTEAD
from webapp.domain.wording.sentences import UNKNOWN

ROOT = Path(__file__).parents[3]
FLOORS = ("engine", "forms", "webapp/domain", "webapp/handlers.py", "webapp/reactions.py")
ID = re.compile(r"[a-z]+(-[a-z0-9]+)+")
NOT_SAID = {"encode", "decode", "setdefault", "startswith", "get", "set", "fromstring"}  # calls that say nothing to anybody
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module", autouse=True)
def catalogue_as_it_is_written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The Chinese of the .po itself, whether or not somebody has compiled it since."""
    folder = tmp_path_factory.mktemp("translations")
    compiled = folder / "zh" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    source = wording.TRANSLATIONS / "zh" / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as read, compiled.open("wb") as written, pytest.MonkeyPatch.context() as patch:
        write_mo(written, read_po(read, locale="zh"))
        written.flush()
        patch.setattr(catalogue, "TRANSLATIONS", folder)
        yield


def said_ids() -> dict[str, str]:
    """Every message id, rule or reason that a floor hands to a call or returns, with the place where it does."""
    found = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")) or [ROOT / floor]:
            if "wording" not in path.parts:
                found |= {said: f"{path.relative_to(ROOT)}:{line}" for said, line in _said_in(path)}
    return found


def _said_in(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node.func) not in NOT_SAID:
            handed: list[ast.expr] = list(node.args)
        elif isinstance(node, ast.Return) and node.value is not None:
            handed = [node.value]
        else:
            continue
        for given in handed:
            for one in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and ID.fullmatch(one.value):
                    yield one.value, node.lineno


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_id_has_a_sentence_of_its_own() -> None:
    worded = wording.SENTENCES.keys() | RULES.keys() | REASONS.keys()

    assert {said: place for said, place in said_ids().items() if said not in worded} == {}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_says_what_is_wrong_and_what_to_do_in_both_languages(rule: str) -> None:
    finding = engine.Finding(rule, "refusal", "bpmn/a.bpmn", 7, "pay")

    english, chinese = (wording.finding_words(finding, locale) for locale in ("en", "zh"))

    assert english.startswith("Refused: bpmn/a.bpmn, line 7, “pay”: ")
    assert chinese.startswith("拒绝：bpmn/a.bpmn 第 7 行“pay”：")
    assert len(HAN.findall(chinese)) > 10
    assert english.endswith(".")
    assert chinese.endswith("。")


@pytest.mark.parametrize("message_id", sorted(wording.SENTENCES))
def test_every_sentence_is_said_in_chinese_too(message_id: str) -> None:
    assert HAN.search(wording.sentence(message_id, {}, "zh")) or wording.SENTENCES[message_id] == "%(text)s"


@pytest.mark.parametrize("found", sorted(REMEDIES))
def test_what_to_do_instead_is_said_in_both_languages(found: str) -> None:
    finding = engine.Finding("element-not-executed", "refusal", "a.bpmn", 7, "x", {"found": found, "remedy": REMEDIES[found]})

    assert INSTEAD[found] == REMEDIES[found]
    assert HAN.search(catalogue.gettext("zh")(INSTEAD[found]))
    assert wording.finding_words(finding, "zh").endswith(catalogue.gettext("zh")(INSTEAD[found]))


def test_an_expression_that_fails_says_why_in_the_readers_language() -> None:
    facts = {"text": "1 / a", "reason": "division-by-zero"}

    assert wording.sentence("expression-failed", facts, "en").endswith("1 / a (something is divided by zero)")
    assert "除数为零" in wording.sentence("expression-failed", facts, "zh")


def test_what_nobody_worded_still_says_its_facts() -> None:
    finding = engine.Finding("rule-of-tomorrow", "warning", "a.bpmn", facts={"found": "x%sy", "remedy": "Wait."})

    assert wording.finding_words(finding) == (
        "Warning: a.bpmn: rule of tomorrow: found x%sy (rule-of-tomorrow). Wait.")
    assert UNKNOWN.startswith("This cannot be done")


@pytest.mark.parametrize(("environ", "locale"), [
    ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
    ({"LANG": "de_DE.UTF-8"}, "en"), ({}, "en"),
])
def test_a_command_speaks_the_language_of_its_terminal(environ: dict[str, str], locale: str) -> None:
    assert callers_locale(environ) == locale
