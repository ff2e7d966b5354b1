"""A workbook that somebody opened and saved in a real spreadsheet is the same bank."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from questionnaires_bank import CONFIG, CONSENT, HOME

from familypanel import questionnaires
from familypanel.questionnaires import read_bank
from familypanel.study.config_reader import read_config
from familypanel.study.folder import Study
from familypanel.study.yaml_source import parse_yaml

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "improving_futures"
# What spreadsheets like to change: numbers, dates, formulas, truth values, apostrophes, spaces and lines.
TEMPTING = ["007", "1/2", "2016-03-04", "=SUM(1;2)", "+44", "-", "'quoted'", "TRUE", "1e5",
            "  inside  spaces  ", "two\nlines", "1,000.50", "@home", "50%", "#N/A", "10:30",
            "Ŵŷ – “curly”"]  # fmt: skip
ODD = """\
module: odd
lists:
  yes_no: {1: {en: "TRUE", cy: "=1+1"}, 2: {en: "2", cy: "03/04/2016"}}
items:
"""


def odd_module() -> str:
    from json import dumps

    items = [
        f"  - id: X{number}\n    variable: x{number}\n    type: one of yes_no\n"
        f"    versions: {{v1: {{en: {dumps('a' + text)}, cy: {dumps(text if text != '-' else 'na')}}}}}\n"
        f"    use: {{baseline: v1}}\n    card: {dumps(text.strip())}\n    seconds: {{self: {number}.5}}\n"
        for number, text in enumerate(TEMPTING)
    ]
    return ODD + "".join(items)


@pytest.fixture(scope="module")
def calc(judge, tmp_path_factory):
    """Open a workbook in Calc and save it as a new one."""
    office = judge("soffice", "libreoffice")
    profile = tmp_path_factory.mktemp("profile")

    def saved(path: Path, folder: Path) -> Path:
        command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--calc", "--convert-to",
                   "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return folder / path.name

    return saved


def study_of(folder: Path, texts: dict[str, str], config) -> Study:
    (folder / "questionnaires").mkdir()
    for name, text in texts.items():
        (folder / "questionnaires" / name).write_text(text, encoding="utf-8")
    return Study(folder, config)


def example() -> tuple[dict[str, str], object]:
    texts = {
        each.name: each.read_text(encoding="utf-8") for each in (EXAMPLE / "questionnaires").glob("*.yaml")
    }
    return texts, read_config(parse_yaml((EXAMPLE / "study.yaml").read_text(encoding="utf-8"), "study.yaml"))


BANKS = {
    "small": lambda: ({"1.yaml": CONSENT, "2.yaml": HOME}, CONFIG),
    "odd": lambda: ({"1.yaml": odd_module()}, CONFIG),
    "example": example,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BANKS)
def test_calc_opens_and_saves_the_same_bank(calc, tmp_path: Path, name: str) -> None:
    texts, config = BANKS[name]()
    study = study_of(tmp_path, texts, config)
    bank = read_bank(study.questionnaires)
    book = tmp_path / "bank.xlsx"
    questionnaires.to_excel(study, book)
    (tmp_path / "calc").mkdir()
    saved = calc(book, tmp_path / "calc")
    assert saved.read_bytes() != book.read_bytes()
    done = questionnaires.from_excel(study, saved)
    assert {row["action"] for row in done.rows} == {"unchanged"}
    for each in study.questionnaires.iterdir():
        each.unlink()
    questionnaires.from_excel(study, saved)
    assert read_bank(study.questionnaires) == bank
