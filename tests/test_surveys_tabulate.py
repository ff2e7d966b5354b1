"""`tabulate`: counts, valid percentages, bases, and why there is no answer."""

from __future__ import annotations

import pandas as pd
import pytest

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable
from familypanel.study.missing import SCHEMES
from familypanel.study.problems import ProblemError
from familypanel.study.store.members import Member, complete_member, members_frame
from familypanel.surveys import receive, tabulate
from familypanel.surveys.spss_write import write_sav

UKHLS = tuple(MissingRange(code, code, reason) for code, reason in SCHEMES["ukhls"].codes.items())
BOOK = Dictionary(
    (
        Variable("urn", "", "text", width=8),
        Variable("region", "Region", "choice", "region", UKHLS),
        Variable("satis", "Satisfied?", "choice", "yn", UKHLS),
        Variable("age", "Age", "integer", missing=UKHLS),
        Variable("gp", "Doctor", "choice", "tick", UKHLS),
        Variable("school", "School", "choice", "tick", UKHLS),
    ),
    {
        "region": CodeList("region", (Code(1, "North"), Code(2, "South"))),
        "yn": CodeList("yn", (Code(1, "Yes"), Code(2, "No"), Code(3, "Mixed"))),
        "tick": CodeList("tick", (Code(0, "Not ticked"), Code(1, "Ticked"))),
    },
    sets=(ResponseSet("helped", "Who helped?", ("gp", "school")),),
)
ANSWERS = pd.DataFrame(
    [
        ("A1", 1, 1, 30, 1, 1),
        ("A2", 1, 2, 40, 1, 0),
        ("A3", 2, 1, -9, 0, 0),
        ("A4", 2, -2, 50, -1, -1),
        ("A5", 2, None, None, 1, 0),
    ],
    columns=BOOK.names,
)


@pytest.fixture
def received(study):
    folder = study.instruments / "baseline"
    folder.mkdir(parents=True)
    (folder / "dictionary.json").write_text(BOOK.to_json(), encoding="utf-8")
    path = study.root.parent / "a.sav"
    write_sav(path, BOOK, ANSWERS)
    receive(study, path, "baseline")
    return study


def shown(table, *keys):
    return [tuple(row[key] for key in keys) for row in table.rows]


def test_answers_have_bases_and_missing_have_reasons(received):
    table = tabulate(received, ["satis"])
    assert shown(table, "label", "n", "percent", "base", "reason") == [
        ("Yes", 2, 2 / 3, 3, None),
        ("No", 1, 1 / 3, 3, None),
        ("Mixed", 0, 0.0, 3, None),
        ("Refused", 1, None, None, "refused"),
        ("No answer", 1, None, None, "no_answer"),
    ]
    assert table.facts["wave"] == "baseline"


def test_groups_add_up_to_the_whole(received):
    table = tabulate(received, ["satis"], by="region")
    assert shown(table, "group", "label", "n", "base")[:2] == [("North", "Yes", 1, 2), ("North", "No", 1, 2)]
    assert sum(row["n"] for row in table.rows) == len(ANSWERS)


def test_numbers_have_a_mean_of_valid_answers_only(received):
    assert shown(tabulate(received, ["age"]), "label", "n", "mean") == [
        ("Mean", 3, 40.0),
        ("No answer", 1, None),
        ("Error", 1, None),
    ]


def test_multiple_responses_tell_the_average_number_ticked(received):
    assert shown(tabulate(received, ["helped"]), "label", "n", "percent", "base", "mean") == [
        ("Doctor", 3, 3 / 4, 4, None),
        ("School", 1, 1 / 4, 4, None),
        ("Average number ticked", 4, None, 4, 1.0),
        ("Don't know", 1, None, None, None),
    ]


def test_a_group_of_the_register(received):
    table = tabulate(received, ["age"], by="cohort")
    assert {row["group"] for row in table.rows} == {"main"}


def test_a_fact_of_the_register_makes_groups(received):
    with received.store.transaction() as connection:
        urns = [*members_frame(connection)["urn"]]
        for at, urn in enumerate(urns):
            complete_member(connection, Member(urn, facts={"region": "North" if at else "South"}))
    table = tabulate(received, ["age"], by="region")
    ages = {row["group"]: row["n"] for row in table.rows if row["label"] == "Mean"}
    (whole,) = (row["n"] for row in tabulate(received, ["age"]).rows if row["label"] == "Mean")
    assert set(ages) == {"North", "South"} and sum(ages.values()) == whole


@pytest.mark.parametrize("by", ["family", "source", "enrolled_at", "urn"])
def test_what_names_members_or_days_makes_no_groups(received, by):
    with pytest.raises(ProblemError) as stopped:
        tabulate(received, ["age"], by=by)
    assert stopped.value.problems[0].code in ("FP3060", "FP3212")


def test_what_no_wave_holds_is_an_error(received):
    for asked, more in ((["nothing"], {}), (["satis"], {"wave": "m12"}), (["satis"], {"by": "shoe_size"})):
        with pytest.raises(ProblemError) as stopped:
            tabulate(received, asked, **more)
        assert stopped.value.problems[0].code == "FP3060"


CHOSEN = Dictionary(
    (
        Variable("urn", "", "text", width=8),
        Variable("first", "First support", "choice", "support", UKHLS),
        Variable("second", "Second support", "choice", "support", UKHLS),
        Variable("story", "What happened?", "text", width=80),
    ),
    {"support": CodeList("support", (Code(1, "School"), Code(2, "GP"), Code(3, "Police")))},
    sets=(ResponseSet("support", "Support", ("first", "second"), categories=True),),
)


@pytest.fixture
def chosen(study):
    rows = [("A1", 1, 2, "one"), ("A2", 2, 2, "two"), ("A3", 3, None, "x" * 41), ("A4", -2, -2, "four")]
    path = study.root.parent / "chosen.sav"
    write_sav(path, CHOSEN, pd.DataFrame(rows, columns=CHOSEN.names))
    receive(study, path, "baseline")
    return study


def test_a_multiple_response_of_chosen_codes_counts_members_not_answers(chosen):
    assert shown(tabulate(chosen, ["support"]), "label", "n", "percent", "base", "mean") == [
        ("School", 1, 1 / 3, 3, None),
        ("GP", 2, 2 / 3, 3, None),
        ("Police", 1, 1 / 3, 3, None),
        ("Average number ticked", 3, None, 3, 4 / 3),
        ("Refused", 1, None, None, None),
    ]


def test_groups_of_a_multiple_response_stand_in_the_order_of_the_codes(chosen):
    table = tabulate(chosen, ["support"], by="first")
    averages = [row for row in table.rows if row["label"] == "Average number ticked"]
    assert [(row["group"], row["mean"]) for row in averages] == [
        ("School", 2.0),
        ("GP", 1.0),
        ("Police", 1.0),
        ("Refused", None),
    ]


@pytest.mark.parametrize("by", ["story", "urn"])
def test_free_text_and_ids_make_no_groups(chosen, by):
    with pytest.raises(ProblemError) as stopped:
        tabulate(chosen, ["first"], by=by)
    assert stopped.value.problems[0].code == "FP3212"
