"""The README and the tutorials: every command that is printed there runs, in the order in which it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("tutorial-*.md"))]
# These find what they are meant to find, and say so with exit code 1.
FINDS_PROBLEMS = {"check", "receive", "verify"}


def commands(page: Path) -> list[list[str]]:
    """List what stands behind ``$`` in the console blocks of a page."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [
        shlex.split(line[2:], comments=True)
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tutorials")
    run(folder, ["familypanel", "demo", "improving-futures"])
    return folder


def run(folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_runs_as_printed(page, demo):
    folder = demo
    printed = commands(page)
    assert printed, page.name
    for words in printed:
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        assert words[0] == "familypanel"
        done = run(folder, words)
        fine = {0, 1} if FINDS_PROBLEMS & set(words) else {0}
        assert done.returncode in fine, (words, done.stdout, done.stderr)
