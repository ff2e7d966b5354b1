"""Building: checked first, written once, and never again where nothing changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from questionnaires_bank import CONSENT, HOME, STUDY

from familypanel import examples
from familypanel.questionnaires import build, check, read_instrument
from familypanel.questionnaires.outputs.formats import FORMATS
from familypanel.study import data_formats
from familypanel.study.dictionary import Dictionary
from familypanel.study.folder import Study, load
from familypanel.study.problems import ExitCode, ProblemError, Severity

BY_LANGUAGE = (
    ".html", "_large.html", "_easy.html", ".docx", "_large.docx", ".pdf", "_large.pdf",
)  # fmt: skip


@pytest.fixture
def banked(tmp_path: Path) -> Study:
    """A study with a question bank of two modules."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "10_consent.yaml").write_text(CONSENT, encoding="utf-8")
    (tmp_path / "questionnaires" / "20_home.yaml").write_text(HOME, encoding="utf-8")
    return load(tmp_path)


@pytest.fixture(autouse=True)
def _writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find the SPSS writer where the program runs from its folder and is not installed."""
    from importlib.metadata import EntryPoint

    point = EntryPoint("sav", "familypanel.surveys.spss_write:write_sav", data_formats.GROUP)
    monkeypatch.setattr(data_formats, "_entry_point", lambda name: point if name == "sav" else None)


def written(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_wave_gets_every_format_in_every_language(banked: Study) -> None:
    made = build(banked)
    together = [f"redcap_{what}.csv" for what in ("en", "cy", "events", "forms")]
    by_wave = [
        f"{wave}/{name}"
        for wave in ("baseline", "m12")
        for name in (
            *(f"{wave}_{language}{kind}" for language in ("en", "cy") for kind in BY_LANGUAGE),
            f"{wave}_bilingual.docx", f"{wave}_bilingual.pdf", f"{wave}_showcards.pdf",
            f"{wave}_xlsform.xlsx", f"{wave}.sav", f"{wave}.sps", "dictionary.json",
            f"{wave}_redcap_en.csv", f"{wave}_redcap_cy.csv", f"{wave}_limesurvey.txt",
            f"{wave}_ddi_codebook.xml",
            f"{wave}_ddi_lifecycle.xml", f"{wave}_diagram_en.svg", f"{wave}_diagram_cy.svg",
        )
    ]  # fmt: skip
    assert sorted(written(banked.instruments)) == sorted(together + by_wave)
    assert [row["path"] for row in made.rows] and {tuple(row) for row in made.rows} == {
        ("wave", "mode", "language", "format", "path", "items")
    }
    assert made.facts["written"] == len(made.rows) == 60 and made.status is ExitCode.FINE


def test_a_second_build_changes_nothing_and_says_so(banked: Study) -> None:
    build(banked)
    before = written(banked.instruments)
    again = build(banked)
    assert written(banked.instruments) == before
    assert again.facts["written"] == 0 and again.notes == ("Nothing changed: all 60 files are up to date.",)


def test_only_what_is_asked_for_is_written(banked: Study, tmp_path: Path) -> None:
    made = build(banked, ["m12"], ["html"], mode="self", languages=["cy"], out=tmp_path / "elsewhere")
    assert list(written(tmp_path / "elsewhere")) == [
        "m12/m12_self_cy.html", "m12/m12_self_cy_easy.html", "m12/m12_self_cy_large.html",
    ]  # fmt: skip
    assert made.rows[0]["mode"] == "self"


def test_the_dictionary_of_another_mode_stands_beside_the_waves_own(banked: Study) -> None:
    build(banked, ["m12"], ["dictionary"])
    build(banked, ["m12"], ["dictionary"], mode="self")
    assert list(written(banked.instruments)) == ["m12/dictionary.json", "m12/dictionary_self.json"]


def test_the_dictionary_holds_all_languages_whichever_are_printed(banked: Study) -> None:
    build(banked, ["m12"], ["dictionary"], languages=["cy"])
    plain = json.loads((banked.instruments / "m12" / "dictionary.json").read_text(encoding="utf-8"))
    assert plain["format"] == "familypanel-dictionary-1" and plain["languages"] == ["en", "cy"]


def test_a_dry_run_writes_nothing(banked: Study) -> None:
    made = build(banked, dry_run=True)
    assert not banked.instruments.exists()
    assert made.notes == ("60 of 60 files would be written; 0 unchanged.",)


def test_a_bank_with_errors_is_not_built(banked: Study) -> None:
    path = banked.questionnaires / "20_home.yaml"
    path.write_text(HOME.replace("ask: consent = 1", "ask: consnt = 1"), encoding="utf-8")
    made = build(banked)
    assert not banked.instruments.exists() and made.rows == ()
    errors = {each.code for each in made.problems if each.severity is Severity.ERROR}
    assert errors == {"FP2101"} and made.status is ExitCode.PROBLEMS


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"formats": ["pdff"]}, "FP2140"), ({"mode": "phone"}, "FP2141"), ({"languages": ["fr"]}, "FP2142"),
     ({"waves": ["m21"]}, "FP1007")],
)  # fmt: skip
def test_what_is_not_there_is_refused(banked: Study, asked: dict, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        build(banked, **asked)
    assert caught.value.problems[0].code == code and caught.value.exit_code is ExitCode.USAGE


def test_nothing_asked_by_a_mode_is_refused(banked: Study) -> None:
    (banked.questionnaires / "20_home.yaml").unlink()
    text = CONSENT.replace("use: {baseline: v1, m12: v1}", "use: {baseline: v1, m12: {self: v1}}")
    (banked.questionnaires / "10_consent.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError, match="FP2144"):
        build(banked, ["m12"])


def test_a_wave_whose_questions_are_still_to_be_written_keeps_no_other_back(banked: Study) -> None:
    for path in banked.questionnaires.glob("*.yaml"):
        text = re.sub(r"use: {baseline: v1, .*}", "use: {baseline: v1}", path.read_text(encoding="utf-8"))
        path.write_text(text.replace("use: {m12: v1}", "use: {baseline: v1}"), encoding="utf-8")
    found = build(banked, formats=["dictionary"])
    assert [row["wave"] for row in found.rows] == ["baseline"]
    assert [(each.code, each.place.wave) for each in found.problems if each.code == "FP2241"] == [
        ("FP2241", "m12")
    ]


def test_a_format_without_its_writer_is_refused(banked: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_formats, "_entry_point", lambda _: None)
    with pytest.raises(ProblemError, match="FP2143"):
        build(banked, formats=["sav"])


def test_the_spss_file_holds_the_dictionary(banked: Study) -> None:
    import pyreadstat

    build(banked, formats=["sav", "dictionary"])
    folder = banked.instruments / "m12"
    book = Dictionary.from_json((folder / "dictionary.json").read_text(encoding="utf-8"))
    frame, meta = pyreadstat.read_sav(folder / "m12.sav", user_missing=True)
    assert len(frame) == 0 and tuple(meta.column_names) == book.names
    assert meta.column_names_to_labels == {each.name: each.label for each in book}
    assert meta.variable_value_labels["moved"] == {1: "Yes", 2: "No", -1: "Don't know", -2: "Refused"} | {
        -7: "Proxy respondent", -8: "Not applicable", -9: "Error",
    }  # fmt: skip
    assert meta.missing_ranges["adults"] == [{"lo": -9.0, "hi": -1.0}]
    assert meta.variable_measure["adults"] == "scale"


def test_an_instrument_can_be_read_without_writing(banked: Study) -> None:
    assert read_instrument(banked, "m12").mode == "telephone"
    assert set(FORMATS) == {
        "html", "docx", "pdf", "showcards", "xlsform", "sav", "sps", "redcap", "limesurvey", "ddi-codebook",
        "ddi-lifecycle", "diagram", "dictionary",
    }  # fmt: skip


EXAMPLE = Path(examples.__file__).parent / "improving_futures"


@pytest.mark.slow
@pytest.mark.parametrize("wave", ["baseline", "m12", "m24"])
def test_the_example_is_proved_and_its_forms_convert_without_a_warning(wave: str, tmp_path: Path) -> None:
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    study = load(EXAMPLE, search=False)
    assert check(study, [wave]).rows == ()
    made = build(study, [wave], ["xlsform", "dictionary"], out=tmp_path)
    assert all(row["items"] >= 50 for row in made.rows)
    assert xls2xform.convert(str(tmp_path / wave / f"{wave}_xlsform.xlsx")).warnings == []
