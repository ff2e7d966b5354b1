"""One fault a form: each is found, as what it is and where it is, and nothing else is found."""

from __future__ import annotations

import datetime as dt

import pytest

from familypanel.questionnaires.solver import (
    AnyOf,
    Asked,
    Day,
    FreeText,
    OneOf,
    Proofs,
    Real,
    Whole,
    examine,
    reachability,
    witnesses,
)
from familypanel.study.missing import Reason
from familypanel.study.routing import one, parse

DK, REFUSED = Reason.DONT_KNOW, Reason.REFUSED
TYPES = {
    "yes or no": OneOf((1, 2), (DK, REFUSED)),
    "tenure": OneOf((1, 2, 3, 4), (DK,)),
    "band": OneOf((1, 2, 3)),
    "helpers": AnyOf((1, 2, 3, 97), (97,), (REFUSED,)),
    "people": Whole(0, 12),
    "age": Whole(0, 17, (DK,)),
    "nobody": Whole(5, 1),
    "pounds": Real(0, None, (REFUSED,)),
    "text": FreeText((REFUSED,)),
    "day": Day(dt.date(1900, 1, 1), dt.date(2030, 12, 31)),
    "note": None,
}

# item | type | asked where | soft check | hard check | pipes
FORM = """
    adults | people | | adults <= 5 |
    children | people | | | children + adults >= 1
    youngest | age | children >= 1 | youngest <= 12 |
    lone | yes or no | adults = 1 and children >= 1 | |
    seen | day | | |
    born | day | children >= 1 | | born <= seen
    home | tenure | | |
    landlord | text | home in (2, 3) | |
    helped | helpers | | |
    rent | pounds | home = 2 or home = 3 and lone = 1 | rent <= 2000 |
    nursery | yes or no | youngest <= 4 | |
    school | yes or no | youngest > 4 | |
    thanks | note | helped has 97 or helped is refused | |
    again | yes or no | prior.home is answered and prior.home != home | | | prior.who
    first | note | prior.home is missing | |
    still | yes or no | count(lone = 1, nursery = 1, rent > 500) >= 2 | |
"""
EARLIER = {"prior.home": TYPES["tenure"], "prior.who": TYPES["text"], "baseline.children": TYPES["people"]}


def rows(table: str) -> dict[str, list[str]]:
    found = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return {cells[0]: [*cells[1:], "", "", "", ""][:5] for cells in found}


def form(change: str = "") -> list[Asked]:
    """The form above with one item replaced, or added at the end."""
    items = rows(FORM) | (rows(change) if change else {})
    return [item(name, *cells) for name, cells in items.items()]


def item(name: str, *cells: str) -> Asked:
    kind, ask, soft, hard, pipes = cells
    rules = [parse(rule) if rule else None for rule in (ask, soft, hard)]
    return Asked(name, TYPES[kind], *rules, pipes.split())


def test_the_form_without_a_fault_gives_no_finding() -> None:
    assert examine(form(), EARLIER) == []


# what replaces an item, or is added | kind of finding; part
FAULTS = """
    lone | yes or no | adult = 1                                     ; unknown_name; ask
    lone | yes or no | home = 1                                      ; looks_ahead; ask
    lone | yes or no | lone = 1                                      ; self_reference; ask
    rent | pounds | home = 2 and home = 3                            ; contradiction; ask
    more | note | helped has 97 and helped has 1                     ; contradiction; ask
    more | note | seen < born and born < seen                        ; contradiction; ask
    more | note | adults * 2 = children * 2 + 1                      ; contradiction; ask
    more | note | adults > 4 and adults < 4                          ; empty_range; ask
    more | note | adults > 4 and adults < 5                          ; empty_range; ask
    more | nobody |                                                  ; empty_range; type
    more | note | lone = 1 and adults >= 3                           ; through_parent; ask
    more | note | nursery = 1 and school = 1                         ; through_parent; ask
    more | note | landlord is answered and home = 2 and rent is not_applicable ; through_parent; ask
    more | note | count(lone = 1, youngest >= 3) = 2 and children = 0 ; through_parent; ask
    more | note | adults >= 0                                        ; always_asked; ask
    more | note | home is answered or home is missing                ; always_asked; ask
    more | note | home = 1 or home = 2 and home = 4                  ; dead_branch; ask
    more | note | adults >= 2 and (lone = 1 or children >= 3)        ; dead_branch; ask
    rent | pounds | home = 7                                         ; not_in_list; ask
    rent | pounds | home in (2, 9)                                   ; not_in_list; ask
    more | note | helped has 6                                       ; not_in_list; ask
    more | note | adults >= 20                                       ; never_in_range; ask
    more | note | adults = 1.5                                       ; never_in_range; ask
    more | note | home > 9                                           ; never_in_range; ask
    more | note | rent < -5                                          ; never_in_range; ask
    more | note | home = 1 or adults >= 20                           ; out_of_range; ask
    adults | people | | | adults >= 50                               ; check_always_fails; hard
    more | note | born < "1850-01-01"                                ; never_in_range; ask
    more | note | born < "14-02-2014"                                ; not_a_date; ask
    more | note | landlord = 1                                       ; text_against_number; ask
    more | note | home = "owner"                                     ; text_against_number; ask
    more | note | landlord = home                                    ; text_against_number; ask
    more | note | landlord = seen                                    ; text_against_date; ask
    more | note | helped = 1                                         ; several_as_one; ask
    more | note | sum(helped, adults) > 2                            ; several_as_one; ask
    more | note | home has 2                                         ; has_of_one; ask
    more | note | landlord > "m"                                     ; order_of_texts; ask
    more | note | seen + 1 > 5                                       ; calculated_text; ask
    school | yes or no | youngest >= 4                               ; overlap; ask
    school | yes or no | youngest > 5                                ; gap; ask
    more | yes or no | prior.home in (2, 3)                          ; none; ask
    more | yes or no | baseline.children > 2                         ; no_earlier_wave; ask
    first | note | prior.home is missing | | | prior.who             ; empty_pipe; text
    adults | people | | adults <= 12                                 ; check_never_fails; soft
    adults | people | | adults <= 5 | adults >= 0                    ; check_never_fails; hard
    lone | yes or no | adults = 1 | | adults >= 2                    ; check_always_fails; hard
    adults | people | | adults <= 50                                 ; out_of_range; soft
"""


