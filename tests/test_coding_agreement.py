"""Agreement on rated units: published examples, a brute-force count of pairs, and what must always hold."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from familypanel.coding import alpha, cohen, fleiss, percent_agreement

PUBLISHED = json.loads((Path(__file__).parent / "data" / "agreement_examples.json").read_text())
RATINGS = {one["name"]: one for one in PUBLISHED["krippendorff"]}
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def rows_of(table):
    """Spread a 2 x 2 table into two lists of codes."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in pairs], [j for _, j in pairs]


# -- Published --


@pytest.mark.parametrize(
    ("name", "level", "printed"),
    [
        (name, key.removeprefix("alpha_"), value)
        for name, one in RATINGS.items()
        for key, value in one["expected"].items()
    ],
)
def test_alpha_gives_the_published_value(name, level, printed):
    digits = len(str(printed).partition(".")[2])
    found = alpha(RATINGS[name]["coders_by_units"], level=level)
    assert round(found.value, digits) == printed
    assert found.undefined == ""


@pytest.mark.parametrize("example", PUBLISHED["cohen"], ids=lambda one: str(one["kappa"]))
def test_cohen_gives_the_published_value(example):
    a, b = rows_of(example["table"])
    found = cohen(a, b)
    assert found.value == pytest.approx(example["kappa"], abs=5e-5)
    assert found.units == sum(map(sum, example["table"]))


@pytest.mark.parametrize("example", PUBLISHED["fleiss"], ids=lambda one: one["name"])
def test_fleiss_gives_the_published_value(example):
    found = fleiss(example["counts_units_by_categories"])
    assert found.value == pytest.approx(example["kappa"], abs=5e-3)
    if "observed" in example:
        assert found.observed == pytest.approx(example["observed"], abs=5e-5)
        # The paper squares the shares of the categories after rounding them to three digits.
        assert found.expected == pytest.approx(example["expected"], abs=5e-4)


def test_the_example_of_artstein_and_poesio_by_all_coefficients():
    first, second = RATINGS["artstein_poesio_100x2"]["coders_by_units"]
    assert cohen(first, second).value == pytest.approx(0.8013245033112583, abs=1e-12)
    assert percent_agreement([first, second]).value == 0.88
    scott = fleiss([[(x == c) + (y == c) for c in (1, 2, 3)] for x, y in zip(first, second, strict=True)])
    assert scott.value == pytest.approx(0.7995322418977615, abs=1e-12)


# -- By another way --


def difference(level, c, k, ratings):
    """Krippendorff's metric differences as the definitions read, one pair of codes at a time."""
    if c == k:
        return 0.0
    if level == "nominal":
        return 1.0
    if level == "interval":
        return (c - k) ** 2
    if level == "ratio":
        return ((c - k) / (c + k)) ** 2
    low, high = sorted((c, k))
    between = sum(low <= r <= high for r in ratings)
    return (between - (ratings.count(c) + ratings.count(k)) / 2) ** 2


def alpha_by_pairs(rows, level):
    """Alpha from every pair of ratings, with no coincidence matrix."""
    units = [[r for r in unit if r is not None] for unit in zip(*rows, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    ratings = [r for unit in units for r in unit]
    n = len(ratings)
    within = sum(
        sum(difference(level, c, k, ratings) for c, k in permutations(unit, 2)) / (len(unit) - 1)
        for unit in units
    )
    anywhere = sum(difference(level, c, k, ratings) for c, k in permutations(ratings, 2))
    return None if not anywhere else 1 - (within / n) / (anywhere / (n * (n - 1)))


def grids(codes, most_coders=4, most_units=8):
    return st.integers(2, most_coders).flatmap(
        lambda coders: st.integers(1, most_units).flatmap(
            lambda units: st.lists(
                st.lists(st.none() | codes, min_size=units, max_size=units), min_size=coders, max_size=coders
            )
        )
    )


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None)
@given(rows=grids(st.integers(0, 5)))
def test_alpha_is_what_counting_every_pair_gives(level, rows):
    found, expected = alpha(rows, level=level), alpha_by_pairs(rows, level)
    if expected is None:
        assert found.value is None
        assert found.undefined.startswith("undefined because ")
    else:
        assert found.value == pytest.approx(expected, abs=1e-9)


def test_alpha_is_what_nltk_gives():
    agreement = pytest.importorskip("nltk.metrics.agreement")
    rows = RATINGS["K2011_D_four_coders_missing"]["coders_by_units"]
    told = [(str(c), str(u), r) for c, row in enumerate(rows) for u, r in enumerate(row) if r is not None]
    assert alpha(rows).value == pytest.approx(agreement.AnnotationTask(told).alpha(), abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=12))
def test_cohen_is_what_the_definition_gives(pairs):
    a, b = [one for one, _ in pairs], [other for _, other in pairs]
    n = len(pairs)
    chance = sum(one == other for one in a for other in b) / n**2
    found = cohen(a, b)
    if chance == 1:
        assert found.value is None
    else:
        observed = sum(one == other for one, other in pairs) / n
        assert found.value == pytest.approx((observed - chance) / (1 - chance))


