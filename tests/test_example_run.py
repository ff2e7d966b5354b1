"""The example from question bank to report, twice: the second run finds that nothing has changed."""

from pathlib import Path

import pytest

from familypanel.examples.improving_futures import run
from familypanel.study.beginning import begin
from familypanel.study.problems import ProblemError
from familypanel.study.table import Table


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, Table]:
    folder = tmp_path_factory.mktemp("demo") / "study"
    return run(folder), run(folder)


@pytest.mark.slow
def test_every_step_brings_what_the_evaluation_published(demo: tuple[Table, Table]) -> None:
    done = {row["step"]: row["result"] for row in demo[0].rows}
    assert done["panel enrol members.csv"].startswith("463 families")
    assert "368 accepted" in done["surveys receive baseline.sav"]
    assert "272 accepted" in done["surveys receive m12.sav"]
    assert "105 accepted" in done["surveys receive m24.sav"]
    assert done["surveys receive entry.sav"] == "2777 rows: 2777 accepted, 0 quarantined, 0 duplicates"
    assert done["coding add transcripts.csv"].startswith("24 transcripts")
    assert done["panel change entry exit"] == "137 of 139 published rows reproduced; misprinted: rows 50, 126"
    assert all(row["changed"] is not False for row in demo[0].rows) and demo[0].facts["changed"] is True
    assert Path(demo[0].facts["path"]).is_file()


@pytest.mark.slow
def test_it_ends_by_saying_how_to_open_the_coding_desk(demo: tuple[Table, Table]) -> None:
    folder = Path(demo[0].facts["path"]).parent.parent
    assert demo[0].notes[-1].endswith(f"familypanel coding desk --study {folder}")


def test_what_is_to_be_typed_is_one_word_to_the_shell() -> None:
    from familypanel.examples.improving_futures.running import _typed

    assert _typed(Path("demo-study")) == "demo-study"
    assert _typed(Path("my study")) in {"'my study'", '"my study"'}


@pytest.mark.slow
def test_a_second_run_changes_nothing(demo: tuple[Table, Table]) -> None:
    assert [row["step"] for row in demo[1].rows if row["changed"]] == []
    assert demo[1].facts == demo[0].facts | {"changed": False}
    assert "Nothing has changed" in demo[1].notes[0]


def test_another_study_is_left_alone(tmp_path: Path) -> None:
    study = begin(tmp_path / "mine")
    with pytest.raises(ProblemError, match="FP1008"):
        run(study.root)
