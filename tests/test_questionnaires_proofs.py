"""What `check` proves: one fault a form is found as what it is, at the words that are wrong."""
# ruff: noqa: E501  tables in the language of the field

from __future__ import annotations

from pathlib import Path

import pytest

from familypanel.everyday import init
from familypanel.questionnaires import check, read_bank
from familypanel.questionnaires.reading_age import longest_sentence, reading_age, syllables
from familypanel.study.folder import Study, load
from familypanel.study.problems import ProblemError
from familypanel.study.table import Table

STUDY = """\
title: A study
languages: [en, cy]
waves:
  baseline: {label: Baseline, months: 0, mode: face_to_face}
  m12: {label: +12 months, months: 12, mode: telephone, unknown: booster}
missing: ukhls
"""

LISTS = """\
module: home
ask: consent = 1
lists:
  yesno: {1: {en: "Yes", cy: Ydw}, 2: {en: "No", cy: Nac ydw}}
  tenure: {1: {en: Owned, cy: Eiddo}, 2: {en: Rented, cy: Rhent}, 3: {en: Hostel, cy: Hostel dros dro}}
  helpers: {1: {en: Family, cy: Teulu}, 2: {en: School, cy: Ysgol}, 97: {en: Nobody, cy: Neb}}
items:
"""

CONSENT = """\
module: agreement
items:
  - id: CONSENT
    variable: consent
    type: one of yesno
    versions: {v1: {en: Shall we go on?, cy: Awn ni ymlaen?}}
    use: {baseline: v1, m12: v1}
"""

# variable | type | asked where | text | further lines
FORM = """
    adults | whole 1..12 | | How many adults live here? | check: {soft: adults <= 5}
    children | whole 0..15 | | How many children live here? | allow: [dont_know, refused]
    youngest | whole 0..17 | children >= 1 | How old is the youngest? | allow: [refused]
    lone | one of yesno | adults = 1 and children >= 1 | Do you bring them up on your own? |
    home | one of tenure | | Which of these is your home? | remind: {from: HOME, say: {en: "{prior}?", cy: "{prior}?"}}
    landlord | text | home in (2, 3) | Who is your landlord? |
    helped | any of helpers | | Who has helped you? | exclusive: [97] & allow: [refused]
    since | date | | Since when have you lived here? |
    rent | number 0..5000 | home = 2 or home = 3 and lone = 1 | What is the rent? | check: {hard: rent <= 4000}
    nursery | one of yesno | youngest <= 4 | Is it in a nursery or school? |
    school | one of yesno | youngest > 4 | Is it in a nursery or school? |
    thanks | note | helped has 97 or helped is missing | Thank you, that helps us. |
    moved | one of yesno | prior.home is answered and prior.home != home | Have you moved? | use: {m12: v1}
    first | note | prior.home is missing | We meet for the first time. |
    sure | one of yesno | count(lone = 1, nursery = 1, rent > 500) >= 2 | Is this all right? |
"""


def bank(change: str = "") -> str:
    """Write the form above as a module, with one item replaced, or added at the end."""
    items = _items(FORM) | (_items(change) if change else {})
    return LISTS + "".join(_yaml(variable, *cells) for variable, cells in items.items())


def _items(table: str) -> dict[str, list[str]]:
    found = [
        [cell.strip() for cell in line.split("|")]
        for line in table.strip().replace(" ++ ", "\n").splitlines()
    ]
    return {cells[0]: [*cells[1:], "", "", "", ""][:4] for cells in found}


