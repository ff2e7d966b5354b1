"""Which change of a variable is for the better, as the file of indicators declares it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .child import run_limited
from .folder import Study

__all__ = ["Direction", "directions"]

RISK, STRENGTH = "risk", "strength"


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether having something is a risk or a strength, its name, and the codes that mean "has it"."""

    variable: str
    name: str
    kind: str
    counted: tuple[float, ...] = (1.0,)

    @property
    def better(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.kind == STRENGTH else -1


def directions(study: Study) -> dict[str, Direction]:
    """Give the directions that study.yaml names under ``indicators``, by variable; empty without the file.

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1021 or FP1022 it cannot be read.
    """
    if study.config.indicators is None:
        return {}
    rows = run_limited(f"{__name__}:open_list", study.root / study.config.indicators).value
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    lines = [dict(zip(heads, map(str.strip, row), strict=False)) for row in rows[1:]]
    return {
        line["variable"]: _direction(line)
        for line in lines
        if line.get("kind", "").lower() in {RISK, STRENGTH}
    }


def _direction(line: Mapping[str, str]) -> Direction:
    codes = [float(one) for one in line.get("counted", "").split() if one.replace(".", "", 1).isdigit()]
    name = line.get("indicator") or line["variable"]
    return Direction(line["variable"], name, line["kind"].lower(), tuple(codes) or (1.0,))


def open_list(_stream: IO[bytes], path: Path) -> list[list[str]]:
    """Read the file as text; runs in the child process."""
    if path.suffix.lower() == ".xlsx":
        return _sheet(path)
    text = _decoded(path.read_bytes())
    separator = max(",;\t", key=text.partition("\n")[0].count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _sheet(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook

    book: Any = load_workbook(path, read_only=True, data_only=True)
    return [["" if value is None else str(value) for value in row] for row in book.worksheets[0].values]
