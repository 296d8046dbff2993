"""What is prepared before the server forks leaves nothing behind that the forked process would wait for."""

import subprocess
import sys

FORKS = """
import sys
from datetime import UTC, datetime
from multiprocessing import get_context
from webapp.cli.run import apart
from webapp.domain.documents.rendering import render

def paper():
    render({"paper.typ": b"= Paper"}, "paper.typ", {}, at=datetime(2026, 1, 1, tzinfo=UTC))

apart(paper)
server = get_context("fork").Process(target=paper)
server.start()
server.join(30)
server.kill()
server.join()
sys.exit(server.exitcode != 0)
"""


def test_documents_are_rendered_after_the_demo_rendered_its_own() -> None:
    told = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, timeout=120, check=False)

    assert told.returncode == 0, told.stderr
