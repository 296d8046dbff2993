"""Variables by scope, as BPMN means them: one dict per process, small ones for what is local to an activity.

Reading looks outward from the token. Writing changes the nearest variable of that name; a new name
goes to the process, unless a scope on the way keeps what is written inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.spiff.shelf import Frame
from engine.spiff.tokens import Token
from engine.spiff.words import Assignment


class View(Mapping[str, Any]):
    """What an expression at this token can see, the nearest first."""

    def __init__(self, token: Token, extra: Mapping[str, Any] | None = None) -> None:
        self._frames: list[Mapping[str, Any]] = [frame for frame, _ in frames(token)]
        if extra:
            self._frames.insert(0, extra)

    def __getitem__(self, name: str) -> Any:
        for frame in self._frames:
            if name in frame:
                return frame[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter({name for frame in self._frames for name in frame})

    def __len__(self) -> int:
        return len({name for frame in self._frames for name in frame})


def frames(token: Token) -> Iterator[tuple[Frame, bool]]:
    """The dicts around a token, nearest first, and whether each keeps new names for itself."""
    current = token
    while True:
        yield current.data, current.task_spec.keeps_variables
        scope = current.workflow
        if scope.own_variables is not None:
            yield scope.own_variables, True
        host = scope.host
        if host is None:
            return
        if not scope.sees_caller:
            yield host.data, True   # what was mapped in, and no more
            return
        current = host


def write(token: Token, values: Mapping[str, Any], *, beyond_token: bool = False) -> None:
    """Set variables from where the token stands; `beyond_token` leaves its own locals alone."""
    around = list(frames(token))[1 if beyond_token else 0:]
    for name, value in values.items():
        for frame, keeps in around:
            if name in frame or keeps:
                frame[name] = value
                break


def map_in(token: Token, inputs: tuple[Assignment, ...]) -> None:
    """Give an activity its local variables, each line seeing those before it."""
    now = token.case.now
    for line in inputs:
        _put(token.data, line.target, line.source.value(View(token), now))


def map_out(token: Token, outputs: tuple[Assignment, ...]) -> None:
    """Let what the output mappings name leave the activity, and nothing else."""
    now = token.case.now
    for line in outputs:
        value = line.source.value(View(token), now)
        name, _, rest = line.target.partition(".")
        if rest:
            beyond = View(token)
            whole = {name: dict(beyond[name]) if isinstance(beyond.get(name), dict) else {}}
            _put(whole, line.target, value)
            value = whole[name]
        write(token, {name: value}, beyond_token=True)


def _put(frame: Frame, target: str, value: Any) -> None:
    """Set `a.b.c` inside a frame without touching the dicts that others may share."""
    *path, last = target.split(".")
    for name in path:
        inner = frame.get(name)
        frame[name] = dict(inner) if isinstance(inner, dict) else {}
        frame = frame[name]
    frame[last] = value
