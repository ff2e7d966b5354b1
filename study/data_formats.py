"""Writers of data files, found by name through the installed program.

Rooms do not import each other: the room that knows a format offers its writer under the entry point group
``familypanel.data_formats``, and the room that needs one asks for it here.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from .problems import ProblemError, problem

if TYPE_CHECKING:
    import pandas as pd

    from .dictionary import Dictionary

__all__ = ["GROUP", "Writer", "writer"]

GROUP = "familypanel.data_formats"


class Writer(Protocol):
    """Write `frame` (no rows if None) as `dictionary` describes it."""

    def __call__(self, path: Path, dictionary: Dictionary, frame: pd.DataFrame | None = None) -> None:
        """Write the file wholly or not at all."""


def writer(name: str) -> Writer:
    """Find the writer of a data format, such as ``sav``.

    Raises
    ------
    ProblemError
        FP2143 if none is installed, or what is installed cannot be loaded.
    """
    found = _entry_point(name)
    if found is None:
        raise ProblemError(problem("FP2143", format=name))
    try:
        return cast(Writer, found.load())
    except (ImportError, AttributeError) as error:
        raise ProblemError(problem("FP2143", format=name)) from error


def _entry_point(name: str) -> EntryPoint | None:
    return next(iter(entry_points(group=GROUP, name=name)), None)
