"""The documentation: generated pages are fresh, links lead somewhere, commands that are named exist."""

from __future__ import annotations

import doctest
import importlib.util
import re
from importlib import import_module
from pathlib import Path

import pytest

from familypanel.cli import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def _generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generator = _generator()


@pytest.mark.parametrize("name", generator.PAGES)
def test_generated_pages_are_fresh(name):
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == generator.PAGES[name](), "run: python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page):
    known = {words for words, _ in generator.commands(cli)}
    text = page.read_text(encoding="utf-8")
    for words in re.findall(r"familypanel ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", text):
        first = "familypanel " + words.split()[0]
        if first in known:
            group = isinstance(dict(generator.commands(cli))[first], generator.click.Group)
            assert not group or len(words.split()) == 1 or f"familypanel {words}" in known, words


MODULES = sorted(
    ".".join(("familypanel", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for room in ("study", "questionnaires", "surveys", "panel", "coding", "examples")
    for path in (ROOT / room).rglob("*.py")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_documented(name):
    module = import_module(name)
    assert module.__doc__, name
    for public in getattr(module, "__all__", ()):
        value = getattr(module, public)
        if callable(value) and getattr(value, "__module__", "").startswith("familypanel"):
            assert value.__doc__, f"{name}.{public}"
