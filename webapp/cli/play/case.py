"""Cases: one project told in a TOML file, read whole and checked before anything is played.

The format is told in docs/guide/cases.md; a mistake is named with its file, its place and what is wrong.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from webapp.cli.cast import CAST
from webapp.cli.play.times import NotATime, span
from webapp.cli.play.words import SOURCE, NotWorded, catalogue_of, worded

USUAL = {role: [part for part in CAST if role in part.roles] for part in CAST for role in part.roles}
"""Who plays a role where the case names nobody: the demo's cast."""

TOP = {"title", "about", "package", "pace", "people", "customer", "project", "step"}
STEP = {"task", "by", "wait", "answers", "refused", "edit", "begin", "beside", "of", "expect", "note"}
DEEDS = {"task", "edit", "begin"}
EXPECT = {"stage", "open", "documents", "signatures", "closed", "beside"}
CONTACT = {"name", "title", "email", "phone", "locale"}


class CaseError(Exception):
    """A case cannot be read or played: which file, where in it, and what is wrong."""

    def __init__(self, file: Path, where: str, problem: str) -> None:
        self.file, self.where, self.problem = file, where, problem
        line = _line_of(file, where)
        place = f"{file}, line {line}" if line else f"{file}"
        super().__init__(f"{place}: {where}: {problem}" if where else f"{place}: {problem}")


def _line_of(file: Path, where: str) -> int | None:
    """The line of the file on which a place begins: its table, or the step of that number."""
    step, table = re.match(r"step (\d+)", where), re.match(r"\[[\w.]+\]", where)
    wanted = "[[step]]" if step else table[0] if table else ""
    try:
        lines = file.read_text().splitlines() if wanted else []
    except (OSError, UnicodeDecodeError):
        return None
    found = [number for number, line in enumerate(lines, 1) if line.strip().startswith(wanted)]
    place = int(step[1]) if step else 1
    return found[place - 1] if len(found) >= place else None


@dataclass(frozen=True)
class Player:
    """One member of staff in a case."""

    role: str
    username: str
    name: str
    title: str = ""


@dataclass(frozen=True)
class Step:
    """One thing that happens: a wait, a task done or refused, an edit, or something to be seen."""

    number: int
    task: str | None = None
    by: str | None = None
    wait: timedelta | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    edit: str | None = None
    begin: str | None = None
    beside: str | None = None
    of: str | None = None
    expect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """How messages call this step."""
        return f"step {self.number} ({self.task or self.begin or ('edit' if self.edit else 'expect' if self.expect else 'wait')})"

    @property
    def acts(self) -> bool:
        """Whether the step leaves a mark in the process."""
        return bool(self.edit or ((self.task or self.begin) and not self.refused))

    def means(self, task: Mapping[str, Any]) -> bool:
        """Whether this is the step's task: by element, form or name, of the process beside and the phase or paper it names."""
        return self.task in (task["element"], task["form"], task["name"], task["name_en"]) \
            and self.beside in (None, task["beside"]) and self.of in (None, task["of"], task["document"])


@dataclass(frozen=True)
class Case:
    """A whole case."""

    file: Path
    title: str
    package: str
    pace: timedelta
    people: Mapping[str, tuple[Player, ...]]
    customer: Mapping[str, str]
    contact: Mapping[str, str]
    others: tuple[Mapping[str, str], ...]
    project_name: str
    project_answers: Mapping[str, Any]
    steps: tuple[Step, ...]
    digest: str
    language: str = SOURCE

    @property
    def reference(self) -> str:
        """The run's key, kept on the project: the same file in the same words is the same run."""
        return f"{self.file.stem}-{self.digest[:8]}"

    @property
    def players(self) -> list[Player]:
        """Everybody, once."""
        return list({player.username: player for group in self.people.values() for player in group}.values())

    @property
    def duration(self) -> timedelta:
        """How long the whole case takes on its own clock."""
        return sum((self.pause_before(step) for step in self.steps), self.pace)

    def pause_before(self, step: Step) -> timedelta:
        """How much time passes before a step: its own wait, or the case's pace for a deed."""
        if step.wait is not None:
            return step.wait
        return self.pace if step.task or step.edit or step.begin else timedelta(0)

    def username(self, word: str) -> str:
        """Whom a word means: a role that one person holds, what they are called, or a user name."""
        group = self.people.get(word) or [player for player in self.players if player.name == word]
        return group[0].username if len(group) == 1 else word

    def knows(self, word: str) -> bool:
        """Whether a word names somebody: a role, somebody's name, or an account of the case or of the demo."""
        return word in self.people or any(word in (player.username, player.name) for player in self.players) \
            or any(word == part.username for part in CAST)


