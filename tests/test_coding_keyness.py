"""Keyword statistics against published examples and independent implementations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import put, tell
from scipy.stats import chi2, chi2_contingency
from statsmodels.stats.multitest import multipletests

from familypanel.coding import keyness, keywords
from familypanel.coding.keyness_statistics import (
    adjusted,
    deviation_of_proportions,
    log_likelihood,
    log_ratio,
)
from familypanel.coding.words import STOP_WORDS, content_words, tokens
from familypanel.study import ProblemError, Study

# Dunning (1993), table 2: -2 log lambda, then the four cells of the bigram's table.
DUNNING = [
    (270.72, 110, 2442, 111, 29114),
    (263.90, 29, 13, 123, 31612),
    (256.84, 31, 23, 139, 31584),
    (167.23, 10, 0, 3, 31764),
]
# Benjamini and Hochberg (1995), section 4.2: 15 comparisons; at 0.05 the first four are rejected.
THROMBOLYSIS = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0000,
]  # fmt: skip


@pytest.mark.parametrize("published, a, other_a, b, other_b", DUNNING)
def test_log_likelihood_is_that_of_dunning(
    published: float, a: int, other_a: int, b: int, other_b: int
) -> None:
    assert log_likelihood(a, b, a + other_a, b + other_b) == pytest.approx(published, abs=0.006)


cells = st.integers(1, 5000)


@given(cells, cells, cells, cells)
def test_log_likelihood_agrees_with_scipy(a: int, b: int, rest_a: int, rest_b: int) -> None:
    table = [[a, b], [rest_a, rest_b]]
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert log_likelihood(a, b, a + rest_a, b + rest_b) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_log_ratio_counts_doublings() -> None:
    assert log_ratio(8, 1, 1000, 1000) == 3
    assert log_ratio(4, 0, 1000, 1000) == 3
    assert log_ratio(1, 4, 500, 1000) == -1


def test_dispersion_is_that_of_gries() -> None:
    assert deviation_of_proportions([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]) == pytest.approx(0.18)
    assert deviation_of_proportions([3, 0, 0], [10, 10, 10]) == pytest.approx(2 / 3)
    assert deviation_of_proportions([1, 1], [10, 10]) == 0


def test_adjustment_is_that_of_benjamini_and_hochberg() -> None:
    found = adjusted(THROMBOLYSIS)
    assert sum(p <= 0.05 for p in found) == 4
    assert found == pytest.approx(multipletests(THROMBOLYSIS, method="fdr_bh")[1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjustment_agrees_with_statsmodels(p_values: list[float]) -> None:
    assert adjusted(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1].tolist())


def test_keyness_of_two_sets_of_texts() -> None:
    found = keyness(["rent and rent", "the rent is late"], ["sleep and sleep", "the sleep is late"])
    assert [(word.word, word.count, word.rest, word.documents) for word in found] == [("rent", 3, 0, 2)]
    g2 = log_likelihood(3, 0, 7, 7)
    assert found[0].g2 == pytest.approx(g2)
    assert found[0].p == pytest.approx(chi2.sf(g2, 1))


def test_nothing_is_key_where_there_is_nothing_to_compare() -> None:
    assert (
        keyness([], ["a word"])
        == keyness(["a word"], [])
        == keyness(["same same same"], ["same same same"])
        == []
    )


def interview(study: Study, name: str, mother: str) -> None:
    tell(study, name, f"INTERVIEWER: unicorn unicorn unicorn?\nMUM: {mother}")


def test_keywords_need_three_documents_and_no_interviewer(study: Study) -> None:
    for number in range(3):
        interview(
            study,
            f"m{number}",
            "The rent, the rent." + " Dragon dragon dragon dragon dragon." * (number == 0),
        )
        tell(study, f"t{number}", "TEACHER: Lessons and lessons.")
    found = keywords(study)
    words = {(row["group"], row["word"]): row for row in found.rows}
    assert set(words) == {("mother", "rent"), ("teacher", "lessons")}
    rent = words["mother", "rent"]
    assert (rent["count"], rent["rest"], rent["documents"]) == (6, 0, 3)
    assert found.facts["groups"][0] == {
        "group": "mother",
        "documents": 3,
        "families": 3,
        "words": 17,
        "permutations": 20,
        "exact": True,
    }


def test_another_language_is_left_out_and_said(study: Study) -> None:
    for number in range(3):
        interview(study, f"m{number}", "rent rent")
        tell(study, f"c{number}", "MAM: rhent rhent", language="cy")
        tell(study, f"t{number}", "TEACHER: books books")
    found = keywords(study)
    assert {row["word"] for row in found.rows} == {"rent", "books"}
    assert "3 of 9 transcripts are left out: not in 'en'." in found.notes


def test_the_words_of_codes(study: Study) -> None:
    for number in range(3):
        said = tell(study, f"m{number}", "MUM: The rent, the rent. Bedtime and bedtime. Dragons, dragons.")
        put(study, said, "The rent, the rent.", "money")
        put(study, said, "Bedtime and bedtime.", "sleep")
    found = keywords(study, by="code")
    assert [(row["group"], row["word"], row["count"]) for row in found.rows] == [
        ("money", "rent", 6),
        ("sleep", "bedtime", 6),
    ]


def test_an_unknown_grouping_is_refused(study: Study) -> None:
    interview(study, "m", "rent")
    with pytest.raises(ProblemError, match="FP5022"):
        keywords(study, by="colour")


def test_no_transcripts_no_keywords(study: Study) -> None:
    with pytest.raises(ProblemError, match="FP5031"):
        keywords(study)


def test_negations_and_the_first_person_are_no_stop_words() -> None:
    assert not {"not", "no", "my", "me", "never", "don't", "can't"} & STOP_WORDS
    assert content_words("She’d not told me it wasn't my mum’s.") == [
        "not",
        "told",
        "me",
        "wasn't",
        "my",
        "mum",
    ]
    assert tokens("I've e-mailed 3 times") == ["i", "e-mailed", "times"]
