"""Examples: a trial kept in the package with the way it went, and questions to tables. Publishing wants the same of each."""

from __future__ import annotations

import json
from collections.abc import Mapping

import engine
from webapp.domain import wording
from webapp.domain.trials.sandbox import Played, play
from webapp.domain.trials.story import BadStep, Story, read_story
from webapp.domain.trials.tables import PREFIX as TABLES
from webapp.domain.trials.tables import table_examples

PREFIX, SUFFIX = "examples/", ".json"


class ExampleDiffers(wording.FieldRefused):
    """A draft goes another way than one of its examples, answers it otherwise, or cannot play it."""


def as_example(story: Story, played: Played) -> bytes:
    """The story with the way it went, as a file of the package."""
    told = {**story.as_json(), "expect": {"path": played.path, "outcome": played.outcome}}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def check_examples(files: Mapping[str, bytes]) -> list[ExampleDiffers]:
    """Every example that no longer goes as it went, or is answered otherwise; none if all hold."""
    found = []
    for path, content in sorted(files.items()):
        if path.startswith(TABLES):
            hold = _hold_table
        elif path.startswith(PREFIX) and path.endswith(SUFFIX):
            hold = _hold
        else:
            continue
        try:
            hold(path, content, files)
        except ExampleDiffers as differs:
            found.append(differs)
    return found


def _hold(path: str, content: bytes, files: Mapping[str, bytes]) -> None:
    name = path.removeprefix(PREFIX).removesuffix(SUFFIX)
    try:
        told = json.loads(content)
        expected = told["expect"]
        played = play(files, read_story(told))
    except (ValueError, KeyError, TypeError, BadStep) as error:
        raise ExampleDiffers("example-unreadable", field="notes", name=name, path=path) from error
    except engine.EngineError as error:
        raise ExampleDiffers("example-stuck", field="notes", name=name, reason=_why(error)) from error
    if played.failure is not None:
        raise ExampleDiffers("example-stuck", field="notes", name=name, reason=_why(played.failure))
    if played.path != expected.get("path") or played.outcome != expected.get("outcome"):
        raise ExampleDiffers("example-differs", field="notes", name=name, expected=" → ".join(expected.get("path", [])),
                             found=" → ".join(played.path))


def _hold_table(path: str, content: bytes, files: Mapping[str, bytes]) -> None:
    try:
        examples = list(table_examples({path: content}))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExampleDiffers("example-unreadable", field="notes", name=path.removeprefix(TABLES), path=path) from error
    for example in examples:
        try:
            found = example.asked(files).value
        except engine.EngineError as error:
            raise ExampleDiffers("example-stuck", field="notes", name=example.about, reason=_why(error)) from error
        if not example.is_answered_by(found):
            raise ExampleDiffers("example-answered-otherwise", field="notes", name=example.about, table=example.decision,
                                 found=json.dumps(found, ensure_ascii=False, default=str))


def _why(error: engine.EngineError) -> str:
    """The facts that name the place; pages word the rest."""
    return ", ".join(str(value) for value in error.facts.values()) or error.message_id
