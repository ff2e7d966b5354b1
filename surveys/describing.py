"""The dictionary of the waves as a table: every variable, every code, every reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.problems import Place, ProblemError, problem
from ..study.table import Column, Table
from .spoken import range_of, spoken_codes

if TYPE_CHECKING:
    from ..study.dictionary import Dictionary
    from ..study.folder import Study

__all__ = ["dictionary"]

_COLUMNS = (
    Column("wave"), Column("variable"), Column("label", "Question"), Column("type"), Column("measure"),
    Column("range"), Column("set", "Multiple response"), Column("ask", "Asked if"), Column("value"),
    Column("meaning"), Column("reason", "Missing because"),
)  # fmt: skip

_DDI = ".xml"


def dictionary(study: Study, *, wave: str | None = None, to: Path | str | None = None) -> Table:
    """Give the dictionary of the waves: variables, labels, codes and missing codes.

    Of a wave that was received it is the dictionary of the accepted answers, else that of its instrument.

    Parameters
    ----------
    study : Study
        The study.
    wave : str, optional
        Only this wave; by default all that have a dictionary.
    to : Path or str, optional
        Also write it to a file: .html (a page with a chapter a wave), .xlsx (sheets of codes, variables and
        multiple responses), .csv, .json, .txt, or .xml (DDI-Codebook, which archives read).

    Returns
    -------
    Table
        One row a code of a variable, or one row where it has none: ``wave``, ``variable``, ``label``,
        ``type``, ``measure``, ``range`` (of numbers), ``set`` (the multiple response it belongs to), ``ask``,
        ``value``, ``meaning`` and ``reason``; facts ``waves`` and ``n_variables``.

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP3150 if there is no dictionary; FP1024, FP1025 if it cannot be written.
    """
    names = [study.wave(wave).name] if wave else [one.name for one in study.config.occasions]
    books = {name: book for name in names if (book := _book(study, name)) is not None}
    if not books:
        raise ProblemError(problem("FP3150", Place(wave=wave), waves=", ".join(names)))
    rows = [row for name, book in books.items() for row in _rows(name, book)]
    facts = {"waves": list(books), "n_variables": sum(map(len, books.values()))}
    table = Table.of(rows, _COLUMNS, title=f"{study.config.title}: dictionary", facts=facts)
    if to is not None:
        _save(table, study.config.title, books, Path(to))
    return table


def _book(study: Study, wave: str) -> Dictionary | None:
    from ..study.dictionary import Dictionary
    from ..study.store.waves import read_wave

    cells = read_wave(study.store, wave)
    if cells is not None:
        return cells.dictionary
    built = study.instruments / wave / "dictionary.json"
    return Dictionary.from_json(built.read_text(encoding="utf-8")) if built.is_file() else None


def _rows(wave: str, book: Dictionary) -> Iterator[dict[str, Any]]:
    sets = {name: found.name for found in book.sets for name in found.variables}
    for variable in book:
        head = {
            "wave": wave, "variable": variable.name, "label": variable.label, "type": variable.type,
            "measure": variable.measure, "range": range_of(variable), "ask": variable.ask or "",
            "set": sets.get(variable.name),
        }  # fmt: skip
        for value, meaning, reason in [*spoken_codes(variable, book)] or [("", "", "")]:
            yield {**head, "value": value, "meaning": meaning, "reason": reason}


def _save(table: Table, title: str, books: Mapping[str, Dictionary], path: Path) -> None:
    from ..study.ddi_codebook import ddi_codebook_of_waves
    from ..study.files import write_bytes, write_text
    from ..study.table_files import check_ending, save, to_workbook
    from .dictionary_page import dictionary_page
    from .dictionary_sheets import dictionary_sheets, numbered

    check_ending(path, also=(_DDI,))
    match path.suffix.lower():
        case ".xml":
            described = [replace(book, wave=name) for name, book in books.items()]
            write_bytes(path, ddi_codebook_of_waves(title, described))
        case ".html":
            write_text(path, dictionary_page(table.title, books))
        case ".xlsx":
            to_workbook(dictionary_sheets(table, books), path)
        case ".csv":
            save(numbered(table, books), path)
        case _:
            save(table, path, "surveys dictionary")
