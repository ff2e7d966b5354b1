"""Who an unknown URN could be: facts of the register and of earlier waves speak for and against."""

from __future__ import annotations

import pandas as pd
import pytest

from familypanel.study.beginning import begin
from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.folder import load
from familypanel.study.store.members import Member, add_members
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav

BOOK = Dictionary(
    (
        Variable("urn", "", "text", width=8),
        Variable("sex", "Sex", "choice", "sex", (MissingRange(-9, -9, label="Error"),)),
        Variable("birth_year", "Year of birth", "integer"),
        Variable("Project", "Project", "text", width=12),
    ),
    {"sex": CodeList("sex", (Code(1, "Female"), Code(2, "Male")))},
)


def deliver(study, *rows, wave="baseline", **more):
    path = study.root.parent / "d.sav"
    write_sav(path, BOOK, pd.DataFrame(list(rows), columns=BOOK.names))
    return receive(study, path, wave, **more)


@pytest.fixture
def panel(study):
    with study.store.transaction() as connection:
        add_members(
            connection,
            [
                Member("AB12", project="North", facts={"sex": "female", "birth_year": "1980"}),
                Member("AB14", project="South"),
                Member("AB15", project="North"),
            ],
            "test",
        )
    deliver(study, ("AB14", 2, 1975, "South"), ("AB15", -9, 1980, ""))
    return study


def candidates(table):
    return {one["urn"]: one["evidence"][1:-1] for one in table.facts["candidates"][0]["candidates"]}


def test_the_register_and_the_waves_speak(panel):
    found = candidates(deliver(panel, ("AB13", 1, 1980, "north"), wave="m12"))
    assert found == {
        "AB12": ["sex is the same", "birth_year is the same", "Project is the same"],
        "AB15": ["birth_year is the same", "Project is the same"],
        "AB14": ["sex is another", "birth_year is another", "Project is another"],
    }
    assert list(found) == ["AB12", "AB15", "AB14"]


def test_what_was_not_answered_says_nothing(panel):
    found = candidates(deliver(panel, ("AB13", -9, None, ""), wave="m12"))
    assert set(map(tuple, found.values())) == {()}


def test_no_answer_stands_in_the_evidence(panel):
    said = str(deliver(panel, ("AB13", 1, 1980, "north"), wave="m12").facts["candidates"])
    assert "1980" not in said and "emale" not in said and "orth" not in said


def test_separators_of_the_study_are_no_part_of_an_id(tmp_path):
    made = begin(tmp_path / "s")
    config = made.root / "study.yaml"
    config.write_text(config.read_text(encoding="utf-8") + '\nurn: {separators: "-/"}\n', encoding="utf-8")
    study = load(made.root)
    deliver(study, ("AB12", 1, 1980, ""))
    table = deliver(study, ("ab-1/2", 1, 1980, ""), wave="m12")
    assert table.facts["accepted"] == 1
    assert "Separators (-/) were taken out of the URN: 1 rows." in table.notes
