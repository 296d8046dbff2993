"""Fixtures that every test may ask for, and the closing lines that name what could not run."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support import pictures, servers
from tests.support.installation import copied, demo_on_sqlite, loaded_demo

TOLD = "told at the end"
COLLECT_AFTER = 50_000, 20, 50


def pytest_collection_finish() -> None:
    """What is imported by now stays: no collection looks at it again, and one comes when there is more to find."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server, one per test process."""
    with servers.postgresql() as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    with servers.fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """The URL of a real Valkey server, one per test process."""
    with servers.valkey() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file of the test's own."""
    return f"sqlite:///{tmp_path / 'tandem.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other: what holds on one must hold on the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real Chromium; without one the browser tests are reported as not run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("NOT RUN: no Chromium on this machine (install the package chromium)")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A real Chromium, driven; each test opens pages of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=pictures.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def conformance_suites() -> Path:
    """The folder of external conformance suites, named by CONFORMANCE_SUITES."""
    folder = os.environ.get("CONFORMANCE_SUITES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("NOT RUN: CONFORMANCE_SUITES names no folder of external suites")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running installation with the demo, as `./dev run` gives it; one per test process."""
    mine = tmp_path_factory.getbasetemp()
    of_all = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    with demo_on_sqlite(copied(loaded_demo(of_all / "demo"), mine / "live")) as installation:
        yield installation.url


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say something in the closing lines, such as how much of an external suite holds."""
    return lambda text: request.node.user_properties.append((TOLD, text))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests told, then name loudly what did not run: a silent skip would read as a pass."""
    for report in terminalreporter.stats.get("passed", []):
        for text in (text for name, text in report.user_properties if name == TOLD):
            terminalreporter.line(text)
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("NOT RUN", sep="!", red=True)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.line(f"{report.nodeid}: {reason}")
