"""Single conditions, and whether any respondent can meet them; each one a boundary of some kind."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from familypanel.questionnaires.solver import AnyOf, Asked, Day, FreeText, OneOf, Proofs, Real, Whole
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import one, parse

DK = Reason.DONT_KNOW
ASKED = [
    Asked("n", Whole(1, 6)),
    Asked("k", Whole(2, 4, (DK,))),
    Asked("big", Whole(0, 1_000_000)),
    Asked("large", Whole(0, 1_000_000)),
    Asked("x", Real(0, 1)),
    Asked("y", Real()),
    Asked("one", OneOf((1, 2, 3), (DK,))),
    Asked("two", OneOf((1, 2, 3))),
    Asked("some", AnyOf(tuple(range(1, 26)), (25,))),
    Asked("t", FreeText()),
    Asked("u", FreeText()),
    Asked("v", FreeText()),
    Asked("d", Day(dt.date(2014, 1, 1), dt.date(2016, 12, 31))),
    Asked("e", Day(dt.date(2014, 1, 1), dt.date(2016, 12, 31))),
    Asked("child", Whole(0, 17), parse("n >= 3")),
    Asked("school", OneOf((1, 2), (DK,)), parse("child >= 5")),
]

# condition | is there a respondent
DECISIONS = """
    n < 1.5                                             | some
    n < 1.5 and n > 1                                   | none
    n <= 1.5 and n >= 1.5                               | none
    n = 1.5                                             | none
    n != 1.5                                            | some
    n != 1 and n != 2 and n != 3 and n != 4 and n != 5  | some
    n not in (1, 2, 3, 4, 5, 6)                         | none
    k = 2 or k = 3 or k is missing                      | some
    k is missing and k >= 2                             | none
    k is not missing and k is dont_know                 | none
    k is refused                                        | none
    sum(n, k) = 1                                       | some
    sum(n, k) = 2 and n = 1                             | none
    sum(n, k) = 3 and n = 1                             | some
    n + k = 1                                           | none
    n - k = 4                                           | some
    n - k > 4                                           | none
    n * k = 24                                          | some
    n * k = 23                                          | none
    n * n = 2                                           | none
    n * 0.1 > 0.3 and n = 3                             | some
    big * 2 = large * 2 + 1                             | none
    big - large = 999999 and large >= 2                 | none
    big + large = 2000000                               | some
    big * 3 + large * 5 = 7                             | none
    big * 3 + large * 5 = 8                             | some
    x > 0 and x < 0.000001                              | some
    x > 1                                               | none
    x = 0.3 and x * 2 > 0.7                             | none
    y > 5 and y < 5                                     | none
    y >= 5 and y <= 5                                   | some
    x > y and y > x                                     | none
    x >= y and y >= x and x != y                        | none
    y * 2 = 1 and x = y                                 | some
    y + x > 3 and not y + x > 3                         | none
    one != two                                          | some
    one = two and one != two                            | none
    one is missing and one = two                        | none
    one + two = 6 and one < 3                           | none
    count(one = 1, two = 1, n = 1) >= 2 and one = 2     | some
    count(one = 1, two = 1, n = 1) >= 3 and one != 1    | none
    count(one = 1, one = 2, one = 3) = 0                | some
    count(one = 1, one = 2, one = 3) = 0 and one is answered | none
    some has 25 and some has 1                          | none
    some has 25 and not some has 1                      | some
    some = 1                                            | none
    one has 1                                           | none
    t = "a" and t = "b"                                 | none
    t > "a" and u > t and v > u and v < "b"             | some
    t > u and u > v and v > t                           | none
    t < ""                                              | none
    t != u and t = "a" and u = "a"                      | none
    t = 1                                               | none
    t + 1 = 2 or t is missing                           | none
    d > e and e > d                                     | none
    d < "2014-01-02" and d != "2014-01-01"              | none
    d > "2016-02-28" and d < "2016-03-01"               | some
    d > "2015-02-28" and d < "2015-03-01"               | none
    d = "2015-02-29"                                    | none
    d >= "2015" and d < "2015-01-02" and d != "2015-01-01" | none
    child is answered and n < 3                         | none
    child is not_applicable and n >= 3                  | none
    school is answered and child < 5                    | none
    school = 1 and n = 2                                | none
    school is missing and child >= 5                    | some
    school is not_applicable and child >= 5             | none
    school is not_applicable and n = 6                  | some
    prior.n is missing                                  | some
    prior.n = 1                                         | none
"""


@pytest.mark.parametrize("line", DECISIONS.strip().splitlines())
def test_a_condition_is_decided(line: str) -> None:
    condition, status = (cell.strip() for cell in line.split("|"))
    found = Proofs(ASKED).satisfiable(parse(condition))
    assert found.status == status
    assert status == "none" or one(parse(condition), found.witness) is True


def test_without_a_condition_there_is_always_somebody() -> None:
    assert Proofs(ASKED).satisfiable(None).witness == {}


def test_a_name_that_nobody_asks_is_an_error() -> None:
    with pytest.raises(ProblemError, match="FP1041"):
        Proofs(ASKED).satisfiable(parse("school_type = 1"))


def test_routing_that_looks_ahead_is_an_error() -> None:
    with pytest.raises(ProblemError, match="FP1041"):
        Proofs([Asked("a", Whole(0, 1), parse("b = 1")), Asked("b", Whole(0, 1))])


def test_who_never_had_a_wave_has_no_answer_to_anything_in_it() -> None:
    earlier = {"prior.a": OneOf((1, 2)), "prior.b": OneOf((1, 2)), "baseline.a": OneOf((1, 2))}
    proofs = Proofs([], earlier)
    found = proofs.satisfiable(parse("prior.a is missing and baseline.a = 1"))
    assert found.witness == {"prior.a": Reason.NOT_IN_INSTRUMENT, "baseline.a": 1}
    assert proofs.satisfiable(parse("prior.a is missing and prior.b = 1")).status == "some"


def test_a_hard_product_ends_without_a_claim() -> None:
    asked = [Asked(name, Whole(1, 10**6)) for name in "abc"]
    start = time.monotonic()
    found = Proofs(asked).satisfiable(parse("a * a * a + b * b * b = c * c * c"))
    assert found.status != "some"
    assert time.monotonic() - start < 30


def test_a_long_chain_of_parents_is_followed_to_its_end() -> None:
    chain = [Asked("q0", Whole(0, 3))]
    chain += [Asked(f"q{n}", Whole(0, 3), parse(f"q{n - 1} >= 1")) for n in range(1, 250)]
    proofs = Proofs(chain)
    assert proofs.reachable("q249").status == "some"
    found = proofs.satisfiable(parse("q249 = 1 and q0 = 0"))
    assert found.status == "none"
    assert [ground.variable for ground in found.core[:2]] == [None, None]
