"""The question bank as a workbook: nothing is lost either way, and every problem names its cell."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from questionnaires_bank import BANK, CONFIG, CONSENT, HOME

from familypanel import questionnaires
from familypanel.questionnaires import Bank, read_bank
from familypanel.questionnaires.bank import (
    ALL,
    AnswerList,
    AnswerType,
    Item,
    Module,
    Option,
    Reminder,
    Rule,
    ScaleDefinition,
    Version,
)  # fmt: skip
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.rosters import Rows
from familypanel.questionnaires.workbook.cells import sheets_in
from familypanel.questionnaires.workbook.reading import read_modules
from familypanel.questionnaires.workbook.writing import workbook_bytes
from familypanel.questionnaires.yaml_form import module_yaml
from familypanel.study.config_reader import read_config
from familypanel.study.folder import Study
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.yaml_source import parse_yaml

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "improving_futures"
DATED = HOME + "# the last word\n"


@pytest.fixture
def study(tmp_path) -> Study:
    (tmp_path / "questionnaires").mkdir()
    for name, text in (("10_consent.yaml", CONSENT), ("20_home.yaml", DATED)):
        (tmp_path / "questionnaires" / name).write_text(text, encoding="utf-8")
    return Study(tmp_path, CONFIG)


@pytest.fixture
def book(study):
    path = study.root / "bank.xlsx"
    questionnaires.to_excel(study, path)
    return path


def edit(path: Path, changes: dict[str, object]) -> None:
    """Type into cells, such as ``Items!id=H2!text en``: sheet, the row by its key column, the heading."""
    made = load_workbook(path)
    for where, value in changes.items():
        sheet, key, heading = where.split("!")
        made[sheet].cell(*_found(made[sheet], key, heading)).value = value
    made.save(path)


def _found(sheet, key: str, heading: str) -> tuple[int, int]:
    headings = {cell.value: cell.column for cell in sheet[1]}
    if heading not in headings:
        headings[heading] = sheet.max_column + 1
        sheet.cell(1, headings[heading]).value = heading
    name, _, value = key.partition("=")
    if not name:
        return sheet.max_row + (1 if heading == headings and value else 0), headings[heading]
    row = next(r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, headings[name]).value) == value)
    return row, headings[heading]


def problems(study, path) -> list[tuple[str, str | None]]:
    before = {each: each.read_bytes() for each in study.questionnaires.iterdir()}
    with pytest.raises(ProblemError) as raised:
        questionnaires.from_excel(study, path)
    assert {each: each.read_bytes() for each in study.questionnaires.iterdir()} == before
    return [(found.code, found.place.cell) for found in raised.value.problems]


class TestBothWays:
    @pytest.mark.parametrize("folder", [EXAMPLE / "questionnaires"], ids=["example"])
    def test_the_example_comes_back_the_same_and_no_file_is_touched(self, tmp_path, folder):
        shutil.copytree(folder, tmp_path / "questionnaires")
        config = read_config(parse_yaml((EXAMPLE / "study.yaml").read_text(encoding="utf-8"), "study.yaml"))
        mine = Study(tmp_path, config)
        saved = questionnaires.to_excel(mine, tmp_path / "b.xlsx")
        done = questionnaires.from_excel(mine, tmp_path / "b.xlsx")
        assert {row["action"] for row in done.rows} == {"unchanged"} and done.facts["written"] == 0
        assert [f.read_bytes() for f in sorted(folder.iterdir())] == [
            f.read_bytes() for f in sorted(mine.questionnaires.iterdir())
        ]
        assert saved.facts["items"] == len(list(read_bank(folder).items))

    def test_into_an_empty_folder_the_same_bank_is_written(self, study, book):
        bank = read_bank(study.questionnaires)
        for each in study.questionnaires.iterdir():
            each.unlink()
        done = questionnaires.from_excel(study, book)
        assert read_bank(study.questionnaires) == bank
        assert [row["file"] for row in done.rows] == ["10_consent.yaml", "20_home.yaml"]

    def test_the_same_bank_gives_the_same_bytes(self, study, book):
        first = book.read_bytes()
        questionnaires.to_excel(study, book)
        assert book.read_bytes() == first

    def test_a_dry_run_writes_nothing(self, study, book):
        questionnaires.to_excel(study, study.root / "other.xlsx", dry_run=True)
        assert not (study.root / "other.xlsx").exists()
        edit(book, {"Items!id=H2!text en": "Have you moved?"})
        done = questionnaires.from_excel(study, book, dry_run=True)
        assert [row["action"] for row in done.rows] == ["unchanged", "changed"] and done.facts["written"] == 0
        assert read_bank(study.questionnaires) == BANK


class TestWhatAWorkbookCannotHold:
    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            ("en: Moved?", 'en: "Moved\\a?"', "a control character in a text of 'H2' (sheet Items)"),
            ("en: Moved?", 'en: "' + "x" * 40_000 + '"', "item H2"),
            (
                "use: {baseline: v1, m12: {telephone: v2, self: v1}}",
                "use: {baseline: v1, m12: {}}",
                "item H1",
            ),
        ],
        ids=["control character", "too long", "empty placement"],
    )
    def test_is_said_before_anything_is_written(self, study, old, new, what):
        text = (study.questionnaires / "20_home.yaml").read_text(encoding="utf-8")
        assert old in text
        (study.questionnaires / "20_home.yaml").write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(ProblemError) as raised:
            questionnaires.to_excel(study, study.root / "b.xlsx")
        assert [(p.code, p.what) for p in raised.value.problems] == [
            ("FP2310", f"A workbook cannot hold {what} unchanged.")
        ]
        assert not (study.root / "b.xlsx").exists()


class TestEditing:
    def test_only_the_module_that_changed_is_rewritten_and_comments_stay(self, study, book):
        untouched = (study.questionnaires / "10_consent.yaml").read_bytes()
        edit(book, {"Items!id=H2!ask": "adults >= 2", "Items!id=H1!seconds telephone": "14"})
        done = questionnaires.from_excel(study, book)
        assert done.facts["items"] == {"added": [], "changed": ["H1", "H2"], "removed": []}
        assert (study.questionnaires / "10_consent.yaml").read_bytes() == untouched
        text = (study.questionnaires / "20_home.yaml").read_text(encoding="utf-8")
        assert text.endswith("# the last word\n") and "    ask: adults >= 2\n" in text
        first = next(item for item in read_bank(study.questionnaires).items if item.id == "H1")
        assert first.seconds == {"telephone": 14.0}

    def test_a_new_module_finds_its_file_between_its_neighbours(self, study, book):
        made = load_workbook(book)
        made["Modules"].insert_rows(3)
        made["Modules"]["A3"] = "pets"
        made.save(book)
        questionnaires.from_excel(study, book)
        assert sorted(each.name for each in study.questionnaires.iterdir()) == [
            "10_consent.yaml", "15_pets.yaml", "20_home.yaml",
        ]  # fmt: skip

    def test_a_module_that_is_not_mentioned_stays_and_is_named(self, study, book):
        made = load_workbook(book)
        for sheet in ("Modules", "Items", "Lists"):
            rows = [r for r in range(2, made[sheet].max_row + 1) if made[sheet].cell(r, 1).value == "consent"]
            for row in reversed(rows):
                made[sheet].delete_rows(row)
        made.save(book)
        done = questionnaires.from_excel(study, book)
        assert [(p.code, str(p.severity)) for p in done.problems] == [("FP2312", "warning")]
        assert read_bank(study.questionnaires) == BANK

    def test_words_changed_in_place_are_doubted(self, study, book):
        edit(book, {"Items!id=H2!text en": "Have you moved?"})
        done = questionnaires.from_excel(study, book)
        assert [(p.code, p.place.cell) for p in done.problems] == [("FP2313", "Items!C5")]

    def test_what_excel_makes_of_a_number_is_read_as_it_was_typed(self, study, book):
        edit(book, {"Items!id=H1!card": 7, "Lists!code=97!label en": "99", "Items!id=H4!exclusive": 97})
        questionnaires.from_excel(study, book)
        bank = read_bank(study.questionnaires)
        items = {item.id: item for item in bank.items}
        assert (items["H1"].card, items["H4"].exclusive) == ("7", (97,))
        assert bank.lists["bills"].options[1].label["en"] == "99"

    def test_a_version_by_mode_has_columns_of_its_own(self, study, book):
        head = [cell.value for cell in load_workbook(book)["Items"][1]]
        assert {"use m12 telephone", "use m12 self", "ask m12"} <= set(head)


def test_the_change_that_the_tutorial_describes(tmp_path):
    shutil.copytree(EXAMPLE / "questionnaires", tmp_path / "questionnaires")
    config = read_config(parse_yaml((EXAMPLE / "study.yaml").read_text(encoding="utf-8"), "study.yaml"))
    mine, path = Study(tmp_path, config), tmp_path / "questions.xlsx"
    page = (EXAMPLE.parent.parent / "docs" / "tutorial-field.md").read_text(encoding="utf-8")
    typed = dict(
        re.findall(r"^\| (module|id|version|text ..|replaces|because|comparable) \| `(.*)` \|$", page, re.M)
    )
    questionnaires.to_excel(mine, path)
    made = load_workbook(path)
    sheet = made["Items"]
    head = {cell.value: cell.column for cell in sheet[1]}
    row = next(r for r in range(2, sheet.max_row) if sheet.cell(r, head["id"]).value == "PAR050")
    sheet.insert_rows(row + 1)
    for heading, value in typed.items():
        sheet.cell(row + 1, head[heading]).value = value
    sheet.cell(row, head["use m24"]).value = "v2"
    made.save(path)
    done = questionnaires.from_excel(mine, path)
    assert done.facts["items"] == {"added": [], "changed": ["PAR050"], "removed": []} and not done.problems
    assert [row["module"] for row in done.rows if row["action"] == "changed"] == ["parenting"]
    assert questionnaires.check(mine).rows == ()


class TestProblems:
    @pytest.mark.parametrize(
        ("where", "value", "found"),
        [
            ("Items!id=H2!text en", "=1+1", ("FP2301", "Items!D5")),
            ("Items!id=H2!type", "one off yesno", ("FP2002", "Items!F5")),
            ("Items!id=H2!module", "hom", ("FP2306", "Items!A5")),
            ("Items!id=H2!module", None, ("FP2305", "Items!B5")),
            ("Items!id=H2!version", None, ("FP2305", "Items!A5")),
            ("Items!id=H2!use m12 telephone", "v1", ("FP2303", None)),
            ("Items!id=H2!colour", "blue", ("FP1003", None)),
            ("Items!version=v2!ask", "adults > 1", ("FP2304", None)),
            ("Items!version=v2!version", "v1", ("FP2307", "Items!C4")),
            ("Lists!code=97!code", "many", ("FP2009", "Lists!C5")),
            ("Lists!code=97!code", 1, ("FP2307", "Lists!C5")),
            ("Modules!module=home!file", "../x.yaml", ("FP2311", "Modules!A3")),
            ("Modules!module=home!file", "05_home.yaml", ("FP2311", "Modules!A3")),
            ("Scales!id=s1!score min_answered", "two", ("FP1004", "Scales!F2")),
            ("Scales!id=s1!items", None, ("FP1005", None)),
        ],
        ids=lambda value: value if isinstance(value, str) else None,
    )
    def test_each_is_named_with_its_cell_and_nothing_is_stored(self, study, book, where, value, found):
        edit(book, {where: value})
        code, cell = problems(study, book)[0]
        assert code == found[0] and (found[1] is None or cell == found[1])

    def test_a_rule_is_wrong_at_a_character_of_its_cell(self, study, book):
        edit(book, {"Items!id=H2!ask": "adults == 2"})
        questionnaires.from_excel(study, book)
        wrong = (study.questionnaires / "20_home.yaml").read_text(encoding="utf-8")
        assert "ask: adults == 2" in wrong  # a rule is judged by check, which names its line

    def test_an_excel_date_is_refused(self, study, book):
        from datetime import date

        edit(book, {"Items!id=H2!text en": date(2024, 5, 1)})
        assert problems(study, book) == [("FP2302", "Items!D5")]

    def test_a_heading_twice(self, study, book):
        made = load_workbook(book)
        made["Items"].cell(1, 5).value = "text en"
        made.save(book)
        assert problems(study, book)[0][0] == "FP2308"

    def test_another_workbook_is_no_bank(self, study, book):
        made = load_workbook(book)
        made["Items"].title = "Fragen"
        made.save(book)
        assert problems(study, book) == [("FP2300", None)]

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"id,text\n1,2\n"])
    def test_what_is_no_workbook_is_refused(self, study, tmp_path, content):
        (tmp_path / "x.xlsx").write_bytes(content)
        assert problems(study, tmp_path / "x.xlsx")[0][0] == "FP1021"

    def test_entities_are_refused(self, study, book):
        evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
        with ZipFile(book, "a") as archive:
            archive.writestr("xl/evil.xml", evil)
        assert problems(study, book)[0][0] == "FP1023"

    def test_a_stray_cell_far_away_is_refused_not_read(self, study, book):
        made = load_workbook(book)
        made["Items"]["XFD1048576"] = "x"
        made.save(book)
        assert problems(study, book)[0][0] == "FP2309"


class TestTheWorkbookAsTheBank:
    def test_it_is_read_in_place_of_the_files(self, study, book):
        for each in study.questionnaires.iterdir():
            each.unlink()
        book.rename(study.questionnaires / "bank.xlsx")
        (study.questionnaires / "~$bank.xlsx").write_bytes(b"open in Excel")
        assert read_bank(study.questionnaires) == BANK
        assert questionnaires.check(study).facts["errors"] == 0

    def test_beside_them_a_module_twice_is_a_problem(self, study, book):
        book.rename(study.questionnaires / "30_bank.xlsx")
        with pytest.raises(ProblemError) as raised:
            read_bank(study.questionnaires)
        assert {found.code for found in raised.value.problems} == {"FP2006"}

    def test_a_wrong_rule_in_it_is_found_by_check_at_its_cell(self, study, book):
        edit(book, {"Items!id=H2!ask": "adults == 2"})
        for each in study.questionnaires.iterdir():
            each.unlink()
        book.rename(study.questionnaires / "bank.xlsx")
        row = next(
            row
            for row in questionnaires.check(study).rows
            if row["code"] == "FP2100" or "==" in row["message"]
        )
        assert row["cell"].startswith("Items!") and row["column"] == 8


# Explaining a failure runs the whole way hundreds of times more.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
WORD = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
# Any text a person could write: no control characters, not blank, not only a dash.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n"), min_size=1, max_size=40
).filter(lambda text: text.strip().strip("-–—") != "")
TEXTS = st.dictionaries(st.sampled_from(["en", "cy"]), WORDS, min_size=1)
RULE = st.builds(Rule, st.sampled_from(["a = 1", "=1", "prior.b is missing or b in (1, 2)", "x: y # z"]))
WAVE, MODE = (
    st.sampled_from(["baseline", "m12", "m24"]),
    st.sampled_from(["face_to_face", "telephone", "self"]),
)


def _versions(draw) -> dict[str, Version]:
    names = draw(st.lists(st.sampled_from(["v1", "v2", "v10", "old"]), min_size=1, max_size=3, unique=True))
    return {
        name: Version(
            name, draw(TEXTS), replaces=draw(st.sampled_from([None, names[0]])),
            because=draw(st.none() | WORD), comparable=draw(st.none() | WORD),
        )
        for name in names
    }  # fmt: skip


LIMIT = st.integers(-(10**9), 10**9)
TYPES = st.one_of(
    st.builds(AnswerType, st.sampled_from(["number", "text", "date"])),
    st.builds(AnswerType, st.just("one"), st.just("answers")),
    st.tuples(LIMIT, LIMIT).map(lambda two: AnswerType("whole", None, float(min(two)), float(max(two)))),
    st.tuples(LIMIT, LIMIT).map(lambda two: AnswerType("number", None, min(two) / 8, max(two) / 8)),
)


@st.composite
def items(draw, name: str, module: str) -> Item:
    versions = _versions(draw)
    some = st.sampled_from(list(versions))
    choice = draw(st.booleans())
    return Item(
        id=name,
        variable=name.lower(),
        type=AnswerType("any", "answers") if choice else draw(TYPES),
        versions=versions,
        use=draw(st.dictionaries(WAVE, st.one_of(some, st.dictionaries(MODE, some, min_size=1)))),
        module=module,
        allow=tuple(draw(st.lists(st.sampled_from([Reason.DONT_KNOW, Reason.REFUSED]), unique=True))),
        exclusive=tuple(draw(st.lists(st.integers(-5, 99), unique=True, max_size=3))) if choice else (),
        ask=draw(st.one_of(st.just({}), RULE.map(lambda r: {ALL: r}), st.dictionaries(WAVE, RULE))),
        soft=draw(st.none() | RULE),
        hard=draw(st.none() | RULE),
        remind=draw(
            st.none() | st.builds(Reminder, st.just("I0"), TEXTS, st.sampled_from(["ordinary", "sensitive"]))
        ),
        card=draw(st.none() | st.sampled_from(["A", "12", "B2"])),
        instruct=draw(
            st.one_of(st.just({}), TEXTS.map(lambda t: {ALL: t}), st.dictionaries(MODE, TEXTS, min_size=1))
        ),
        seconds=draw(st.dictionaries(MODE, st.integers(0, 900).map(lambda n: n / 4))),
        sensitive=draw(st.booleans()),
    )


@st.composite
def rosters(draw, name: str, module: str, members: tuple[Item, ...]) -> Item:
    """Make the roster of some items: asked in every wave that asks one of them."""
    made = draw(items(name, module))
    waves = dict.fromkeys((wave for each in members for wave in each.use), next(iter(made.versions)))
    rule = draw(st.none() | st.tuples(st.sampled_from(["count", "until"]), RULE))
    return replace(
        made,
        type=AnswerType("note", members=tuple(each.id for each in members)),
        use=waves,
        allow=(),
        exclusive=(),
        called=draw(TEXTS),
        rows=Rows(draw(st.integers(1, 99)), **({} if rule is None else {rule[0]: rule[1]})),
    )


@st.composite
def modules(draw, number: int) -> Module:
    name = f"m{number}"
    made = tuple(draw(items(f"I{number}{index}", name)) for index in range(draw(st.integers(0, 3))))
    if made and draw(st.booleans()):
        made = (draw(rosters(f"R{number}", name, made)), *made)
    codes = draw(st.lists(st.integers(-3, 120), min_size=1, max_size=4, unique=True))
    answers = tuple(Option(code, draw(TEXTS)) for code in codes)
    scales = (
        (ScaleDefinition(f"s{number}", tuple(i.id for i in made), (made[0].id,), "sum", 1),) if made else ()
    )
    title, ask = draw(st.just({}) | TEXTS), draw(st.none() | RULE)
    return Module(name, title, ask, (AnswerList(f"answers{number or ''}", answers),), made, scales)


@st.composite
def banks(draw) -> Bank:
    return Bank(tuple(draw(modules(number)) for number in range(draw(st.integers(1, 3)))))


@settings(max_examples=30, deadline=None, phases=QUICK)
@given(banks())
def test_any_bank_comes_back_from_a_workbook(bank):
    content = workbook_bytes([(module, f"{module.name}.yaml") for module in bank.modules], CONFIG)
    back = read_modules(sheets_in(content, ("Modules", "Lists", "Items", "Scales")), "b.xlsx")
    assert Bank(tuple(module for module, _ in back)) == bank
    assert [list(i.versions) for m, _ in back for i in m.items] == [list(i.versions) for i in bank.authored]


@settings(max_examples=30, deadline=None, phases=QUICK)
@given(banks(), banks())
def test_any_module_comes_back_from_yaml_alone_and_over_another(bank, other):
    for module, old in zip(bank.modules, other.modules, strict=False):
        fresh = module_yaml(module)
        assert parse_module(fresh) == module
        over = module_yaml(module, "# mine\n" + module_yaml(old))
        assert parse_module(over) == module and over.startswith("# mine\n")
