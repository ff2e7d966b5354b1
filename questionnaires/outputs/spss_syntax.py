"""SPSS syntax that describes a data file of one wave: run it with the data open.

Labels, declared missing codes, levels, formats and multiple responses as in the .sav template; and as
attributes of every variable the item, its version, its module, its routing as authored, and the routing as an
SPSS condition (``SelectIf``) that is true exactly for those who were to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from ...study.dictionary import Dictionary, Variable
from ...study.numbers import exact
from ...study.problems import Place, ProblemError, problem
from ...study.spss import LABEL_BYTES, VALUE_LABEL_BYTES, declared_missing, fitting, missing_syntax
from ..instrument import Instrument, Question
from ..printers.spss import print_spss
from .holding import held_in_file

__all__ = ["spss_syntax"]

# A literal may be longer than a line of syntax only in parts.
_LITERAL = 200
_FORMATS = {
    "date": "DATE11",
    "datetime": "DATETIME20",
    "time": "TIME8",
    "duration": "DTIME12",
    "decimal": "F8.2",
}
Said = TypeVar("Said")
_LEVELS = {"nominal": "NOMINAL", "ordinal": "ORDINAL", "scale": "SCALE"}


def spss_syntax(instrument: Instrument) -> str:
    """Write the syntax.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode; labels are in its first language.

    Returns
    -------
    str
        Commands for a file that holds the dictionary's variables.

    Raises
    ------
    NotPrintableError
        If a rule says what SPSS cannot.
    ProblemError
        FP2200 if SPSS cannot declare the missing codes without making an answer missing.
    """
    book = instrument.dictionary
    parts = [
        "* Encoding: UTF-8.",
        f"* {_line(book.title)}: open the data file of the wave first, then run all of this.",
        *_labels(book),
        *_value_labels(book),
        *_missing(book),
        *_listed("VARIABLE LEVEL", _by_level(book)),
        *_listed("FORMATS", _by_format(book)),
        *_sets(book),
        *_attributes(instrument),
    ]
    return "\n\n".join(parts) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _label(text: str, room: int) -> str:
    return _literal(fitting(_line(text), room))


def _literal(text: str) -> str:
    """Quote a text; one that is longer than a line of syntax is put together from parts."""
    parts = [text[start : start + _LITERAL] for start in range(0, len(text), _LITERAL)] or [""]
    quoted = (part.replace("'", "''") for part in parts)
    return " +\n    ".join(f"'{part}'" for part in quoted)


def _labels(book: Dictionary) -> Iterator[str]:
    rows = [f"{each.name} {_label(each.label, LABEL_BYTES)}" for each in book]
    yield "VARIABLE LABELS\n  " + "\n  /".join(rows) + "."


def _value_labels(book: Dictionary) -> Iterator[str]:
    for labels, names in _together({each.name: _labelled(each, book) for each in book}).items():
        if labels:
            rows = [
                f"  {_code(value, text=text)} {_label(label, VALUE_LABEL_BYTES)}"
                for value, text, label in labels
            ]
            yield f"VALUE LABELS\n  {_wrapped(names)}\n" + "\n".join(rows) + "."


def _labelled(variable: Variable, book: Dictionary) -> tuple[tuple[float | str, bool, str], ...]:
    """Give codes with their labels: the reasons' first, as they are the smaller numbers."""
    codes = book.code_list(variable.name)
    missing = [(part.low, part.label) for part in variable.missing if part.low == part.high]
    listed = [] if codes is None else [(code.value, code.label) for code in codes.codes]
    return tuple((value, variable.is_text, label) for value, label in [*missing, *listed] if label)


def _code(value: float | str, *, text: bool) -> str:
    return f"'{value}'" if text or isinstance(value, str) else exact(value)


def _missing(book: Dictionary) -> Iterator[str]:
    declared = {each.name: _declared(each, book) for each in book}
    yield from _listed("MISSING VALUES", {name: f"({codes})" for name, codes in declared.items() if codes})


def _declared(variable: Variable, book: Dictionary) -> str:
    spans = declared_missing(variable, book.code_list(variable.name))
    if spans is None:
        codes = ", ".join(str(part.low) for part in variable.missing)
        raise ProblemError(
            problem("FP2200", Place(variable=variable.name), variable=variable.name, codes=codes)
        )
    return missing_syntax(spans)


def _by_level(book: Dictionary) -> dict[str, str]:
    levels = {each.name: _LEVELS.get(each.measure) for each in book}
    return {name: f"({level})" for name, level in levels.items() if level is not None}


def _by_format(book: Dictionary) -> dict[str, str]:
    return {each.name: f"({_FORMATS.get(each.type, 'F8.0')})" for each in book if not each.is_text}


def _listed(command: str, what: Mapping[str, str]) -> Iterator[str]:
    """Give one command that says the same of many variables in one place."""
    groups = [f"{_wrapped(names)} {said}" for said, names in _together(what).items()]
    if groups:
        yield f"{command}\n  " + "\n  /".join(groups) + "."


def _together(of: Mapping[str, Said]) -> dict[Said, list[str]]:
    groups: dict[Said, list[str]] = {}
    for name, what in of.items():
        groups.setdefault(what, []).append(name)
    return groups


def _wrapped(names: Iterable[str], width: int = 8) -> str:
    every = [*names]
    lines = (" ".join(every[start : start + width]) for start in range(0, len(every), width))
    return "\n  ".join(lines)


def _sets(book: Dictionary) -> Iterator[str]:
    for each in book.sets:
        label = _label(each.label, VALUE_LABEL_BYTES)
        yield (
            f"MRSETS\n  /MDGROUP NAME=${each.name} LABEL={label}\n"
            f"    VARIABLES={_wrapped(each.variables)} VALUE={exact(float(each.counted))}."
        )


def _attributes(instrument: Instrument) -> Iterator[str]:
    holding = held_in_file(instrument)
    for question in instrument.questions:
        if question.stores:
            said = {"Item": question.id, "Version": question.version, "Module": question.module}
            if question.routing is not None:
                said["Routing"] = question.routing
            if question.ask is not None:
                said["SelectIf"] = print_spss(question.ask, holding)
            pairs = "\n    ".join(f"{name}({_literal(text)})" for name, text in said.items())
            names = _wrapped(_stored(question))
            yield f"VARIABLE ATTRIBUTE\n  VARIABLES={names}\n  ATTRIBUTE={pairs}."


def _stored(question: Question) -> list[str]:
    if question.kind != "any":
        return [question.variable]
    return [question.option_variable(choice.code) for choice in question.choices]
