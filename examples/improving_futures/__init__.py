"""The example study: 463 families, three waves, workers' records, interviews; real figures, invented people.

The numbers of families, the attrition and the table of indicators are those of the evaluation of Improving
Futures, a programme for children in families with multiple and complex needs (United Kingdom, 2011 to 2017).
Everything else is invented: no line of it comes from a real family.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...study.folder import Study
    from ...study.table import Table

__all__ = ["run", "write_deliveries", "write_example"]

_AUTHORED = (
    "study.yaml",
    "codebook.yaml",
    "indicators.csv",
    "annex_two.csv",
    "questionnaires",
    "transcripts",
)
_DELIVERED = ("transcripts.csv", "codings.csv")
_DELIVERIES = "deliveries"


def write_example(folder: Path, seed: int = 2011) -> Study:
    """Make a study folder with the whole example, and with what the field would deliver to it.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet, or is empty.
    seed : int
        Where chance begins; the same seed gives the same bytes.

    Returns
    -------
    Study
        With its question bank, its transcripts and, in ``deliveries/``, the files to be taken in: what
        `write_deliveries` writes, and two lists: who speaks in each transcript, and what two coders coded.

    Raises
    ------
    ProblemError
        FP1008 if something is in the folder.
    """
    from importlib.resources import files

    from ...study.beginning import furnish, made_whole
    from ...study.folder import load
    from .copying import copy_tree

    package = files(__package__)
    with made_whole(folder) as place:
        for name in _AUTHORED:
            copy_tree(package / name, place / name)
        for name in _DELIVERED:
            copy_tree(package / name, place / _DELIVERIES / name)
        write_deliveries(furnish(place), place / _DELIVERIES, seed)
    return load(folder, search=False)


def write_deliveries(study: Study, folder: Path, seed: int = 2011) -> tuple[Path, ...]:
    """Write what the field would deliver; see `familypanel.examples.improving_futures.deliveries`."""
    from .deliveries import write_deliveries as write

    return write(study, folder, seed)


def run(folder: Path, seed: int = 2011) -> Table:
    """Run the example from question bank to report; see `familypanel.examples.improving_futures.running`."""
    from .running import run as run_all

    return run_all(folder, seed)
