"""Rosters: written once, asked, proved and stored row by row."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from panel_cells import store_cells
from questionnaires_roster import BANK, CONFIG, HOUSEHOLD, STUDY, VISITS, bank, made

from familypanel import questionnaires, surveys
from familypanel.questionnaires import Bank, read_bank, read_instrument
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.checks import check_bank
from familypanel.questionnaires.outputs.form_fields import name_of
from familypanel.questionnaires.outputs.paper import paper_of
from familypanel.questionnaires.outputs.slots import withheld_in
from familypanel.questionnaires.wording import plain_wording
from familypanel.questionnaires.yaml_form import module_yaml
from familypanel.study import Cells
from familypanel.study.folder import Study, load
from familypanel.study.problems import ProblemError
from familypanel.study.routing import one, parse, show
from familypanel.study.store.events import Event, add_events
from familypanel.study.store.members import Member, add_members
from familypanel.surveys.spss_write import write_sav

SCHOOL, CARE = "rel = 2 and born >= 2000", "count(rel = 2 and born >= 2010) >= 1"
COLUMNS = ("name", "rel", "born", "school", "help")


def found(household: str = HOUSEHOLD) -> list[str]:
    """Check a bank and give its findings as ``code item: what stands at its place``."""
    checked = check_bank(bank(household), CONFIG, ["baseline", "m12"])
    lines = household.splitlines()
    return [
        f"{each.code} {each.place.item}: {lines[each.place.line - 1][each.place.column - 1 :]}"
        for each in checked.problems
        if each.place.line and each.place.column
    ]


def codes(household: str) -> set[str]:
    return {each.split(" ")[0] for each in found(household)}


def changed(old: str, new: str, source: str = HOUSEHOLD) -> str:
    assert source.count(old) >= 1
    return source.replace(old, new, 1)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "10_household.yaml").write_text(HOUSEHOLD, encoding="utf-8")
    (tmp_path / "questionnaires" / "20_visits.yaml").write_text(VISITS, encoding="utf-8")
    return load(tmp_path)


class TestReading:
    def test_rows_stand_one_after_the_other_where_the_roster_stands(self) -> None:
        asked = [question.variable for question in made().questions]
        rows = [f"{column}_{row}" for row in (1, 2, 3, 4) for column in COLUMNS]
        assert asked[:22] == ["others", "people", *rows]
        assert asked[22:] == [
            "childcare", "eldest", "callers", "visitor_1", "more_1", "visitor_2", "more_2", "visitor_3",
            "more_3", "tired",
        ]  # fmt: skip

    def test_the_authored_bank_has_every_question_once(self) -> None:
        assert [item.id for item in BANK.authored][:4] == ["HH010", "HH020", "HH030", "HH040"]
        assert "HH030" not in BANK.by_id and BANK.by_id["HH030_2"].variable == "name_2"

    def test_a_bank_without_rosters_is_what_is_authored(self) -> None:
        plain = Bank((parse_module(HOUSEHOLD[: HOUSEHOLD.index("  - id: HH020")]),))
        assert plain.unrolled is plain.modules and plain.columns == {}

    @pytest.mark.parametrize(
        ("old", "new", "code", "line"),
        [
            ("type: roster of HH030, HH040, HH050, HH060, HH070", "type: roster", "FP2201", 16),
            ("    card: A\n", "    most: 3\n", "FP2202", 34),
            ("    count: others\n", "    count: others\n    until: rel = 1\n", "FP2203", 22),
            ("HH030, HH040, HH050,", "HH040, HH030, HH050,", "FP2204", 16),
            ("HH060, HH070\n", "HH060, HH070, HH080, HH090, XX1\n", "FP2204", 16),
            ("    type: text\n", "    type: roster of HH040\n", "FP2205", 24),
            ("    variable: born", "    variable: Row", "FP2206", 36),
            ("    use: {baseline: v1, m12: v1}\n    called: {en: Person", "    use: {baseline: v1}\n"
             "    called: {en: Person", "FP2207", 26),
            ("    most: 4\n", "    most: 0\n", "FP1004", 20),
            ("    most: 4\n", "    most: many\n", "FP1004", 20),
            ("    most: 4\n", "", "FP1005", 14),
            ("    count: others\n", "    count: 4\n", "FP1004", 21),
            ("    count: others\n", "    count: '4'\n", "FP1004", 21),
            ("    called: {en: Person, cy: Person}\n", "", "FP1005", 14),
            ("    variable: people\n", "", "FP1005", 14),
        ],
    )  # fmt: skip
    def test_what_is_not_understood_is_refused_with_its_place(
        self, old: str, new: str, code: str, line: int
    ) -> None:
        with pytest.raises(ProblemError) as caught:
            parse_module(changed(old, new))
        assert (code, line) in [(each.code, each.place.line) for each in caught.value.problems]

    def test_ids_may_stand_in_brackets(self) -> None:
        ids = "HH030, HH040, HH050, HH060, HH070"
        assert parse_module(changed(ids, f"[{ids}]")) == BANK.modules[0]
        with pytest.raises(ProblemError) as caught:
            parse_module(changed(ids, f"[{ids}"))
        assert [each.code for each in caught.value.problems] == ["FP2201"]

    def test_without_count_and_until_every_row_is_asked(self) -> None:
        every = bank(changed("    count: others\n", ""))
        asked = questionnaires.compile_instrument(every, CONFIG, "baseline").questions
        assert {
            q.routing for q in asked if q.row and q.row.roster == "HH020" and q.id.startswith("HH03")
        } == {None}

    @pytest.mark.parametrize("twin", ["name_3", "NAME_3"])
    def test_names_of_rows_collide_with_other_variables(self, study: Study, twin: str) -> None:
        path = study.questionnaires / "20_visits.yaml"
        path.write_text(VISITS.replace("variable: tired", f"variable: {twin}"), encoding="utf-8")
        with pytest.raises(ProblemError) as caught:
            read_bank(study.questionnaires)
        assert [each.code for each in caught.value.problems] == ["FP2006"]

    def test_they_come_back_from_yaml(self) -> None:
        for module in BANK.modules:
            assert parse_module(module_yaml(module)) == module
            assert parse_module(module_yaml(module, VISITS)) == module
        assert "count: others" in module_yaml(BANK.modules[0])

    def test_they_come_back_from_a_workbook(self, study: Study) -> None:
        before = read_bank(study.questionnaires)
        questionnaires.to_excel(study, study.root / "bank.xlsx")
        back = questionnaires.from_excel(study, study.root / "bank.xlsx")
        assert {row["action"] for row in back.rows} == {"unchanged"}
        (study.root / "bank.xlsx").rename(study.questionnaires / "bank.xlsx")
        for path in study.questionnaires.glob("*.yaml"):
            path.unlink()
        assert read_bank(study.questionnaires) == before


ROUTING = {question.id: question.routing for question in made().questions}


class TestRules:
    """Within a row a column is that row's answer, elsewhere one argument a row."""

    @pytest.mark.parametrize(
        ("item", "rule"),
        [
            ("HH020", "others >= 1"),
            ("HH030_3", "others >= 3"),
            ("HH060_2", "others >= 2 and rel_2 = 2 and born_2 >= 2000"),
            ("HH080", "count(rel_1 = 2 and born_1 >= 2010, rel_2 = 2 and born_2 >= 2010,"
             " rel_3 = 2 and born_3 >= 2010, rel_4 = 2 and born_4 >= 2010) >= 1"),
            ("VI020_1", "others <= 2"),
            ("VI020_2", "others <= 2 and not (more_1 = 2)"),
            ("VI030_3", "others <= 2 and not (more_2 = 2)"),
        ],
    )  # fmt: skip
    def test_every_row_has_its_own(self, item: str, rule: str) -> None:
        assert ROUTING[item] == rule

    def test_a_rule_of_a_wave_is_that_of_the_wave(self) -> None:
        later = {question.id: question.routing for question in made("m12").questions}
        assert (later["HH070_2"], ROUTING["HH070_2"]) == (
            "others >= 2 and prior.rel_2 != 3",
            "others >= 2 and rel_2 != 3",
        )
        assert "HH060_1" not in later

    @pytest.mark.parametrize(
        ("rule", "ages", "expected"),
        [
            ("count(age < 5) = 2", [3, 4, 40], True),
            ("count(age < 5) = 2", [3, 40, None], False),
            ("any(age < 5)", [40, None, 4], True),
            ("any(age < 5)", [40, 41, None], None),
            ("all(age < 5)", [3, 4, None], True),
            ("all(age < 5)", [3, 5, None], False),
            ("all(age < 5)", [None, None, None], True),
            ("sum(age) > 40", [3, 40, None], True),
            ("sum(age) + 1 = 4", [3, None, None], True),
            ("not any(age is missing and age is not not_applicable)", [3, None, None], True),
        ],
    )
    def test_what_a_column_says_of_the_rows_that_were_asked(
        self, rule: str, ages: list[float | None], expected: bool | None
    ) -> None:
        from familypanel.questionnaires.roster_rules import Column, Reading
        from familypanel.study.missing import Reason

        variables = tuple(f"age_{row}" for row in (1, 2, 3))
        tree = Reading({"age": Column("people", variables)}).of(parse(rule))
        told = {
            name: Reason.NOT_APPLICABLE if age is None else age
            for name, age in zip(variables, ages, strict=True)
        }
        assert one(tree, told) is expected
        assert parse(show(tree)) == tree

    def test_texts_name_the_answers_of_their_own_row(self) -> None:
        asked = {question.id: question for question in made().questions}
        assert plain_wording(asked["HH030_3"].words["en"]) == "What is the name of person 3?"
        assert plain_wording(asked["HH040_3"].words["cy"]) == "Sut mae {name_3} yn perthyn i chi?"
        assert plain_wording(asked["HH050_2"].soft.say["en"]) == "{name_2} is young."

    def test_a_reminder_is_of_the_same_row(self) -> None:
        later = {question.id: question for question in made("m12").questions}
        assert later["HH050_4"].reminder.variable == "born_4"


