"""Our forms in JavaRosa, the engine of ODK Collect: everybody is shown what our own interpreter shows.

JavaRosa is in the jar that comes with pyxform; ``tests/javarosa/Respondents.java`` drives it.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import questionnaires_roster
from form_respondents import Interview, Respondent
from nasty_bank import nasty

from familypanel import examples
from familypanel.questionnaires import Bank, Instrument, compile_instrument, read_bank
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.outputs.xlsform import xlsform
from familypanel.questionnaires.printers import guarded
from familypanel.study.config_reader import read_config
from familypanel.study.folder import load
from familypanel.study.yaml_source import parse_yaml

pytestmark = pytest.mark.slow

EXAMPLE = Path(examples.__file__).parent / "improving_futures"
STUDY = """\
title: A study
languages: [en, cy]
waves:
  baseline: {label: Baseline, months: 0, mode: face_to_face}
  m12: {label: +12 months, months: 12, mode: telephone}
missing: ukhls
"""
SEED = 2011


class JavaRosa:
    """The driver, compiled once."""

    def __init__(self, java: str, javac: str, folder: Path) -> None:
        pyxform = pytest.importorskip("pyxform")
        self.jar = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
        self.java, self.folder = java, folder
        source = Path(__file__).parent / "javarosa" / "Respondents.java"
        command = [
            javac,
            "-nowarn",
            "-encoding",
            "UTF-8",
            "-cp",
            str(self.jar),
            "-d",
            str(folder),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def shown(self, instrument: Instrument, respondents: list[Respondent]) -> list[list[str]]:
        form = self.folder / "form.xml"
        form.write_text(converted(instrument, self.folder), encoding="utf-8")
        said = "".join(map(_lines, respondents))
        command = [self.java, "-cp", f"{self.folder}:{self.jar}", "Respondents", str(form)]
        found = subprocess.run(
            command, input=said, capture_output=True, text=True, encoding="utf-8", timeout=170, check=False
        )
        assert found.returncode == 0, found.stderr[-2000:]
        return [line.split(" ") for line in found.stdout.splitlines()]


def converted(instrument: Instrument, folder: Path, validate: bool = False) -> str:
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    path = folder / "form.xlsx"
    path.write_bytes(xlsform(instrument))
    result = xls2xform.convert(str(path), validate=validate)
    assert result.warnings == []
    return str(result.xform)


def _lines(respondent: Respondent) -> str:
    fed = [f"P\t{name}\t{value}\n" for name, value in respondent.preload.items()]
    return "".join([*fed, *(f"A\t{name}\t{value}\n" for name, value in respondent.says.items()), "E\n"])


@pytest.fixture(scope="module")
def javarosa(tmp_path_factory) -> JavaRosa:
    java, javac = shutil.which("java"), shutil.which("javac")
    if java is None or javac is None:
        pytest.skip("no Java development kit is installed")
    return JavaRosa(java, javac, tmp_path_factory.mktemp("javarosa"))


def differences(
    instrument: Instrument, count: int, javarosa: JavaRosa, seed: int = SEED
) -> tuple[list[object], int]:
    """Let `count` respondents through both, and give those shown other things, and how much was shown."""
    interview, chance = Interview(instrument), random.Random(seed)
    respondents = [interview.respondent(chance) for _ in range(count)]
    theirs = javarosa.shown(instrument, respondents)
    assert len(theirs) == count
    ours = [[*interview.shown(each)] for each in respondents]
    different = [
        (sorted({*mine} ^ {*other}), each)
        for mine, other, each in zip(ours, theirs, respondents, strict=True)
        if mine != other
    ]
    return different, len({name for names in ours for name in names})


@pytest.mark.parametrize("wave", ["baseline", "m12", "m24"])
def test_everybody_is_shown_the_same_questions_of_the_example(wave: str, javarosa: JavaRosa) -> None:
    study = load(EXAMPLE, search=False)
    instrument = compile_instrument(read_bank(study.questionnaires), study.config, wave)
    different, seen = differences(instrument, 2_000, javarosa)
    assert different[:1] == []
    assert seen >= len(instrument.questions)


@pytest.mark.parametrize("wave", ["baseline", "m12"])
def test_everybody_is_shown_the_same_rows_of_a_roster(wave: str, javarosa: JavaRosa) -> None:
    instrument = questionnaires_roster.made(wave)
    different, seen = differences(instrument, 2_000, javarosa)
    assert different[:1] == []
    assert seen >= len(instrument.questions)


@pytest.mark.parametrize("seed", range(8))
def test_everybody_is_shown_the_same_questions_of_a_nasty_bank(seed: int, javarosa: JavaRosa) -> None:
    bank = Bank((parse_module(nasty(seed)),))
    instrument = compile_instrument(bank, read_config(parse_yaml(STUDY, "study.yaml")), "m12")
    different, seen = differences(instrument, 500, javarosa, seed)
    assert different[:1] == []
    assert seen >= len(instrument.questions) / 2


def test_a_form_that_asks_others_is_seen_through(javarosa: JavaRosa, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums print without the condition that something in them is answered, a small fault of few rules."""
    right = guarded._summed
    monkeypatch.setattr(guarded, "_summed", lambda parts: replace(right(parts), known=()))
    bank = Bank((parse_module(nasty(1)),))
    instrument = compile_instrument(bank, read_config(parse_yaml(STUDY, "study.yaml")), "m12")
    different, _ = differences(instrument, 300, javarosa)
    assert different != []


@pytest.mark.parametrize("wave", ["baseline", "m12", "m24"])
def test_odk_validate_finds_nothing_wrong_with_the_example(wave: str, tmp_path: Path, judge) -> None:
    judge("java")
    study = load(EXAMPLE, search=False)
    instrument = compile_instrument(read_bank(study.questionnaires), study.config, wave)
    assert converted(instrument, tmp_path, validate=True)


@pytest.mark.parametrize("wave", ["baseline", "m12"])
def test_odk_validate_finds_nothing_wrong_with_a_roster(wave: str, tmp_path: Path, judge) -> None:
    judge("java")
    assert converted(questionnaires_roster.made(wave), tmp_path, validate=True)
