"""Agreement on spans: Krippendorff's published example, enumeration by hand, and what must always hold."""

from __future__ import annotations

import json
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.coding import bootstrap_interval, boundary_f1, end_to_end, u_alpha

(PUBLISHED,) = json.loads((Path(__file__).parent / "data" / "agreement_examples.json").read_text())[
    "unitizing"
]
LENGTH = 24


def published():
    units = [tuple(unit) for unit in PUBLISHED["units_coder_start_length_category"]]
    return u_alpha(units, PUBLISHED["continuum"]["length"], begin=PUBLISHED["continuum"]["begin"])


def test_the_example_of_krippendorff_2004():
    found, printed = published(), PUBLISHED["expected"]
    for code in "ck":
        assert found.spreads[code].observed == pytest.approx(printed[code]["Do"], abs=5e-5)
        assert found.spreads[code].expected == pytest.approx(printed[code]["De"], abs=5e-5)
        assert found.per_code[code] == pytest.approx(printed[code]["alpha"], abs=5e-5)
    # The book divides the rounded figures: 1 - 0.0144 / (0.0532 + 0.0490).
    assert found.overall == pytest.approx(printed["overall"], abs=5e-4)
    assert (found.coders, found.units, found.joined) == (2, 9, 0)


# -- By another way --


def sections(spans, length):
    """One coder's continuum as sections (begin, length, is a unit), as the definition speaks of them."""
    at, found = 0, []
    for start, end in sorted(spans):
        if start > at:
            found.append((at, start - at, False))
        found.append((start, end - start, True))
        at = end
    return [*found, (at, length - at, False)] if at < length else found


def apart(one, other):
    (b, size, unit), (b2, size2, unit2) = one, other
    if unit and unit2 and -size < b - b2 < size2:
        return (b - b2) ** 2 + (b + size - b2 - size2) ** 2
    if unit and not unit2 and size2 - size >= b - b2 >= 0:
        return size**2
    if unit2 and not unit and size - size2 >= b2 - b >= 0:
        return size2**2
    return 0


def alpha_by_sections(layers, length):
    """Alpha of one code by moving every unit to every place, one character at a time."""
    m = len(layers)
    cut = [sections(spans, length) for spans in layers]
    observed = sum(apart(x, y) for i, j in permutations(range(m), 2) for x in cut[i] for y in cut[j])
    units = [size for row in cut for _, size, unit in row if unit]
    gaps = [size for row in cut for _, size, unit in row if not unit]
    moved = 0
    for number, size in enumerate(units):
        for other in range(len(units)):
            if other != number:
                moved += sum(shift**2 for shift in range(-size + 1, size))
        moved += sum(size**2 for gap in gaps for start in range(gap) if start + size <= gap)
    pairs = m * length * (m * length - 1) - sum(size * (size - 1) for size in units)
    expected = 2 * moved / length / pairs
    return observed / (m * (m - 1) * length**2), expected


def spans_of(marks):
    """Turn a string such as ``..aa.b`` into units: runs of the same letter."""
    found, at = [], 0
    while at < len(marks):
        end = at
        while end < len(marks) and marks[end] == marks[at]:
            end += 1
        if marks[at] != ".":
            found.append((at, end, marks[at]))
        at = end
    return found


strips = st.lists(st.text(alphabet=".ab", min_size=LENGTH, max_size=LENGTH), min_size=2, max_size=4)


@settings(deadline=None)
@given(strips)
def test_u_alpha_is_what_moving_every_unit_gives(rows):
    units = [(who, s, e - s, code) for who, row in enumerate(rows) for s, e, code in spans_of(row)]
    found = u_alpha(units, LENGTH, coders=range(len(rows)))
    for code in found.per_code:
        layers = [[(s, e) for s, e, its in spans_of(row) if its == code] for row in rows]
        observed, expected = alpha_by_sections(layers, LENGTH)
        assert found.spreads[code].observed == pytest.approx(observed)
        assert found.spreads[code].expected == pytest.approx(expected)
        assert found.per_code[code] == pytest.approx(1 - observed / expected)
    assert (found.overall is None) == (not units)


# -- What must always hold --


@settings(deadline=None)
@given(strips, st.integers(0, 30), st.randoms(use_true_random=False))
def test_the_order_of_units_and_where_counting_starts_do_not_matter(rows, begin, seed):
    units = [(who, s, e - s, code) for who, row in enumerate(rows) for s, e, code in spans_of(row)]
    moved = [(f"coder {who}", start + begin, size, code) for who, start, size, code in units]
    seed.shuffle(moved)
    one, other = u_alpha(units, LENGTH), u_alpha(moved, LENGTH, begin=begin)
    assert one.overall == other.overall or one.overall == pytest.approx(other.overall)


