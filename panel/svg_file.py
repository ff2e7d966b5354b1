"""Where a picture is written when a command is asked for one."""

from __future__ import annotations

from pathlib import Path

from ..study.files import write_text
from ..study.pictures import Figure
from ..study.problems import ProblemError, problem

__all__ = ["check_svg", "write_svg"]


def check_svg(picture: Path | None) -> None:
    """Refuse a name that is not one of a picture (FP1024), before anything is computed."""
    if picture is not None and picture.suffix.lower() != ".svg":
        raise ProblemError(problem("FP1024", file=picture.name, ending=picture.suffix, known=".svg"))


def write_svg(picture: Path | None, figure: Figure) -> None:
    """Write a picture, where one was asked for."""
    if picture is not None:
        write_text(picture, figure.svg + "\n")
