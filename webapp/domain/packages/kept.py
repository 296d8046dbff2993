"""What was found out about files, kept by what they hold: a package is looked at before anybody is locked out for it, and once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

import engine

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

MOST = 32
HEAVIEST = 200_000   # bytes of what is kept for one file; what owners send fills no memory
_known: OrderedDict[tuple[str, ...], list[engine.Finding]] = OrderedDict()
_lock = threading.Lock()


def kept(files: Mapping[str, bytes], asked: tuple[str, ...], look: Callable[[], list[engine.Finding]]) -> list[engine.Finding]:
    """What `look` found in these files when it was `asked` this; it looks if nobody asked lately."""
    key = (_digest(files), *asked)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return list(_known[key])
    found = look()
    with _lock:
        _known[key] = found
        if len(_known) > MOST:
            _known.popitem(last=False)
    return list(found)


def by_content(most: int) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """Let a function that reads files find once what it was lately given, unless that is heavy. What it gives nobody may change."""
    def keeping(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
        keeps = cast("Callable[Asked, Found]", lru_cache(most)(read))

        @wraps(read)
        def reading(*asked: Asked.args, **named: Asked.kwargs) -> Found:
            weight = sum(len(one) for one in asked if isinstance(one, bytes))
            return (keeps if weight <= HEAVIEST else read)(*asked, **named)

        return reading
    return keeping


def _digest(files: Mapping[str, bytes]) -> str:
    listed = "".join(f"{hashlib.sha256(content).hexdigest()} {path}\n" for path, content in sorted(files.items()))
    return hashlib.sha256(listed.encode()).hexdigest()
