"""What a code means, written anew: in the file, in the record, and never over words nobody has read."""

from __future__ import annotations

from pathlib import Path

import pytest
from interviews import put, tell
from test_coding_desk_doors import HOME, OURS
from test_coding_desk_hostile import _inside

from familypanel.coding import define, history, read_codebook, rename, undo
from familypanel.coding.code_definitions import DEFINING, earlier_wordings, redefine
from familypanel.coding.codebook_editing import CodebookEditor
from familypanel.study.folder import Study
from familypanel.study.problems import ProblemError

BOOK = """\
# Our codes
title: Test
codes:
  trust: {label: Trust, definition: Trust in a worker.}
  # before money
  money:
    label: Money   # as people say
    definition: >
      Money and
      housing.

    # about examples
    example: "Rent: late"
    codes:
      rent: {definition: Rent.}
  sleep:
    definition: Bedtimes.
# end
"""


@pytest.fixture
def study(study: Study) -> Study:
    study.codebook.write_text(BOOK, encoding="utf-8")
    return study


def _meaning(study: Study, code: str) -> dict[str, str]:
    found = read_codebook(study.codebook).code(code)
    return {key: getattr(found, key) for key in DEFINING}


@pytest.mark.parametrize(
    ("code", "fields", "gone", "new"),
    [
        ("money", {"definition": "All: of it # money"},
         ["    definition: >", "      Money and", "      housing."],
         ["    definition: 'All: of it # money'"]),
        ("money", {"label": "Money, etc."}, ["    label: Money   # as people say"],
         ["    label: Money, etc.  # as people say"]),
        ("money", {"example": ""}, ['    example: "Rent: late"'], []),
        ("sleep", {"include": "- naps", "exclude": "no"}, [],
         ["    include: '- naps'", "    exclude: no"]),
        ("sleep", {"example": ""}, [], []),
        ("rent", {"definition": "Rents."}, ["      rent: {definition: Rent.}"],
         ["      rent: {definition: Rents.}"]),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_field_change(study: Study, code: str, fields, gone, new) -> None:
    editor = CodebookEditor(study.codebook)
    editor.edit(code, fields)
    before, after = BOOK.split("\n"), editor.text.split("\n")
    assert [line for line in before if line not in after] == gone
    assert [line for line in after if line not in before] == new


ODD = ("yes", "1", "~", "a: b", "- x", "'", '"', "#", "a\nb", "😀 שלום", "{}", "\\", "%")


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("code", ["trust", "money", "rent", "sleep"])
def test_every_text_comes_back_as_it_was_written(study: Study, code: str, text: str) -> None:
    others = {name: _meaning(study, name) for name in ("trust", "money", "rent", "sleep") if name != code}
    define(study, code, "ann", label=text, definition=text, include=text, exclude=text, example=text)
    assert set(_meaning(study, code).values()) == {text}
    assert {name: _meaning(study, name) for name in others} == others
    assert "# before money" in study.codebook.read_text(encoding="utf-8")


def test_what_is_not_given_stays_and_an_empty_text_takes_away(study: Study) -> None:
    table = define(study, "money", "ann", example="", include="Rent")
    assert table.facts["changed"] == ["include", "example"]
    assert _meaning(study, "money") == {
        "label": "Money", "definition": "Money and housing.", "include": "Rent", "exclude": "", "example": "",
    }  # fmt: skip


def test_it_is_an_event_and_what_stood_there_is_kept_and_follows_the_code(study: Study) -> None:
    define(study, "sleep", "ann", definition="Nights.")
    define(study, "sleep", "ben", definition="Nights and naps.", label="Rest")
    rename(study, "sleep", "rest", "ben")
    assert [row["action"] for row in history(study).rows] == ["define", "define", "rename"]
    told = [(one.coder, dict(one.before)) for one in earlier_wordings(study)["rest"]]
    assert told == [
        ("ben", {"definition": "Nights.", "label": "Sleep"}),
        ("ann", {"definition": "Bedtimes."}),
    ]


def test_nothing_is_written_down_where_nothing_changes(study: Study) -> None:
    before = study.codebook.read_bytes()
    for dry_run, text in ((False, "Bedtimes."), (True, "Nights.")):
        define(study, "sleep", "ann", definition=text, dry_run=dry_run)
    assert study.codebook.read_bytes() == before
    assert history(study).rows == ()


@pytest.mark.parametrize(
    ("code", "fields", "fault"),
    [
        ("sleep", {"definition": " \n "}, "FP5960"), ("sleep", {"example": "x" * 5001}, "FP5961"),
        ("slep", {"definition": "x"}, "FP5011"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(study: Study, code: str, fields: dict[str, str], fault: str) -> None:
    before = study.codebook.read_bytes()
    with pytest.raises(ProblemError) as raised:
        define(study, code, "ann", **fields)  # type: ignore[arg-type]
    assert [one.code for one in raised.value.problems] == [fault]
    assert study.codebook.read_bytes() == before and history(study).rows == ()


def test_words_that_a_colleague_wrote_meanwhile_are_not_replaced(study: Study) -> None:
    seen = _meaning(study, "sleep")
    define(study, "sleep", "ben", definition="What Ben wrote.")
    with pytest.raises(ProblemError, match="FP5962"):
        redefine(study, "sleep", "ann", {"definition": "What Ann wrote."}, seen)
    assert _meaning(study, "sleep")["definition"] == "What Ben wrote."


def test_an_undo_of_something_else_changes_no_wording(study: Study) -> None:
    define(study, "sleep", "ann", definition="Nights.")
    put(study, tell(study, "t01", "MOTHER: We waited."), "waited", "sleep")
    undo(study, "ann")
    assert [one.before for one in earlier_wordings(study)["sleep"]] == [{"definition": "Bedtimes."}]


class TestAtTheDesk:
    def test_the_page_writes_it_and_shows_what_stood_there(self, study: Study) -> None:
        _, ann = _inside(study)
        seen = {f"seen_{key}": text for key, text in _meaning(study, "money").items()}
        fields = {"code": "money", "definition": "Money.\r\nAnd more.", "example": ""} | seen
        answer = ann.post("/codebook/define", base_url=HOME, headers=OURS, data=fields)
        assert answer.location == "/codebook#code-money"
        assert _meaning(study, "money")["definition"] == "Money.\nAnd more."
        page = ann.get("/codebook", base_url=HOME).text
        assert "Earlier wordings: 1" in page and "Money and housing." in page and "Rent: late" in page

    def test_the_form_of_an_older_page_replaces_nothing(self, study: Study) -> None:
        _, ann = _inside(study)
        define(study, "money", "Ben", definition="What Ben wrote.")
        fields = {"code": "money", "definition": "What Ann wrote.", "seen_definition": "Money and housing."}
        answer = ann.post("/codebook/define", base_url=HOME, headers=OURS, data=fields)
        assert answer.status_code == 409 and "FP5962" in answer.text
        assert _meaning(study, "money")["definition"] == "What Ben wrote."

    def test_a_colleague_who_reads_is_shown_the_new_label(self, study: Study, tmp_path: Path) -> None:
        document = tell(study, "t01", "MOTHER: We waited.")
        put(study, document, "waited", "sleep", "Ann")
        study.codebook.write_text(BOOK, encoding="utf-8")
        _, ann = _inside(study)
        since = ann.get("/documents/1/changes?since=0", base_url=HOME).json["newest"]
        define(study, "sleep", "Ben", label="Rest")
        told = ann.get(f"/documents/1/changes?since={since}", base_url=HOME).json
        assert "Rest" in told["parts"]["picker-list"] and "Rest" in told["parts"]["codings-1"]
