"""What is delivered to the example study, and that receiving finds exactly the faults that are documented."""

import hashlib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from familypanel.examples.improving_futures import write_deliveries, write_example
from familypanel.examples.improving_futures.deliveries import dictionaries, unreached_at_m12
from familypanel.examples.improving_futures.dirty import FAULTS, spoil
from familypanel.examples.improving_futures.homes import WAVES
from familypanel.examples.improving_futures.members import members
from familypanel.examples.improving_futures.simulate import Fieldwork, simulate
from familypanel.panel import enrol, outcomes, record
from familypanel.study.files import write_text
from familypanel.study.folder import Study
from familypanel.study.problems import ProblemError
from familypanel.study.table import Table
from familypanel.surveys import read, receive


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return write_example(tmp_path_factory.mktemp("example") / "study")


@pytest.fixture(scope="module")
def fieldwork(study: Study) -> Fieldwork:
    return simulate(dictionaries(study), members())


def digests(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "store" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found
    }


def test_the_study_has_its_bank_and_its_deliveries(study: Study) -> None:
    assert [wave.name for wave in study.config.waves] == list(WAVES)
    assert [wave.name for wave in study.config.records] == ["entry", "exit"]
    assert len(list(study.questionnaires.glob("*.yaml"))) == 10
    assert {path.name for path in (study.root / "deliveries").iterdir()} == {
        "members.csv", "contact_log.csv", "baseline.sav", "m12.sav", "m24.sav", "entry.sav", "exit.sav",
        "transcripts.csv", "codings.csv", "contacts.csv",
    }  # fmt: skip


def test_an_occupied_folder_is_left_alone(study: Study) -> None:
    with pytest.raises(ProblemError, match="FP1008"):
        write_example(study.root)


def test_the_same_seed_gives_the_same_bytes(study: Study, tmp_path: Path) -> None:
    again = write_example(tmp_path / "again")
    assert digests(again.root) == digests(study.root)


def test_another_seed_gives_other_families(study: Study, tmp_path: Path) -> None:
    write_deliveries(study, tmp_path, seed=5)
    here, there = digests(study.root / "deliveries"), digests(tmp_path)
    assert set(here) - set(there) == {"transcripts.csv", "codings.csv"}
    assert not set(here.values()) & set(there.values())


def test_each_fault_is_explained_and_each_kind_is_there() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) == 8
    assert {fault.wave for fault in FAULTS} == set(WAVES)
    assert all(fault.explanation.endswith(".") for fault in FAULTS)


@pytest.mark.parametrize("wave", WAVES)
def test_faults_touch_nothing_but_what_they_name(study: Study, fieldwork: Fieldwork, wave: str) -> None:
    clean = fieldwork.told[wave].frame()
    spoiled = spoil(wave, clean, members(), unreached_at_m12(fieldwork.contacts))
    added = sum(fault.rows for fault in FAULTS if fault.wave == wave)
    assert len(spoiled.frame) == len(clean) + added
    changed = (
        spoiled.frame.iloc[: len(clean)].astype(object).fillna("") != clean.astype(object).fillna("")
    ).sum()
    named = [finding.variable for finding in spoiled.findings if finding.variable]
    assert changed[changed > 0].to_dict() == dict.fromkeys(named, 1)


@pytest.fixture(scope="module")
def received(study: Study) -> dict[str, Table]:
    enrol(study, study.root / "deliveries" / "members.csv")
    for wave, book in dictionaries(study).items():
        write_text(study.instruments / wave / "dictionary.json", book.to_json())
    folder = study.root / "deliveries"
    return {wave: receive(study, folder / f"{wave}.sav", wave) for wave in (*WAVES, "entry", "exit")}


@pytest.mark.parametrize(("wave", "accepted"), [("baseline", 368), ("m12", 272), ("m24", 105)])
def test_receiving_accepts_the_good_and_finds_every_fault(
    received: dict[str, Table], fieldwork: Fieldwork, wave: str, accepted: int
) -> None:
    table = received[wave]
    fates = pd.Series({fault.name: fault.fate for fault in FAULTS if fault.wave == wave})
    rows = {fault.name: fault.rows for fault in FAULTS if fault.wave == wave}
    assert table.facts["status"] == "accepted" and table.facts["accepted"] == accepted
    assert table.facts["quarantined"] == sum(rows[name] for name in fates[fates == "quarantined"].index)
    assert table.facts["duplicates"] == sum(rows[name] for name in fates[fates == "duplicate"].index)
    spoiled = spoil(wave, fieldwork.told[wave].frame(), members(), unreached_at_m12(fieldwork.contacts))
    documented = {(f.fault.problem, f.row, f.variable) for f in spoiled.findings}
    assert {(row["code"], row["row"], row["variable"]) for row in table.rows} == documented


@pytest.mark.parametrize("occasion", ["entry", "exit"])
def test_the_records_are_taken_whole(received: dict[str, Table], occasion: str) -> None:
    facts = received[occasion].facts
    assert (facts["rows_in"], facts["accepted"], len(received[occasion].rows)) == (2777, 2777, 0)


def test_the_deliveries_carry_labels_and_missing_codes(study: Study) -> None:
    book = read(study.root / "deliveries" / "m12.sav").dictionary
    assert book["hh_lone"].label == "Are you bringing up the children without a partner living with you?"
    labels = book.code_list("hh_tenure").labels()
    assert labels[2] == "Rented from a council or housing association"
    assert any(-8 in part for part in book["hh_tenure"].missing)


def test_what_the_transcripts_say_of_a_family_holds_in_the_panel(study: Study) -> None:
    listed = pd.read_csv(study.root / "deliveries" / "transcripts.csv", dtype=str).dropna(subset="family")
    enrolled = pd.read_csv(study.root / "deliveries" / "members.csv", dtype=str).set_index("family")
    relations = {"mother": 1, "father": 2}
    for wave in ("baseline", "m12"):
        returns = (
            read(study.root / "deliveries" / f"{wave}.sav").frame.drop_duplicates("urn").set_index("urn")
        )
        for visit in listed[listed["wave"] == wave].itertuples():
            member = enrolled.loc[visit.family]
            assert member["language"] == visit.language
            assert member["urn"] in returns.index, visit.file
            if wave == "baseline":
                assert returns.loc[member["urn"], "hh_rel"] in (relations[visit.role], -2)


def test_the_contact_log_is_one_that_can_be_recorded(study: Study, received: dict[str, Table]) -> None:
    log = study.root / "deliveries" / "contact_log.csv"
    table = record(study, from_file=log)
    assert table.facts["recorded"] == table.facts["rows_in"] == len(pd.read_csv(log))
    counted: Counter[tuple[str, str]] = Counter()
    for row in outcomes(study, as_at="2018-01-01").rows:
        assert row["outcome"] != "pending"
        counted[row["wave"], row["cohort"]] += row["n"] * (row["outcome"] in ("full", "partial"))
    assert +counted == {
        ("baseline", "main"): 368, ("m12", "main"): 177, ("m12", "booster"): 95, ("m24", "main"): 105,
    }  # fmt: skip
