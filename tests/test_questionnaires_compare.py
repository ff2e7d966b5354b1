"""What became of a question from wave to wave, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from questionnaires_bank import BANK, made

from familypanel import examples
from familypanel.questionnaires import compare
from familypanel.questionnaires.bank import Bank
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.comparing import changes_between, words_changed
from familypanel.questionnaires.instrument import Choice
from familypanel.questionnaires.wording import parse_wording
from familypanel.study.folder import load
from familypanel.study.problems import ProblemError

EXAMPLE = load(Path(examples.__file__).parent / "improving_futures", search=False)


def changed(before, after, bank: Bank = BANK) -> dict[str, dict]:
    return {row["variable"]: row for row in changes_between(before, after, bank)}


def words(old: str, new: str) -> str:
    return words_changed({"en": parse_wording(old)}, {"en": parse_wording(new)})["en"]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("How many adults?", "How many adults now?", "How many [-adults?-] {+adults now?+}"),
        ("Is {child} well?", "Is {child} quite well?", "Is {child} {+quite+} well?"),
        ("a b c", "c", "[-a b-] c"),
        ("one", "two", "[-one-] {+two+}"),
    ],
)
def test_the_words_that_changed_are_marked(old: str, new: str, shown: str) -> None:
    assert words(old, new) == shown


def test_a_text_that_did_not_change_is_left_out() -> None:
    same = {"en": parse_wording("Moved?"), "cy": parse_wording("Wedi symud?")}
    assert words_changed(same, same) == {}
    assert list(words_changed(same, same | {"cy": parse_wording("Symud?")})) == ["cy"]


def test_a_wave_is_identical_to_itself() -> None:
    rows = changed(made("baseline"), made("baseline"))
    assert {row["change"] for row in rows.values()} == {"identical"} and len(rows) == 6


def test_each_kind_of_change_has_its_word() -> None:
    rows = changed(made("baseline", "self"), made("m12", "self"))
    assert rows["adults"]["changes"] == ["routing", "mode"]  # a rule, and a reminder, were added at m12
    assert rows["adults"]["routing"] == {
        "from": "consent = 1",
        "to": "consent = 1 and baseline.int_date is missing",
    }
    assert rows["moved"]["change"] == "identical"
    by_telephone = changed(made("m12", "self"), made("m12", "telephone"))
    assert by_telephone["adults"]["change"] == "wording" and by_telephone["adults"]["changes"][-1] == "mode"
    assert by_telephone["moved"]["mode"]["to"]["mode"] == "telephone"


def test_an_option_more_a_range_wider_and_an_order_changed_are_options() -> None:
    before = made("baseline")
    wider = Choice(3, {"en": "Perhaps", "cy": "Efallai"})

    def other(variable: str, **fields) -> str:
        questions = tuple(replace(q, **fields) if q.variable == variable else q for q in before.questions)
        return changed(before, replace(before, questions=questions))[variable]["change"]

    moved = before.by_variable["moved"]
    assert other("moved", choices=(*moved.choices, wider)) == "options"
    assert other("moved", choices=moved.choices[::-1]) == "options"
    assert other("moved", reasons=()) == "options"
    assert other("adults", high=20.0) == "options"


def test_what_came_and_what_went() -> None:
    before = made("baseline")
    fewer = replace(before, questions=before.questions[:-1])
    assert changed(fewer, before)["words"]["change"] == "new"
    assert changed(before, fewer)["words"]["change"] == "dropped"


CHAIN = """\
module: chain
items:
  - id: X1
    variable: x
    type: text
    versions:
      v1: {en: One, cy: Un}
      v2: {en: Two, cy: Dau, replaces: v1, because: minutes 1, comparable: wording}
      v3: {en: Three, cy: Tri, replaces: v2, because: minutes 2, comparable: no}
    use: {baseline: v1, m12: v3}
"""


def test_the_reasons_of_all_versions_in_between_are_told_in_either_direction() -> None:
    from questionnaires_bank import CONFIG

    from familypanel.questionnaires import compile_instrument

    bank = Bank((parse_module(CHAIN),))
    first, last = (compile_instrument(bank, CONFIG, wave, "self") for wave in ("baseline", "m12"))
    for pair in ((first, last), (last, first)):
        row = changed(*pair, bank)["x"]
        assert (row["because"], row["comparable"]) == ("minutes 1; minutes 2", "wording; no")


def test_the_example_tells_why_its_wordings_changed() -> None:
    table = compare(EXAMPLE, "m12", "m24")
    rows = {row["variable"]: row for row in table.rows}
    assert rows["hh_moved"]["because"] == "family-panel-2015-06#14"
    assert rows["hh_moved"]["words"]["en"].startswith("Have you moved home [-in the-] {+since we+} last")
    assert "cy" in rows["hh_moved"]["words"]
    assert sum(table.facts["counts"].values()) == len(table.rows)
    assert table.facts["counts"]["dropped"] > 0 and rows["chg_what"]["change"] == "routing"


def test_a_wave_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProblemError, match="FP1007"):
        compare(EXAMPLE, "baseline", "m21")