@pytest.mark.parametrize("line", FAULTS.strip().splitlines())
def test_one_fault_gives_one_finding(line: str) -> None:
    change, kind, part = (cell.strip() for cell in line.split(";"))
    kind = kind.replace("through_parent", "contradiction_through_parent")
    expected = [] if kind == "none" else [(kind, part, change.split()[0])]
    found = examine(form(change), EARLIER)
    assert [(finding.kind, finding.part, finding.item) for finding in found] == expected


def test_at_least_eighteen_kinds_of_fault_are_told_apart() -> None:
    assert len({line.split(";")[1] for line in FAULTS.strip().splitlines()}) >= 18


# rule of an added item | what is said
EXPLANATIONS = """
    lone = 1 and adults >= 3 | lone = 1; adults >= 3; adults = 1, required by lone
    nursery = 1 and youngest > 4 | nursery = 1; youngest > 4; youngest <= 4, required by nursery
    home = 2 and rent is dont_know | rent is dont_know
    home = 2 and rent is not_applicable | home = 2; rent is not_applicable; rent is asked wherever {it}
    adults > 4 and adults < 4 and home = 1 | adults > 4; adults < 4
"""


@pytest.mark.parametrize("line", EXPLANATIONS.strip().splitlines())
def test_an_explanation_names_what_contradicts_and_nothing_else(line: str) -> None:
    rule, said = (cell.strip() for cell in line.split("|"))
    (finding,) = examine(form(f"more | note | {rule}"), EARLIER)
    assert finding.explanation == said.format(it="its routing holds")


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("children >= 1", "children >= 2", []),
        ("children <= 3", "children <= 1", []),
        ("children <= 3", "children >= 3", ["overlap"]),
        ("children <= 3", "children >= 0", ["overlap"]),
    ],
)
def test_questions_for_fewer_and_fewer_people_share_nothing_out(
    first: str, second: str, kinds: list[str]
) -> None:
    numbers = Asked("children", Whole(0, 9))
    asked = [Asked(f"s{index}", OneOf((1, 2)), parse(rule)) for index, rule in enumerate((first, second))]
    found = [each.kind for each in examine([numbers, *asked]) if each.kind != "always_asked"]
    assert found == kinds


def test_a_gap_names_a_number_that_is_left_out() -> None:
    (finding,) = examine(form("school | yes or no | youngest > 5"), EARLIER)
    assert finding.explanation == "youngest = 5: youngest <= 4; youngest > 5"


def test_a_finding_knows_its_column() -> None:
    (finding,) = examine(form("rent | pounds | home in (2, 9)"), EARLIER)
    assert finding.node is not None and finding.node.span.start == 12


def test_every_item_has_a_respondent_who_sees_it() -> None:
    sequence = form()
    proofs = Proofs(sequence, EARLIER)
    answers = reachability(proofs)
    found = witnesses(proofs, answers)
    assert [*found] == [asked.name for asked in sequence]
    for asked in sequence:
        respondent = found[asked.name]
        assert asked.routing is None or one(asked.routing, respondent) is True
        for other in sequence:
            is_asked = other.routing is None or one(other.routing, respondent) is True
            assert other.domain is None or (respondent[other.name] is not Reason.NOT_APPLICABLE) == is_asked


def test_the_witness_of_an_earlier_answer_had_that_wave_and_the_other_did_not() -> None:
    proofs = Proofs(form(), EARLIER)
    found = proofs.reachable("first").witness
    assert found is not None and found["prior.home"] is not None
    never = proofs.satisfiable(
        parse("prior.home is missing and prior.who is missing and baseline.children = 2")
    )
    assert never.status == "some"


def test_facts_hold_for_everybody() -> None:
    same = parse("prior.home = baseline.home or prior.home is missing and baseline.home is missing")
    moved = parse("prior.home = 1 and baseline.home = 2")
    earlier = {"prior.home": TYPES["tenure"], "baseline.home": TYPES["tenure"]}
    assert Proofs([], earlier).satisfiable(moved).status == "some"
    assert Proofs([], earlier, [same]).satisfiable(moved).status == "none"


# condition over real x, y in any range, a text t and a day d | status
OUTSIDE = """
    x * y = 2 and x * y = 3 | unknown
    x * x = 2 | unknown
    t = d | unknown
    x * 0.1 = 0.3 and x > 2 | unknown
    x * 0.5 = 1.5 | some
    x > y and y > x | none
    x + y > 3 and x + y < 3 | none
"""


@pytest.mark.parametrize("line", OUTSIDE.strip().splitlines())
def test_what_lies_outside_is_never_claimed(line: str) -> None:
    rule, status = (cell.strip() for cell in line.split("|"))
    asked = [Asked("x", Real()), Asked("y", Real()), Asked("t", FreeText()), Asked("d", Day())]
    assert Proofs(asked).satisfiable(parse(rule)).status == status
