"""Drift between waves: tables of cases as analysts meet them, then whole studies with harmonise.yaml."""

from __future__ import annotations

import pandas as pd
import pytest
from surveys_stored import stored

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, Variable
from familypanel.study.missing import Reason
from familypanel.study.problems import ExitCode, ProblemError
from familypanel.surveys import build, compare, drift
from familypanel.surveys.likeness import ALIKE, likeness

SATISFIED = "1 Very satisfied | 2 Fairly satisfied | 3 Not satisfied"


def question(
    text: str, answers: str | None = None, kind: str | None = None, **more
) -> tuple[Variable, list[Code]]:
    """Give a question as people write it down: its wording, and `1 Yes | 2 No`."""
    codes = [
        Code(int(number), label)
        for number, _, label in (a.strip().partition(" ") for a in (answers or "").split("|"))
        if number
    ]
    shown = kind or ("choice" if codes else "integer")
    return Variable("", text, shown, **more), codes


def book(wave: str, **questions) -> Dictionary:
    from dataclasses import replace

    variables, lists = [], {}
    for name, (variable, codes) in questions.items():
        if codes:
            lists[name] = CodeList(name, tuple(codes))
        variables.append(replace(variable, name=name, codes=name if codes else None))
    return Dictionary(tuple(variables), lists, wave=wave)


def one(a, b) -> tuple[str, bool]:
    (row,) = compare(book("baseline", q=a), book("m12", q=b)).rows
    return row["class"], row["blocking"]


