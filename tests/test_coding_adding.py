"""Taking transcripts in: linked to members and waves, once, or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from interviews import enrol, put

from familypanel.coding import add, untag
from familypanel.coding.corpus import codings_of, stored_documents
from familypanel.study import ProblemError, Study

TEXT = "INTERVIEWER: How?\nMUM: Slowly, at first."


def counts(**said: int) -> dict[str, object]:
    """The facts of an answer: what is not said is 0."""
    none = dict.fromkeys(("added", "replaced", "revised", "filled", "same", "held"), 0)
    carried = dict.fromkeys(("carried", "changed", "gone"), 0)
    return none | carried | said | {"files": sum(said.values()), "skipped": 0, "dry_run": False}


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    path = tmp_path / "t1.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_transcript_is_added_once(study: Study, interview: Path) -> None:
    first = add(study, [interview], wave="m12")
    assert first.facts == counts(added=1)
    (document,) = stored_documents(study)
    assert (document.name, document.wave, document.text) == ("t1", "m12", TEXT)
    assert [(turn.role, turn.text) for turn in document.turns] == [
        ("interviewer", "How?"),
        ("mother", "Slowly, at first."),
    ]
    assert (study.store.root / "raw" / f"{document.raw_sha256}.txt").read_bytes() == interview.read_bytes()
    again = add(study, [interview], wave="m12")
    assert again.facts["same"] == 1
    assert again.rows[0]["turns"] == first.rows[0]["turns"] == 2
    assert "Nothing has changed." in again.notes


def test_the_same_bytes_under_another_name_are_the_same(study: Study, interview: Path) -> None:
    copy = interview.with_name("copy.txt")
    copy.write_bytes(interview.read_bytes())
    assert [row["status"] for row in add(study, [interview, copy]).rows] == ["added", "same"]
    assert add(study, [copy]).rows[0]["document"] == "t1"


def test_a_corrected_file_replaces_an_uncoded_transcript_and_keeps_what_was_known(
    study: Study, interview: Path
) -> None:
    interview.write_bytes("R: I’m fine – café.".encode("cp1252"))
    assert [one.code for one in add(study, interview, wave="m12", role="mother").problems] == ["FP5002"]
    interview.write_text("R: I’m fine – café!", encoding="utf-8")
    found = add(study, interview)
    assert found.facts == counts(replaced=1)
    assert [(one.code, one.severity) for one in found.problems] == [("FP5063", "note")]
    (document,) = stored_documents(study)
    assert (document.version, document.wave, document.text) == (2, "m12", "R: I’m fine – café!")
    assert [turn.role for turn in document.turns] == ["mother"]
    assert len(list((study.store.root / "raw").iterdir())) == 2
    assert add(study, interview).facts == counts(same=1)


def test_a_transcript_in_which_nothing_is_coded_any_more_is_replaced(study: Study, interview: Path) -> None:
    add(study, interview)
    number = put(study, stored_documents(study)[0], "Slowly", "trust").rows[0]["coding"]
    untag(study, number, "ann")
    interview.write_text(TEXT + " Then fast.", encoding="utf-8")
    assert add(study, interview).facts == counts(replaced=1)


def test_two_files_of_one_name_are_refused(study: Study, interview: Path) -> None:
    other = interview.parent / "more" / "t1.txt"
    other.parent.mkdir()
    other.write_text(TEXT + " Then fast.")
    with pytest.raises(ProblemError, match="FP5062"):
        add(study, [interview, other])


def test_a_list_fills_what_was_not_known_and_changes_nothing_else(study: Study, interview: Path) -> None:
    enrol(study, K7M2="F1")
    interview.write_text("I: How?\nR: Fine.\n")
    add(study, interview, wave="m12")
    put(study, stored_documents(study)[0], "Fine", "trust")
    listed = interview.with_name("list.csv")
    listed.write_text("file;family;wave;role;language\nt1.txt;F1;baseline;mother;en\n")
    found = add(study, listed)
    assert found.facts == counts(filled=1)
    assert [(one.code, one.place.row) for one in found.problems] == [("FP5064", 2)]
    (document,) = stored_documents(study)
    assert (document.urn, document.wave, document.role, document.language) == ("K7M2", "m12", "mother", "en")
    assert [turn.role for turn in document.turns] == ["interviewer", "mother"]
    assert [one.quote for one in codings_of(study)] == ["Fine"]
    assert add(study, listed).facts == counts(same=1)


def test_a_mark_added_to_the_study_later_gives_its_turns_a_role(study: Study, interview: Path) -> None:
    interview.write_text("I: How?\nGran: Fine.\n")
    assert [one.code for one in add(study, interview).problems] == ["FP5060"]
    taught = replace(study, config=replace(study.config, speakers={"GRAN": "grandparent"}))
    assert add(taught, interview).facts == counts(filled=1)
    assert [turn.role for turn in stored_documents(taught)[0].turns] == ["interviewer", "grandparent"]
    assert add(taught, interview).facts == counts(same=1)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_lists_as_spreadsheets_of_all_countries_write_them(study: Study, interview: Path, sign: str) -> None:
    listed = interview.with_name("list.csv")
    rows = (("file", "wave", "role", "language"), ("t1.txt", "m12", "mother", ""))
    listed.write_text("\ufeff" + "\n".join(map(sign.join, rows)), encoding="utf-8")
    (row,) = add(study, listed, language="cy").rows
    assert (row["wave"], row["role"], row["language"]) == ("m12", "mother", "cy")


def test_a_dry_run_stores_nothing(study: Study, interview: Path) -> None:
    assert add(study, [interview], dry_run=True).facts["added"] == 1
    assert stored_documents(study) == []
    assert not (study.store.root / "raw").exists()


def test_an_unknown_member_is_held_and_the_others_are_added(study: Study, interview: Path) -> None:
    enrol(study, K7M2="F1")
    other = interview.with_name("t2.txt")
    other.write_text("MUM: Fine.", encoding="utf-8")
    listed = interview.with_name("list.csv")
    listed.write_text("file,urn,wave,role\nt1.txt,K7M2,baseline,mother\nt2.txt,XXXX,m12,mother\n")
    found = add(study, [listed])
    assert found.facts == counts(added=1, held=1)
    assert [(one.code, one.place.row, one.place.urn) for one in found.problems] == [("FP5007", 3, "XXXX")]
    assert found.status == 1
    assert [document.urn for document in stored_documents(study)] == ["K7M2"]


def test_a_family_leads_to_its_only_member(study: Study, interview: Path) -> None:
    enrol(study, K7M2="F1", P4W9="F2", R3T8="F2")
    listed = interview.with_name("list.csv")
    listed.write_text("file,family,wave,role\nt1.txt,F1,baseline,mother\n")
    assert add(study, [listed]).rows[0]["urn"] == "K7M2"
    two = interview.with_name("t2.txt")
    two.write_text("MUM: Fine.", encoding="utf-8")
    listed.write_text("file,family,wave,role\nt2.txt,F2,baseline,mother\n")
    assert [one.code for one in add(study, [listed]).problems] == ["FP5010"]


def test_a_mark_without_a_role_takes_the_role_that_was_given(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t3.txt"
    path.write_text("I: How?\nR: Fine.\nI: And?\nR: Good.\n", encoding="utf-8")
    add(study, [path], role="teacher")
    assert [turn.role for turn in stored_documents(study)[0].turns] == ["interviewer", "teacher"] * 2


def test_somebody_else_in_the_room_never_takes_the_role_that_was_given(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t3.txt"
    path.write_text(
        "I: How?\nR (laughs): Fine.\nSISTER: No.\nSISTER: Yes.\nFather 2: Hm.\n", encoding="utf-8"
    )
    found = add(study, [path], role="mother")
    roles = [turn.role for turn in stored_documents(study)[0].turns]
    assert roles == ["interviewer", "mother", None, None, "father"]
    assert [one.code for one in found.problems] == ["FP5005"]


def test_of_two_respondents_nobody_knows_which_one_has_the_role(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t3.txt"
    path.write_text("I: How?\nR1: Fine.\nR2: No.\nR1: Good.\n", encoding="utf-8")
    found = add(study, [path], role="mother")
    assert [turn.role for turn in stored_documents(study)[0].turns] == ["interviewer", None, None, None]
    assert [one.what for one in found.problems] == [
        "The speaker 'R1' (2 turns) has no role.",
        "The speaker 'R2' (1 turns) has no role.",
    ]


def test_a_mark_seen_once_is_reported_by_its_line_without_its_words(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t3.txt"
    path.write_text("I: How?\nMUM: Fine.\nSarah: No.\nI: And?\n", encoding="utf-8")
    (found,) = add(study, [path]).problems
    assert (found.code, found.severity, found.place.line) == ("FP5060", "warning", 3)
    assert "Sarah" not in found.what + found.why + found.remedy


def test_what_a_folder_holds_beside_transcripts_is_said(study: Study, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    (folder / "older").mkdir(parents=True)
    for name in ("t1.txt", "t2.doc", "t3.doc", "list.csv", "~$t1.docx", ".DS_Store"):
        (folder / name).write_text(TEXT)
    found = add(study, folder)
    assert (found.facts["files"], found.facts["skipped"]) == (1, 4)
    names = [(one.code, Path(one.place.file or "").name) for one in found.problems]
    assert names == [("FP5061", name) for name in ("list.csv", "older", "t2.doc", "t3.doc")]
    assert found.status == 0


@pytest.mark.parametrize(
    "paths, options, code",
    [
        (["t1.txt"], {"wave": "m13"}, "FP1007"),
        (["t9.txt"], {}, "FP1020"),
        (["empty"], {}, "FP5009"),
        (["bad.csv"], {}, "FP5008"),
    ],
)
def test_what_cannot_be_added_says_why(
    study: Study, interview: Path, paths: list[str], options: dict[str, str], code: str
) -> None:
    (interview.parent / "empty").mkdir()
    (interview.parent / "bad.csv").write_text("file,when\nt1.txt,m12\n")
    with pytest.raises(ProblemError) as caught:
        add(study, [interview.parent / path for path in paths], **options)
    assert caught.value.problems[0].code == code
    assert stored_documents(study) == []