def read(file: Path, *, language: str = SOURCE) -> Case:
    """Read and check a case, told in this language; raises CaseError."""
    try:
        text = file.read_bytes()
        said = worded(tomllib.loads(text.decode()), file, language)
    except OSError as error:
        raise CaseError(file, "", f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CaseError(file, "", f"is not TOML: {error}") from error
    except NotWorded as error:
        raise CaseError(file, "", f"is not told in {language}: {catalogue_of(file, language)} does not say {error}") from error
    words = catalogue_of(file, language).read_bytes() if language != SOURCE else b""
    case = _Reader(file, language).case(said, hashlib.sha256(text + words).hexdigest())
    for step in case.steps:
        if step.by and not case.knows(step.by):
            raise CaseError(file, step.title, f"by = {step.by!r} is nobody here; say a role ({', '.join(case.people)}), a name or a user name")
    return case


class _Reader:
    """Reads the parts of one file, so that every complaint can name it."""

    def __init__(self, file: Path, language: str) -> None:
        self.file, self.language = file, language

    def case(self, said: dict[str, Any], digest: str) -> Case:
        self.only(said, TOP, "")
        customer = self.table(said, "customer", "")
        project = self.table(said, "project", "")
        contact = self.table(customer, "contact", "[customer]")
        others = [self.person(each, "[[customer.others]]") for each in customer.get("others", [])]
        return Case(
            file=self.file, digest=digest, language=self.language,
            title=str(said.get("title", self.file.stem)),
            package=str(said.get("package", "customer_engineering")),
            pace=self.time(said.get("pace", "2 hours"), "pace"),
            people=self.people(said.get("people", {})),
            customer={key: str(value) for key, value in customer.items() if key not in ("contact", "others")}
            | {"name": self.word(customer, "name", "[customer]")},
            contact=self.person(contact, "[customer.contact]"), others=tuple(others),
            project_name=self.word(project, "name", "[project]"),
            project_answers={key: value for key, value in project.items() if key != "name"},
            steps=tuple(self.steps(said.get("step", []))),
        )

    def person(self, said: Any, where: str) -> dict[str, str]:
        """Somebody of the customer's."""
        self.only(said, CONTACT, where)
        return {"locale": self.language} | {key: str(value) for key, value in said.items()} | {
            key: self.word(said, key, where) for key in ("name", "email")}

    def people(self, said: Any) -> dict[str, tuple[Player, ...]]:
        """Who plays which role; a role that is not named is played by its usual account."""
        if not isinstance(said, dict):
            raise self.wrong("[people]", "wants one line per role, such as designer = \"designer\"")
        found = {}
        for role, who in ({role: None for role in USUAL if role not in said} | said).items():
            if role not in USUAL:
                raise self.wrong("[people]", f"there is no role {role!r}; the roles are {', '.join(USUAL)}")
            usual = [part.username for part in USUAL[role]] if who is None else who
            group = usual if isinstance(usual, list) else [usual]
            found[role] = tuple(self.player(role, one) for one in group)
        return found

    def player(self, role: str, said: Any) -> Player:
        said = {"username": said} if isinstance(said, str) else said
        where = f"[people] {role}"
        if not isinstance(said, dict):
            raise self.wrong(where, "wants a user name, a table with username, name and title, or a list")
        self.only(said, {"username", "name", "title"}, where)
        username = self.word(said, "username", where)
        usual = next((part.named(self.language) for part in CAST if part.username == username), username)
        return Player(role, username, str(said.get("name", usual)), str(said.get("title", "")))

    def steps(self, said: Any) -> Iterator[Step]:
        if not isinstance(said, list) or not said:
            raise self.wrong("[[step]]", "a case needs at least one step")
        for number, one in enumerate(said, 1):
            yield self.step(number, one)

    def step(self, number: int, said: dict[str, Any]) -> Step:
        if not isinstance(said, dict):
            raise self.wrong("[[step]]", "wants one table per step, each under its own [[step]]")
        for key in ("task", "by", "edit", "begin", "beside", "of", "note"):
            if not isinstance(said.get(key, ""), str):
                raise self.wrong(f"step {number}", f"{key} wants one word in quotes")
        where = f"step {number}" + (f" ({said['task']})" if "task" in said else "")
        rest = {key: value for key, value in said.items() if key not in STEP}
        answers = said.get("answers", {})
        if not isinstance(answers, dict):
            raise self.wrong(where, "answers wants a table of field = value")
        expect = said.get("expect", {})
        self.only(expect, EXPECT, f"{where} expect")
        if rest and not DEEDS & said.keys():
            raise self.wrong(where, f"answers ({', '.join(rest)}) without a task")
        if not {*DEEDS, "wait", "expect"} & said.keys():
            raise self.wrong(where, "wants a task, a wait, an edit, something to begin or something to expect")
        if len(deeds := sorted(DEEDS & said.keys())) > 1:
            raise self.wrong(where, f"does one thing at a time, not {' and '.join(deeds)}: write two steps")
        refused = said.get("refused", [])
        return Step(
            number=number, task=said.get("task"), by=said.get("by"), edit=said.get("edit"),
            begin=said.get("begin"), beside=said.get("beside"), of=said.get("of"),
            wait=self.time(said["wait"], where) if "wait" in said else None,
            answers={**answers, **rest}, expect=expect,
            refused=tuple([refused] if isinstance(refused, str) else refused),
        )

    def only(self, said: Any, known: set[str], where: str) -> None:
        if not isinstance(said, dict):
            raise self.wrong(where, "wants a table")
        strange = [key for key in said if key not in known]
        if strange:
            raise self.wrong(where, f"does not know {', '.join(strange)}; it knows {', '.join(sorted(known))}")

    def table(self, said: dict[str, Any], name: str, where: str) -> dict[str, Any]:
        found = said.get(name)
        if not isinstance(found, dict):
            raise self.wrong(where or f"[{name}]", f"wants a table [{name}]")
        return found

    def word(self, said: dict[str, Any], name: str, where: str) -> str:
        found = said.get(name)
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(where, f"wants {name} = \"…\"")
        return found.strip()

    def time(self, said: Any, where: str) -> timedelta:
        try:
            return span(said)
        except NotATime as error:
            raise self.wrong(where, str(error)) from error

    def wrong(self, where: str, problem: str) -> CaseError:
        return CaseError(self.file, where, problem)