Q = question
CASES = [
    ("nothing changed", Q("Do you work?", "1 Yes | 2 No"), Q("Do you work?", "1 Yes | 2 No"), "identical"),
    ("capitals", Q("Do you work?", "1 Yes | 2 No"), Q("DO YOU  WORK?", "1 yes | 2 NO"), "case_or_space"),
    ("a word more", Q("Are you a lone parent?"), Q("Are you currently a lone parent?"), "wording"),
    ("a slip of the pen", Q("Support you received"), Q("Support you recieved"), "wording"),
    ("a code reworded", Q("Home?", "1 Own home with mortgage | 2 Rent"),
     Q("Home?", "1 Owns home with a mortgage | 2 Rent"), "wording"),
    ("no label in one file", Q("Do you work?", "1 Yes | 2 No"), Q("", "1 Yes | 2 No"), "reworded?"),
    ("a code more", Q("Sex", "1 Male | 2 Female"), Q("Sex", "1 Male | 2 Female | 3 Other"), "added"),
    ("a code less", Q("Sex", "1 Male | 2 Female | 3 Other"), Q("Sex", "1 Male | 2 Female"), "removed"),
    ("yes and no swapped", Q("Work?", "1 Yes | 2 No"), Q("Work?", "1 No | 2 Yes"), "reversed"),
    ("a scale turned round", Q("Support", SATISFIED),
     Q("Support", "3 Very satisfied | 2 Fairly satisfied | 1 Not satisfied"), "reversed"),
    ("a list in another order", Q("Home", "1 Own | 2 Rent | 3 Family"),
     Q("Home", "1 Rent | 2 Family | 3 Own"),
     "permuted"),
    ("0/1 became 1/2", Q("Work?", "0 No | 1 Yes"), Q("Work?", "1 Yes | 2 No"), "permuted"),
    ("a code used for something else", Q("Home", "1 Own | 2 Rent | 3 Hostel"),
     Q("Home", "1 Own | 2 Rent | 3 Caravan"),
     "reused_code"),
    ("satisfied and dissatisfied", Q("Support", "1 Satisfied | 2 Unsure"),
     Q("Support", "1 Dissatisfied | 2 Unsure"),
     "reused_code"),
    ("very and fairly", Q("Support", "1 Very satisfied | 2 Unsure"),
     Q("Support", "1 Fairly satisfied | 2 Unsure"),
     "reused_code"),
    ("a missing code more", Q("Adults", missing=(MissingRange(-9, -9, Reason.REFUSED),)),
     Q("Adults", missing=(MissingRange(-9, -9, Reason.REFUSED), MissingRange(-8, -8, Reason.DONT_KNOW))),
     "missing_changed"),
    ("a missing code means something else", Q("Adults", missing=(MissingRange(-9, -9, Reason.REFUSED),)),
     Q("Adults", missing=(MissingRange(-9, -9, Reason.ERROR),)), "missing_changed"),
    ("income in bands", Q("Income a week"), Q("Income a week", "1 Low | 2 High"), "type_changed"),
    ("number became text", Q("Income a week"), Q("Income a week", kind="text"), "type_changed"),
    ("decimals are no other type", Q("Weight"), Q("Weight", kind="decimal"), "identical"),
    ("another question", Q("How many adults live with you?"), Q("Do you own a car?"), "reused_name"),
    ("the same scale, another subject", Q("How satisfied were you with the referral?", SATISFIED),
     Q("How satisfied were you with the key worker?", SATISFIED), "reused_name"),
    ("a negation", Q("I feel safe at home"), Q("I do not feel safe at home"), "reused_name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_classes(a, b, expected):
    if expected == "reworded?":
        expected = "wording"
    blocks = {"permuted", "reversed", "reused_code", "reused_name", "type_changed"}
    if a[0].label and not b[0].label:
        assert one(a, b)[1] is False
    else:
        assert one(a, b) == (expected, expected in blocks)


def test_a_code_list_of_its_own_speaks_for_the_same_question():
    home = "1 Own | 2 Rent | 3 Hostel"
    before, after, shared = (
        Q("Tenure of the home", home),
        Q("Current tenure, family home", home),
        Q("Home before", home),
    )
    assert [row["class"] for row in compare(book("a", q=before), book("b", q=after)).rows] == ["wording"]
    a, b = book("a", q=before, r=shared), book("b", q=after, r=shared)
    assert [row["class"] for row in compare(a, b).rows] == ["reused_name", "identical"]


def test_wordings_of_one_item_of_the_bank_are_one_question():
    before, after = (
        Q("Adults at home", item="hh_adults"),
        Q("How many grown-up people are there?", item="hh_adults"),
    )
    assert one(before, after) == ("wording", False)
    assert one(before, Q("How many grown-up people are there?", item="hh_all")) == ("reused_name", True)


RENAMES = [
    ("the same words", Q("Do you work?", "1 Yes | 2 No"), Q("Do you work?", "1 Yes | 2 No"), True),
    ("nearly the same", Q("Number of visits by the worker last year"),
     Q("Number of visits by the worker in the last year"), True),
    ("the answers moved too", Q("Do you work?", "1 Yes | 2 No"), Q("Do you work?", "1 No | 2 Yes"), True),
    ("other answers", Q("Do you work?", "1 Yes | 2 No"), Q("Do you work?", "1 Often | 2 Never"), False),
    ("other words", Q("Do you work?", "1 Yes | 2 No"), Q("Do you drive?", "1 Yes | 2 No"), False),
    ("another kind", Q("Do you work?", "1 Yes | 2 No"), Q("Do you work?", kind="text"), False),
    ("no label", Q(""), Q(""), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "found"), [case[1:] for case in RENAMES], ids=[case[0] for case in RENAMES]
)
def test_renamed(a, b, found):
    rows = compare(book("a", old=a), book("b", new=b)).rows
    expected = [("old", "renamed", "new")] if found else [("old", "removed", None), ("new", "added", None)]
    assert [(row["variable"], row["class"], row["to"]) for row in rows] == expected


def test_a_rename_that_could_be_two_is_none():
    a = book("a", old=Q("Do you work?"))
    rows = compare(a, book("b", new=Q("Do you work?"), other=Q("Do you work?"))).rows
    assert [row["class"] for row in rows] == ["removed", "added", "added"]


def test_a_reused_name_shows_where_the_question_went():
    a = book("a", q5=Q("How many adults live with you?"))
    b = book("b", q5=Q("Do you own a car?"), q6=Q("How many adults live with you?"))
    assert {(row["variable"], row["class"], row["to"]) for row in compare(a, b).rows} == {
        ("q5", "renamed", "q6"), ("q5", "reused_name", None)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("here", "there", "alike"),
    [
        ("Visited by a health visitor", "Visits by a health visitor", True),
        ("Do your children attend school?", "Does your child attend school?", True),
        ("Help with parenting", "Help with housing", False),
        ("1 to 2", "1 to 3", False),
        ("Likely", "Unlikely", False),
        ("Ydych chi'n gweithio?", "Ydych chi’n gweithio", True),
    ],
)
def test_likeness(here, there, alike):
    assert (likeness(here, there) >= ALIKE) is alike
    assert likeness(here, there) == pytest.approx(likeness(there, here))


URN = (Variable("urn", "Unique Reference Number", "text", width=8), [])
SUPPORT = Q("How satisfied are you with the support?", SATISFIED)
TURNED = Q(
    "How satisfied are you with the support?", "3 Very satisfied | 2 Fairly satisfied | 1 Not satisfied"
)


def wave(study, name: str, **questions):
    """Store a wave of two members, all answers 1."""
    frame = pd.DataFrame({"urn": ["A1", "A2"]} | {q: [1.0, 1.0] for q in questions})
    stored(study, name, book(name, urn=URN, **questions), frame)
    return study


def told(table) -> list[tuple]:
    return [
        (row["variable"], row["wave_a"], row["wave_b"], row["class"], row["blocking"]) for row in table.rows
    ]


@pytest.fixture
def turned(study):
    wave(study, "baseline", support=SUPPORT, work=Q("Do you work?", "1 Yes | 2 No"))
    wave(study, "m12", support=TURNED)
    return wave(study, "m24", support=TURNED, work=Q("Do you work?", "1 No | 2 Yes"))


def test_every_wave_is_held_against_the_first(turned):
    table = drift(turned)
    assert told(table) == [
        ("support", "baseline", "m12", "reversed", True),
        ("support", "baseline", "m24", "reversed", True),
        ("work", "baseline", "m24", "reversed", True),
        ("work", "baseline", "m12", "removed", False),
    ]
    assert table.facts["blocking"] == 3 and table.status == ExitCode.PROBLEMS
    assert table.next_step == "familypanel surveys drift --write"


def test_write_drafts_and_a_draft_settles_nothing(turned):
    assert drift(turned, write=True).facts["drafted"] == 3
    text = (turned.root / "harmonise.yaml").read_text()
    assert '- {variable: "support", wave: "m12", from: [3, 1], to: [1, 3], who: "", why: ""}' in text
    again = drift(turned, write=True)
    assert (again.facts["drafted"], again.facts["blocking"]) == (0, 3)
    assert (turned.root / "harmonise.yaml").read_text() == text


def decide_all(study):
    path = study.root / "harmonise.yaml"
    path.write_text(
        path.read_text().replace('who: "", why: ""', 'who: Ann, why: "scale printed the other way"')
    )


def test_decisions_settle_and_stand(turned):
    drift(turned, write=True)
    decide_all(turned)
    text = (turned.root / "harmonise.yaml").read_text()
    table = drift(turned, write=True)
    assert (table.facts["blocking"], table.status) == (0, ExitCode.FINE)
    assert [row["settled_by"] for row in table.rows] == ["Ann", None, "Ann", "Ann"]
    assert (turned.root / "harmonise.yaml").read_text() == text


def test_a_line_for_one_wave_does_not_settle_another(turned):
    (turned.root / "harmonise.yaml").write_text(
        "decisions:\n- {variable: support, wave: m12, from: [3, 1], to: [1, 3], who: Ann, why: turned}\n"
    )
    assert [row["wave_b"] for row in drift(turned).rows if row["blocking"]] == ["m24", "m24"]


def test_a_line_that_leaves_a_code_out_settles_nothing(turned):
    (turned.root / "harmonise.yaml").write_text(
        "decisions:\n- {variable: support, wave: m12, from: [3], to: [1], who: Ann, why: turned}\n"
    )
    assert told(drift(turned))[0][-1] is True


def test_another_question_gets_its_own_name(study):
    wave(study, "baseline", q5=Q("How many adults live with you?"))
    wave(study, "m12", q5=Q("Do you own a car?"))
    assert told(drift(study, write=True)) == [("q5", "baseline", "m12", "reused_name", True)]
    assert 'from: "q5", to: "q5_m12"' in (study.root / "harmonise.yaml").read_text()
    decide_all(study)
    assert [row[3:] for row in told(drift(study))] == [("removed", False), ("added", False)]


def test_a_person_may_say_that_it_is_the_same_question(study):
    wave(study, "baseline", q5=Q("Adults at home"))
    wave(study, "m12", q5=Q("How many grown-up people are there?"))
    (study.root / "harmonise.yaml").write_text(
        "decisions:\n  - {variable: q5, wave: m12, from: q5, to: q5, who: Ann, why: agreed with the agency}\n"
    )
    (row,) = drift(study).rows
    assert (row["class"], row["blocking"], row["settled_by"]) == ("reused_name", False, "Ann")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{variable: support, wave: m13, from: [1], to: [3], who: A, why: b}", "no wave"),
        ("{variable: support, wave: m12, from: [1, 3], to: [3], who: A, why: b}", "one code for each"),
        ("{variable: support, wave: m12, from: x, to: y, who: A, why: b}", "'from' must be"),
        ("{variable: support, wave: m12}", "needs variable"),
        ("{variable: suport, wave: m12, from: [1], to: [3], who: A, why: b}", "has no variable 'suport'"),
    ],
)
def test_a_line_that_is_wrong_is_named(turned, line, says):
    (turned.root / "harmonise.yaml").write_text(f"decisions:\n- {line}\n")
    with pytest.raises(ProblemError, match=says) as stopped:
        drift(turned)
    assert stopped.value.exit_code == ExitCode.STUDY