def _yaml(variable: str, kind: str, ask: str, text: str, more: str) -> str:
    words = text or "One more thing."
    lines = [
        f"  - id: {variable.upper()}",
        f"    variable: {variable}",
        f"    type: {kind}",
        f"    versions: {{v1: {{en: \"{words}\", cy: \"Cymraeg: {words}\"}}}}",
        *([] if "use:" in more else ["    use: {baseline: v1, m12: v1}"]),
        *([f"    ask: {ask}"] if ask else []),
        *(f"    {line}" for line in more.split(" & ") if line),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def study_with(folder: Path, text: str) -> Study:
    (folder / "questionnaires").mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "questionnaires" / "1.yaml").write_text(CONSENT, encoding="utf-8")
    (folder / "questionnaires" / "2.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def told(text: str, found: Table) -> set[tuple[str, str]]:
    """Give every finding with the words that stand at its place."""
    lines = text.splitlines()
    return {(row["code"], lines[row["line"] - 1][row["column"] - 1 :]) for row in found.rows}


def test_the_form_without_a_fault_gives_no_finding(tmp_path: Path) -> None:
    assert check(study_with(tmp_path, bank())).rows == ()


# what replaces an item, or is added => code; the words at the place of the finding
FAULTS = """
    more | note | adult = 1                                      => FP2101; adult = 1
    lone | one of yesno | home = 1                               => FP2102; home = 1
    lone | one of yesno | sure = 1                               => FP2350; sure = 1
    lone | one of yesno | lone = 1                               => FP2103; lone = 1
    more | note | adults >=                                      => FP1040;
    rent | number 0..5000 | home = 7                             => FP2104; 7
    rent | number 0..5000 | home in (2, 9)                       => FP2104; 9)
    more | note | helped has 6                                   => FP2104; 6
    more | note | landlord = 1                                   => FP2105; landlord = 1
    more | note | home = "owner"                                 => FP2105; home = "owner"
    more | note | landlord = home                                => FP2105; landlord = home
    more | note | since = landlord                               => FP2105; since = landlord
    more | note | helped = 1                                     => FP2106; helped = 1
    more | note | sum(helped, adults) > 2                        => FP2106; sum(helped, adults) > 2
    more | note | home has 2                                     => FP2107; home has 2
    more | note | adults >= 20                                   => FP2108; 20
    more | note | adults = 1.5                                   => FP2108; 1.5
    more | note | since < "1815-06-18"                           => FP2108; "1815-06-18"
    more | note | since < "14-02-2014"                           => FP2362; "14-02-2014"
    more | note | landlord > "m"                                 => FP2363; landlord > "m"
    more | note | landlord = 'o''x "y"'                          => FP2126; landlord
    more | note | since + 1 > 5                                  => FP2364; since + 1 > 5
    rent | number 0..5000 | home = 2 and home = 3                => FP2351; home = 2 and home = 3
    more | note | helped has 97 and helped has 1                 => FP2351; helped has 97 and helped has 1
    more | note | adults * 2 = children * 2 + 1                  => FP2351; adults * 2
    more | note | consent = 2                                    => FP2351; consent = 2
    more | note | lone = 1 and adults >= 3                       => FP2352; lone = 1 and adults >= 3
    more | note | nursery = 1 and school = 1                     => FP2352; nursery = 1 and school = 1
    more | note | adults > 4 and adults < 4                      => FP2353; adults > 4
    more | note | adults > 4 and adults < 5                      => FP2353; adults > 4
    more | whole 5..1 | |                                        => FP2005; whole 5..1
    more | note | adults >= 1                                    => FP2354; adults >= 1
    more | note | home = 1 or home = 2 and home = 3              => FP2355; home = 2 and home = 3
    more | note | adults >= 3 or adults >= 5                     => FP2355; adults >= 5
    more | note | adults >= 5 or adults >= 3                     => FP2355; adults >= 5
    more | note | adults = 2 and (home = 1 or home in (1, 2))    => FP2355; home = 1
    more | note | home = 1 or adults = 2 or home = 1 and adults < 9 => FP2355; home = 1 and adults < 9
    more | text | | Well. | card: A                              => FP2221; A
    lone | one of yesno | adults = 1 | Well. | card: A ++ home | one of tenure | | Where? | card: A => FP2222; A
    school | one of yesno | youngest >= 4 | Is it in a nursery or school? => FP2356; youngest >= 4
    school | one of yesno | youngest > 5 | Is it in a nursery or school?  => FP2357; youngest > 5
    more | note | baseline.children > 2 | Well. | use: {m12: v1} => FP2358; baseline.children > 2
    first | note | | You rented from {prior.landlord}. | use: {m12: v1} => FP2359; {prior.landlord}
    adults | whole 1..12 | | How many adults live here? | check: {soft: adults <= 12}   => FP2360; adults <= 12
    lone | one of yesno | adults = 1 | Are you alone? | check: {hard: adults >= 2}      => FP2361; adults >= 2
    more | note | baseline.home = 1 | Well. | use: {baseline: v1} => FP2109; baseline.home = 1
    more | note | | Regarding accommodation, individuals experiencing precariousness necessitate intervention. => FP2365; Regarding
    more | note | | We go on and on and on and on and on and on and on and on and on and on and on and on and on. => FP2366;
    home | one of tenure | | Where? | remind: {from: HOME, say: {en: "Regarding accommodation we previously established that {prior} was unambiguously applicable.", cy: "{prior}?"}} => FP2365; Regarding
    more | note | | Is it {helped}? => FP2120; {helped}
    Adults | whole 1..12 | | How many? => FP2006; A
    more_ | note | | => FP2040; more_
    landlord | text | home in (2, 3) | Who? | sensitive: true ++ more | note | | Is it {landlord}? => FP2122; {landlord}
    home | one of tenure | | Where? | sensitive: true & remind: {from: HOME, say: {en: "{prior}?", cy: "{prior}?"}} => FP2122; HOME
    helped_97 | whole 0..1 | | How many? => FP2041; helped_97
    more | note | lone = 1 | Well. | use: {m21: v1} => FP2030; m21: v1
"""

LINES = FAULTS.strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_one_fault_is_found_at_the_words_that_are_wrong(tmp_path: Path, line: str) -> None:
    change, _, expected = (cell.strip() for cell in line.partition("=>"))
    code, _, words = (cell.strip() for cell in expected.partition(";"))
    text = bank(change)
    found = told(text, check(study_with(tmp_path, text)))
    assert {each for each, _ in found} == ({code} - {"none"}), found
    assert all(stands.startswith(words) for _, stands in found), found


def test_many_kinds_of_fault_are_told_apart() -> None:
    codes = {line.partition("=>")[2].partition(";")[0] for line in LINES}
    assert len(codes) >= 25


# item | who is asked it at the baseline | who is asked it at the second wave
RESPONDENTS = """
    ADULTS | somebody who answers “Yes” to CONSENT (consent). | the same
    LONE | somebody who answers “Yes” to CONSENT (consent); answers 1 to ADULTS (adults); answers 1 to CHILDREN (children). | the same
    MOVED | not asked | somebody who answered “Owned” to HOME (home) last time; answers “Yes” to CONSENT (consent); answers “Rented” to HOME (home).
    FIRST | somebody who answers “Yes” to CONSENT (consent). | somebody who was never asked HOME (home) last time; answers “Yes” to CONSENT (consent).
"""


@pytest.mark.parametrize("line", RESPONDENTS.strip().splitlines())
def test_a_witness_is_told_in_plain_words(tmp_path: Path, line: str) -> None:
    item, first, second = (cell.strip() for cell in line.split("|"))
    found = check(study_with(tmp_path, bank()), witness=item)
    expected = [first, first if second == "the same" else second]
    told = [found.facts["witnesses"][wave].get(item, "not asked") for wave in ("baseline", "m12")]
    assert told == expected
    says = ["is not asked." if each == "not asked" else f"is asked of {each}" for each in expected]
    assert found.notes[1:] == (f"baseline: {item} {says[0]}", f"m12: {item} {says[1]}")


def test_what_nobody_can_be_asked_has_no_witness(tmp_path: Path) -> None:
    found = check(study_with(tmp_path, bank("more | note | home = 1 and home = 2")), ["baseline"])
    assert "MORE" not in found.facts["witnesses"]["baseline"]
    assert "SURE" in found.facts["witnesses"]["baseline"]


def test_a_witness_of_no_item_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"FP2368.*LONE"):
        check(study_with(tmp_path, bank()), witness="LONF")


def test_every_question_of_the_example_has_a_witness_and_nothing_is_found(tmp_path: Path) -> None:
    init(tmp_path / "study", "improving-futures")
    study = load(tmp_path / "study")
    found = check(study)
    asked = {
        wave.name: [item.id for _, item, _ in read_bank(study.questionnaires).asked(wave.name, wave.mode)]
        for wave in study.config.waves
    }
    assert found.rows == ()
    assert {wave: [*items] for wave, items in found.facts["witnesses"].items()} == asked
    assert set(found.facts["reading_ages"]) == {each for items in asked.values() for each in items}
    assert 'was never interviewed before' in found.facts["witnesses"]["m12"]["CHG020"]  # fmt: skip


def test_the_reading_age_follows_the_published_formula() -> None:
    """The sentence, with 13 words and 24 syllables, is a common example of grade 11.3."""
    text = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert sum(map(syllables, text.rstrip(".").split())) == 24
    assert reading_age(text) == pytest.approx(0.39 * 13 + 11.8 * 24 / 13 - 15.59 + 5)
    assert reading_age("The cat sat on the mat.") == 5
    assert longest_sentence("Un dau tri. Pedwar pump chwech saith?") == 4
