"""The panel file with weights: the newest of every wave, and a reason for whoever has none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from panel_cells import store_cells

from familypanel.study import Cells, Dictionary, ProblemError, Study, Variable, load
from familypanel.study.store.members import Member, add_members
from familypanel.study.store.weights import add_weights, current_weights
from familypanel.surveys import build

YAML = """\
title: Weighted
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}, prefix: a}
  m12: {months: 12, mode: telephone, window: {before: 28, after: 56}, prefix: b}
urn: {pattern: "[A-Z0-9]+"}
"""
BOOK = Dictionary((Variable("urn", type="text"), Variable("mood", "Mood", "integer")))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    made = load(tmp_path)
    with made.store.transaction() as connection:
        add_members(connection, [Member("A"), Member("B"), Member("C", "booster")], "test")
    for wave, urns in (("baseline", ["A", "B"]), ("m12", ["A", "C"])):
        store_cells(made, wave, Cells(pd.DataFrame({"urn": urns, "mood": [1.0, 2.0]}), BOOK))
    return made


def weigh(study: Study, weights: dict[str, float], **facts: object) -> tuple[int, bool]:
    with study.store.transaction() as connection:
        return add_weights(connection, "m12", "cells", weights, facts)


def test_versions_are_added_and_never_changed(study: Study) -> None:
    third = 1 / 3
    assert weigh(study, {"A": third}) == (1, True)
    assert weigh(study, {"A": third}) == (1, False)
    assert weigh(study, {"A": 0.5}, trim=3) == (2, True)
    assert weigh(study, {"A": third}) == (3, True)
    with study.store.reading() as connection:
        found = current_weights(connection, "m12")
        assert current_weights(connection, "baseline") is None
    assert found is not None
    assert (found.version, found.method, dict(found.weights)) == (3, "cells", {"A": third})


@pytest.mark.parametrize(("shape", "column"), [("long", "weight"), ("wide", "b_weight")])
def test_the_panel_file_carries_the_newest(study: Study, shape: str, column: str) -> None:
    weigh(study, {"A": 9.0})
    weigh(study, {"A": 1.25})
    target = study.root / "out" / "panel.sav"
    table = build(study, shape=shape, to=[target], weights=True)  # type: ignore[arg-type]
    assert table.facts["weights"] == {"m12": 2}
    assert "Weights of m12: version 2." in table.notes
    frame, _ = pyreadstat.read_sav(target)
    there = frame[frame[column].notna()]
    # Who has none has a reason and no number: a weight of 0 or 1 would be a guess.
    assert (there["urn"].tolist(), there[column].tolist(), len(frame) > 1) == (["A"], [1.25], True)
    told, _ = pyreadstat.read_sav(target, user_missing=True)
    assert (told.loc[frame[column].isna(), column] < 0).all()


def test_without_the_option_there_is_no_weight(study: Study) -> None:
    weigh(study, {"A": 1.0})
    table = build(study, to=[study.root / "out" / "panel.csv"])
    assert table.facts["weights"] == {}
    assert "weight" not in (study.root / "out" / "panel.csv").read_text(encoding="utf-8").splitlines()[0]


def test_no_weights_to_carry(study: Study) -> None:
    with pytest.raises(ProblemError, match="FP4108"):
        build(study, weights=True)
