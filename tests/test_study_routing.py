"""The routing language as researchers write it: rule, answers, truth; and where a rule is refused."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from familypanel.study import routing
from familypanel.study.missing import Reason
from familypanel.study.problems import ExitCode, Place, ProblemError
from familypanel.study.routing import (
    And,
    Arithmetic,
    Call,
    Compare,
    Has,
    Is,
    Member,
    Name,
    Not,
    Number,
    Or,
    Text,
    conjunction,
    is_condition,
    locate,
    names,
    negation_normal,
    one,
    parse,
    show,
    walk,
)

DK, REFUSED, ROUTED_PAST, NONE = Reason.DONT_KNOW, Reason.REFUSED, Reason.NOT_APPLICABLE, Reason.NO_ANSWER

# rule | answers of one parent | true, false or unknown
TRUTHS = """
    adults = 1                                   | adults=1                    | true
    adults = 1                                   | adults=2                    | false
    adults = 1                                   | adults=refused              | unknown
    adults != 1                                  | adults=refused              | unknown
    not adults = 1                               | adults=refused              | unknown
    not (adults = 1)                             | adults=2                    | true
    adults < 2                                   | adults=1                    | true
    adults <= 1                                  | adults=1                    | true
    adults > 1                                   | adults=1                    | false
    adults >= 1                                  | adults=1                    | true
    1 <= adults                                  | adults=1                    | true
    adults = 2.50                                | adults=2.5                  | true
    balance >= -5                                | balance=-4                  | true
    tenure in (2, 3)                             | tenure=3                    | true
    tenure in (2, 3)                             | tenure=1                    | false
    tenure in (2, 3)                             | tenure=dont_know            | unknown
    tenure not in (2, 3)                         | tenure=1                    | true
    tenure not in (2, 3)                         | tenure=dont_know            | unknown
    region in ("north", 'south')                 | region=south                | true
    region = "North"                             | region=north                | false
    region = 1                                   | region=north                | unknown
    adults is missing                            | adults=dont_know            | true
    adults is missing                            | adults=none                 | true
    adults is missing                            | adults=1                    | false
    adults is answered                           | adults=1                    | true
    adults is not answered                       | adults=1                    | false
    adults is refused                            | adults=refused              | true
    adults is refused                            | adults=dont_know            | false
    adults is dont_know                          | adults=dont_know            | true
    adults is not_applicable                     | adults=routed_past          | true
    adults is not refused                        | adults=1                    | true
    adults = 1 and moved = 1                     | adults=2 moved=refused      | false
    adults = 1 and moved = 1                     | adults=1 moved=refused      | unknown
    adults = 1 or moved = 1                      | adults=1 moved=refused      | true
    adults = 1 or moved = 1                      | adults=2 moved=refused      | unknown
    adults = 1 or adults = 2 and moved = 1       | adults=1 moved=2            | true
    (adults = 1 or adults = 2) and moved = 1     | adults=1 moved=2            | false
    not adults = 1 and moved = 1                 | adults=1 moved=2            | false
    not (adults = 1 and moved = 1)               | adults=1 moved=2            | true
    adults + children = 4                        | adults=1 children=3         | true
    adults + children = 4                        | adults=1 children=none      | unknown
    children - adults * 2 = 1                    | adults=1 children=3         | true
    (children - adults) * 2 = 4                  | adults=1 children=3         | true
    8 - 4 - 2 = children                         | children=2                  | true
    region + 1 = 2                               | region=north                | unknown
    count(adults = 1, moved = 1, children > 2)=2 | adults=1 moved=2 children=3 | true
    count(adults = 1, moved = 1) = 1             | adults=1 moved=refused      | true
    count(adults = 1, moved = 1) = 0             | adults=none moved=refused   | true
    any(adults = 1, moved = 1)                   | adults=2 moved=refused      | unknown
    any(adults = 1, moved = 1)                   | adults=1 moved=refused      | true
    all(adults = 1, moved = 1)                   | adults=2 moved=refused      | false
    all(adults = 1, moved = 1)                   | adults=1 moved=refused      | unknown
    all(adults = 1)                              | adults=1                    | true
    sum(adults, children) = 3                    | adults=none children=3      | true
    sum(adults, children) = 3                    | adults=none children=none   | unknown
    sum(adults * 2, children) = 5                | adults=1 children=3         | true
    sum(adults, region) = 1                      | adults=1 region=north       | true
    helped has 4                                 | helped={2,4}                | true
    helped has 3                                 | helped={2,4}                | false
    helped has 4                                 | helped=refused              | unknown
    not helped has 4                             | helped=refused              | unknown
    helped is missing                            | helped=refused              | true
    helped is answered                           | helped={2,4}                | true
    helped = 4                                   | helped={2,4}                | unknown
    adults has 4                                 | adults=4                    | unknown
    seen >= "2014-09-01"                         | seen=2015-01-31             | true
    seen < "2014-09-01"                          | seen=2015-01-31             | false
    prior.tenure != tenure                       | tenure=1 prior.tenure=2     | true
    prior.tenure != tenure                       | tenure=1                    | unknown
    prior.tenure is missing                      | tenure=1                    | true
    prior.tenure is refused                      | tenure=1                    | false
    baseline.children + 1 < children             | children=4 baseline.children=2 | true
