"""Rules printed for REDCap, LimeSurvey and SPSS, each judged by an independent evaluator."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_languages import LIMESURVEY, REDCAP
from test_questionnaires_printers import CODES, NUMBERS, answers, conditions

from familypanel.questionnaires.printers.guarded import Held, NotPrintableError, opposite, surely
from familypanel.questionnaires.printers.limesurvey import code_of, print_limesurvey
from familypanel.questionnaires.printers.redcap import print_redcap
from familypanel.questionnaires.printers.spss import print_spss
from familypanel.study.missing import SCHEMES, Reason
from familypanel.study.routing import Name, Node, one, parse

SCHEME = SCHEMES["ukhls"]
FILE_CODES = {reason: code for code, reason in SCHEME.codes.items()}
HELD = {name: Held(name, "whole", CODES) for name in NUMBERS} | {
    "set": Held("set", "any", CODES, (1, 2, 3)),
    "choice": Held("choice", "one", CODES),
    "day": Held("day", "date", CODES, why="daywhy"),
    "word": Held("word", "text"),
}


def form(name: Name) -> Held:
    return HELD[name.name]


def in_field(answer: object, code=str) -> str:
    """Write an answer as a form holds it; `code` writes a code of a list."""
    if isinstance(answer, Reason):
        return code(CODES[answer]) if answer in CODES else ""
    if isinstance(answer, frozenset):
        return " ".join(code(int(each)) for each in sorted(answer))
    return str(answer)


def lime_field(name: str, answer: object) -> str:
    return in_field(answer, code_of if HELD[name].kind in ("one", "any") else str)


@settings(max_examples=500, deadline=None)
@given(conditions, answers)
def test_redcap_shows_a_question_exactly_where_its_rule_is_surely_true(rule: Node, told: dict) -> None:
    held = {name: in_field(value) for name, value in told.items()}
    assert REDCAP.true(print_redcap(rule, form), held) is (one(rule, told) is True)


@settings(max_examples=500, deadline=None)
@given(conditions, answers)
def test_limesurvey_shows_a_question_exactly_where_its_rule_is_surely_true(rule: Node, told: dict) -> None:
    held = {name: lime_field(name, value) for name, value in told.items()}
    assert LIMESURVEY.true(print_limesurvey(rule, form), held) is (one(rule, told) is True)


@settings(max_examples=300, deadline=None)
@given(conditions, answers)
def test_the_opposite_of_what_is_surely_true_holds_everywhere_else(rule: Node, told: dict) -> None:
    from familypanel.questionnaires.printers.redcap import _RedCap

    held = {name: in_field(value) for name, value in told.items()}
    printed = _RedCap().formula(opposite(surely(rule, form)))[0]
    assert REDCAP.true(printed, held) is (one(rule, told) is not True)


@pytest.mark.parametrize(
    ("rule", "redcap", "limesurvey", "spss"),
    [
        ("choice = 1", "[choice] = '1'", 'choice.NAOK == "1"', "choice = 1"),
        ("a = 0", """[a] <> "" and [a] <> '-1' and [a] <> '-2' and [a] = 0""",
         'a.NAOK != "" and a.NAOK != "-1" and a.NAOK != "-2" and a.NAOK == 0', "NOT MISSING(a) AND a = 0"),
        ("choice is refused", "[choice] = '-2'", 'choice.NAOK == "m2"', "VALUE(choice) = -2"),
        ("set has 3", "[set(3)] = '1'", 'set_3.NAOK == "Y"', "set_3 = 1"),
        ("set has 4", "1 = 0", "0", "1 = 0"),
        ("a = 1 or b = 2 or c = 3", "[a] = 1 or [b] = 2 or [c] = 3",
         "a.NAOK == 1 or b.NAOK == 2 or c.NAOK == 3", "a = 1 OR b = 2 OR c = 3"),
        ("day >= '2014-09-01'", '[day] <> "" and datediff("2014-09-01", [day], "d", true) >= 0',
         'day.NAOK != "" and strtotime(day.NAOK) >= strtotime("2014-09-01")',
         "NOT MISSING(day) AND day >= DATE.DMY(1, 9, 2014)"),
        ("day is refused", "[daywhy] = '-2'", 'daywhy.NAOK == "m2"', "VALUE(day) = -2"),
        ("word = \"it's\"", '[word] <> "" and [word] = "it\'s"', 'word.NAOK != "" and word.NAOK == "it\'s"',
         "word <> '' AND word = 'it''s'"),
        ("word = 1", "1 = 0", "0", "1 = 0"),
    ],
)  # fmt: skip
def test_rules_are_printed_as_people_would_write_them(
    rule: str, redcap: str, limesurvey: str, spss: str
) -> None:
    tree = parse(rule)
    assert print_redcap(tree, form) == redcap
    assert print_limesurvey(tree, form) == limesurvey
    assert print_spss(tree, form) == spss


@pytest.mark.parametrize("printed", [print_redcap, print_limesurvey])
def test_texts_cannot_be_put_in_order_there(printed) -> None:
    with pytest.raises(NotPrintableError, match="order"):
        printed(parse("word < 'b'"), form)


@pytest.mark.parametrize("printed", [print_redcap, print_limesurvey, print_spss])
def test_a_date_is_only_compared_with_a_date(printed) -> None:
    with pytest.raises(NotPrintableError, match="no date"):
        printed(parse("day < 'soon'"), form)


@pytest.mark.parametrize("day", ["", "2014-08-31", "2014-09-01", "2014-09-02"])
@pytest.mark.parametrize("sign", ["=", "!=", "<", "<=", ">", ">="])
def test_days_are_in_the_same_order_everywhere(day: str, sign: str) -> None:
    rule = parse(f"day {sign} '2014-09-01'")
    expected = one(rule, {"day": day or Reason.REFUSED}) is True
    assert REDCAP.true(print_redcap(rule, form), {"day": day}) is expected
    assert LIMESURVEY.true(print_limesurvey(rule, form), {"day": day}) is expected


def test_what_was_not_asked_is_where_its_rule_is_not_surely_true() -> None:
    asked = Held("b", "whole", CODES, asked=parse("a = 1"))
    rule = parse("b is not_applicable")
    for a, expected in (("1", False), ("2", True), ("", True), ("-1", True)):
        printed = print_redcap(rule, lambda name: asked if name.name == "b" else form(name))
        assert REDCAP.true(printed, {"a": a}) is expected


# --- SPSS: PSPP is the judge --------------------------------------------------------------------------------


def in_file(name: Name) -> Held:
    found = HELD[name.name]
    return Held(found.name, found.kind, FILE_CODES, found.options)


def cells(told: dict) -> list[str]:
    """Write one respondent as a row of the data file: a code for a reason, and one column an option."""
    row = [str(FILE_CODES[told[n]] if isinstance(told[n], Reason) else told[n]) for n in NUMBERS]
    chosen = told["set"]
    options = (1.0, 2.0, 3.0)
    row += [str(FILE_CODES[chosen] if isinstance(chosen, Reason) else int(o in chosen)) for o in options]
    return [*row, "-2" if told["a"] is Reason.REFUSED else "2014-09-01", "x"]


def pspp(program: str, folder: Path, syntax: str) -> str:
    (folder / "run.sps").write_text(syntax, encoding="utf-8")
    done = subprocess.run(
        [program, "-o", "-", "-O", "format=txt", "run.sps"],
        cwd=folder, capture_output=True, encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def selected(program: str, folder: Path, rules: list[Node], told: list[dict]) -> list[list[bool]]:
    """Let PSPP say for each rule which respondents it selects."""
    names = [*NUMBERS, "set_1", "set_2", "set_3"]
    rows = "\n".join(" ".join(cells(each)[:6]) for each in told)
    computed = "\n".join(
        f"COMPUTE r{number} = 0.\nIF ({print_spss(rule, in_file)}) r{number} = 1."
        for number, rule in enumerate(rules)
    )
    pspp(
        program,
        folder,
        f"""\
DATA LIST LIST NOTABLE /{" ".join(names)}.
BEGIN DATA
{rows}
END DATA.
MISSING VALUES {" ".join(names)} (-9 THRU -1).
{computed}
SAVE TRANSLATE /OUTFILE='out.csv' /TYPE=CSV /REPLACE /KEEP={" ".join(f"r{n}" for n in range(len(rules)))}.
""",
    )
    with (folder / "out.csv").open(encoding="utf-8") as stream:
        found = [[float(cell) == 1 for cell in row] for row in csv.reader(stream)]
    return [list(column) for column in zip(*found, strict=True)]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(conditions, min_size=10, max_size=20), st.lists(answers, min_size=5, max_size=8))
def test_spss_selects_exactly_those_for_whom_a_rule_is_surely_true(judge, tmp_path, rules, told) -> None:
    found = selected(judge("pspp"), tmp_path, rules, told)
    assert found == [[one(rule, each) is True for each in told] for rule in rules]
