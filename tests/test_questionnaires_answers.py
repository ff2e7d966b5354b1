"""Answers that change between waves: an item has every answer it ever offered, a version may offer fewer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from familypanel.questionnaires import build, check, compare, from_excel, to_excel
from familypanel.study import Study

BANK = """\
module: housing
lists:
  yesno: {1: {en: "Yes", cy: Oes}, 2: {en: "No", cy: Nac oes}}
  tenure:
    1: {en: Own it, cy: Yn berchen}
    2: {en: Rent it, cy: Rhentu}
    3: {en: Share with family, cy: Rhannu gyda'r teulu}
  tenure_2011: {1: {en: Own it, cy: Yn berchen}, 2: {en: Rent it, cy: Rhentu}}
items:
  - id: HOU010
    variable: tenure
    type: one of tenure
    versions:
      v1: {en: How do you live here?, cy: Sut ydych chi'n byw yma?, answers: one of tenure_2011}
      v2: {en: How do you live here?, cy: Sut ydych chi'n byw yma?, replaces: v1, because: many share}
    use: {baseline: v1, m12: v2, m24: v2}
  - id: HOU020
    variable: rooms
    type: whole 1..20
    versions:
      v1: {en: How many rooms?, cy: Faint o ystafelloedd?, answers: whole 1..9}
      v2: {en: How many rooms?, cy: Faint o ystafelloedd?, replaces: v1}
    use: {baseline: v1, m12: v2}
  - id: HOU030
    variable: share
    type: one of yesno
    versions: {v1: {en: Is that all right?, cy: Ydy hynny'n iawn?}}
    use: {m12: v1}
    ask: tenure = 3
"""


def _study(study: Study, bank: str = BANK) -> Study:
    folder = study.root / "questionnaires"
    for old in folder.glob("*"):
        old.unlink()
    (folder / "housing.yaml").write_text(bank, encoding="utf-8")
    config = study.root / "study.yaml"
    text = config.read_text(encoding="utf-8")
    if "languages:" not in text:
        config.write_text(text + "\nlanguages: [en, cy]\n", encoding="utf-8")
    from familypanel.study import load

    return load(study.root)


def _codes(study: Study, wave: str, variable: str) -> list[int]:
    (path,) = (study.root / "instruments" / wave).glob("dictionary*.json")
    book = json.loads(path.read_text(encoding="utf-8"))
    name = next(one for one in book["variables"] if one["name"] == variable)["codes"]
    lists = book["code_lists"] if "code_lists" in book else book["lists"]
    return (
        [code["value"] for code in lists[name]["codes"]]
        if isinstance(lists, dict)
        else [code["value"] for one in lists if one["name"] == name for code in one["codes"]]
    )


def _errors(study: Study) -> list[str]:
    return [row["code"] for row in check(study).rows if row["severity"] == "error"]


def test_each_wave_offers_the_answers_of_its_version(study: Study) -> None:
    mine = _study(study)
    assert _errors(mine) == []
    build(mine, formats=["dictionary"])
    assert _codes(mine, "baseline", "tenure") == [1, 2]
    assert _codes(mine, "m12", "tenure") == [1, 2, 3]


def test_compare_says_that_the_options_changed(study: Study) -> None:
    found = {row["variable"]: row["change"] for row in compare(_study(study), "baseline", "m12").rows}
    assert (found["tenure"], found["rooms"], found["share"]) == ("options", "options", "new")


@pytest.mark.parametrize(
    "old, new, code",
    [
        ("tenure_2011: {1: {en: Own it", "tenure_2011: {1: {en: Owner", "FP2244"),
        ("tenure_2011: {1:", "tenure_2011: {4:", "FP2244"),
        ("answers: one of tenure_2011", "answers: any of tenure_2011", "FP2244"),
        ("answers: one of tenure_2011", "answers: one of tenure_2012", "FP2008"),
        ("answers: whole 1..9", "answers: whole 0..9", "FP2244"),
        ("answers: whole 1..9", "answers: whole 9..1", "FP2005"),
        ("answers: whole 1..9", "answers: several", "FP2002"),
        ("use: {m12: v1}\n    ask", "use: {baseline: v1}\n    ask", "FP2104"),
    ],
)
def test_a_version_offers_nothing_its_item_has_not(study: Study, old: str, new: str, code: str) -> None:
    assert old in BANK
    assert code in _errors(_study(study, BANK.replace(old, new)))


def test_the_workbook_keeps_the_answers_of_versions(study: Study, tmp_path: Path) -> None:
    mine = _study(study)
    before = (mine.root / "questionnaires" / "housing.yaml").read_text(encoding="utf-8")
    to_excel(mine, tmp_path / "bank.xlsx")
    assert from_excel(mine, tmp_path / "bank.xlsx").facts["written"] == 0
    assert (mine.root / "questionnaires" / "housing.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("wave", ["baseline", "m12"])
def test_every_format_is_written(study: Study, wave: str) -> None:
    mine = _study(study)
    formats = [
        "html",
        "docx",
        "xlsform",
        "sav",
        "sps",
        "redcap",
        "limesurvey",
        "ddi-codebook",
        "ddi-lifecycle",
    ]
    assert build(mine, [wave], formats=formats).rows
