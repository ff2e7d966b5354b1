"""Transcripts that are held: of members nobody knows, or who took back the use of what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from interviews import enrol

from familypanel.coding import add
from familypanel.coding.corpus import stored_documents
from familypanel.panel import withdraw
from familypanel.study import Study
from familypanel.study.problems import ExitCode


@pytest.fixture
def listed(study: Study, tmp_path: Path) -> Path:
    """Two interviews, one of a member who took back the use of what was said."""
    enrol(study, K7M2="F1", P4W9="F2")
    withdraw(study, "P4W9", "use", on="2024-01-01")
    for name in ("t1", "t2"):
        (tmp_path / f"{name}.txt").write_text(f"MUM: The words of {name}.", encoding="utf-8")
    return tmp_path / "list.csv"


def _kept(study: Study) -> list[str]:
    folder = study.store.root / "raw"
    return sorted(one.read_text(encoding="utf-8") for one in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("by", ["urn", "family"])
def test_who_took_back_the_use_is_held_and_the_others_are_added(study: Study, listed: Path, by: str) -> None:
    mine, theirs = ("K7M2", "P4W9") if by == "urn" else ("F1", "F2")
    rows = f"file,{by},wave,role\nt1.txt,{mine},baseline,mother\nt2.txt,{theirs},baseline,mother\n"
    listed.write_text(rows, encoding="utf-8")
    found = add(study, listed)
    assert [row["status"] for row in found.rows] == ["added", "held"]
    assert [(one.code, one.place.row, one.place.urn) for one in found.problems] == [("FP4146", 3, "P4W9")]
    assert found.status is ExitCode.REFUSED
    assert [document.name for document in stored_documents(study)] == ["t1"]
    assert _kept(study) == ["MUM: The words of t1."]


def test_no_byte_of_what_is_held_is_kept(study: Study, listed: Path) -> None:
    found = add(study, listed.with_name("t1.txt"), urn="XXXX", wave="baseline")
    assert [one.code for one in found.problems] == ["FP5007"] and found.facts["held"] == 1
    assert _kept(study) == []
    enrol(study, XXXX="F9")
    assert add(study, listed.with_name("t1.txt"), urn="XXXX", wave="baseline").facts["added"] == 1
    assert _kept(study) == ["MUM: The words of t1."]


def test_a_corrected_version_is_held_too(study: Study, listed: Path) -> None:
    path = listed.with_name("t1.txt")
    add(study, path, urn="K7M2", wave="baseline")
    withdraw(study, "K7M2", "use", on="2024-01-01")
    path.write_text("MUM: The other words.", encoding="utf-8")
    assert [row["status"] for row in add(study, path).rows] == ["held"]
    assert _kept(study) == ["MUM: The words of t1."]
