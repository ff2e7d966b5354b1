"""Codes are renamed, merged, split and added: the file keeps its comments, every coding follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import tell

from familypanel.coding import (
    add_code,
    codes,
    codings,
    define,
    history,
    memo,
    memos,
    merge_codes,
    read_codebook,
    rename,
    split,
    tag,
    undo,
)
from familypanel.coding.codebook_editing import CodebookEditor
from familypanel.study import ProblemError, Study

BOOK = """\
# What the team agreed on in May.
title: Families
codes:
  # about people
  trust:
    label: Trust   # short
    definition: >
      Trust being built,
      kept or lost.
    colour: "#1b6ca8"
    codes:
      # below trust
      worker: {label: The worker, definition: 'Trust in a worker: kept.'}
      family:
        definition: Trust at home.

  # about things
  money: {label: Money, definition: Money and housing.}
  sleep:
    definition: Bedtimes.   # not naps
# the end
"""


@pytest.fixture
def coded(study: Study) -> Study:
    study.codebook.write_text(BOOK, encoding="utf-8")
    tell(study, "t1", "MUM: We are behind with the rent. Bedtime is at eight.")
    for at, code in ((5, "trust"), (8, "worker"), (12, "money"), (19, "money"), (34, "sleep")):
        tag(study, "t1", (at, at + 7), code, "ann")
    return study


def used(study: Study) -> list[str]:
    return [row["code"] for row in codings(study).rows]


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_codes_stand_below_codes(coded):
    book = read_codebook(coded.codebook)
    assert [(code.name, code.parent, code.level) for code in book.codes] == [
        ("trust", "", 0), ("worker", "trust", 1), ("family", "trust", 1), ("money", "", 0), ("sleep", "", 0),
    ]  # fmt: skip
    assert book.below("trust") == ("trust", "worker", "family")


@pytest.mark.parametrize(
    "text, code",
    [
        ("codes: {a: {definition: x, codes: {a: {definition: y}}}}", "FP1006"),
        ("codes: {a: {definition: x, codes: [b]}}", "FP1004"),
        ("codes: {a: {definition: x, codes: {B: {definition: y}}}}", "FP1004"),
        ("codes: {a: {definition: x, codes: {b: {label: y}}}}", "FP1005"),
    ],
)
def test_what_is_wrong_below_is_found(study, text, code):
    study.codebook.write_text(text)
    with pytest.raises(ProblemError, match=code):
        read_codebook(study.codebook)


class TestRename:
    def test_one_line_changes_and_the_codings_follow(self, coded):
        memo(coded, "Mind this.", "ann", code="money")
        rename(coded, "money", "income", "lead")
        assert changed(BOOK, coded.codebook.read_text()) == (
            ["  money: {label: Money, definition: Money and housing.}"],
            ["  income: {label: Money, definition: Money and housing.}"],
        )
        assert used(coded) == ["trust", "worker", "income", "income", "sleep"]
        assert {row["code"]: row["was"] for row in codes(coded).rows}["income"] == ["money"]

    def test_a_code_with_codes_below_it(self, coded):
        rename(coded, "trust", "faith", "lead")
        assert changed(BOOK, coded.codebook.read_text()) == (["  trust:"], ["  faith:"])
        assert read_codebook(coded.codebook).code("worker").parent == "faith"

    def test_there_and_back_is_as_before(self, coded):
        rename(coded, "worker", "key_worker", "lead")
        rename(coded, "key_worker", "worker", "lead")
        assert coded.codebook.read_text() == BOOK and used(coded)[1] == "worker"

    @pytest.mark.parametrize(
        "old, new, code", [("mony", "x", "FP5011"), ("money", "sleep", "FP5111"), ("money", "Big", "FP5111")]
    )
    def test_what_cannot_be(self, coded, old, new, code):
        with pytest.raises(ProblemError, match=code):
            rename(coded, old, new, "lead")
        assert coded.codebook.read_text() == BOOK

    def test_a_dry_run(self, coded):
        assert rename(coded, "money", "income", "lead", dry_run=True).facts["codings"] == 2
        assert coded.codebook.read_text() == BOOK and "money" in used(coded)


class TestMerge:
    def test_lines_of_the_code_go_and_no_others(self, coded):
        merge_codes(coded, ["money"], "sleep", "lead")
        assert changed(BOOK, coded.codebook.read_text()) == (
            ["  money: {label: Money, definition: Money and housing.}"], [],
        )  # fmt: skip
        assert used(coded) == ["trust", "worker", "sleep", "sleep", "sleep"]

    def test_codes_below_move(self, coded):
        merge_codes(coded, ["trust", "sleep"], "money", "lead")
        book = read_codebook(coded.codebook)
        assert [(code.name, code.parent) for code in book.codes] == [
            ("money", ""), ("worker", "money"), ("family", "money"),
        ]  # fmt: skip
        assert used(coded).count("money") == 4 and "# about people" in coded.codebook.read_text()

    def test_what_was_defined_stays_in_the_log(self, coded):
        from familypanel.study.store.coding_log import logged_events

        merge_codes(coded, ["money"], "sleep", "lead")
        with coded.store.reading() as connection:
            event = logged_events(connection)[-1]
        assert event.payload["removed"]["money"]["definition"] == "Money and housing."

    @pytest.mark.parametrize(
        "gone, into, code",
        [(["money"], "money", "FP5112"), (["trust"], "worker", "FP5112"), (["mony"], "sleep", "FP5011")],
    )
    def test_what_cannot_be(self, coded, gone, into, code):
        with pytest.raises(ProblemError, match=code):
            merge_codes(coded, gone, into, "lead")

    def test_codes_of_codings_that_the_codebook_lost_can_be_merged(self, coded):
        text = BOOK.replace("  money: {label: Money, definition: Money and housing.}\n", "")
        coded.codebook.write_text(text)
        assert codes(coded).facts["undefined"] == ["money"]
        merge_codes(coded, ["money"], "sleep", "lead")
        assert codes(coded).facts["undefined"] == [] and coded.codebook.read_text() == text


class TestSplit:
    def test_chosen_codings_go(self, coded):
        first, second = (row["coding"] for row in codings(coded, code="money").rows)
        split(coded, "money", "rent", [second], "lead", definition="Rent: late or high.")
        assert used(coded) == ["trust", "worker", "money", "rent", "sleep"]
        assert changed(BOOK, coded.codebook.read_text()) == (
            [], ["  rent:", "    definition: 'Rent: late or high.'"],
        )  # fmt: skip
        split(coded, "money", "sleep", [first], "lead")
        assert used(coded) == ["trust", "worker", "sleep", "rent", "sleep"]

    def test_what_cannot_be(self, coded):
        (number,) = (row["coding"] for row in codings(coded, code="sleep").rows)
        for wanted, more, code in (
            ([number], {"definition": "x"}, "FP5113"),
            ([999], {"definition": "x"}, "FP5015"),
            ([], {}, "FP5114"),
        ):  # fmt: skip
            with pytest.raises(ProblemError, match=code):
                split(coded, "money", "rent", wanted, "lead", **more)
        assert coded.codebook.read_text() == BOOK

    def test_none_chosen_none_follow(self, coded):
        answer = split(coded, "money", "rent", [], "lead", definition="Rent.")
        assert answer.facts["codings"] == 0 and used(coded).count("money") == 2


def test_memos_follow_their_code(coded):
    memo(coded, "Too wide?", "ann", code="money")
    rename(coded, "money", "income", "lead")
    memo(coded, "Still.", "bea", code="income")
    merge_codes(coded, ["income"], "sleep", "lead")
    add_code(coded, "income", "Wages only.", "lead")
    memo(coded, "New.", "ann", code="income")
    assert [(row["code"], row["text"]) for row in memos(coded).rows] == [
        ("sleep", "Too wide?"), ("sleep", "Still."), ("income", "New."),
    ]  # fmt: skip
    assert len(memos(coded, code="sleep").rows) == 2


def test_line_ends_of_windows_stay(coded):
    coded.codebook.write_bytes(BOOK.replace("\n", "\r\n").encode())
    rename(coded, "money", "income", "lead")
    content = coded.codebook.read_bytes().decode()
    assert content == BOOK.replace("  money:", "  income:").replace("\n", "\r\n")


def test_who_changes_the_codebook_at_once_loses_nothing(coded):
    names = [f"code_{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: add_code(coded, name, "New.", "lead"), names))
    assert {code.name for code in read_codebook(coded.codebook).codes} >= set(names)


class TestAdd:
    def test_at_the_end_and_below(self, coded):
        add_code(coded, "hope", "What comes next.", "lead", label="Hope")
        add_code(coded, "naps", "By day.", "lead", below="sleep")
        add_code(coded, "gran", "Grandmothers.", "lead", below="trust")
        book = read_codebook(coded.codebook)
        assert [(c.name, c.parent) for c in book.codes][-3:] == [
            ("sleep", ""),
            ("naps", "sleep"),
            ("hope", ""),
        ]
        assert book.code("gran").parent == "trust"
        text = coded.codebook.read_text()
        assert all(
            line in text for line in ("# What the team agreed", "# below trust", "# not naps", "# the end")
        )

    def test_into_an_empty_codebook(self, study):
        study.codebook.write_text("# ours\ncodes: {}\n")
        add_code(study, "hope", "What comes next.", "lead")
        assert study.codebook.read_text() == "# ours\ncodes:\n  hope:\n    definition: What comes next.\n"

    @pytest.mark.parametrize(
        "name, definition, below, code",
        [("money", "x", None, "FP5111"), ("new", " ", None, "FP5114"), ("new", "x", "nothing", "FP5011")],
    )
    def test_what_cannot_be(self, coded, name, definition, below, code):
        with pytest.raises(ProblemError, match=code):
            add_code(coded, name, definition, "lead", below=below)


NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True), min_size=2, max_size=6, unique=True)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30
)


@given(names=NAMES, texts=st.lists(TEXTS, min_size=6, max_size=6), data=st.data())
def test_whatever_a_codebook_says_edits_keep_all_else(tmp_path_factory, names, texts, data):
    path = tmp_path_factory.mktemp("book") / "codebook.yaml"
    path.write_text(f"# c\ncodes:\n  {names[0]}:\n    definition: x   # y\n", encoding="utf-8")
    editor = CodebookEditor(path)
    for name, text in zip(names[1:], texts, strict=False):
        editor.add(name, {"definition": text}, after=data.draw(st.sampled_from(["", names[0]])))
    entries = {name: editor.entry(name) for name in names}
    chosen = data.draw(st.sampled_from(names))
    editor.rename(chosen, "zzzzzzzz")
    assert editor.entry("zzzzzzzz") == entries[chosen] and editor.text.startswith("# c\n")
    editor.rename("zzzzzzzz", chosen)
    gone = data.draw(st.sampled_from(names[1:]))
    editor.remove(gone, names[0])
    assert {name: editor.entry(name) for name in names if name != gone} == {
        name: entry for name, entry in entries.items() if name != gone
    }


class TestUndo:
    def test_a_rename(self, coded):
        before, codes_before = coded.codebook.read_text(), used(coded)
        rename(coded, "money", "income", "lead")
        assert undo(coded, "lead").rows[0]["action"] == "rename"
        assert coded.codebook.read_text() == before and used(coded) == codes_before

    def test_a_merge_gives_every_coding_its_code_back(self, coded):
        book, codes_before = read_codebook(coded.codebook), used(coded)
        merge_codes(coded, ["money", "worker"], "sleep", "lead")
        tag(coded, "t1", "0:3", "sleep", "ann")
        undo(coded, "lead")
        assert sorted(used(coded)) == sorted([*codes_before, "sleep"])
        after = read_codebook(coded.codebook)
        assert {code.name: code for code in after.codes} == {code.name: code for code in book.codes}

    def test_a_split_and_a_new_code(self, coded):
        before, codes_before = coded.codebook.read_text(), used(coded)
        first, _ = (row["coding"] for row in codings(coded, code="money").rows)
        split(coded, "money", "rent", [first], "lead", definition="Rent.")
        add_code(coded, "hope", "What comes next.", "lead")
        assert [undo(coded, "lead").rows[0]["code"] for _ in range(2)] == ["hope", "rent"]
        assert read_codebook(coded.codebook).codes and used(coded) == codes_before
        assert coded.codebook.read_text() == before
        assert undo(coded, "lead").rows == ()

    def test_a_definition(self, coded):
        before = read_codebook(coded.codebook)
        define(coded, "money", "lead", definition="Income.", include="Wages.")
        undo(coded, "lead")
        assert read_codebook(coded.codebook) == before
        define(coded, "money", "lead", definition="Income.")
        define(coded, "money", "ann", definition="Coins.")
        with pytest.raises(ProblemError, match="FP5934"):
            undo(coded, "lead")

    def test_a_dry_run_changes_nothing(self, coded):
        rename(coded, "money", "income", "lead")
        before = coded.codebook.read_text()
        undo(coded, "lead", dry_run=True)
        assert coded.codebook.read_text() == before and "income" in used(coded)

    def test_what_the_codebook_has_gone_on_from_is_not_taken_back(self, coded):
        add_code(coded, "hope", "What comes next.", "lead")
        tag(coded, "t1", "0:3", "hope", "ann")
        with pytest.raises(ProblemError, match="FP5934"):
            undo(coded, "lead")
        rename(coded, "money", "income", "bea")
        add_code(coded, "money", "Coins.", "ann")
        with pytest.raises(ProblemError, match="FP5934"):
            undo(coded, "bea")
        event = next(row["event"] for row in history(coded).rows if row["action"] == "rename")
        undo(coded, "ann")
        undo(coded, "bea", event)
        with pytest.raises(ProblemError, match="FP5101"):
            undo(coded, "bea", history(coded).rows[-1]["event"])
        assert history(coded).facts["whole"]
