"""docs/engine/moves.md and migration.md tell every refusal there is, and the product has a sentence for each."""

import re
from pathlib import Path

from webapp.domain.wording.sentences import SENTENCES

ROOT = Path(__file__).parents[3]
ENGINE = "\n".join(path.read_text() for path in (ROOT / "engine").rglob("*.py"))


def test_every_refusal_of_a_move_stands_on_its_page_and_has_its_sentence():
    raised = set(re.findall(r'MoveRefused\(\s*"([\w-]+)"', ENGINE))
    page = (ROOT / "docs/engine/moves.md").read_text()

    assert len(raised) > 20
    assert sorted(one for one in raised if f"| `{one}` |" not in page) == []
    assert sorted(raised - SENTENCES.keys()) == []


def test_all_that_is_told_of_a_case_that_migrates_has_its_sentence():
    said = set(re.findall(r'"((?:migrate|note|plan)-[\w-]+)"', ENGINE))

    assert len(said) > 20
    assert sorted(said - SENTENCES.keys()) == []
