"""Keyword dictionaries: what they find, what takes it back, and how they fare against what people coded."""

from __future__ import annotations

import textwrap
import time

import pytest
from interviews import CODEBOOK, put, tell
from statsmodels.stats.proportion import proportion_confint

from familypanel import check
from familypanel.coding import assign, dictionary, patterns
from familypanel.coding.dictionary.judging import wilson
from familypanel.coding.dictionary.matching import Near, Plain
from familypanel.study import ProblemError, Study
from familypanel.study.problems import Place


def write(study: Study, text: str) -> None:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    (study.root / "dictionary.yaml").write_text(textwrap.dedent(text), encoding="utf-8")


@pytest.fixture
def told(study: Study) -> Study:
    """Eight sentences; the human codes four of them with money, the patterns hit four."""
    first = tell(
        study, "t1", "INTERVIEWER: Rent?\nMUM: The rent is late. We owe. Rent a film! No money at all."
    )
    second = tell(
        study, "t2", "INTERVIEWER: So?\nMUM: Arrears again. The bills came. Bedtime is fine. Rents rise."
    )
    tell(study, "t3", "INTERVIEWER: So?\nMUM: Rent, rent, rent. Nobody has coded this.")
    for said, quote in (
        (first, "rent is late"),
        (first, "We owe."),
        (first, "No money at all."),
        (second, "bills"),
    ):
        put(study, said, quote, "money")
    put(study, second, "Bedtime is fine.", "sleep")
    write(study, """\
        codes:
          money:
            patterns: [rent, arrears, "rent*", {stem: moneys}]
            except: ["rent a film"]
          trust: [trust]
        """)  # fmt: skip
    return study


def test_precision_and_recall_against_the_codings(told: Study) -> None:
    found = dictionary.test(told)
    money, trust = found.rows
    # Hit: rent is late, no money, arrears, rents rise.  Coded: rent is late, owe, no money, bills.
    assert (money["coded"], money["hit"], money["both"]) == (4, 4, 2)
    assert (money["precision"], money["recall"]) == (0.5, 0.5)
    assert (trust["coded"], trust["hit"], trust["precision"], trust["recall"]) == (0, 0, None, None)
    assert (found.facts["sentences"], found.facts["documents"]) == (8, 2)


def test_false_hits_and_misses_are_listed_by_place(told: Study) -> None:
    found = dictionary.test(told, "money", places=True)
    told_of = [(row["kind"], row["document"], row["text"], row["pattern"]) for row in found.rows]
    assert told_of == [
        ("missed", "t1", "We owe.", None),
        ("false_hit", "t2", "Arrears again.", "arrears"),
        ("missed", "t2", "The bills came.", None),
        ("false_hit", "t2", "Rents rise.", "rent*"),
    ]
    assert list(found.facts["places"]) == [dict(row) for row in found.rows]
    texts = {d.name: d.text for d in _documents(told)}
    for row in found.rows:
        assert texts[row["document"]][row["start"] : row["end"]] in row["text"]


def _documents(study: Study):
    from familypanel.coding.corpus import stored_documents

    return stored_documents(study)


def test_what_others_code_blind_does_not_count(told: Study) -> None:
    assign(told, ["bob", "cai"], "ann")
    with pytest.raises(ProblemError, match="FP5161"):
        dictionary.test(told, coder="bob")


@pytest.mark.parametrize(("part", "whole"), [(0, 5), (5, 5), (2, 7), (177, 368)])
def test_intervals_agree_with_statsmodels(part: int, whole: int) -> None:
    assert wilson(part, whole) == pytest.approx(proportion_confint(part, whole, method="wilson"))


def near(within: int, *terms: str) -> Near:
    return Near(
        tuple(tuple(Plain(word, "words", Place()) for word in term.split("|")) for term in terms), within
    )


@pytest.mark.parametrize(
    ("text", "within", "hits"),
    [
        ("we heard nothing", 0, ["heard nothing"]),
        ("nothing was heard", 0, []),
        ("nothing was heard", 1, ["nothing was heard"]),
        ("heard — at last! — nothing", 2, ["heard — at last! — nothing"]),
        ("heard a b c nothing", 2, []),
        ("hear nothing, heard nothing", 0, ["hear nothing", "nothing, heard"]),
        ("nothing", 5, []),
    ],
)
def test_near_counts_the_words_between(text: str, within: int, hits: list[str]) -> None:
    found = near(within, "heard|hear", "nothing").hits(text)
    assert [text[slice(*span)] for span in found] == hits


def test_a_word_is_not_near_itself() -> None:
    assert near(5, "rent", "rent").hits("the rent is late") == []
    assert near(5, "rent", "rent").hits("rent and rent") == [(0, 13)]


def test_three_terms_in_any_order() -> None:
    pattern = near(3, "letter", "council", "late")
    assert len(pattern.hits("late, the council letter")) == 1
    assert pattern.hits("the council letter") == []
    assert pattern.written == "letter NEAR/3 council NEAR/3 late"


def test_every_problem_of_the_file_is_named_with_its_place(told: Study) -> None:
    write(told, """\
        codes:
          mony: [rent]
          money:
            pattern: [rent]
          trust:
            - {near: [one]}
            - {near: [one, two], within: many}
            - {regex: "(unclosed"}
            - 12
          sleep: bedtime
        """)  # fmt: skip
    with pytest.raises(ProblemError) as caught:
        dictionary.test(told)
    found = [(p.code, p.place.line) for p in caught.value.problems]
    assert found[:4] == [("FP5011", 2), ("FP1003", 4), ("FP1004", 4), ("FP1004", 6)]
    assert found[4:] == [("FP1004", 7), ("FP5020", 8), ("FP1004", 9), ("FP1004", 10)]
    assert "Did you mean 'money'?" in str(caught.value.problems[0].what)


@pytest.mark.parametrize("text", ["codes: []\n", "title: Empty\n"])
def test_a_file_without_codes_is_refused(told: Study, text: str) -> None:
    write(told, text)
    with pytest.raises(ProblemError, match="FP1004"):
        dictionary.test(told)


@pytest.mark.parametrize(
    "rule", ['[rent, {regex: "(a|aa)+$"}]', '{patterns: [rent], except: [{regex: "(a|aa)+$"}]}']
)
def test_a_hostile_pattern_is_stopped_and_named(
    study: Study, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.3)
    said = tell(study, "t1", f"INTERVIEWER: So?\nMUM: Rent {'a' * 5000}!")
    put(study, said, "Rent", "money")
    write(study, f"codes:\n  money: {rule}\n")
    began = time.monotonic()
    with pytest.raises(ProblemError, match="FP5021") as caught:
        dictionary.test(study)
    assert time.monotonic() - began < 5
    place = caught.value.problems[0].place
    assert (place.file, place.line) == ("dictionary.yaml", 2)


def test_check_finds_what_is_wrong_with_it(told: Study) -> None:
    assert check(told).rows == ()
    write(told, "codes: {money: [rent], mony: [rent]}")
    assert [row["code"] for row in check(told).rows] == ["FP5011"]


def test_without_a_dictionary_codings_or_such_a_code(study: Study) -> None:
    tell(study, "t1", "INTERVIEWER: So?\nMUM: Rent.")
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    with pytest.raises(ProblemError, match="FP5160"):
        dictionary.test(study)
    write(study, "codes: {money: [rent]}")
    with pytest.raises(ProblemError, match="FP5161"):
        dictionary.test(study)
    with pytest.raises(ProblemError, match="FP5022"):
        dictionary.test(study, "sleep")