"""

WORDS = {"refused": REFUSED, "dont_know": DK, "routed_past": ROUTED_PAST, "none": NONE}


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def told(word: str):
    if word.startswith("{"):
        return {float(code) for code in word.strip("{}").split(",")}
    try:
        return WORDS[word] if word in WORDS else float(word)
    except ValueError:
        return word


@pytest.mark.parametrize(("rule", "answers", "truth"), rows(TRUTHS))
def test_a_rule_holds_for_one_parent(rule: str, answers: str, truth: str) -> None:
    given = {name: told(word) for name, word in (pair.split("=") for pair in answers.split())}
    assert one(parse(rule), given) is {"true": True, "false": False, "unknown": None}[truth]


# The strong tables of Kleene (1952): columns and rows are T, F, U.
KLEENE = {"and": ("TFU", "FFF", "UFU"), "or": ("TTT", "TFU", "TUU")}


@pytest.mark.parametrize("word", KLEENE)
def test_connectives_follow_kleene(word: str) -> None:
    given = {"T": 1, "F": 2, "U": REFUSED}
    truth = {True: "T", False: "F", None: "U"}
    rule = parse(f"a = 1 {word} b = 1")
    table = tuple("".join(truth[one(rule, {"a": given[a], "b": given[b]})] for b in "TFU") for a in "TFU")
    assert table == KLEENE[word]


# rule | canonical form
CANONICAL = '''
    (a=1)or not(b in(1,2)and c is not missing)  | a = 1 or not (b in (1, 2) and c is not missing)
    ((a = 1))                                   | a = 1
    not a in (1)                                | a not in (1)
    not a is missing                            | a is not missing
    not not a = 1                               | not (not (a = 1))
    (a = 1 and b = 1) and c = 1                 | (a = 1 and b = 1) and c = 1
    (a = 1 and b = 1) or c = 1                  | a = 1 and b = 1 or c = 1
    a - (b - c) = 0                             | a - (b - c) = 0
    (a - b) - c = 0                             | a - b - c = 0
    (a * b) + c * (d + 1) = 0                   | a * b + c * (d + 1) = 0
    a - -1 = 007.50                             | a - -1 = 7.5
    a = 'say "no"'                              | a = "say ""no"""
    a = 'it''s'                                 | a = "it's"
    a = 0.00000001                              | a = 0.00000001
    a = 100000000000000                         | a = 100000000000000
    missing = 1 and count is refused            | missing = 1 and count is refused
    prior.sum = baseline.prior                  | prior.sum = baseline.prior
