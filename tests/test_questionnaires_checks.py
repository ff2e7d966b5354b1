"""The checks of the bank: one fault a form, each found with its code and its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from familypanel.questionnaires import check, read_bank
from familypanel.questionnaires.checks import findings
from familypanel.study.folder import Study, load
from familypanel.study.missing import MissingScheme, Reason

STUDY = """\
title: A study
languages: [en, cy]
waves:
  baseline: {label: Baseline, months: 0, mode: face_to_face}
  m12: {label: +12 months, months: 12, mode: telephone}
missing: ukhls
"""

BANK = """\
module: home
lists:
  tenure: {1: {en: Owned, cy: Eiddo}, 2: {en: Rented, cy: Rhent}}
  bills: {1: {en: Water, cy: Dŵr}, 97: {en: None, cy: Dim}}
items:
  - id: H1
    variable: adults
    type: whole 1..12
    allow: [refused]
    versions: {v1: {en: How many adults?, cy: Faint o oedolion?}}
    use: {baseline: v1, m12: v1}
  - id: H2
    variable: tenure
    type: one of tenure
    versions: {v1: {en: Your home?, cy: Eich cartref?}}
    use: {baseline: v1, m12: v1}
    ask: adults >= 1
  - id: H3
    variable: bills
    type: any of bills
    exclusive: [97]
    versions: {v1: {en: Which bills?, cy: Pa filiau?}}
    use: {baseline: v1, m12: v1}
    ask: tenure = 1
    instruct: {en: Read out., cy: Darllenwch.}
  - id: H4
    variable: child
    type: text
    versions: {v1: {en: What shall I call the child?, cy: Beth yw enw'r plentyn?}}
    use: {baseline: v1, m12: v1}
  - id: H5
    variable: age
    type: whole 0..17
    versions: {v1: {en: "How old is {child}?", cy: "Faint yw oed {child}?"}}
    use: {baseline: v1, m12: v1}
    check: {soft: prior.age is missing or age >= prior.age}
  - id: H6
    variable: since
    type: date
    versions: {v1: {en: Since when?, cy: Ers pryd?}}
    use: {m12: v1}
    ask: bills has 1 and baseline.tenure = 2 or baseline.tenure is missing
    remind: {from: H2, say: {en: "You said {prior}.", cy: "{prior} oedd yr ateb."}}
scales:
  - {id: burden, items: [H1, H5]}
"""


@pytest.fixture
def checked(tmp_path: Path):
    """Check a bank and give what is found as ``code line:column``."""

    def run(bank: str, waves: tuple[str, ...] = (), study: str = STUDY) -> set[str]:
        rows = check(study_with(tmp_path, bank, study), waves).rows
        return {f"{row['code']} {row['line']}:{row['column']}" for row in rows}

    return run


def study_with(folder: Path, bank: str, study: str = STUDY) -> Study:
    (folder / "questionnaires").mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (folder / "questionnaires" / "home.yaml").write_text(bank, encoding="utf-8")
    return load(folder)


def test_a_sound_bank_has_no_findings(checked) -> None:
    assert checked(BANK) == set()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("ask: adults >= 1", "ask: adults >= = 1", {"FP1040 17:20"}),
        ("ask: adults >= 1", 'ask: "adults => 1"', {"FP1040 17:18"}),
        ("ask: adults >= 1", "ask: adult >= 1", {"FP2101 17:10"}),
        ("ask: adults >= 1", "ask: 1 <= age", {"FP2102 17:15"}),
        ("ask: adults >= 1", "ask: adults = 1 or tenure = 1", {"FP2103 17:24"}),
        ("ask: tenure = 1", "ask: tenure = 3", {"FP2104 24:19"}),
        ("ask: tenure = 1", "ask: tenure in (1, 7)", {"FP2104 24:24"}),
        ("ask: tenure = 1", 'ask: tenure = "owned"', {"FP2105 24:10"}),
        ("ask: tenure = 1", "ask: tenure has 1", {"FP2107 24:10"}),
        ("ask: adults >= 1", "ask: adults >= 20", {"FP2108 17:20"}),
        ("bills has 1 and", "bills = 1 and", {"FP2106 42:10"}),
        ("bills has 1 and", "bills has 5 and", {"FP2104 42:20"}),
        ("baseline.tenure = 2", "baseline.since = '2015-01-01'", {"FP2101 42:26"}),
        ("baseline.tenure = 2", "prior.tenur = 2", {"FP2101 42:26"}),
        ("ask: tenure = 1", "ask: baseline.tenure = 1", {"FP2109 24:10"}),
        ("variable: since", "variable: with", {"FP2040 38:15"}),
        ("variable: since", "variable: siân", {"FP2040 38:15"}),
        ("variable: since", f"variable: {'a' * 65}", {"FP2040 38:15"}),
        ("variable: since", "variable: bills_97", {"FP2041 38:15"}),
        ("variable: since", "variable: urn", {"FP2042 38:15"}),
        ("{en: Owned, cy: Eiddo}", "{en: Owned}", {"FP2020 3:12"}),
        ("{en: Read out., cy: Darllenwch.}", "{en: Read out.}", {"FP2020 25:5"}),
        (", cy: Ers pryd?", "", {"FP2020 40:16"}),
        ("Faint yw oed {child}?", "Faint yw oed y plentyn?", {"FP2021 34:53"}),
        ("cy: Ers pryd?", "cy: Ers pryd?, fr: Depuis quand?", {"FP2022 40:57"}),
        ("type: one of tenure", "type: one of tenur", {"FP2008 14:18", "FP2011 3:3"}),
        ("2: {en: Rented", "-1: {en: Rented", {"FP2010 3:39"}),
        ("2: {en: Rented", "1: {en: Rented", {"FP1006 3:39"}),
        ("{en: Owned, cy: Eiddo}", "{en: Owned, cy: '-'}", {"FP2015 3:31"}),
        ("exclusive: [97]", "exclusive: [98]", {"FP2013 21:17"}),
        ("whole 1..12", "whole -5..12", {"FP2018 8:11"}),
        ("use: {m12: v1}", "use: {m21: v1}", {"FP2030 41:11"}),
        ("use: {m12: v1}", "use: {m12: {phone: v1}}", {"FP2031 41:17"}),
        ("use: {m12: v1}", "use: {}", {"FP2033 37:5"}),
        ("{from: H2,", "{from: H9,", {"FP2121 43:20"}),
        ("{from: H2,", "{from: H3,", {"FP2120 43:20"}),
        ("You said {prior}.", "You said so.", {"FP2124 43:35", "FP2021 43:55"}),
        ("items: [H1, H5]", "items: [H1, H4]", {"FP2125 45:30"}),
        ("items: [H1, H5]", "items: [H1, H9]", {"FP2125 45:30"}),
        ("    variable: child\n", "    variable: child\n    sensitive: true\n", {"FP2122 35:37"}),
        ("Since when?", "'Since when did you have {bills}?'", {"FP2120 40:50", "FP2021 40:65"}),
        ("Since when?", "'Since {when?'", {"FP2017 40:32"}),
        ("Since when?", "'Since {whn}?'", {"FP2101 40:32", "FP2021 40:45"}),
        (
            "{soft: prior.age is missing or age >= prior.age}",
            "{soft: {unless: age >= 1, say: {en: 'Only {age}?'}}}",
            {"FP2020 36:38"},
        ),
        (
            "{soft: prior.age is missing or age >= prior.age}",
            "{soft: {unless: age >= 1, say: {en: 'Only {since}?', cy: '{since} yn unig?'}}}",
            {"FP2101 36:54"},
        ),
        ("{en: Rented, cy: Rhent}", "{en: OWNED, cy: Rhent}", {"FP2401 3:39"}),
        ("cy: Ers pryd?", "cy: Since when?", set()),
        ("cy: Beth yw enw'r plentyn?", "cy: What shall I call the child?", {"FP2403 29:59"}),
        ("use: {m12: v1}", "use: {m12: v2}", {"FP2032 41:16", "FP2404 40:16"}),
        ("{v1: {en: Since when?", "{v0: {en: When?, cy: Pryd?}, v1: {en: Since when?", {"FP2404 40:16"}),
        (
            "{v1: {en: Since when?",
            "{v0: {en: A, cy: B, replaces: v1, because: a, comparable: b}, "
            "v1: {replaces: v0, because: a, comparable: b, en: Since when?",
            {"FP2220 40:45"},
        ),
        ("ask: adults >= 1", "ask: prior.child < 'm'", {"FP2109 17:10"}),
        ("bills has 1 and", "child < 'm' and", {"FP2363 42:10"}),
        ("tenure = 1", "tenure = adults", set()),
        ("bills has 1 and", "child = tenure and", {"FP2105 42:10"}),
        ("use: {baseline: v1, m12: v1}\n    ask: adults >= 1", "use: {baseline: v1}", {"FP2123 42:20"}),
        ("What shall I call the child?", "'How old is {age}?'", {"FP2102 29:37", "FP2021 29:50"}),
    ],
)
def test_each_fault_is_found_at_its_place(checked, old: str, new: str, found: set[str]) -> None:
    assert old in BANK
    seen = checked(BANK.replace(old, new, 1))
    assert found <= seen, seen


def test_a_language_the_programme_does_not_speak_is_refused(checked) -> None:
    assert "FP2023 None:None" in checked(BANK, study=STUDY.replace("[en, cy]", "[en, cy, fr]"))


def test_a_reason_needs_a_code_in_the_missing_scheme(tmp_path: Path) -> None:
    study = study_with(tmp_path, BANK)
    bare = replace(study.config, missing=MissingScheme("own", {-8: Reason.NOT_APPLICABLE}))
    found = findings(read_bank(study.questionnaires), bare, ["baseline"])
    assert [(each.code, each.place.variable) for each in found] == [("FP2019", "adults")]


def test_only_the_waves_asked_for_are_checked(checked) -> None:
    bank = BANK.replace("bills has 1 and", "nothing = 1 and")
    assert checked(bank, ("baseline",)) == set()
    assert checked(bank, ("m12",)) == {"FP2101 42:10"}


def test_a_fault_in_a_modules_own_routing_is_told_once_an_item(tmp_path: Path) -> None:
    study = study_with(tmp_path, BANK.replace("module: home\n", "module: home\nask: adlts >= 1\n"))
    found = check(study, ["baseline"])
    assert {(row["code"], row["line"], row["column"]) for row in found.rows} == {("FP2101", 2, 6)}
    assert found.status == 1


def test_warnings_alone_are_fine(tmp_path: Path) -> None:
    found = check(study_with(tmp_path, BANK.replace("use: {m12: v1}", "use: {}")))
    assert (found.facts["errors"], found.facts["warnings"], found.status) == (0, 1, 0)


def test_an_unreadable_bank_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    found = check(study_with(tmp_path, BANK.replace("type: date", "typ: date")))
    assert {row["code"] for row in found.rows} == {"FP1003", "FP1005"}
    assert found.status == 1


def test_a_file_that_was_meant_as_a_module_is_named(tmp_path: Path) -> None:
    study = study_with(tmp_path, BANK)
    for name in ("b.yml", "c.YAML", "notes.txt"):
        (tmp_path / "questionnaires" / name).write_text("module: b\n", encoding="utf-8")
    found = check(study)
    assert [(row["code"], row["file"]) for row in found.rows] == [
        ("FP2402", "questionnaires/b.yml"),
        ("FP2402", "questionnaires/c.YAML"),
    ]
    assert found.exit_code == 0


def test_errors_say_that_more_may_follow(tmp_path: Path) -> None:
    said = "is judged once they are corrected"
    assert not any(said in note for note in check(study_with(tmp_path, BANK)).notes)
    for fault in ("ask: adult >= 1", "type: nothing"):
        found = check(study_with(tmp_path, BANK.replace("ask: adults >= 1", fault)))
        assert any(said in note for note in found.notes)