class TestProofs:
    def test_the_bank_is_sound_but_for_the_families_without_an_earlier_wave(self) -> None:
        assert found() == ["FP2358 HH070_1: prior.rel != 3}"]

    def test_a_fault_is_told_once_and_the_others_are_counted(self, study: Study) -> None:
        checked = questionnaires.check(study)
        assert len(checked.rows) == 1
        assert any("3 more say the same of other rows" in note for note in checked.notes)

    def test_everybody_who_is_asked_has_a_witness(self) -> None:
        told = check_bank(BANK, CONFIG, ["baseline"]).witnesses["baseline"]
        assert set(told) == {question.id for question in made().questions}
        assert told["HH030_4"] == "somebody who answers 4 to HH010 (others)."

    @pytest.mark.parametrize("item", ["HH040", "HH040_1"])
    def test_who_is_asked_a_row_can_be_told(self, study: Study, item: str) -> None:
        notes = questionnaires.check(study, witness=item).notes
        assert "baseline: HH040_1 is asked of somebody who answers 1 to HH010 (others)." in notes

    @pytest.mark.parametrize(
        ("old", "new", "finding"),
        [
            ("count: others", "count: childcare", "FP2102 HH020: childcare"),
            ("count: others", "count: nobody", "FP2101 HH020: nobody"),
            ("count: others", "count: others + x +", "FP1040 HH020: "),
            ("count: others", "count: others = 1", "FP1040 HH020: "),
            ("count: others", "count: name", "FP2208 HH020: name"),
            ("most: 4", "most: 6", "FP2210 HH030_5: "),
            ("count: others", "count: others - 1", "FP2210 HH030_4: others - 1"),
            (SCHOOL, "others = 1", "FP2211 HH060_2: others = 1"),
            ("most: 4", "most: 3", "FP2209 HH020: others"),
            ("whole 0..4", "text", "FP2105 HH020: others"),
            (SCHOOL, "rel = 9", "FP2104 HH060_1: 9"),
            (SCHOOL, 'rel = "2"', 'FP2105 HH060_1: rel = "2"'),
            (SCHOOL, "rel = 2 and rel = 3", "FP2351 HH060_1: rel = 2 and"),
            (SCHOOL, "others = 0", "FP2351 HH060_1: others = 0"),
            (SCHOOL, "help has 1", "FP2102 HH060_1: help has 1"),
            (SCHOOL, "school = 1", "FP2103 HH060_1: school = 1"),
            (SCHOOL, "rel =", "FP1040 HH060: "),
            (CARE, "born >= 2010", "FP2208 HH080: born"),
            (CARE, "any(rel = 1) and prior.rel = 2", "FP2208 HH080: prior.rel"),
            (CARE, "count(rel = 4) > 0", "FP2104 HH080: 4"),
            (CARE, "count(rel = 2) > 4", "FP2351 HH080: count"),
            (CARE, "any(rel = visitor)", "FP2208 HH080: rel"),
            ("Is {name_1} the eldest?", "Is {name} the eldest?", "FP2208 HH090: {name} the eldest"),
            ("Is {name_1} the eldest?", "Is {name_7} the eldest?", "FP2101 HH090: {name_7}"),
            ("Is {name_1} the eldest?", "Is {row} the eldest?", "FP2101 HH090: {row}"),
            ("{name} yn yr ysgol", "e yn yr ysgol", "FP2021 HH060: Ydy e"),
            ("    type: text\n", "    type: text\n    sensitive: true\n", "FP2122 HH040: {name} related"),
            ("    most: 4\n", "    most: 4\n    sensitive: true\n", "FP2122 HH050: HH050"),
        ],
    )
    def test_each_fault_is_found_at_its_place(self, old: str, new: str, finding: str) -> None:
        assert any(each.startswith(finding) for each in found(changed(old, new)))

    def test_a_row_that_needs_what_needs_the_rows_is_a_circle(self) -> None:
        source = changed(SCHOOL, "childcare = 1").replace(CARE, "count(school = 1) >= 1")
        assert "FP2350" in codes(source)

    @pytest.mark.parametrize(("variable", "named"), [("name", "x" * 63), ("rel", "a__b"), ("help", "help_")])
    def test_names_of_rows_are_names_in_spss(self, variable: str, named: str) -> None:
        assert "FP2040" in codes(HOUSEHOLD.replace(f"variable: {variable}\n", f"variable: {named}\n"))

    def test_an_option_of_a_row_may_not_share_its_name(self) -> None:
        assert "FP2041" in codes(changed("variable: eldest", "variable: help_1_97"))

    def test_columns_of_two_rosters_have_no_row_in_common(self) -> None:
        visits = VISITS.replace(
            "use: {baseline: v1, m12: v1}", "use: {baseline: v1}\n    ask: any(more = rel)"
        )
        checked = check_bank(bank(visits=visits), CONFIG, ["baseline"])
        assert {(each.code, each.place.item) for each in checked.problems} == {("FP2208", "VI040")}

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (SCHOOL, "others >= 2"),
            ("whole 0..4", "whole 1..4"),
            ("whole 0..4", "whole 4..4"),
            (CARE, "all(rel in (1, 2))"),
            (CARE, "any(rel = 2 or born > 2000)"),
        ],
    )
    def test_what_says_nothing_new_in_some_rows_is_no_finding(self, old: str, new: str) -> None:
        assert [each for each in found(changed(old, new)) if not each.startswith(("FP2358", "FP2108"))] == []

    def test_what_says_nothing_in_any_row_is_one(self) -> None:
        assert "FP2354" in codes(
            changed(SCHOOL, "others >= 1 and rel in (1, 2, 3) or rel = 2 or rel is missing")
        )
        assert "FP2355" in codes(changed(CARE, "any(rel = 1 and rel = 2) or others = 3"))

    def test_a_column_that_a_wave_does_not_ask_is_told_once(self) -> None:
        missing = [each for each in found(changed(CARE, "any(school = 1)")) if "FP2101" in each]
        assert missing == ["FP2101 HH080: school = 1)"]

    def test_two_faults_at_one_place_are_two_findings(self) -> None:
        checked = check_bank(bank(HOUSEHOLD.replace("How is {name}", "How {x} is {y}")), CONFIG, ["baseline"])
        assert [each.code for each in checked.problems].count("FP2101") == 2

    def test_until_is_a_rule_like_any_other(self) -> None:
        visits = VISITS.replace("until: more = 2", "until: more = 3")
        checked = check_bank(bank(visits=visits), CONFIG, ["baseline"])
        assert {(each.code, each.place.item, each.place.line) for each in checked.problems} == {
            ("FP2104", "VI020_2", 12)
        }