'''


@pytest.mark.parametrize(("rule", "canonical"), rows(CANONICAL))
def test_one_canonical_form(rule: str, canonical: str) -> None:
    assert show(parse(rule)) == canonical
    assert parse(canonical) == parse(rule)


# rule | column | words of the reason
REFUSALS = """
    a == 1                   | 3  | '==' is not used here; write =
    a <> 1                   | 3  | write !=
    a => 1                   | 3  | write >=
    a ≥ 1                    | 3  | write >=
    a = 1 & b = 1            | 7  | write and
    a = 1 AND b = 2          | 7  | write 'and' in small letters
    a = “x”                  | 5  | write "
    a = $b                   | 5  | '$' is not part of the routing language
    a = 1 / 2                | 7  | '/' is not part of the routing language
    a = ٣                    | 5  | is not part of the routing language
    é = 1                    | 1  | is not part of the routing language
    a = "x                   | 5  | not closed on its line
    a = "x""                 | 8  | not closed on its line
    a =                      | 4  | the rule ends where a name, a number
    a = 1)                   | 6  | ')' stands where 'and', 'or' or the end
    (a = 1                   | 7  | the rule ends where ')'
    a                        | 1  | write 'a = 1' or 'a is answered'
    prior.a                  | 1  | write 'prior.a = 1'
    a and b = 1              | 1  | a condition is expected here, not a value
    a = 1 and b              | 11 | a condition is expected here, not a value
    not a                    | 5  | a condition is expected here, not a value
    a + 1                    | 1  | a condition is expected here, not a value
    1 < a < 5                | 7  | cannot be chained
    (a = 1) = 1              | 2  | a value is expected here, not a condition
    (a = 1) + 1 = 2          | 2  | a value is expected here, not a condition
    "x" + 1 = 2              | 1  | a number is expected here, not a text
    a = 1 = b                | 7  | cannot be chained
    1 = "x"                  | 5  | a text is never compared with a number
    a + 1 in ("x")           | 11 | a text is never compared with a number
    a in (1, "x")            | 10 | a text is never compared with a number
    a in ()                  | 7  | ')' stands where a number or a quoted text
    a in (b)                 | 7  | 'b' stands where a number or a quoted text
    a in 3                   | 6  | '3' stands where '('
    a not 3                  | 7  | '3' stands where 'in'
    a + 1 has 3              | 1  | before 'has' stands one name
    3 is missing             | 1  | before 'is' stands one name
    a is lost                | 6  | one of missing, answered, refused
    a has b                  | 7  | 'b' stands where a number or a quoted text
    -a = 1                   | 2  | write '0 - name'
    next.a = 1               | 1  | only 'prior.' and 'baseline.'
    prior. a = 1             | 6  | '.' is not part of the routing language
    prior.not = 1            | 1  | 'prior.not' stands where
    in = 1                   | 1  | 'in' stands where a name
    mean(a, b) = 1           | 1  | there is no 'mean(...)', only all, any, count, sum
    count(a) = 1             | 7  | a condition is expected here
    count() = 1              | 7  | ')' stands where
    sum(a = 1) = 1           | 7  | '=' stands where ')'
    sum("x") = 1             | 5  | a number is expected here, not a text
    any(a = 1) = 1           | 1  | a value is expected here, not a condition
    a = 3abc                 | 6  | 'abc' stands where
    a = 1.                   | 6  | '.' is not part of the routing language
    a = 1234567890123456     | 5  | more than 15 digits
"""


@pytest.mark.parametrize(("rule", "column", "reason"), rows(REFUSALS))
def test_a_refusal_names_its_column(rule: str, column: str, reason: str) -> None:
    with pytest.raises(ProblemError) as refused:
        parse(rule)
    found = refused.value.problems[0]
    assert (found.code, found.place.column) == ("FP1040", int(column))
    assert reason in found.what
    assert refused.value.exit_code is ExitCode.STUDY


def test_a_refusal_names_file_line_and_item() -> None:
    place = Place("questionnaires/parenting.yaml", line=12, column=10, item="PAR010", wave="m12")
    with pytest.raises(ProblemError, match=r"parenting\.yaml:12:14, wave m12, item PAR010"):
        parse("a = = 1", place)
    with pytest.raises(ProblemError, match=r"parenting\.yaml:13:6, wave m12"):
        parse("a = 1 and\n b = = 1", place)
    assert locate("ab", 1) == Place(column=2)


def test_a_control_character_is_named_by_its_number() -> None:
    with pytest.raises(ProblemError, match=r"U\+0000"):
        parse("a = \0")
    with pytest.raises(ProblemError, match=r"U\+00A0 is not used here; write an ordinary space"):
        parse("a\u00a0= 1")


HOSTILE = {
    "brackets": "(" * 10**5,
    "balanced brackets": "(" * 10**5 + "a = 1" + ")" * 10**5,
    "brackets within the length": "(" * 5000 + "a = 1" + ")" * 5000,
    "nots": "not " * 4000 + "a = 1",
    "a sum": "a + " * 4000 + "a = 1",
    "a product": "a * " * 4000 + "a = 1",
    "calls": "any(" * 3000 + "a = 1" + ")" * 3000,
    "a huge number": "a = " + "9" * 400,
    "a tiny number": "a = 0." + "0" * 400 + "1",
    "a million letters": "a" * 10**6,
    "quotes": '"' * 19_999,
    "half a quote": "'" + '"' * 19_000,
    "minus signs": "a = " + "-" * 10_000 + "1",
    "right-to-left mark": "a = \u202e1",
    "emoji": "a = 🙂",
    "a lone surrogate": "a = \ud800",
    "nothing": "",
    "only space": " \t\n",
}


@pytest.mark.parametrize("rule", HOSTILE.values(), ids=HOSTILE)
def test_hostile_rules_are_refused_at_once(rule: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ProblemError) as refused:
        parse(rule)
    assert refused.value.problems[0].code == "FP1040"
    assert time.perf_counter() - started < 2


def test_a_long_flat_rule_is_not_deep() -> None:
    rule = parse(" or ".join(f"project = {number}" for number in range(900)))
    assert isinstance(rule, Or)
    assert len(rule.parts) == 900
    assert parse(show(rule)) == rule
    assert one(rule, {"project": 899}) is True


def test_the_deepest_rule_can_be_printed_and_read_again() -> None:
    rule = parse("not " * 29 + "a = 1")
    assert parse(show(rule)) == rule
    assert one(rule, {"a": 1}) is False


def test_the_tree_of_a_rule() -> None:
    assert parse("not (a = 1) and b has 2 or prior.c is refused") == Or(
        (
            And((Not(Compare("=", Name("a"), Number(1))), Has(Name("b"), Number(2)))),
            Is(Name("c", "prior"), "refused"),
        )
    )
    assert parse('sum(a, b * 2) in ("x")'.replace('"x"', "1, 2")) == Member(
        Call("sum", (Name("a"), Arithmetic("*", Name("b"), Number(2)))), (Number(1), Number(2))
    )
    assert parse("a = '2014-09-01'") == Compare("=", Name("a"), Text("2014-09-01"))


def test_a_node_knows_where_it_stood_and_is_equal_wherever_that_was() -> None:
    text = "moved = 1 and (count(a = 1, b = 2) + 1) * 2 >= 3 or not x is not missing"
    spans = {type(node).__name__: text[slice(*node.span)] for node in reversed([*walk(parse(text))])}
    assert spans["Or"] == text
    assert spans["And"] == "moved = 1 and (count(a = 1, b = 2) + 1) * 2 >= 3"
    assert spans["Arithmetic"] == "(count(a = 1, b = 2) + 1) * 2"
    assert spans["Call"] == "count(a = 1, b = 2)"
    assert spans["Not"] == "not x is not missing"
    assert spans["Is"] == "x is not missing"
    assert parse("a = 1") == parse("  a=1 ")
    assert hash(parse("a = 1")) == hash(parse("  a=1 "))


def test_the_names_of_a_rule() -> None:
    rule = parse("a = 1 and prior.a = b + 1 and count(helped has 2, baseline.c is missing) > 0 and a in (1)")
    assert names(rule) == {
        Name("a"),
        Name("a", "prior"),
        Name("b"),
        Name("helped"),
        Name("c", "baseline"),
    }
    assert str(Name("a", "prior")) == "prior.a"


def test_conditions_and_values() -> None:
    kinds = [is_condition(node) for node in walk(parse("any(a = 1, count(b is missing) > 0)"))]
    assert kinds == [True, True, False, False, True, False, True, False, False]


def test_rules_are_joined_flat() -> None:
    parents = [parse("a = 1 and b = 1"), None, parse("b = 1"), parse("c = 1 or d = 1")]
    joined = conjunction(parents)
    assert joined is not None
    assert show(joined) == "a = 1 and b = 1 and (c = 1 or d = 1)"
    assert conjunction([None, None]) is None
    assert conjunction([None, parse("a = 1")]) == parse("a = 1")


# rule | with `not` only on single tests
NEGATION_NORMAL = """
    not (a = 1 and b < 2)               | a != 1 or b >= 2
    not (a = 1 or b >= 2)               | a != 1 and b < 2
    not any(a = 1, b has 2)             | all(a != 1, not (b has 2))
    not all(a in (1), b is missing)     | any(a not in (1), b is not missing)
    not not a in (1)                    | a in (1)
    count(not (a = 1 and b = 1)) > 1    | count(a != 1 or b != 1) > 1
    not (count(not not a = 1) * 2 > 1)  | count(a = 1) * 2 <= 1
    a = 1 and not (b = 1 or c = 1)      | a = 1 and b != 1 and c != 1
"""


@pytest.mark.parametrize(("rule", "normal"), rows(NEGATION_NORMAL))
def test_negation_moves_to_the_tests(rule: str, normal: str) -> None:
    assert show(negation_normal(parse(rule))) == normal


def test_an_unknown_name_is_reported_with_the_nearest_one() -> None:
    with pytest.raises(ProblemError, match=r"FP1041 .*'adlts'.* Did you mean 'adults'\?"):
        one(parse("adlts = 1"), {"adults": 1, "moved": 2})


def test_the_rules_in_the_manual_are_rules() -> None:
    manual = (routing.__doc__ or "").split("::")[1].partition("Grammar")[0]
    examples = [line.strip() for line in manual.splitlines() if line.strip()]
    assert len(examples) == 4
    for example in examples:
        assert parse(show(parse(example))) == parse(example)


def test_reading_and_printing_rules_loads_nothing_heavy() -> None:
    script = (
        "import sys; from familypanel.study.routing import negation_normal, one, parse, show;"
        "rule = negation_normal(parse('not a = 1')); show(rule); one(rule, {'a': 1});"
        "print({'numpy', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
