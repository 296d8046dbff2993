"""Check a stranger's file in a process of its own: so much time, so much memory, nothing written, and then it is over.

A PDF of a few kilobytes can keep any reader busy for hours. A server that lets everybody verify runs this module, hands it one
line of JSON (`kind`, and the roots that are believed) with the file's bytes behind it, and reads what was found.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import sys
from collections.abc import Sequence
from typing import Any

from verifier.tandem_verify import Report, Trust, verify_pack, verify_pdf

TOO_MUCH = 9


def main(arguments: Sequence[str]) -> int:
    """Read the order and the file from standard input, write the findings to standard output."""
    seconds, memory = (int(each) for each in arguments)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.nice(5)
    try:
        order, _line, content = sys.stdin.buffer.read().partition(b"\n")
        print(json.dumps(_told(_checked(json.loads(order), content))))
    except MemoryError:
        return TOO_MUCH
    return 0


def _checked(order: dict[str, Any], content: bytes) -> Report:
    roots = order["roots"]
    return verify_pack(content, Trust(roots=tuple(roots))) if order["kind"] == "pack" else verify_pdf(
        content, [base64.b64decode(each) for each in roots])


def _told(report: Report) -> dict[str, object]:
    return {"title": report.title, "document": report.document,
            "findings": [[each.state, each.check, each.detail] for each in report.findings]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