class TestData:
    def test_the_dictionary_says_whose_answer_it_is(self) -> None:
        book = made().dictionary
        assert book["rel_2"].label == "Person 2: How is this person related to you?"
        assert book["rel_2"].translations == {"cy": "Person 2: Sut mae y person hwn yn perthyn i chi?"}
        assert book["help_3_97"].item == "HH070_3" and book["school_1"].sensitive
        assert [each.name for each in book.sets] == [f"help_{row}" for row in (1, 2, 3, 4)]

    def test_a_return_is_checked_row_by_row(self, study: Study, tmp_path: Path) -> None:
        questionnaires.build(study, ["baseline"], ["dictionary"])
        book = read_instrument(study, "baseline").dictionary
        blank = {each.name: "-8" if each.is_text else -8.0 for each in book}
        family = blank | {
            "int_date": pd.Timestamp("2014-02-01"), "int_mode": 1.0, "int_language": 1.0, "last_q": "VI040",
            "others": 1.0, "name_1": "Bo", "rel_1": 2.0, "born_1": 2012.0, "school_1": 1.0, "help_1_1": 1.0,
            "help_1_2": 0.0, "help_1_97": 0.0, "childcare": 1.0, "eldest": 1.0, "visitor_1": "Al",
            "more_1": 2.0, "tired": 2.0,
        }  # fmt: skip
        families = [
            {**family, "urn": "A1"},
            {**family, "urn": "B2", "rel_3": 2.0, "childcare": -8.0},
            {**family, "urn": "C3", "more_1": 1.0},
        ]
        write_sav(tmp_path / "back.sav", book, pd.DataFrame(families)[list(book.names)])
        received = surveys.receive(study, tmp_path / "back.sav", "baseline", dry_run=True)
        assert {(row["urn"], row["code"], row["variable"]) for row in received.rows} == {
            ("B2", "FP3042", "rel_3"), ("B2", "FP3044", "childcare"),
            ("C3", "FP3044", "visitor_2"), ("C3", "FP3044", "more_2"),
        }  # fmt: skip


