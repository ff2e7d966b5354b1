"""Keywords judged by families: against every arrangement written out, and where there is nothing."""

from __future__ import annotations

import random
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from interviews import enrol, tell
from scipy.sparse import csr_matrix

from familypanel.coding import collocations, keyness, keywords
from familypanel.coding.family_permutations import DRAWN, permute_families
from familypanel.coding.keyness_statistics import log_likelihood
from familypanel.study import ProblemError, Study


def signed(a: int, b: int, total_a: int, total_b: int) -> float:
    sign = 1 if a * total_b >= b * total_a else -1
    return sign * log_likelihood(a, b, total_a, total_b)


def by_hand(a, b, sizes_a, sizes_b) -> tuple[list[float], list[float]]:
    """Write every arrangement out, family by family."""
    both = [f for f in range(len(a)) if sizes_a[f] and sizes_b[f]]
    alone = [f for f in range(len(a)) if not (sizes_a[f] and sizes_b[f])]
    first = [f for f in alone if sizes_a[f]]
    words, found = range(len(a[0])), []
    for flips in product((False, True), repeat=len(both)):
        for chosen in combinations(alone, len(first)):
            mine, rest, mine_n, rest_n = [0] * len(words), [0] * len(words), 0, 0
            for f in range(len(a)):
                swap = flips[both.index(f)] if f in both else (f in chosen) != (f in first)
                parts = (
                    ((b[f], sizes_b[f]), (a[f], sizes_a[f]))
                    if swap
                    else ((a[f], sizes_a[f]), (b[f], sizes_b[f]))
                )
                mine = [x + y for x, y in zip(mine, parts[0][0], strict=True)]
                rest = [x + y for x, y in zip(rest, parts[1][0], strict=True)]
                mine_n, rest_n = mine_n + parts[0][1], rest_n + parts[1][1]
            found.append([signed(mine[w], rest[w], mine_n, rest_n) for w in words])
    seen = [
        signed(sum(row[w] for row in a), sum(row[w] for row in b), sum(sizes_a), sum(sizes_b)) for w in words
    ]
    p = [sum(row[w] >= seen[w] - 1e-9 for row in found) / len(found) for w in words]
    among_all = [sum(max(row) >= seen[w] - 1e-9 for row in found) / len(found) for w in words]
    return p, among_all


@pytest.mark.parametrize("seed", range(6))
def test_all_arrangements_agree_with_those_written_out(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 6, (7, 4)), rng.integers(0, 6, (7, 4))
    a[4:6], b[:2] = 0, 0
    rest = rng.integers(20, 60, (2, 7))
    sizes_a = np.where(a.any(axis=1), a.sum(axis=1) + rest[0], 0)
    sizes_b = np.where(b.any(axis=1), b.sum(axis=1) + rest[1], 0)
    found = permute_families(csr_matrix(a), csr_matrix(b), sizes_a.astype(float), sizes_b.astype(float))
    p, among_all = by_hand(a.tolist(), b.tolist(), sizes_a.tolist(), sizes_b.tolist())
    assert found.exact
    assert found.p == pytest.approx(p)
    assert found.p_adjusted == pytest.approx(among_all)


def talk(draw: random.Random, words: int = 60) -> str:
    return " ".join(draw.choices(VOCABULARY, k=words))


VOCABULARY = [f"{a}{b}{c}" for a in "bdfg" for b in "aeio" for c in "lmn"]


def test_one_talkative_family_is_not_a_group() -> None:
    draw = random.Random(1)
    ours = [talk(draw) for _ in range(8)]
    ours[0] += " dragon" * 30
    ours[1] += " dragon"
    ours[2] += " dragon"
    dragon = next(one for one in keyness(ours, [talk(draw) for _ in range(8)]) if one.word == "dragon")
    assert dragon.p_adjusted < 0.001
    assert dragon.p_families > 0.05
    assert dragon.p_families_adjusted > 0.05


def test_what_every_family_says_is_found() -> None:
    draw = random.Random(2)
    found = keyness([talk(draw) + " dragon dragon" for _ in range(8)], [talk(draw) for _ in range(8)])
    assert found[0].word == "dragon"
    assert (found[0].families, found[0].p_families_adjusted) == (8, 1 / (DRAWN + 1))


def test_texts_of_one_family_stay_together() -> None:
    """Sixteen interviews of two families against two: only six arrangements, however many words."""
    draw = random.Random(3)
    ours, theirs = [talk(draw) + " dragon" for _ in range(8)], [talk(draw) for _ in range(8)]
    found = keyness(ours, theirs, a_families=["f1", "f2"] * 4, b_families=["f3", "f4"] * 4)
    dragon = next(one for one in found if one.word == "dragon")
    assert (dragon.documents, dragon.families, dragon.p_families) == (8, 2, pytest.approx(1 / 6))


