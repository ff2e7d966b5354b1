"""What all tests share: fixtures, judges from outside, and the rule that nothing skips in CI."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from familypanel.study.beginning import begin
from familypanel.study.folder import Study

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent


HERE = {"127.0.0.1", "::1", "localhost"}
OUTSIDE: list[str] = []


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Note whatever looks beyond this computer, or for data of nltk; the desk speaks on loopback."""
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"}:
        place = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = place[0] if isinstance(place, tuple) and place else place
        named = host.decode() if isinstance(host, bytes) else host
        if isinstance(place, tuple) or event == "socket.getaddrinfo":
            OUTSIDE.extend([f"{event} {named}"] if named not in HERE else [])
    elif event == "open" and "nltk_data" in str(arguments[0]):
        OUTSIDE.append(f"open {arguments[0]}")


sys.addaudithook(_listen)


@pytest.fixture(autouse=True)
def nothing_outside() -> Iterator[list[str]]:
    """No test looks beyond this computer, or for a corpus that would have to be downloaded."""
    OUTSIDE.clear()
    yield OUTSIDE
    assert OUTSIDE == []


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """An empty study with the waves baseline, m12 and m24."""
    return begin(tmp_path / "study")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn a skip into a failure where FAMILYPANEL_NO_SKIP is set: in CI every judge must be there."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("FAMILYPANEL_NO_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may skip: {report.longrepr}"


@pytest.fixture(scope="module")
def chromium(judge):
    """A real browser that starts no talk of its own."""
    pytest.importorskip("axe_playwright_python")
    from desks import QUIET
    from playwright.sync_api import sync_playwright

    program = judge("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=[*QUIET])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def judge():
    """Find a program that judges our output from outside, or skip and say which is missing."""

    def find(*names: str) -> str:
        found = next(filter(None, map(shutil.which, names)), None)
        if found is None:
            pytest.skip(f"{names[0]} is not installed")
        return found

    return find