@pytest.mark.parametrize("codes", ["from: [1], to: [x]", 'from: ["1"], to: [2]', "from: [yes], to: [2]"])
def test_codes_of_another_kind_are_refused(turned, codes):
    line = f"- {{variable: support, wave: m12, {codes}, who: Ann, why: because}}"
    (turned.root / "harmonise.yaml").write_text(f"decisions:\n{line}\n")
    with pytest.raises(ProblemError) as stopped:
        drift(turned)
    assert [found.code for found in stopped.value.problems] == ["FP3226"]


def test_a_file_that_cannot_be_added_to_stays_as_it_is(turned):
    path = turned.root / "harmonise.yaml"
    path.write_text("decisions: []\n")
    with pytest.raises(ProblemError, match="FP3104"):
        drift(turned, write=True)
    assert path.read_text() == "decisions: []\n"


def test_names_that_differ_only_by_capitals_are_one_name(study):
    codes = {"q": CodeList("q", (Code(1, "Yes"), Code(2, "No")))}
    for wave, name in (("baseline", "moved"), ("m12", "MOVED")):
        book = Dictionary(
            (Variable("urn", "", "text", width=4), Variable(name, "Moved?", "choice", "q")), codes
        )
        stored(study, wave, book, pd.DataFrame({"urn": ["A1"], name: [1.0]}))
    found = [(row["variable"], row["class"], row["detail"]) for row in drift(study).rows]
    assert found == [("MOVED", "case_or_space", "written 'moved' before")]
    assert build(study).facts["columns_out"] == 4