@settings(deadline=None)
@given(strips)
def test_the_same_marks_give_one(rows):
    units = [(who, s, e - s, code) for who in "xyz" for s, e, code in spans_of(rows[0])]
    found = u_alpha(units, LENGTH)
    assert found.overall == (1.0 if units else None)


def test_overlapping_marks_of_one_coder_are_joined_and_counted():
    ann = [("Ann", 0, 10, "trust"), ("Ann", 5, 10, "trust"), ("Ann", 5, 10, "trust")]
    found = u_alpha([*ann, ("Ben", 0, 15, "trust")], 100)
    assert (found.overall, found.units, found.joined) == (1.0, 2, 2)


def test_marks_that_only_touch_stay_apart():
    found = u_alpha([("Ann", 0, 10, "trust"), ("Ann", 10, 10, "trust"), ("Ben", 0, 20, "trust")], 100)
    assert (found.units, found.joined) == (3, 0)
    assert found.overall < 1


def test_a_coder_who_marked_nothing_counts_where_named():
    units = [("Ann", 10, 20, "trust")]
    assert u_alpha(units, 100).undefined == "undefined because there is only one coder"
    assert u_alpha(units, 100).per_code == {"trust": None}
    assert u_alpha(units, 100, coders=["Ann", "Ben"]).overall < 0.1


def test_where_nothing_could_differ_it_says_so():
    full = [(who, at, 1, "trust") for who in "ab" for at in range(5)]
    assert u_alpha(full, 5).overall is None
    assert u_alpha(full, 5).undefined.startswith("undefined because every character")
    assert u_alpha([], 5).undefined == "undefined because nobody marked anything"
    with pytest.raises(ValueError, match="undefined because"):
        float(u_alpha([], 5))


@pytest.mark.parametrize("unit", [("a", 0, 0, "x"), ("a", -1, 3, "x"), ("a", 8, 3, "x")])
def test_a_unit_outside_the_text_is_refused(unit):
    with pytest.raises(ValueError, match="unit"):
        u_alpha([unit], 10)


# -- Boundaries --


def most_pairs(one, other):
    """Try every way to match spans that meet."""
    if not one:
        return 0
    (start, end, code), rest = one[0], one[1:]
    best = most_pairs(rest, other)
    for at, (s, e, its) in enumerate(other):
        if its == code and start < e and s < end:
            best = max(best, 1 + most_pairs(rest, other[:at] + other[at + 1 :]))
    return best


few_spans = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 6), st.sampled_from("ab")).map(
        lambda s: (s[0], s[0] + s[1], s[2])
    ),
    max_size=5,
)


@settings(deadline=None)
@given(few_spans, few_spans)
def test_as_many_overlapping_spans_are_matched_as_can_be(one, other):
    found = boundary_f1(one, other, match="overlap")
    assert found.matched == most_pairs(one, other)
    assert found.matched == boundary_f1(other, one, match="overlap").matched
    assert found.matched >= boundary_f1(one, other).matched


def test_f1_of_boundaries():
    ann = [(0, 10, "trust"), (20, 30, "money"), (40, 50, "trust")]
    ben = [(0, 10, "trust"), (21, 30, "money"), (40, 50, "money"), (60, 70, "trust")]
    exact, overlap = boundary_f1(ann, ben), boundary_f1(ann, ben, match="overlap")
    assert (exact.match, exact.matched, exact.value) == ("exact", 1, pytest.approx(2 / 7))
    assert (overlap.match, overlap.matched, overlap.value) == ("overlap", 2, pytest.approx(4 / 7))
    assert (overlap.precision, overlap.recall) == (0.5, pytest.approx(2 / 3))


def test_the_worked_example_of_seqeval():
    # H. Nakayama (2018), seqeval: the example of its description, f1_score 0.50; PER 1.00, MISC 0.00.
    said = "OOOBIIO BIO".replace(" ", "")
    found = "OOBIIIO BIO".replace(" ", "")
    kinds = ["MISC"] * 7 + ["PER"] * 3

    def spans(tags):
        starts = [at for at, tag in enumerate(tags) if tag == "B"]
        return [
            (at, at + 1 + len(tags[at + 1 :]) - len(tags[at + 1 :].lstrip("I")), kinds[at]) for at in starts
        ]

    assert boundary_f1(spans(said), spans(found)) == 0.5
    per_kind = {k: [[s for s in spans(tags) if s[2] == k] for tags in (said, found)] for k in ("MISC", "PER")}
    assert {kind: boundary_f1(*pair).value for kind, pair in per_kind.items()} == {"MISC": 0.0, "PER": 1.0}
    assert boundary_f1(spans(said), spans(found), match="overlap") == 1.0