class TestOutputs:
    def test_the_condition_of_a_row_is_printed_once(self) -> None:
        entries = {entry.id: entry for entry in paper_of(made(), "en").entries}
        assert entries["HH030_2"].part == "Person 2"
        assert entries["HH030_2"].part_ask == (
            "All of this part only if Q1 is 2 or more. Otherwise go to Q22."
        )
        assert (entries["HH030_2"].ask, entries["HH040_2"].part) == ("", "")
        assert entries["HH060_2"].ask == "Ask if Q8 is 2 (Child) and Q9 is 2000 or more"
        assert entries["HH080"].part == "Your household"
        assert [option.go_to for option in entries["VI030_1"].options] == ["", "Go to Q30"]

    def test_what_an_earlier_wave_decides_stays_with_its_question(self) -> None:
        source = VISITS.replace("use: {baseline: v1}", "use: {baseline: v1, m12: v1}")
        source = source.replace("ask: others <= 2", "ask: prior.tired = 1")
        later = questionnaires.compile_instrument(bank(visits=source), CONFIG, "m12")
        entries = {entry.id: entry for entry in paper_of(later, "en").entries}
        assert entries["VI020_1"].part_ask == ""
        assert "last time" in entries["VI020_1"].ask

    def test_a_form_has_a_group_for_every_row(self) -> None:
        from openpyxl import load_workbook

        from familypanel.questionnaires.outputs.xlsform import xlsform

        sheet = load_workbook(BytesIO(xlsform(made())))["survey"]
        rows = [(row[0], row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)]
        begun = [name for kind, name in rows if kind == "begin_group"]
        people = [f"people__{row}" for row in (1, 2, 3, 4)]
        callers = [f"callers__{row}" for row in (1, 2, 3)]
        assert begun == ["module__household", *people, "module__visits", *callers]
        inside = rows[rows.index(("begin_group", "people__2")) :]
        named = [name for _, name in inside[1 : inside.index(("end_group", None))] if "__" not in name]
        assert named == [f"{column}_2" for column in COLUMNS]

    def test_a_long_list_is_as_quick_as_a_short_one(self) -> None:
        """Each row waits for the one before; a field that printed all of them anew would never be done."""
        from familypanel.questionnaires.outputs.xlsform import xlsform

        visits = VISITS.replace("most: 3", "most: 60")
        long = questionnaires.compile_instrument(bank(visits=visits), CONFIG, "baseline")
        assert len(xlsform(long)) > 1000
        assert check_bank(bank(visits=visits), CONFIG, ["baseline"]).problems == []

    def test_every_question_has_a_field_of_its_variable(self) -> None:
        names = [name_of(question) for question in made().questions]
        assert len(names) == len(set(names))

    def test_answers_are_fed_forward_by_row_and_never_the_sensitive(self) -> None:
        source = HOUSEHOLD.replace("ask: all(rel", "ask: any(prior.school = 1) or all(rel")
        later = questionnaires.compile_instrument(bank(source), CONFIG, "m12")
        fed = {each.name for each in later.fed_forward}
        assert fed == {
            f"prior_{column}_{row}" for column in ("born", "rel", "school") for row in (1, 2, 3, 4)
        }
        assert withheld_in(later) == {f"prior_school_{row}" for row in (1, 2, 3, 4)}

    def test_a_pack_tells_every_row_what_was_told_of_it(self, study: Study) -> None:
        text = HOUSEHOLD.replace("ask: all(rel", "ask: any(prior.school = 1) or all(rel")
        text = text.replace("How is {name}", "How is {prior.name}").replace(
            "Sut mae {name}", "Sut mae {prior.name}"
        )
        (study.questionnaires / "10_household.yaml").write_text(text, encoding="utf-8")
        book = read_instrument(study, "baseline").dictionary
        rows = {
            "urn": ["A1"], "int_date": pd.to_datetime(["2014-02-01"]), "int_language": [1.0], "others": [2.0],
            "name_1": ["Bo"], "name_2": ["Flo"], "rel_1": [2.0], "rel_2": [1.0], "born_1": [2012.0],
            "born_2": [1981.0], "school_1": [1.0], "school_2": [-8.0],
        }  # fmt: skip
        frame = pd.DataFrame(rows).reindex(columns=[name for name in book.names if name in rows])
        with study.store.transaction() as connection:
            add_members(connection, [Member("A1", referral_date="2014-01-10")], "test")
            add_events(connection, [Event("A1", "interview", "2014-02-01", "baseline", "full")], "test")
        store_cells(study, "baseline", Cells(frame, book, {}))
        done = questionnaires.personalise(study, "m12", language="en")
        word = Document(BytesIO((study.root / done.rows[0]["docx"]).read_bytes()))
        said = " ".join(paragraph.text for paragraph in word.paragraphs)
        for told in ("said 2012.", "said 1981.", "How is Bo related", "How is Flo related"):
            assert told in said
        assert done.facts["withheld"] == [f"prior_school_{row}" for row in (1, 2, 3, 4)]
        preload = (study.root / done.facts["preload"]).read_text(encoding="utf-8").splitlines()
        columns = next(csv.DictReader(preload))
        names = ("born_1", "born_2", "born_3", "name_2", "school_1")
        assert [columns[f"prior_{name}"] for name in names] == ["2012", "1981", "", "Flo", ""]

    def test_waves_are_compared_by_row(self, study: Study) -> None:
        change = {
            row["variable"]: row["change"] for row in questionnaires.compare(study, "baseline", "m12").rows
        }
        assert (change["rel_2"], change["help_2"], change["school_2"]) == ("mode", "routing", "dropped")

    def test_more_people_take_longer(self, study: Study) -> None:
        row = questionnaires.length(study, ["baseline"]).rows[0]
        assert row["items"] == 30 and row["min"] < row["median"] < row["max"]
