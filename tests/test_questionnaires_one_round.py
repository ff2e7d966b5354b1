"""One run of `check` tells all: what cannot be read in one item hides nothing in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from familypanel.questionnaires import check
from familypanel.study.folder import Study, load
from familypanel.study.problems import Place
from familypanel.study.yaml_places import Written

STUDY = """\
title: Home
languages: [en, cy]
waves:
  baseline: {label: Baseline, months: 0, mode: face_to_face}
  m12: {label: +12 months, months: 12, mode: telephone}
missing: ukhls
"""
LISTS = """\
module: home
lists:
  yesno: {1: {en: "Yes", cy: Ydw}, 2: {en: "No", cy: Nac ydw}}
  tenure: {1: {en: Owned, cy: Eiddo}, 2: {en: Rented, cy: Rhent}}
items:
"""
# An item a line: variable | type | further lines, cut by &; => what is found, and the words at its place
FAULTS = """
    adults | whole 1..12 |                                     =>
    home   | one of tenure |                                   =>
    kind   | one out of yesno |                                => FP2002 one out of yesno
    hangs  | note | ask: kind = 7                              =>
    back   | whole 9..1 |                                      => FP2005 whole 9..1
    also   | note | ask: back > 9                              =>
    key    | text | crad: A                                    => FP1003 crad
    syntax | note | ask: adults >                              => FP1040
    none   | note | ask: adlts = 1                             => FP2101 adlts = 1
    code   | note | ask: home = 3                              => FP2104 3
    never  | note | ask: adults > 4 and adults < 4             => FP2353 adults > 4
    always | note | ask: adults >= 1                           => FP2354 adults >= 1
    phone  | date | seconds: {phone: 3}                        => FP2031 phone: 3}
    with   | date |                                            => FP2040 with
    list   | one of tenur |                                    => FP2008 tenur
    twice  | note | ask: home = 1 & ask: home = 2              => FP1006 ask: home = 2
    key    | text |                                            => FP2006 KEY + FP2006 key