def test_f1_where_one_or_both_marked_nothing():
    assert boundary_f1([(0, 1, "x")], []).value == 0.0
    assert boundary_f1([(0, 1, "x")], []).precision is None
    assert boundary_f1([], []).undefined == "undefined because neither coder marked a span"
    with pytest.raises(ValueError, match="one character"):
        boundary_f1([(3, 3, "x")], [])


# -- Bootstrap --


def interview(shift):
    return [("Ann", 10, 20, "trust"), ("Ben", 10 + shift, 20, "trust")], 100


def overall(documents):
    return u_alpha(*end_to_end(documents)).overall


def test_the_interval_is_the_same_for_the_same_seed_and_holds_the_estimate():
    documents = [interview(shift) for shift in (0, 1, 2, 5, 9, 15)]
    one, other = (bootstrap_interval(documents, overall, seed=7, draws=300) for _ in range(2))
    assert one == other
    assert one.low < overall(documents) < one.high
    assert (one.draws, one.undefined_draws, one.documents) == (300, 0, 6)
    assert bootstrap_interval(documents, overall, seed=8, draws=300) != one


def test_documents_that_are_all_alike_give_an_interval_without_width():
    found = bootstrap_interval([interview(0)] * 4, overall, draws=50)
    assert (found.low, found.high) == (1.0, 1.0)


def test_the_interval_covers_a_known_share_about_as_often_as_it_says():
    import numpy as np

    rng = np.random.default_rng(3)
    hits = 0
    for at in range(100):
        shares = rng.normal(0.5, 0.1, size=30).tolist()
        found = bootstrap_interval(shares, lambda drawn: sum(drawn) / len(drawn), seed=at, draws=200)
        hits += found.low <= 0.5 <= found.high
    assert 86 <= hits <= 99


def test_the_ends_are_those_of_all_samples_there_are():
    """Five documents have 3,125 samples with replacement; drawing must come near their percentiles."""
    documents = [interview(shift) for shift in (0, 2, 5, 9, 15)]
    every = sorted(overall([documents[at] for at in places]) for places in product(range(5), repeat=5))
    found = bootstrap_interval(documents, overall, seed=5, draws=3000)
    assert len(every) == 3125
    # 2.5% of all samples lie beyond either end, give or take what 3,000 draws leave to chance.
    below = sum(value < found.low for value in every) / len(every)
    above = sum(value > found.high for value in every) / len(every)
    assert below == pytest.approx(0.025, abs=0.012) and above == pytest.approx(0.025, abs=0.012)


def test_the_mouse_data_of_efron_and_tibshirani():
    # An Introduction to the Bootstrap (1993), table 2.1: the mean of seven mice is 86.86; the ideal bootstrap
    # estimate of its standard error is 23.36 (p. 12), with which draws of the mean must agree.
    mice = [94, 197, 16, 38, 99, 141, 23]
    seen = []

    def mean(drawn):
        seen.append(sum(drawn) / len(drawn))
        return seen[-1]

    found = bootstrap_interval(mice, mean, seed=1, draws=4000)
    spread = (sum((one - 86.857) ** 2 for one in seen) / len(seen)) ** 0.5
    assert sum(seen) / len(seen) == pytest.approx(86.86, abs=1.2)
    assert spread == pytest.approx(23.36, abs=0.9)
    assert found.low < 86.86 < found.high and found.draws == 4000


def test_draws_without_a_value_are_counted():
    documents = [interview(0), ([], 100), ([], 100)]
    found = bootstrap_interval(documents, overall, seed=1, draws=200)
    assert found.draws + found.undefined_draws == 200
    assert 0 < found.undefined_draws < 100
    never = bootstrap_interval(documents, lambda drawn: None, draws=20)
    assert never.undefined == "undefined because the coefficient is undefined in 20 of 20 draws"


def test_one_document_gives_no_interval():
    assert bootstrap_interval([interview(0)], overall).undefined.startswith(
        "undefined because there is only one"
    )
    assert bootstrap_interval([], overall).undefined.startswith("undefined because there are no documents")
