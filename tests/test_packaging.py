"""The package: what the wheel holds, what a bare name finds, what start-up loads, who imports whom."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "pandas",
    "numpy",
    "sklearn",
    "scipy",
    "nltk",
    "sqlalchemy",
    "pyreadstat",
    "pyarrow",
    "flask",
}
NOT_INSTALLED = ("tests/", "docs/", "benchmarks/", ".ci/", ".github/")


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """Build the wheel without network and list what of ours is in it."""
    out, tree = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("tree")
    # A copy of what is tracked: what an earlier build left in the checkout must not get into this one.
    for name in _tracked():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tree / name)
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", out, tree],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.mark.slow
def test_the_wheel_holds_exactly_the_tree(wheel):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    rooms = {name.split(".")[1] for name in settings["packages"] if "." in name}
    own = [name for name in _tracked() if name.split("/")[0] in rooms | {"templates"}]
    top = [name for name in _tracked() if "/" not in name and Path(name).suffix in {".py", ".typed"}]
    assert wheel == {f"familypanel/{name}" for name in [*own, *top]}


@pytest.mark.slow
def test_nothing_but_familypanel_is_installed_at_the_top(wheel):
    assert {name.split("/")[0] for name in wheel} == {"familypanel"}


@pytest.mark.parametrize("name", ["panel", "study", "surveys", "questionnaires", "coding", "cli", "report"])
def test_the_bare_name_of_a_room_is_not_importable_outside_the_checkout(name, tmp_path):
    code = f"import importlib.util as u; raise SystemExit(u.find_spec({name!r}) is not None)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=_environment(), check=False)
    assert done.returncode == 0


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "COVERAGE_PROCESS_START"}


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["panel", "--help"], ["surveys", "receive", "--help"]]
)
def test_help_loads_nothing_heavy(words, tmp_path):
    code = (
        "import sys; from familypanel.cli import cli\n"
        f"try: cli({words!r}, prog_name='familypanel')\n"
        "except SystemExit as end: assert not end.code\n"
        f"print('heavy:', sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("heavy: []\n")


@pytest.mark.slow
def test_the_layers_hold():
    code = "from importlinter.cli import lint_imports_command as run; run()"
    environment = _environment() | {"PYTHONPATH": str(ROOT / ".dev")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_names_a_machine_or_a_registry():
    words = ("/" + "work/", "/" + "root/", "pypi" + ".org", "shared/" + "facts", "shared/" + "design")
    for name in _tracked():
        if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".txt", ".html", ""}:
            text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
            assert not [word for word in words if word in text], name
