"""`play --packs DIR`: the evidence packs of a played case, fetched from the project's page as its lead would."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webapp.cli.play.browser import Browser, Unreachable

PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.5
EVIDENCE = r"/documents/\d+/evidence$"
NAMED = re.compile(r"filename\*=UTF-8''([\w.%-]+)")


def fetch(browser: Browser, trail: Mapping[str, Any], folder: Path) -> list[Path]:
    """Save the pack of every completed signing; the worker may still be at the last of them."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sum(1 for each in trail["confirmations"] if each["completed_at"])
    patience = time.monotonic() + PATIENCE_SECONDS
    while len(links := browser.get(f"/projects/{trail['project']['id']}").links(EVIDENCE)) < wanted:
        if time.monotonic() > patience:
            raise Unreachable(f"{wanted - len(links)} evidence packs were not finished in {PATIENCE_SECONDS:.0f} s")
        time.sleep(PAUSE_SECONDS)
    return [_save(browser, address, folder) for address in dict.fromkeys(links)]


def _save(browser: Browser, address: str, folder: Path) -> Path:
    answer = browser.client.get(address)
    named = NAMED.search(answer.headers.get("Content-Disposition", ""))
    if answer.status_code != 200 or named is None:
        raise Unreachable(f"{address} answers {answer.status_code}")
    path = folder / named[1]
    path.write_bytes(answer.content)
    return path
