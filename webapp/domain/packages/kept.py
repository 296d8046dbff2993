"""What was found out about files, kept by their hash: a package is looked at before anybody is locked out for it, and once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

import engine

MOST = 32
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


def _digest(files: Mapping[str, bytes]) -> str:
    listed = "".join(f"{hashlib.sha256(content).hexdigest()} {path}\n" for path, content in sorted(files.items()))
    return hashlib.sha256(listed.encode()).hexdigest()
