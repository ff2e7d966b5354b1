"""`receive`: what arrives is accepted, quarantined or a duplicate; nothing is lost and nothing guessed."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable
from familypanel.study.folder import Study
from familypanel.study.missing import SCHEMES, Reason
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.study.store.deliveries import all_deliveries, open_problems
from familypanel.study.store.events import events_frame
from familypanel.study.store.members import Member, add_members, members_frame
from familypanel.study.store.waves import current_version, read_wave
from familypanel.surveys import receive
from familypanel.surveys.spss_write import write_sav

UKHLS = tuple(MissingRange(code, code, reason) for code, reason in SCHEMES["ukhls"].codes.items())
FACTS = {
    "delivery", "status", "rows_in", "accepted", "quarantined", "duplicates", "candidates", "new_members",
    "changed_cells", "rows_withdrawn", "rows_added", "columns_added", "columns_dropped", "dry_run",
    "described_otherwise", "relabelled", "changes", "withdrawn",
}  # fmt: skip


def item(name: str, kind: str = "choice", codes: str | None = "yn", **more) -> Variable:
    return Variable(name, f"Question {name}", kind, codes, UKHLS, item=f"I_{name}", **more)


BOOK = Dictionary(
    variables=(
        Variable("urn", "Unique Reference Number", "text", width=8),
        item("int_date", "date", None),
        item("moved"),
        item("why", "text", None, width=40, ask="moved = 1"),
        item(
            "adults", "integer", None, low=1, high=20, checks={"soft": "adults <= 6", "hard": "adults >= 1"}
        ),
        item("help_gp", codes="tick"),
        item("help_none", codes="tick"),
        item("satis"),
        Variable("last_q", "Last question", "text", width=20),
    ),
    lists={
        "yn": CodeList("yn", (Code(1, "Yes", {"cy": "Ydw"}), Code(2, "No"))),
        "tick": CodeList("tick", (Code(0, "No"), Code(1, "Yes"))),
        "help": CodeList("help", (Code(1, "Doctor"), Code(2, "None of these"))),
    },
    sets=(ResponseSet("help", "Who helped?", ("help_gp", "help_none"), "help", exclusive=(2,)),),
)
COLUMNS = list(BOOK.names)
GOOD = ("A1", "2014-03-03", 2, "", 2, 1, 0, 1, "")


def rows(*changed: dict) -> pd.DataFrame:
    """Rows like a good one, each with some cells changed."""
    return pd.DataFrame([dict(zip(COLUMNS, GOOD, strict=True)) | one for one in changed], columns=COLUMNS)


def deliver(study: Study, frame: pd.DataFrame, wave: str = "baseline", book: Dictionary = BOOK, **more):
    path = study.root.parent / "delivery.sav"
    write_sav(path, book, frame)
    return receive(study, path, wave, **more)


def built(study: Study, wave: str = "baseline", book: Dictionary = BOOK) -> Study:
    folder = study.instruments / wave
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dictionary.json").write_text(book.to_json(), encoding="utf-8")
    return study


def enrolled(study: Study, *urns: str, **facts) -> Study:
    with study.store.transaction() as connection:
        add_members(connection, [Member(urn, **facts) for urn in urns], "test")
    return study


def found(table) -> list[tuple[str, int | None, str | None]]:
    return [(row["code"], row["row"], row["variable"]) for row in table.rows]


def counts(table) -> tuple:
    return tuple(table.facts[key] for key in ("status", "rows_in", "accepted", "quarantined", "duplicates"))


def reasons(study: Study, name: str, wave: str = "baseline") -> list[str]:
    return [Reason(int(one)).word for one in read_wave(study.store, wave).reason(name)]


def test_first_delivery_enrols_and_says_so(study):
    table = deliver(study, rows({"urn": "A1"}, {"urn": "a2 "}))
    assert set(table.facts) == FACTS
    assert counts(table) == ("accepted", 2, 2, 0, 0)
    assert table.facts["new_members"] == 2
    assert "Enrolled as members by this delivery: 2." in table.notes
    assert table.status == ExitCode.FINE
    with study.store.reading() as connection:
        assert members_frame(connection)[["urn", "cohort"]].values.tolist() == [
            ["A1", "main"],
            ["A2", "main"],
        ]
        assert events_frame(connection)[["urn", "kind", "on_date", "detail"]].values.tolist() == [
            ["A1", "interview", "2014-03-03", "full"],
            ["A2", "interview", "2014-03-03", "full"],
        ]


def test_blank_unknown_duplicate_and_rival_rows(study):
    enrolled(study, "A1", "A2", "B0C1")
    table = deliver(
        study,
        rows(
            {"urn": "A1"},
            {"urn": "A1"},
            {"urn": "A2", "moved": 1},
            {"urn": "A2", "moved": 2},
            {"urn": ""},
            {"urn": "BOC1"},
        ),
    )
    assert counts(table) == ("accepted", 6, 1, 4, 1)
    errors = [
        (code, row) for code, row, _ in found(table) if code in ("FP3004", "FP3006", "FP3007", "FP3009")
    ]
    assert sorted(errors) == [("FP3004", 5), ("FP3006", 3), ("FP3006", 4), ("FP3007", 6), ("FP3009", 2)]
    (unknown,) = table.facts["candidates"]
    assert [one["urn"] for one in unknown["candidates"]] == ["B0C1"]
    assert "characters that look alike (O and 0, I and 1)" in unknown["candidates"][0]["evidence"]
    assert any(
        note.startswith("Row 6: BOC1 could be B0C1 (characters that look alike") for note in table.notes
    )
    assert read_wave(study.store, "baseline").frame["urn"].tolist() == ["A1"]
    assert table.status == ExitCode.PROBLEMS


def test_same_bytes_are_a_no_op(study):
    first = deliver(study, rows({}))
    again = deliver(study, rows({}))
    assert counts(again) == ("no_change", 1, 1, 0, 0)
    assert again.facts["delivery"] == first.facts["delivery"]
    with study.store.reading() as connection:
        assert len(all_deliveries(connection)) == 1
        assert len(events_frame(connection)) == 1


def test_a_file_without_rows_is_a_delivery_of_nothing(study):
    table = deliver(study, rows())
    assert counts(table) == ("accepted", 0, 0, 0, 0)
    assert len(read_wave(study.store, "baseline")) == 0
    assert counts(deliver(study, rows({}))) == ("accepted", 1, 1, 0, 0)


def test_what_is_quarantined_is_recalled_when_the_same_bytes_come_again(study):
    enrolled(study, "A1")
    deliver(study, rows({"urn": "A1"}, {"urn": "B2"}))
    again = deliver(study, rows({"urn": "A1"}, {"urn": "B2"}))
    assert counts(again) == ("no_change", 2, 1, 1, 0)
    assert any("1 rows of it are quarantined" in note for note in again.notes)


def test_dry_run_stores_nothing(study):
    table = deliver(study, rows({}), dry_run=True)
    assert counts(table) == ("accepted", 1, 1, 0, 0)
    assert table.facts["dry_run"] is True
    with study.store.reading() as connection:
        assert all_deliveries(connection) == []
    assert not (study.store.root / "waves").exists()
    assert not (study.store.root / "raw").exists()


def test_checks_against_the_dictionary(study):
    built(study)
    table = deliver(
        study,
        rows(
            {"urn": "A1", "satis": 3},
            {"urn": "A2", "adults": 21},
            {"urn": "A3", "adults": 7},
            {"urn": "A4", "why": "work"},
            {"urn": "A5", "moved": 1},
            {"urn": "A6", "help_none": 1},
            {"urn": "A7", "moved": 1, "why": "-8"},
            {"urn": "A8", "moved": -1},
            {"urn": "A9", "last_q": "nowhere"},
        ),
    )
    assert counts(table) == ("accepted", 9, 9, 0, 0)
    assert sorted(found(table)) == [
        ("FP3030", 1, "satis"),
        ("FP3031", 2, "adults"),
        ("FP3033", 6, "help_none"),
        ("FP3042", 4, "why"),
        ("FP3043", 5, "why"),
        ("FP3044", 7, "why"),
        ("FP3045", 9, "last_q"),
        ("FP3047", 2, "adults"),
        ("FP3047", 3, "adults"),
    ]
    assert read_wave(study.store, "baseline").frame["satis"][0] == 3
    assert reasons(study, "why")[:8] == [
        "not_applicable", "not_applicable", "not_applicable", "value", "no_answer", "not_applicable",
        "not_applicable", "no_answer",
    ]  # fmt: skip
    with study.store.reading() as connection:
        assert len(open_problems(connection, "baseline")) == len(table.rows)


def test_break_off_is_not_reached_and_partial(study):
    built(study)
    after = {"adults": None, "help_gp": None, "help_none": None, "satis": None}
    table = deliver(study, rows({"urn": "A1", "last_q": "I_why", **after}, {"urn": "A2", **after}))
    assert reasons(study, "satis") == ["not_reached", "no_answer"]
    assert reasons(study, "why") == ["not_applicable", "not_applicable"]
    assert [code for code, row, _ in found(table) if row == 1] == []
    with study.store.reading() as connection:
        assert events_frame(connection)["detail"].tolist() == ["partial", "full"]


def test_another_meaning_of_a_code_refuses_the_file(study):
    built(study)
    turned = CodeList("yn", (Code(1, "No"), Code(2, "Yes")))
    book = Dictionary(BOOK.variables, {**BOOK.lists, "yn": turned}, BOOK.sets)
    table = deliver(study, rows({}), book=book)
    assert counts(table) == ("refused", 1, 0, 1, 0)
    assert {code for code, _, _ in found(table)} == {"FP3025"}
    assert read_wave(study.store, "baseline") is None
    assert table.status == ExitCode.PROBLEMS


def test_labels_in_another_language_or_case_are_the_same(study):
    built(study)
    welsh = CodeList("yn", (Code(1, "YDW"), Code(2, " no")))
    table = deliver(study, rows({}), book=Dictionary(BOOK.variables, {**BOOK.lists, "yn": welsh}, BOOK.sets))
    assert (counts(table)[0], table.rows) == ("accepted", ())


def test_text_where_a_number_belongs_refuses_the_file(study):
    built(study)
    variables = tuple(Variable("satis", "", "text", width=3) if v.name == "satis" else v for v in BOOK)
    table = deliver(study, rows({"satis": "1"}), book=Dictionary(variables, BOOK.lists))
    assert (counts(table)[0], {code for code, _, _ in found(table)}) == ("refused", {"FP3022"})


def test_variables_added_dropped_and_spelt_otherwise(study):
    built(study)
    variables = tuple(
        Variable("SATIS", v.label, v.type, v.codes, v.missing) if v.name == "satis" else v
        for v in BOOK
        if v.name != "help_gp"
    )
    book = Dictionary((*variables, Variable("extra", "New")), BOOK.lists)
    frame = rows({}).drop(columns="help_gp").rename(columns={"satis": "SATIS"}).assign(extra=7)
    table = deliver(study, frame, book=book)
    assert table.facts["columns_added"] == ["extra"]
    assert table.facts["columns_dropped"] == ["help_gp"]
    assert sorted(found(table)) == [("FP3020", None, "extra"), ("FP3021", None, "help_gp")]
    assert list(read_wave(study.store, "baseline").frame.columns)[-3:] == ["satis", "last_q", "extra"]


def many(count: int = 40, **cells) -> pd.DataFrame:
    return rows(*({"urn": f"M{number:03d}", **cells} for number in range(count)))


def test_a_small_correction_makes_a_new_version(study):
    deliver(study, many())
    corrected = many()
    corrected.loc[3, "satis"] = 2
    corrected.loc[4, "int_date"] = "2014-03-09"
    table = deliver(study, corrected)
    assert counts(table)[0] == "accepted"
    assert table.facts["changed_cells"] == 2
    with study.store.reading() as connection:
        assert current_version(connection, "baseline").version == 2
        events = events_frame(connection)
        assert len(events) == 41
        assert events.iloc[-1][["urn", "on_date"]].tolist() == ["M004", "2014-03-09"]


def test_many_changes_or_a_withdrawn_row_need_a_decision(study):
    deliver(study, many())
    for frame, withdrawn in ((many(satis=2, adults=3), 0), (many(39), 1)):
        table = deliver(study, frame)
        assert counts(table)[0] == "needs_decision"
        assert table.facts["rows_withdrawn"] == withdrawn
        assert table.status == ExitCode.PROBLEMS
        with study.store.reading() as connection:
            assert current_version(connection, "baseline").version == 1
            assert len(all_deliveries(connection)) == 1
    wrong = deliver(study, many(39), accept_diff="0000000000")
    assert counts(wrong)[0] == "needs_decision"
    right = deliver(study, many(39), accept_diff=wrong.facts["token"])
    assert counts(right) == ("accepted", 39, 39, 0, 0)
    assert len(read_wave(study.store, "baseline")) == 39


def test_a_difference_is_shown_by_member_before_it_is_accepted(study):
    deliver(study, many(12))
    other = many(11, satis=2).drop(columns="help_gp")
    other.loc[0, "int_date"] = "2014-03-09"
    book = Dictionary(tuple(one for one in BOOK if one.name != "help_gp"), BOOK.lists)
    table = deliver(study, other, book=book)
    assert counts(table)[0] == "needs_decision"
    changes = json.loads(table.to_json())["changes"]
    assert len(changes) == table.facts["changed_cells"] == 11 + 11 + 1
    assert [one for one in changes if one["urn"] == "M000"] == [
        {"urn": "M000", "variable": "int_date", "old": "2014-03-03 00:00:00", "new": "2014-03-09 00:00:00"},
        {"urn": "M000", "variable": "satis", "old": 1.0, "new": 2.0},
        {"urn": "M000", "variable": "help_gp", "old": 1.0, "new": None},
    ]
    assert table.facts["withdrawn"] == ["M011"]
    assert "Changed for M000: int_date, satis, help_gp." in table.notes
    assert "Not in the file any more: M011." in table.notes
    accepted = deliver(study, other, book=book, accept_diff=table.facts["token"])
    assert len(accepted.facts["changes"]) == 23
    with study.store.reading() as connection:
        kept = all_deliveries(connection)[-1].facts
    assert kept["withdrawn"] == ["M011"] and "changes" not in kept


def test_the_accepted_version_stays_live_for_rows_in_dispute(study):
    deliver(study, many(3, satis=1))
    frame = pd.concat([many(3, satis=1), many(1, satis=2)])
    table = deliver(study, frame)
    assert counts(table) == ("accepted", 4, 2, 2, 0)
    cells = read_wave(study.store, "baseline")
    assert sorted(cells.frame["urn"]) == ["M000", "M001", "M002"]
    assert cells.frame.set_index("urn")["satis"]["M000"] == 1


def test_interview_outside_the_window_is_pointed_out(study):
    enrolled(study, "A1", "A2", referral_date="2014-03-01")
    table = deliver(study, rows({"urn": "A1"}, {"urn": "A2", "int_date": "2015-03-01"}))
    assert [one for one in found(table) if one[1]] == [("FP3048", 2, "int_date")]


def test_the_earlier_wave_is_known_to_the_routing(study):
    built(study)
    deliver(study, rows({"urn": "A1", "adults": 2}, {"urn": "A2", "adults": 5}))
    follow = Dictionary(
        (BOOK["urn"], item("fewer", ask="prior.adults > 3"), item("same", ask="baseline.adults <= 3")),
        BOOK.lists,
    )
    built(study, "m12", follow)
    frame = pd.DataFrame({"urn": ["A1", "A2"], "fewer": [None, None], "same": [None, 1]})
    table = deliver(study, frame, "m12", follow)
    assert sorted(found(table)) == [("FP3042", 2, "same"), ("FP3043", 1, "same"), ("FP3043", 2, "fewer")]
    assert reasons(study, "fewer", "m12") == ["not_applicable", "no_answer"]


def test_a_number_that_is_no_date_is_kept_and_an_error(study):
    table = deliver(study, rows({"int_date": 5e12}, {"urn": "A2", "int_date": -9}))
    assert ("FP3034", 1, "int_date") in found(table)
    cells = read_wave(study.store, "baseline")
    assert reasons(study, "int_date") == ["error", "error"]
    assert cells.raw["int_date"].tolist() == [5e12, -9]


def test_numeric_ids_must_be_whole(study):
    book = Dictionary((Variable("caseid", "Case", "decimal", decimals=1), Variable("a", "A")))
    frame = pd.DataFrame({"caseid": [7, 8.5, None], "a": [1, 2, 3]})
    table = deliver(study, frame, book=book, id="caseid")
    assert counts(table) == ("accepted", 3, 1, 2, 0)
    assert [(code, row) for code, row, _ in found(table)] == [("FP3004", 3), ("FP3005", 2)]
    cells = read_wave(study.store, "baseline").frame
    assert cells[["urn", "caseid"]].values.tolist() == [["7", 7.0]]


def test_no_id_column_is_a_clear_error(study):
    book = Dictionary((Variable("a", "A"),))
    with pytest.raises(ProblemError) as stopped:
        deliver(study, pd.DataFrame({"a": [1]}), book=book)
    assert (stopped.value.problems[0].code, stopped.value.exit_code) == ("FP3002", ExitCode.USAGE)


def test_unknown_wave_and_unreadable_file_store_nothing(study, tmp_path):
    word = tmp_path / "answers.sav"
    word.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    for wave, code in (("m13", "FP1007"), ("baseline", "FP1021")):
        with pytest.raises(ProblemError) as stopped:
            receive(study, word, wave)
        assert stopped.value.problems[0].code == code
    with study.store.reading() as connection:
        assert all_deliveries(connection) == []
    assert not list(study.store.root.glob("raw/*"))


@pytest.mark.parametrize(("name", "value"), [("SECONDS", "0.01"), ("MEMORY_MB", "100")])
def test_a_reader_that_takes_too_much_is_stopped(study, monkeypatch, name, value):
    monkeypatch.setenv(f"FAMILYPANEL_READ_{name}", value)
    with pytest.raises(ProblemError) as stopped:
        deliver(study, rows({}))
    assert stopped.value.exit_code == ExitCode.FILE
    assert stopped.value.problems[0].code in ("FP1021", "FP1022")
    with study.store.reading() as connection:
        assert all_deliveries(connection) == []


def test_booster_policy_enrols_unknown_urns(study):
    text = (study.root / "study.yaml").read_text(encoding="utf-8")
    assert "m12:" in text
    from dataclasses import replace

    waves = tuple(replace(w, unknown="booster") if w.name == "m12" else w for w in study.config.waves)
    boosted = Study(study.root, replace(study.config, waves=waves))
    enrolled(boosted, "A1")
    table = deliver(boosted, rows({"urn": "A1"}, {"urn": "N1"}), "m12")
    assert counts(table) == ("accepted", 2, 2, 0, 0)
    with boosted.store.reading() as connection:
        assert members_frame(connection)[["urn", "cohort"]].values.tolist() == [
            ["A1", "main"],
            ["N1", "booster"],
        ]


def test_messages_never_hold_an_answer(study):
    built(study)
    secret = "between us only"
    table = deliver(
        study, rows({"why": secret, "adults": 19, "last_q": "zzz"}, {"urn": "A2", "adults": 4711})
    )
    said = table.to_json() + table.to_text()
    assert secret not in said
    assert "4711" not in said
    assert "zzz" not in said


def test_long_runs_of_one_problem_are_counted(study):
    table = deliver(built(study), many(250, satis=3))
    listed = [row for row in table.rows if row["code"] == "FP3030"]
    (rest,) = [row for row in table.rows if row["code"] == "FP3049"]
    assert len(listed) == 100
    assert "150 more rows have the problem FP3030" in rest["message"]


def test_a_delivery_beside_another_is_stopped(study, monkeypatch):
    from familypanel.surveys import receiving

    real = receiving.delivered

    def meanwhile(*how):
        enrolled(study, "ZZ9")
        return real(*how)

    monkeypatch.setattr(receiving, "delivered", meanwhile)
    with pytest.raises(ProblemError) as stopped:
        deliver(study, rows({}))
    assert (stopped.value.problems[0].code, stopped.value.exit_code) == ("FP3051", ExitCode.LOCKED)
    assert read_wave(study.store, "baseline") is None


def test_dates_in_the_store_are_dates(study):
    deliver(study, rows({}))
    assert read_wave(study.store, "baseline").frame["int_date"].dt.date.tolist() == [dt.date(2014, 3, 3)]


def test_repeated_rows_of_a_wide_file_are_found_without_a_word_from_pandas(study, tmp_path):
    names = [f"q{number}" for number in range(150)]
    book = Dictionary(
        (Variable("urn", "", "text", width=4), *(Variable(name, "", "integer") for name in names))
    )
    frame = pd.DataFrame([["A1", *range(150)], ["A1", *range(150)], ["A2", *range(150)]], columns=book.names)
    write_sav(tmp_path / "wide.sav", book, frame)
    assert counts(receive(study, tmp_path / "wide.sav", "baseline")) == ("accepted", 3, 2, 0, 1)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_that_is_replaced_while_it_is_read_is_not_taken(study, monkeypatch, dry_run):
    from familypanel.surveys import receiving

    def read_then_replaced(source, *how):
        found = delivered(source, *how)
        source.write_bytes(source.read_bytes().replace(b"Question moved", b"Question other"))
        return found

    delivered = receiving.delivered
    monkeypatch.setattr(receiving, "delivered", read_then_replaced)
    with pytest.raises(ProblemError, match=r"FP1021.*changed while it was being read"):
        deliver(study, rows({"urn": "A1"}), dry_run=dry_run)
    raw = study.store.root / "raw"
    assert not raw.exists() or not list(raw.iterdir())
    with study.store.reading() as connection:
        assert members_frame(connection).empty and not all_deliveries(connection)


def test_every_interview_keeps_its_day_whatever_the_order_of_the_file(study):
    urns = ["B2", "A10", "É1", "A1", "Z", "B10"]
    days = [f"2014-03-{day:02d}" for day in (3, 9, 1, 4, 28, 3)]
    deliver(study, rows(*({"urn": u, "int_date": d} for u, d in zip(urns, days, strict=True))))
    with study.store.reading() as connection:
        events = events_frame(connection)
    assert dict(zip(events["urn"], events["on_date"], strict=True)) == dict(zip(urns, days, strict=True))
