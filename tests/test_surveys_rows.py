"""Every delivered row is exactly one of accepted, quarantined and duplicate, whatever arrives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from familypanel.study.urn import UrnScheme
from familypanel.surveys.candidates import candidates_for
from familypanel.surveys.findings import Rows
from familypanel.surveys.identity import urns_of
from familypanel.surveys.matching import sort_rows

IDS = st.sampled_from(["", "A1", "A2", "a1 ", "B1", "b-1", "1A"])
ROWS = st.lists(st.tuples(IDS, st.integers(0, 2), st.booleans()), max_size=30)
POLICIES = st.sampled_from(["quarantine", "enrol_main", "enrol_booster", "anybody"])
SCHEMES = st.sampled_from([UrnScheme(), UrnScheme(pattern="[A-Z][0-9]")])


def sorted_rows(delivered, members, policy, scheme=UrnScheme()):  # noqa: B008  # a plain, frozen value
    urns, broken, _ = urns_of(pd.Series([one[0] for one in delivered], dtype="str"), UrnScheme())
    broken = broken | np.array([one[2] for one in delivered], dtype=bool)
    urns[broken] = ""
    rows = Rows(np.arange(1, len(delivered) + 1), urns, "m12")
    content = pd.DataFrame({"answer": [one[1] for one in delivered]})
    return urns, sort_rows(rows, broken, content, members, scheme=scheme, policy=policy)


@given(ROWS, st.sets(IDS.filter(bool)), POLICIES, SCHEMES)
def test_rows_in_are_accepted_quarantined_or_duplicates(delivered, members, policy, scheme):
    urns, found = sorted_rows(delivered, members, policy, scheme)
    fates = found.accepted.astype(int) + found.quarantined + found.duplicate
    assert (fates == 1).all()
    accepted = urns[found.accepted]
    assert len(set(accepted)) == len(accepted)
    assert "" not in accepted
    if policy == "quarantine":
        assert set(accepted) <= set(members)
    assert not (found.unknown & ~found.accepted).any()
    reported = {one.place.row for one in found.problems}
    assert set((np.flatnonzero(~found.accepted) + 1).tolist()) == reported


@given(ROWS)
def test_the_order_of_rows_does_not_decide(delivered):
    """Which URNs are accepted is the same, whichever way round the file is."""
    forward, one = sorted_rows(delivered, {"A1", "A2"}, "quarantine")
    backward, other = sorted_rows(delivered[::-1], {"A1", "A2"}, "quarantine")
    assert set(forward[one.accepted]) == set(backward[other.accepted])


@pytest.mark.parametrize(
    ("delivered", "width", "urns", "broken"),
    [
        ([7.0, 123456.0], None, ["7", "123456"], [False, False]),
        ([7.0, 123456.0], 4, ["0007", "123456"], [False, False]),
        ([7.5, -1.0, 2.0**60, np.nan], 4, ["", "", "", ""], [True, True, True, False]),
    ],
)
def test_numeric_ids(delivered, width, urns, broken):
    found, odd, _ = urns_of(pd.Series(delivered), UrnScheme(width=width))
    assert found.tolist() == urns
    assert odd.tolist() == broken


def test_text_ids_keep_their_zeros_and_changes_are_counted():
    delivered = pd.Series(["007", " ab\N{FULLWIDTH DIGIT ONE}", "AB-1/2", None])
    found, _, notes = urns_of(delivered, UrnScheme(separators="-/"))
    assert found.tolist() == ["007", "AB1", "AB12", ""]
    assert notes == [
        "Spaces round the URN were taken off: 1 rows.",
        "The URN was made capital or its characters were normalised (NFKC): 1 rows.",
        "Separators (-/) were taken out of the URN: 1 rows.",
    ]


def test_ids_of_digits_are_padded_where_the_study_declares_a_width():
    found, _, notes = urns_of(pd.Series(["7", "00012", "A7"]), UrnScheme(width=5))
    assert found.tolist() == ["00007", "00012", "A7"]
    assert notes == ["Ids of digits were padded with zeros to 5 characters: 1 rows."]


@pytest.mark.parametrize(
    ("urn", "first", "evidence"),
    [
        ("AB21", "AB12", "two neighbouring characters are swapped"),
        ("AO12", "A012", "characters that look alike (O and 0, I and 1)"),
        ("AB13", "AB12", "one character differs"),
        ("AB122", "AB12", "one character too many"),
        ("AB2", "AB12", "one character is missing"),
    ],
)
def test_candidates_are_ranked_with_evidence(urn, first, evidence):
    found = candidates_for(urn, {"AB12", "A012", "ZZ99"}, set(), UrnScheme())
    assert found[0]["urn"] == first
    assert found[0]["evidence"] == [evidence, "has no return in this file"]


def test_a_member_without_a_return_comes_first():
    found = candidates_for("AB13", {"AB12", "AB14"}, {"AB12"}, UrnScheme())
    assert [one["urn"] for one in found] == ["AB14", "AB12"]


def test_nobody_near_is_nobody():
    assert candidates_for("QQQQ", {"AB12"}, set(), UrnScheme()) == []


def test_facts_speak_for_and_against():
    facts = {"AB12": [("sex", False), ("birth_year", True)], "AB14": [("sex", True)], "AB15": []}
    found = candidates_for("AB13", set(facts), set(), UrnScheme(), facts.__getitem__)
    assert [one["urn"] for one in found] == ["AB14", "AB15", "AB12"]
    assert found[2]["evidence"][1:3] == ["sex is another", "birth_year is the same"]


def test_the_check_character_speaks():
    """Of two members one character away only one fits the scheme."""
    scheme = UrnScheme(pattern="[0-9]{6}", check="luhn")
    found = candidates_for("123450", {"123455", "123451"}, set(), scheme)
    assert found[0]["urn"] == "123455"
    assert "the delivered URN does not fit the study's scheme, the member's does" in found[0]["evidence"]


@given(st.text(max_size=12), st.text(alphabet="-/. _X", max_size=3), st.one_of(st.none(), st.integers(1, 9)))
def test_a_urn_is_normalised_once(text, separators, width):
    scheme = UrnScheme(separators=separators, width=width)
    once = scheme.normalise(text)
    assert scheme.normalise(once) == once
    assert not set(separators) & set(once)


@given(
    st.lists(st.text(alphabet="aB1 -\N{FULLWIDTH DIGIT TWO}", max_size=6), max_size=20),
    st.sampled_from([None, 4]),
)
def test_ids_are_read_alike_one_by_one_and_together(texts, width):
    scheme = UrnScheme(separators="-", width=width)
    found, broken, _ = urns_of(pd.Series(texts, dtype="str"), scheme)
    assert found.tolist() == [scheme.normalise(text) for text in texts]
    assert not broken.any()
