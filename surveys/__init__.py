"""Returns: read, check, match and store what the field delivers, and write it out without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .building import build
from .comparing import compare
from .deciding import decide
from .describing import dictionary
from .drifting import drift
from .exporting import export
from .fixlist import problems
from .reading import read
from .receiving import receive
from .tabulation import tabulate
from .tracing import lineage

if TYPE_CHECKING:
    from pathlib import Path

    from .returns import Returns

__all__ = [
    "build",
    "compare",
    "decide",
    "dictionary",
    "drift",
    "export",
    "lineage",
    "problems",
    "read",
    "receive",
    "tabulate",
    "write",
]


def write(returns: Returns, path: Path | str) -> None:
    """Write returns as .sav or .zsav; see `familypanel.surveys.spss_write.write`."""
    from .spss_write import write as write_returns

    write_returns(returns, path)
