"""The look at the panel: read only, what the room offers by name, or why there is nothing to see."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from test_coding_desk_doors import HOME
from test_coding_desk_hostile import _inside

from familypanel.study import looks
from familypanel.study.folder import Study
from familypanel.study.problems import ProblemError, problem
from familypanel.study.table import Column, Table

ROOT = Path(__file__).resolve().parent.parent


def _offered(monkeypatch: pytest.MonkeyPatch, **shown) -> None:
    monkeypatch.setattr("familypanel.coding.web.pages.tables.looks", lambda: shown)


def test_what_a_room_offers_is_shown(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table.of([{"wave": "m12", "kept": 7}], (Column("wave"), Column("kept")), title="Retention")
    _offered(monkeypatch, attrition=lambda _study: table)
    page = _inside(study)[1].get("/panel", base_url=HOME).text
    assert "<caption>Retention</caption>" in page and ">m12<" in page


def test_why_there_is_nothing_is_said(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_study: Study) -> Table:
        raise ProblemError(problem("FP5031"))

    _offered(monkeypatch, due=nothing)
    answer = _inside(study)[1].get("/panel", base_url=HOME)
    assert answer.status_code == 200 and problem("FP5031").what in answer.text


def test_retention_and_who_is_due_are_offered_by_the_panel(study: Study) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    offered = settings["project"]["entry-points"][looks.GROUP]
    assert set(offered) == {"panel.attrition", "panel.due"}
    for place in offered.values():
        module, _, name = place.partition(":")
        assert callable(getattr(import_module(module), name))