@settings(deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 2), min_size=n, max_size=n), min_size=1)
    )
)
def test_fleiss_is_what_drawing_pairs_gives(votes):
    found = fleiss([[unit.count(code) for code in range(3)] for unit in votes])
    ballots = [code for unit in votes for code in unit]
    chance = sum(one == other for one in ballots for other in ballots) / len(ballots) ** 2
    if chance == 1:
        assert found.value is None
    else:
        same = [one == other for unit in votes for one, other in permutations(unit, 2)]
        assert found.value == pytest.approx((sum(same) / len(same) - chance) / (1 - chance))


# -- What must always hold --


@settings(deadline=None)
@given(rows=grids(st.integers(0, 4)), seed=st.randoms(use_true_random=False))
def test_the_order_of_coders_and_of_units_does_not_matter(rows, seed):
    coders, units = list(range(len(rows))), list(range(len(rows[0])))
    seed.shuffle(coders)
    seed.shuffle(units)
    mixed = [[rows[coder][unit] for unit in units] for coder in coders]
    for level in LEVELS:
        one, other = alpha(rows, level=level).value, alpha(mixed, level=level).value
        assert one == other or one == pytest.approx(other, abs=1e-9)


@settings(deadline=None)
@given(rows=grids(st.integers(-4, 4)), by=st.integers(1, 9), plus=st.integers(-9, 9))
def test_interval_alpha_does_not_depend_on_the_scale(rows, by, plus):
    moved = [[None if r is None else r * by + plus for r in row] for row in rows]
    one, other = alpha(rows, level="interval").value, alpha(moved, level="interval").value
    assert one == other or one == pytest.approx(other, abs=1e-9)


@settings(deadline=None)
@given(rows=grids(st.floats(allow_infinity=False)))
def test_no_legal_data_gives_a_number_that_is_none(rows):
    for level in LEVELS:
        found = alpha(rows, level=level)
        assert (found.value is None) == bool(found.undefined)
        assert found.value is None or (math.isfinite(found.value) and found.value <= 1 + 1e-9)


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=20))
def test_coders_who_agree_on_more_than_one_code_get_one(codes):
    found = [alpha([codes, codes, codes]).value, cohen(codes, codes).value]
    assert found == ([1.0, 1.0] if len(set(codes)) > 1 else [None, None])


@settings(deadline=None)
@given(rows=grids(st.sampled_from("abc")))
def test_every_rating_is_counted_once(rows):
    found = alpha(rows)
    given_ = sum(rating is not None for row in rows for rating in row)
    assert found.pairable + found.left_out == given_


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=2, max_size=30))
def test_two_coders_alpha_is_scotts_pi_corrected_for_few_units(pairs):
    pi = fleiss([[pair.count("a"), pair.count("b")] for pair in pairs])
    found = alpha([[one for one, _ in pairs], [other for _, other in pairs]])
    if found.value is not None:
        ratings = 2 * len(pairs)
        assert 1 - found.value == pytest.approx((1 - pi.value) * (ratings - 1) / ratings)


# -- What cannot be answered --


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (cohen([], []), "no unit was rated by both coders"),
        (cohen(["a", None], [None, "a"]), "no unit was rated by both coders"),
        (cohen(["a", "a"], ["a", "a"]), "both coders gave every unit the same single code"),
        (fleiss([]), "there are no units"),
        (fleiss([[1, 0], [0, 1]]), "no unit was rated by two coders"),
        (fleiss([[2, 0], [3, 0]]), "different numbers of coders (2 to 3)"),
        (fleiss([[3, 0], [3, 0]]), "the same single category"),
        (alpha([]), "no unit was rated by two coders"),
        (alpha([["a", None], [None, "b"]]), "no unit was rated by two coders"),
        (alpha([["a", "a"], ["a", None]]), "every rating is the same"),
        (alpha([[-1, 1], [1, 1]], level="ratio"), "a ratio scale starts at zero"),
        (percent_agreement([["a"]]), "no unit was rated by two coders"),
    ],
)
def test_what_cannot_be_answered_says_why(found, why):
    assert found.value is None
    assert found.undefined.startswith("undefined because ")
    assert why in found.undefined
    with pytest.raises(ValueError, match="undefined because"):
        float(found)


def test_units_of_one_coder_are_counted_as_left_out():
    found = cohen(["a", "b", None, "a"], ["a", "a", "b", None])
    assert (found.units, found.left_out) == (2, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: cohen(["a"], ["a", "b"]),
        lambda: alpha([["a"], ["a", "b"]]),
        lambda: alpha([["a"], ["b"]], level="interval"),
        lambda: alpha([["a"], [1]], level="ordinal"),
        lambda: alpha([[1.0], [math.inf]], level="interval"),
        lambda: alpha([[1], [2]], level="metric"),
        lambda: fleiss([[1, 1], [2]]),
        lambda: fleiss([[3, -1]]),
    ],
)
def test_data_of_another_shape_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