"""


def study_with(folder: Path, *modules: str) -> Study:
    (folder / "questionnaires").mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    for number, text in enumerate(modules, start=1):
        (folder / "questionnaires" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def item(variable: str, kind: str, more: str = "") -> str:
    lines = [
        f"  - id: {variable.upper()}", f"    variable: {variable}", f"    type: {kind}",
        f"    versions: {{v1: {{en: The {variable}, cy: Y {variable}}}}}", "    use: {baseline: v1, m12: v1}",
        *(f"    {line.strip()}" for line in more.split("&") if line.strip()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def seen(study: Study) -> list[tuple[str, str]]:
    """Give every finding once, with the words at its place."""
    found = []
    for row in check(study).rows:
        text = (study.questionnaires.parent / row["file"]).read_text(encoding="utf-8").splitlines()
        found.append((row["code"], text[row["line"] - 1][row["column"] - 1 :]))
    return list(dict.fromkeys(found))


def test_every_fault_is_found_in_one_run(tmp_path: Path) -> None:
    lines = [line.partition("=>")[::2] for line in FAULTS.strip().splitlines()]
    items = [[cell.strip() for cell in cells.split("|")] for cells, _ in lines]
    wanted = [each.strip() for _, told in lines for each in told.split("+") if each.strip()]
    found = seen(study_with(tmp_path, LISTS + "".join(item(*cells) for cells in items)))
    for each in wanted:
        code, _, words = each.partition(" ")
        hits = [one for one in found if one[0] == code and one[1].startswith(words)]
        assert len(hits) == 1, (each, found)
        found.remove(hits[0])
    assert found == []


def test_a_key_that_stands_twice_is_told_with_its_item(tmp_path: Path) -> None:
    lists = LISTS.replace('2: {en: "No"', '1: {en: "No"')
    text = lists + item("home", "one of tenure", "card: A & card: B") + item("adults", "whole 1..12")
    text += "scales:\n  - {id: s, items: [ADULTS], items: [ADULTS]}\n"
    found = [(row["code"], row["item"]) for row in check(study_with(tmp_path, text)).rows]
    assert [item for code, item in found if code == "FP1006"] == [None, "HOME", None]


def test_a_file_that_is_no_yaml_hides_nothing_in_the_others(tmp_path: Path) -> None:
    sound = LISTS + item("adults", "whole 1..12")
    broken = 'module: other\nitems: [\n  - id: "x\n'
    waits, never = "ask: adults > elsewhere", "ask: adults > 12"
    faulty = "module: last\nitems:\n" + item("young", "note", waits) + item("old", "note", never)
    found = seen(study_with(tmp_path, sound, broken, faulty))
    # Nobody can say whether `elsewhere` or the list are in the file that cannot be read.
    assert [code for code, _ in found] == ["FP1002", "FP2351"]
    assert found[1][1] == "adults > 12"


def test_a_workbook_that_has_a_fault_is_judged_on(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from familypanel.questionnaires import to_excel

    study = study_with(tmp_path, LISTS + item("adults", "whole 1..12") + item("home", "one of tenure"))
    path = tmp_path / "questionnaires" / "bank.xlsx"
    to_excel(study, tmp_path / "bank.xlsx")
    book = load_workbook(tmp_path / "bank.xlsx")
    heads = {cell.value: cell.column for cell in book["Items"][1]}
    book["Items"].cell(2, heads["type"]).value = "whole twelve"
    book["Items"].cell(3, heads["ask"]).value = "home = 1"
    book.save(path)
    (tmp_path / "questionnaires" / "1.yaml").unlink()
    rows = check(load(tmp_path)).rows
    assert {(row["code"], row["item"]) for row in rows} >= {("FP2002", "ADULTS"), ("FP2103", "HOME")}


@pytest.mark.parametrize(
    ("written", "text", "wanted"),
    [
        ("ask: a = 1 and b = 2", "a = 1 and b = 2", "b = 2"),
        ("ask: 'a = ''x'' and b = 2'", "a = 'x' and b = 2", "b = 2'"),
        ('ask: "a = \\"x\\" and b = 2"', 'a = "x" and b = 2', 'b = 2"'),
        ("ask: a = 1\n  and b = 2", "a = 1 and b = 2", "b = 2"),
        ("ask: >-\n    a = 1\n    and b = 2", "a = 1 and b = 2", "b = 2"),
        ("ask: |\n    a = 1\n      and b = 2\n", "a = 1\n  and b = 2\n", "b = 2"),
        ("ask: 'a = 1\n\n    and b = 2'", "a = 1\nand b = 2", "b = 2'"),
        ("ask: >-\n\n    a = 1 and\n\n    b = 2", "a = 1 and\nb = 2", "b = 2"),
    ],
)
def test_every_character_of_a_value_is_found_in_its_file(written: str, text: str, wanted: str) -> None:
    lines = written.splitlines()
    found = Written(text, Place("m.yaml", 1, 6), lines).at(text.index("b = 2"))
    assert lines[found.line - 1][found.column - 1 :] == wanted


@pytest.mark.parametrize("fold", ["{}", "'{}'", ">-\n      {}", "|\n      {}"])
def test_a_rule_over_several_lines_has_exact_columns(tmp_path: Path, fold: str) -> None:
    adults = LISTS + item("adults", "whole 1..12") + item("home", "one of tenure")
    for rule, code, words in (
        ("adults >= 2\n      and home = 4", "FP2104", "4"),
        ("adults >= 2\n      and hom = 1", "FP2101", "hom = 1"),
        ("adults >= 2\n      and and home = 1", "FP1040", "and home = 1"),
    ):
        more = item("last", "note").rstrip("\n") + "\n    ask: " + fold.format(rule) + "\n"
        found = seen(study_with(tmp_path, adults + more))
        assert [(each, stands.rstrip("'")) for each, stands in found if each != "FP2011"] == [(code, words)]
