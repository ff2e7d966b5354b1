"""The panel file: waves by URN, harmonised, in every format; judged by PSPP, pandas and Arrow."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from surveys_stored import stored

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.folder import Study
from familypanel.study.missing import Reason
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.study.store.events import Event, add_events
from familypanel.study.store.panel_files import all_panel_files
from familypanel.surveys import build, read

ENDINGS = [".sav", ".zsav", ".dta", ".parquet", ".csv", ".xlsx"]
SCALE = CodeList("scale", (Code(1, "Very satisfied"), Code(2, "Fairly satisfied"), Code(3, "Not satisfied")))
TURNED = CodeList("scale", (Code(3, "Very satisfied"), Code(2, "Fairly satisfied"), Code(1, "Not satisfied")))
REFUSED = (MissingRange(-2, -2, Reason.REFUSED), MissingRange(-8, -8, Reason.NOT_APPLICABLE))
URN = Variable("urn", "Unique Reference Number", "text", width=8)
SEX = Variable("sex", "Sex", "choice", "sex", measure="nominal")
SEXES = CodeList("sex", (Code(1, "Female"), Code(2, "Male")))
SATIS = Variable("satis", "Satisfied with the support?", "choice", "scale", REFUSED)
DAY = Variable("int_date", "Date of the interview", "date")
WHY = Variable("why", "Why, in the family's own words; it's \"theirs\"", "text", width=20)
ADULTS = Variable("adults", "Adults at home", "integer")


def reasons(**columns) -> dict[str, np.ndarray]:
    return {name: np.array(found, np.int8) for name, found in columns.items()}


@pytest.fixture
def panel(study):
    """Three families of the main cohort, one of them at both waves, and one that joined at +12 months."""
    days = pd.to_datetime(["2014-03-03", None, "2014-03-05"])
    first = pd.DataFrame(
        {"urn": ["A1", "A2", "A3"], "sex": [1.0, 2.0, 1.0], "satis": [1.0, -2.0, 3.0], "int_date": days,
         "why": ["Ŵyn, \"quoted\"", None, "=1+1"], "adults": [1.0, 2.0, np.nan]}
    )  # fmt: skip
    stored(
        study, "baseline",
        Dictionary((URN, SEX, SATIS, DAY, WHY, ADULTS), {"sex": SEXES, "scale": SCALE}), first,
        reasons(satis=[0, 2, 0], int_date=[0, 5, 0], why=[0, 4, 0], adults=[0, 0, 7]),
    )  # fmt: skip
    later = pd.DataFrame({"urn": ["B9", "A1"], "sex": [2.0, 1.0], "satis": [1.0, 3.0]})
    stored(
        study, "m12", Dictionary((URN, SEX, SATIS), {"sex": SEXES, "scale": SCALE}), later, cohort="booster"
    )
    return study


def withdrawn(study, urn: str, detail: str):
    with study.store.transaction() as connection:
        add_events(connection, [Event(urn, "withdrawal", "2016-01-01", None, detail)], "test")


def built(study, shape: str = "long", *endings: str):
    paths = [study.out / f"panel{ending}" for ending in endings or (".sav",)]
    return build(study, shape, paths), paths


def test_long(panel):
    table, (path,) = built(panel)
    assert (table.facts["status"], table.facts["rows_out"], table.status) == ("built", 5, ExitCode.FINE)
    found = read(path)
    assert list(found.frame.columns) == [
        "urn", "wave", "cohort", "sex", "satis", "int_date", "why", "adults"
    ]  # fmt: skip
    assert found.frame[["urn", "wave", "cohort", "satis"]].values.tolist() == [
        ["A1", 1, 1, 1], ["A1", 2, 1, 3], ["A2", 1, 1, -2], ["A3", 1, 1, 3], ["B9", 2, 2, 1]
    ]  # fmt: skip
    assert found.frame["adults"].tolist() == [1, -18, 2, -17, -18]
    assert found.frame["why"].str.strip().tolist() == ['Ŵyn, "quoted"', "-18", "-8", "=1+1", "-18"]
    assert found.raw["int_date"].tolist()[1:3] == [-18, -15]
    assert found.dictionary.code_list("wave").labels() == {1: "Baseline", 2: "+12 months"}
    assert {part.low: part.label for part in found.dictionary["adults"].missing} == {
        -17: "Not reached", -18: "Not in this questionnaire"
    }  # fmt: skip
    assert table.facts["codes"] == {
        "no_answer": [-15], "not_applicable": [-8], "not_in_instrument": [-18], "not_reached": [-17],
        "refused": [-2],
    }  # fmt: skip


def test_wide(panel):
    table, (path,) = built(panel, "wide")
    found = read(path)
    frame = found.frame.set_index("urn")
    assert list(frame.columns) == [
        "cohort", "sex", "a_return", "a_satis", "a_int_date", "a_why", "a_adults", "b_return", "b_satis"
    ]  # fmt: skip
    assert frame["a_satis"].tolist() == [1, -2, 3, -18]
    assert frame["b_satis"].fillna(99).tolist() == [3, 99, 99, 1]
    assert frame["a_return"].tolist() == [1, 1, 1, 2]
    assert frame["b_return"].tolist() == [1, 0, 0, 1]
    assert frame["sex"].tolist() == [1, 2, 1, 2]
    assert table.rows == (
        {
            "wave_a": "baseline",
            "wave_b": "m12",
            "only_left": 2,
            "only_right": 1,
            "both": 1,
            "one_to_one": True,
        },
    )


def test_prefix_and_fixed_facts_are_the_studys_own(panel):
    waves = tuple(replace(wave, prefix=f"w{at}") for at, wave in enumerate(panel.config.waves, start=1))
    _table, (path,) = built(Study(panel.root, replace(panel.config, waves=waves, fixed=())), "wide")
    names = read(path).dictionary.names
    assert {"w1_sex", "w2_sex", "w1_return"} <= {*names} and "sex" not in names


def test_a_fixed_fact_that_changes_is_counted(panel):
    frame = pd.DataFrame({"urn": ["A1", "A2"], "sex": [2.0, 2.0]})
    stored(panel, "m24", Dictionary((URN, SEX), {"sex": SEXES}), frame)
    table, (path,) = built(panel, "wide")
    assert table.facts["fixed_conflicts"] == {"sex": 1}
    assert read(path).frame["sex"].tolist() == [1, 2, 1, 2]


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_every_format_holds_the_same(panel, shape):
    _table, paths = built(panel, shape, *ENDINGS)
    assert all(path.exists() for path in paths)
    sav, zsav, dta, parquet, csv, xlsx = paths
    codes = pd.read_csv(csv, dtype=str, keep_default_na=False)
    first, second = read(sav), read(zsav)
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert first.dictionary == second.dictionary
    pd.testing.assert_frame_equal(pd.read_excel(xlsx, dtype=str, keep_default_na=False).astype("object"),
                                  codes.astype("object"), check_dtype=False)  # fmt: skip
    satis = next(name for name in codes.columns if name.endswith("satis"))
    assert [float(one) for one in codes[satis]] == first.frame[satis].tolist()
    stata = pd.io.stata.StataReader(dta)
    with stata:
        shown = stata.read(convert_categoricals=False, convert_missing=True, convert_dates=False)
    labels = pyreadstat.read_dta(dta, user_missing=True)[1].variable_value_labels
    assert str(shown[satis].iloc[codes[satis].tolist().index("-2")]) == ".b"
    assert labels[satis][1] == "Very satisfied" and "Refused" in labels[satis].values()
    assert shown["urn"].tolist() == codes["urn"].tolist()
    days = pd.read_stata(dta, convert_categoricals=False)[satis.replace("satis", "int_date")]
    assert days.dropna().dt.date.astype(str).tolist() == ["2014-03-03", "2014-03-05"]
    stored_table = pq.read_table(parquet)
    assert stored_table["reason:" + satis].to_pylist()[codes[satis].tolist().index("-2")] == int(
        Reason.REFUSED
    )
    assert Dictionary.from_json(stored_table.schema.metadata[b"familypanel.dictionary"].decode())[satis].label


def test_stata_files_of_many_empty_cells(study):
    """Columns that begin with hundreds of cells without a return were once taken for text."""
    urns = [f"M{number:03d}" for number in range(200)]
    first = pd.DataFrame({"urn": urns, "adults": [1.0] * 200})
    later = pd.DataFrame({"urn": urns[150:], "adults": [2.0] * 40 + [np.nan] * 10})
    stored(study, "baseline", Dictionary((URN, ADULTS)), first)
    stored(study, "m12", Dictionary((URN, ADULTS)), later, reasons(adults=[0] * 40 + [4] * 10))
    _, (path,) = built(study, "wide", ".dta")
    column = pd.read_stata(path, convert_missing=True, convert_categoricals=False)["b_adults"].astype(str)
    assert column.value_counts().to_dict() == {".": 150, "2.0": 40, ".d": 10}


def test_the_same_study_gives_the_same_bytes(panel):
    _, _paths = built(panel, "wide", *ENDINGS)
    before = {path.name: path.read_bytes() for path in panel.out.iterdir()}
    built(panel, "wide", *ENDINGS)
    assert {path.name: path.read_bytes() for path in panel.out.iterdir()} == before
    with panel.store.reading() as connection:
        ledger = all_panel_files(connection)
    assert len(ledger) == len(before) == 9


def pspp(program: str, syntax: str, folder) -> str:
    (folder / "judge.sps").write_text(syntax, encoding="utf-8")
    done = subprocess.run(
        [program, "-O", "format=csv", "judge.sps"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0 and "error" not in done.stdout.lower(), done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
def test_pspp_reads_the_file(panel, judge, ending):
    _, (path,) = built(panel, "wide", ending)
    said = pspp(
        judge("pspp"),
        f"GET FILE='{path.name}'.\nFREQUENCIES a_satis b_satis.\nLIST urn a_adults a_why.\n",
        path.parent,
    )
    assert "Very satisfied" in said and "Not in this questionnaire" in said
    assert "Ŵyn" in said


def test_pspp_runs_the_syntax(panel, judge):
    _, (path,) = built(panel, "wide")
    syntax = path.with_suffix(".sps").read_text()
    said = pspp(judge("pspp"), syntax + "SAVE OUTFILE='again.sav'.\n", path.parent)
    one, other = read(path), read(path.parent / "again.sav")
    assert "warning" not in said.lower()
    for name in one.dictionary.names:
        values = [
            frame[name].astype(object).where(frame[name].notna(), None)
            for frame in (one.delivered(), other.delivered())
        ]
        texts = [[str(v).strip() if isinstance(v, str) else v for v in column] for column in values]
        assert texts[0] == texts[1], name
        assert one.dictionary[name].label == other.dictionary[name].label
    for name in one.dictionary.names:
        assert described(one.dictionary, name) == described(other.dictionary, name), name
        if one.dictionary[name].measure != "unknown":
            assert one.dictionary[name].measure == other.dictionary[name].measure
    assert one.dictionary.sets == other.dictionary.sets


def described(book: Dictionary, name: str):
    codes = book.code_list(name)
    missing = {(part.low, part.high) for part in book[name].missing}
    return codes.labels() if codes else {}, missing


def test_missing_texts_for_which_spss_has_no_room_are_named(study, judge):
    """Five reasons in one text: SPSS can declare three."""
    book = Dictionary((URN, replace(WHY, label="Why?"), replace(WHY, name="how", label="How?")))
    six = pd.DataFrame(
        {"urn": list("ABCDEF"), "why": [None] * 5 + ["x"], "how": ["long enough"] * 5 + [None]}
    )
    stored(study, "baseline", book, six, reasons(why=[1, 2, 4, 5, 7, 0], how=[0, 0, 0, 0, 0, 2]))
    table, (path,) = built(study)
    assert table.facts["undeclared"] == {"why": ["-1", "-2", "-8", "-15", "-17"]}
    found = read(path)
    assert "why: -1, -2, -8, -15, -17" in "".join(found.notes)
    assert (found.dictionary["why"].missing, found.dictionary["how"].missing[0].low) == ((), "-2")
    said = pspp(judge("pspp"), path.with_suffix(".sps").read_text() + "FREQUENCIES how.\n", path.parent)
    assert "Missing,Refused" in said


def test_the_scripts_name_everything(panel):
    _, (path,) = built(panel, "long", ".dta")
    do, r = (path.with_suffix(ending).read_text() for ending in (".do", ".R"))
    for name in ("satis", "int_date", "adults"):
        assert f"label variable {name} " in do and f'panel[["{name}"]]' in r
    assert "replace satis = .b if satis == -2" in do
    assert 'missing_codes("satis", c("-2"), c("Refused"))' in r
    assert 'as_factor(panel[["satis"]], c("1", "2", "3"), c("Very satisfied"' in r


def test_names_that_stata_does_not_allow_are_said_in_its_program(study):
    long = "a_name_that_is_far_too_long_for_stata"
    book = Dictionary((URN, Variable(long, "Long", "integer"), ADULTS))
    stored(study, "baseline", book, pd.DataFrame({"urn": ["A1"], long: [1.0], "adults": [2.0]}))
    _, (path,) = built(study)
    do = path.with_suffix(".do").read_text()
    assert f"without labels: {long}" in do
    assert f"destring {long}" not in do and "destring adults" in do


def test_a_delivered_variable_called_wave_does_not_stop_the_long_shape(study):
    book = Dictionary((URN, Variable("Wave", "Wave, as the agency counts", "integer"), ADULTS))
    stored(study, "baseline", book, pd.DataFrame({"urn": ["A1"], "Wave": [7.0], "adults": [2.0]}))
    table, (path,) = built(study)
    assert table.facts["renamed"] == {"Wave": "Wave_delivered"}
    assert "The delivered variable 'Wave' is 'Wave_delivered' here." in table.notes
    frame = read(path).frame
    assert frame[["wave", "Wave_delivered"]].to_numpy().tolist() == [[1.0, 7.0]]
    assert built(study, "wide")[0].facts["renamed"] == {}


def test_withdrawn_members_are_out_and_the_ledger_says_so(panel):
    withdrawn(panel, "A1", "everything")
    withdrawn(panel, "A2", "contact")
    table, (path,) = built(panel)
    assert read(path).frame["urn"].tolist() == ["A2", "A3", "B9"]
    facts = table.facts
    assert facts["returns_in"] == 5 == facts["returns_out"] + facts["returns_withdrawn"]
    assert (facts["withdrawn"], facts["withdrawn_urns"]) == ({"everything": 1}, ["A1"])
    assert any("1 members, 2 returns" in note for note in table.notes)
    with panel.store.reading() as connection:
        assert all_panel_files(connection)[0]["facts"]["withdrawn_urns"] == ["A1"]


@pytest.fixture
def turned(panel):
    """+24 months with the scale printed the other way round."""
    frame = pd.DataFrame({"urn": ["A1", "A2", "A3"], "satis": [3.0, 1.0, -2.0]})
    stored(panel, "m24", Dictionary((URN, SATIS), {"scale": TURNED}), frame, reasons(satis=[0, 0, 2]))
    return panel


def test_drift_that_is_not_settled_blocks(turned):
    table, (_path,) = built(turned)
    assert [(row["variable"], row["class"]) for row in table.rows] == [("satis", "reversed")]
    assert (table.facts["status"], table.status) == ("blocked", ExitCode.PROBLEMS)
    assert not turned.out.exists() or not list(turned.out.iterdir())
    assert table.problems[0].what.endswith("(1): satis.")


def test_harmonised_values(turned):
    (turned.root / "harmonise.yaml").write_text(
        "decisions:\n- {variable: satis, wave: m24, from: [3, 1], to: [1, 3], who: Ann, why: turned}\n"
    )
    table, (path,) = built(turned, "wide")
    assert read(path).frame.set_index("urn")["c_satis"].fillna(99).tolist() == [1, 3, -2, 99]
    assert table.facts["harmonised"][0]["who"] == "Ann"


def test_names_kept_apart_and_left_out(panel):
    frame = pd.DataFrame({"urn": ["A1"], "adults": [1.0], "why": ["x"]})
    car = Variable("adults", "Do you own a car?", "integer")
    stored(panel, "m24", Dictionary((URN, car, WHY)), frame)
    assert built(panel)[0].facts["status"] == "blocked"
    (panel.root / "harmonise.yaml").write_text(
        "decisions:\n"
        "- {variable: adults, wave: m24, from: adults, to: car, who: Ann, why: another question}\n"
        "- {variable: why, wave: m24, from: why, to: null, who: Ann, why: not coded}\n"
    )
    frame = read(built(panel)[1][0]).frame
    assert frame["car"].tolist() == [-18, -18, 1, -18, -18, -18]
    assert frame["adults"].tolist()[2] == -18 and frame["why"].str.strip().tolist()[2] == "-18"


def test_an_answer_that_looks_like_a_code_stays_an_answer(study):
    frame = pd.DataFrame({"urn": ["A1", "A2"], "frost": [-2.0, np.nan]})
    book = Dictionary((URN, Variable("frost", "Coldest night", "integer")))
    stored(study, "baseline", book, frame, reasons(frost=[0, 2]))
    _table, (path,) = built(study)
    found = read(path)
    assert found.frame["frost"].tolist() == [-2, -92]
    assert [part.low for part in found.dictionary["frost"].missing] == [-92]


def test_an_answer_between_codes_moves_them(study):
    frame = pd.DataFrame({"urn": list("ABCDE"), "frost": [-5.0, np.nan, np.nan, np.nan, np.nan]})
    book = Dictionary((URN, Variable("frost", "Coldest night", "integer")))
    stored(study, "baseline", book, frame, reasons(frost=[0, 1, 2, 4, 7]))
    assert read(built(study)[1][0]).frame["frost"].tolist() == [-5, -91, -92, -94, -97]


def test_dry_run_writes_nothing(panel):
    table = build(panel, "wide", [panel.out / "x.sav"], dry_run=True)
    assert table.facts["dry_run"] and table.facts["rows_out"] == 4
    assert not (panel.out / "x.sav").exists()
    with panel.store.reading() as connection:
        assert all_panel_files(connection) == []


@pytest.mark.parametrize(("ending", "code"), [(".doc", "FP1024"), (".dta", "FP3109")])
def test_what_cannot_be_written_is_said(study, ending, code):
    long = Variable("a" * 40, "A")
    stored(study, "baseline", Dictionary((URN, long)), pd.DataFrame({"urn": ["A1"], long.name: [1.0]}))
    with pytest.raises(ProblemError, match=code):
        built(study, "long", ending)


def test_nothing_received(study):
    with pytest.raises(ProblemError, match="FP3101"):
        built(study)


def test_the_answer_is_json(panel):
    assert json.loads(built(panel)[0].to_json())["status"] == "built"