def test_false_keywords_among_families_of_their_own_tongue() -> None:
    """Every family has favourite words and the groups differ in nothing: 5 of 100 trials at 0.05."""
    naive = honest = 0
    for trial in range(100):
        draw = random.Random(trial)
        families = []
        for _ in range(14):
            liked = draw.choices(VOCABULARY, k=3)
            families.append(" ".join(draw.choices(VOCABULARY, k=60) + draw.choices(liked, k=30)))
        found = keyness(families[:7], families[7:], seed=trial)
        naive += any(one.p_adjusted <= 0.05 for one in found)
        honest += any(one.p_families_adjusted <= 0.05 for one in found)
    assert naive > 60
    assert honest <= 10  # a binomial of 100 and 0.05 is above 10 once in 90 times


def test_the_order_of_texts_changes_nothing() -> None:
    draw = random.Random(4)
    ours, theirs = [talk(draw) for _ in range(9)], [talk(draw) for _ in range(9)]
    names = [f"f{n}" for n in range(9)]
    others = [f"g{n}" for n in range(9)]
    forth = keyness(ours, theirs, a_families=names, b_families=others, seed=7)
    back = keyness(ours[::-1], theirs[::-1], a_families=names[::-1], b_families=others[::-1], seed=7)
    assert [(k.word, k.p_families) for k in forth] == [(k.word, k.p_families) for k in back]


def test_three_interviews_of_one_family_are_one_family(study: Study) -> None:
    enrol(study, U1="f1", U2="f1", U3="f1", U4="f4", U5="f5", U6=None)
    for number in range(1, 7):
        own = "rent" if number < 4 else "bath"
        tell(study, f"m{number}", f"INTERVIEWER: So?\nMUM: The {own}, the {own}.", urn=f"U{number}")
        tell(study, f"t{number}", "TEACHER: Lessons and lessons.")
    rows = {row["word"]: row for row in keywords(study).rows if row["group"] == "mother"}
    assert set(rows) == {"bath"}
    assert (rows["bath"]["documents"], rows["bath"]["families"]) == (3, 3)


def test_a_group_is_the_familys_project(study: Study) -> None:
    for number in range(6):
        word, project = ("rent", "north") if number < 3 else ("bath", "south")
        tell(study, f"m{number}", f"INTERVIEWER: So?\nMUM: The {word}, my {word}.", project=project)
    found = keywords(study, by="group")
    assert {(row["group"], row["word"]) for row in found.rows} == {("north", "rent"), ("south", "bath")}
    assert [dict(row) for row in keywords(study, by="project").rows] == [dict(row) for row in found.rows]


@pytest.fixture
def waiting(study: Study) -> Study:
    for number in range(4):
        words = "The waiting list is long. We wait for a letter. On the waiting list again. List."
        tell(study, f"m{number}", f"INTERVIEWER: So?\nMUM: {words}\nMUM: Waiting rooms are small.")
    return study


def test_collocations_do_not_reach_over_turns_or_stop_words(waiting: Study) -> None:
    rows = {row["words"]: row for row in collocations(waiting).rows}
    assert rows["waiting list"]["count"] == 8
    assert (rows["waiting list"]["documents"], rows["waiting list"]["families"]) == (4, 4)
    assert "list waiting" not in rows and "letter on" not in rows


def test_collocations_agree_with_dunning(waiting: Study) -> None:
    """The two-by-two table of pairs, written out by another way of counting."""
    said = "the waiting list is long we wait for a letter on the waiting list again list | "
    turns = (said + "waiting rooms are small | ").split() * 4
    pairs = list(pairwise(turns))
    words = [word for word in turns if word != "|"]
    both = pairs.count(("waiting", "list"))
    first, second = words.count("waiting"), words.count("list")
    # nltk takes the number of words for the number of pairs.
    expected = log_likelihood(both, first - both, second, len(words) - second)
    found = next(row for row in collocations(waiting).rows if row["words"] == "waiting list")
    assert found["g2"] == pytest.approx(
        log_likelihood(both, second - both, first, len(words) - first), abs=1e-6
    )
    assert found["g2"] == pytest.approx(expected, abs=1e-6)
    assert found["pmi"] == pytest.approx(np.log2(both * len(words) / (first * second)))


def test_a_window_lets_words_stand_between(waiting: Study) -> None:
    for number in range(4):
        tell(waiting, f"w{number}", "INTERVIEWER: So?\nMUM: Bath then story. Bath and story.")
    assert "bath story" not in {row["words"] for row in collocations(waiting).rows}
    wide = {row["words"]: row["count"] for row in collocations(waiting, window=3).rows}
    assert wide["bath story"] == 8


def test_collocations_of_fewer_than_three_families_are_left_out(study: Study) -> None:
    enrol(study, U1="f1", U2="f1", U3="f2")
    for number in range(1, 4):
        tell(study, f"m{number}", "INTERVIEWER: So?\nMUM: Waiting list, long waiting list.", urn=f"U{number}")
    assert collocations(study).rows == ()


@pytest.mark.parametrize("wrong", [{"role": "aunt"}, {"wave": "m99"}, {"window": 1}])
def test_unknown_choices_are_refused(waiting: Study, wrong: dict[str, object]) -> None:
    with pytest.raises(ProblemError, match="FP5022"):
        collocations(waiting, **wrong)
