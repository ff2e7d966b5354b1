"""Reading the question bank: every key is understood, or refused with its file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from familypanel.questionnaires import read_bank
from familypanel.questionnaires.answer_type import parse_answer_type
from familypanel.questionnaires.bank import AnswerType, Rule
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError

MODULE = """\
module: parenting
title: {en: Being a parent, cy: Bod yn rhiant}
ask: lives_with_child = 1
lists:
  yesno: {1: {en: "Yes", cy: Ydw}, 2: {en: no, cy: Nac ydw}}
items:
  - id: PAR005
    variable: lives_with_child
    type: one of yesno
    versions: {v1: {en: Does the child live with you?, cy: Ydy'r plentyn yn byw gyda chi?}}
    use: {baseline: v1}
  - id: PAR010
    variable: par_cope
    type: one of yesno
    allow: [dont_know, refused]
    versions:
      v1: {en: I can cope., cy: Galla i ymdopi.}
      v2: {en: Can you cope?, cy: Allwch chi ymdopi?, replaces: v1, because: panel#14, comparable: wording}
    use: {baseline: v1, m12: {telephone: v2}}
    ask: {m12: prior.par_cope is answered}
    card: A
    instruct: {telephone: {en: Read out., cy: Darllenwch.}}
    seconds: {face_to_face: 14}
    sensitive: true
scales:
  - {id: confidence, items: [PAR010], reverse: [PAR010], score: {how: sum, min_answered: 1}}
"""


def read(text: str) -> list[str]:
    """Read a module and give its problems as ``code line:column``."""
    try:
        parse_module(text)
    except ProblemError as error:
        return [f"{each.code} {each.place.line}:{each.place.column}" for each in error.problems]
    return []


def test_what_is_written_is_what_is_read() -> None:
    module = parse_module(MODULE)
    item = module.items[1]
    assert (item.id, item.variable, item.type) == ("PAR010", "par_cope", AnswerType("one", "yesno"))
    assert item.allow == (Reason.DONT_KNOW, Reason.REFUSED)
    assert item.versions["v2"].because == "panel#14"
    assert item.instruct_by("telephone") == {"en": "Read out.", "cy": "Darllenwch."}
    assert item.instruct_by("face_to_face") == {}
    assert item.ask_in("baseline") is None
    assert item.sensitive and item.card == "A" and item.seconds == {"face_to_face": 14}
    assert module.scales[0].how == "sum"


def test_yaml_is_1_2_so_no_is_a_word() -> None:
    assert parse_module(MODULE).lists[0].options[1].label["en"] == "no"


def test_a_wave_asks_the_version_of_its_mode() -> None:
    item = parse_module(MODULE).items[1]
    assert [getattr(item.version_in("m12", mode), "name", None) for mode in ("telephone", "self")] == [
        "v2",
        None,
    ]


def test_a_rule_knows_where_its_first_character_stands() -> None:
    item = parse_module(MODULE).items[1]
    place = item.ask["m12"].place
    assert (place.line, MODULE.splitlines()[place.line - 1][place.column - 1 :][:5]) == (20, "prior")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("card: A", "crad: A", "FP1003 21:5"),
        ("type: one of yesno\n    allow", "type: one in yesno\n    allow", "FP2002 14:11"),
        ("type: one of yesno\n    allow", "type: whole 9..2\n    allow", "FP2005 14:11"),
        ("type: one of yesno\n    allow", "type: roster\n    allow", "FP2201 14:11"),
        ("[dont_know, refused]", "[dont_know, perhaps]", "FP1004 15:24"),
        ("sensitive: true", "sensitive: perhaps", "FP1004 24:16"),
        ("replaces: v1", "replaces: v0", "FP2032 18:65"),
        ("seconds: {face_to_face: 14}", "seconds: {face_to_face: soon}", "FP1004 23:29"),
        ("{en: Read out., cy: Darllenwch.}", "{en: Read out., cy: 2014}", "FP2400 22:47"),
        ("{en: Read out., cy: Darllenwch.}", "{en: Read out., cy: }", "FP2015 22:46"),
        ("{en: Read out., cy: Darllenwch.}", "{en: Read out., cy: '-'}", "FP2015 22:47"),
        ('1: {en: "Yes"', 'yes: {en: "Yes"', "FP2009 5:11"),
        ("    card: A\n", "    card: A\n    card: B\n", "FP1006 22:5"),
        ("    variable: par_cope\n", "", "FP1005 12:5"),
        ("min_answered: 1", "min_answered: 3", "FP1004 26:90"),
        ("sensitive: true", "remind: {from: PAR005, say: {en: a, cy: b}, if_changed: skip}", "FP1004 24:61"),
        ("sensitive: true", "exclusive: [2]", "FP2012 24:5"),
        ("type: one of yesno\n    allow", "type: note\n    allow", "FP2004 15:5"),
        ("{en: Read out., cy: Darllenwch.}", "{english: Read out.}", "FP2014 22:28"),
        ("scales:", "  - 7\nscales:", "FP1004 25:5"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(old: str, new: str, found: str) -> None:
    assert old in MODULE
    assert read(MODULE.replace(old, new, 1)) == [found]


def test_a_list_without_answers_is_refused() -> None:
    assert read(MODULE.replace("items:", "  empty: {}\nitems:", 1)) == ["FP2016 6:3"]


def test_a_misspelt_key_gets_a_suggestion() -> None:
    with pytest.raises(ProblemError, match="Did you mean 'card'"):
        parse_module(MODULE.replace("card: A", "crad: A"))


def test_names_are_unique_in_the_whole_bank_whatever_the_case(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(MODULE, encoding="utf-8")
    other = MODULE.replace("module: parenting", "module: other").replace("PAR0", "OTH0")
    other = other.replace("yesno", "yn").replace("confidence", "other").replace("par_cope", "Par_Cope")
    (tmp_path / "2.yaml").write_text(other.replace("lives_with_child", "lives"), encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        read_bank(tmp_path)
    assert [(each.code, each.place.line) for each in caught.value.problems] == [("FP2006", 13)]


def test_every_file_is_read_and_every_problem_is_told(tmp_path: Path) -> None:
    for name in ("1.yaml", "2.yaml"):
        (tmp_path / name).write_text(MODULE.replace("card: A", "crad: A"), encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        read_bank(tmp_path)
    misspelt = [each.place.file.split("/")[-1] for each in caught.value.problems if each.code == "FP1003"]
    assert misspelt == ["1.yaml", "2.yaml"]


def test_no_bank_at_all(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="FP2001"):
        read_bank(tmp_path)


@pytest.mark.parametrize(
    "text", ["one of", "whole 1", "whole 1.5..2", "number 1..", "choice", "any of 1list"]
)
def test_not_a_type(text: str) -> None:
    assert parse_answer_type(text) is None


def test_a_check_with_a_sentence_needs_both_parts() -> None:
    item = """\
module: home
items:
  - id: H1
    variable: adults
    type: whole 1..12
    versions: {v1: {en: How many?}}
    use: {baseline: v1}
    check: {soft: %s}
"""
    [whole] = parse_module(item % "{unless: adults <= 5, say: {en: Sure?}}").items
    assert whole.soft == Rule("adults <= 5", say={"en": "Sure?"}) != Rule("adults <= 5")
    assert whole.soft.place.column == 28
    for check in ("{unless: adults <= 5}", "{say: {en: Sure?}}"):
        with pytest.raises(ProblemError, match="FP1005"):
            parse_module(item % check)
    with pytest.raises(ProblemError, match="FP1003"):
        parse_module(item % "{if: adults <= 5, unless: adults <= 5, say: {en: Sure?}}")
