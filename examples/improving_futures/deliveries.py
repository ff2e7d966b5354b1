"""Write what the field would deliver: the register, three waves, the workers' records and the contact log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ...questionnaires.bank_reader import read_bank
from ...questionnaires.compiler import compile_instrument
from ...study.dictionary import Dictionary
from ...study.files import write_text
from ...study.folder import Study
from ...surveys.spss_write import write_sav
from .dirty import spoil
from .homes import WAVES
from .members import members
from .monitoring import monitoring_records, records_dictionary
from .respondents import with_sex
from .safe_contact import contact_rules
from .simulate import Fieldwork, simulate

__all__ = ["CONTACTS", "CONTACT_LOG", "MEMBERS", "OCCASIONS", "dictionaries", "write_deliveries"]

MEMBERS, CONTACT_LOG, CONTACTS = "members.csv", "contact_log.csv", "contacts.csv"
OCCASIONS = ("entry", "exit")


def write_deliveries(study: Study, folder: Path, seed: int = 2011) -> tuple[Path, ...]:
    """Write every file that the field delivers to the example study.

    Parameters
    ----------
    study : Study
        The example; its question bank is compiled, and the families answer what it asks.
    folder : Path
        Where to; usually the folder ``deliveries`` of the study.
    seed : int
        Where chance begins; the same seed gives the same bytes.

    Returns
    -------
    tuple of Path
        In the order in which they are to be taken in: ``members.csv``, ``baseline.sav``, ``m12.sav``,
        ``m24.sav``, ``contact_log.csv``, ``contacts.csv``, ``entry.sav``, ``exit.sav``.
    """
    register = members(seed)
    books = dictionaries(study)
    fieldwork = simulate(books, register, seed)
    return (
        _write_csv(with_sex(register, seed), folder / MEMBERS),
        *_write_waves(fieldwork, books, register, folder, seed),
        _write_csv(fieldwork.contacts, folder / CONTACT_LOG),
        _write_csv(contact_rules(register, fieldwork.contacts, seed), folder / CONTACTS),
        *_write_records(register, folder, seed),
    )


def dictionaries(study: Study) -> dict[str, Dictionary]:
    """Compile the question bank of a study and give each wave's dictionary."""
    bank = read_bank(study.questionnaires)
    return {wave: compile_instrument(bank, study.config, wave).dictionary for wave in WAVES}


def unreached_at_m12(contacts: pd.DataFrame) -> str:
    """Find a family that was rung at +12 months and never answered."""
    log = contacts[contacts["wave"] == "m12"]
    only_tried = log.groupby("urn")["kind"].agg(lambda kinds: set(kinds) == {"attempt"})
    return str(only_tried.index[only_tried][0])


def _write_waves(
    fieldwork: Fieldwork, books: Mapping[str, Dictionary], register: pd.DataFrame, folder: Path, seed: int
) -> list[Path]:
    unreached = unreached_at_m12(fieldwork.contacts)
    paths = []
    for wave, told in fieldwork.told.items():
        paths.append(folder / f"{wave}.sav")
        write_sav(paths[-1], books[wave], spoil(wave, told.frame(), register, unreached, seed).frame)
    return paths


def _write_records(register: pd.DataFrame, folder: Path, seed: int) -> list[Path]:
    paths = [folder / f"{occasion}.sav" for occasion in OCCASIONS]
    for path, occasion, frame in zip(paths, OCCASIONS, monitoring_records(register, seed), strict=True):
        write_sav(path, records_dictionary(occasion), frame)
    return paths


def _write_csv(frame: pd.DataFrame, path: Path) -> Path:
    write_text(path, frame.to_csv(index=False, lineterminator="\n"))
    return path
