"""Read an SPSS portable file (.por); runs in the limited child process."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from ..study.problems import Place, ProblemError, problem
from .encodings import DEFAULT, UTF_8
from .handing import hand_over
from .por_parse import Portable, PortableVariable, parse_portable
from .returns import Layout
from .spss_dictionary import file_dictionary
from .spss_formats import format_name

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["read_file"]

_WIDEST = 1 << 15
_LESS = "A portable file holds names in capitals, and no measures, widths or response sets."


def read_file(stream: IO[bytes], path: Path) -> dict[str, Any]:
    """Read the portable file `path`; see `familypanel.surveys.spss_read.read_file`."""
    content = path.read_bytes()
    try:
        found = parse_portable(content.decode("latin-1"))
    except (ValueError, OverflowError) as error:
        reason = f"it does not keep to the form of a portable file ({error})"
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason)) from error
    _held_against(found, path)
    decoder = _Decoder()
    frame = _frame(found, decoder.read)
    meta = _meta(found, decoder.read)
    notes = [decoder.read(note) for note in found.notes]
    dictionary = file_dictionary(meta, frame)
    hand_over(stream, frame, dictionary)
    layout = Layout(encoding=decoder.encoding, weight=found.weight if found.weight in frame.columns else None)
    return {
        "dictionary": dictionary.to_json(),
        "formats": meta.original_variable_types,
        "notes": notes,
        "declared_rows": None,
        "layout": asdict(layout),
        "remarks": [_LESS, *decoder.remarks],
        "unbounded": [variable.name for variable in found.variables if variable.unbounded],
    }


def _held_against(found: Portable, path: Path) -> None:
    if found.declared != len(found.variables):
        facts = {"what": "variables", "declared": found.declared, "arrived": len(found.variables)}
        raise ProblemError(problem("FP3001", Place(file=path.name), file=path.name, **facts))
    names = {variable.name for variable in found.variables}
    if len(names) < len(found.variables) or any(":" in name or not name.strip() for name in names):
        reason = "two variables have the same name, or one has a name that SPSS does not allow"
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))


class _Decoder:
    """Reads texts: a portable file does not say its encoding, and programs mix two in one file."""

    def __init__(self) -> None:
        self.encoding = UTF_8
        self._guessed = 0

    def read(self, text: str) -> str:
        """Take UTF-8 where the bytes are that, else the usual encoding of the time; count the latter."""
        content = text.encode("latin-1")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            self.encoding = DEFAULT
            self._guessed += 1
            return content.decode(DEFAULT, "replace")

    @property
    def remarks(self) -> list[str]:
        """Say what was guessed."""
        said = (
            f"A portable file does not name its encoding; {self._guessed} texts of this one are not UTF-8 and"
        )
        return [f"{said} were read as {DEFAULT}. Look at words with accents."] if self._guessed else []


def _frame(found: Portable, read: Callable[[str], str]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for index, variable in enumerate(found.variables):
        cells = [row[index] for row in found.rows]
        text = bool(variable.width)
        kind = "str" if text else "float64"
        columns[variable.name] = pd.Series([read(cell) for cell in cells] if text else cells, dtype=kind)
    return pd.DataFrame(columns)


def _meta(found: Portable, read: Callable[[str], str]) -> Any:
    """Say what the file says in the words of pyreadstat."""
    variables = found.variables
    texts = {v.name for v in variables if v.width}
    labels = {
        name: {read(value) if name in texts else value: read(label) for value, label in pairs.items()}
        for name, pairs in found.labels.items()
    }
    return SimpleNamespace(
        column_names=[v.name for v in variables],
        column_names_to_labels={v.name: read(v.label) for v in variables},
        file_label="",
        variable_value_labels=labels,
        original_variable_types={v.name: _shown(v) for v in variables},
        readstat_variable_types={v.name: "string" if v.width else "double" for v in variables},
        variable_storage_width={v.name: min(max(v.width, 0), _WIDEST) for v in variables},
        variable_measure={},
        missing_ranges={v.name: v.missing for v in variables if v.missing},
    )


def _shown(variable: PortableVariable) -> str:
    code, width, decimals = variable.shown
    return f"A{variable.width}" if variable.width else format_name(code, width, decimals)
