"""Returns: read, check, match and store what the field delivers, and write it out without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .describing import dictionary
from .exporting import export
from .reading import read
from .receiving import receive
from .tabulation import tabulate

if TYPE_CHECKING:
    from pathlib import Path

    from .returns import Returns

__all__ = ["dictionary", "export", "read", "receive", "tabulate", "write"]


def write(returns: Returns, path: Path | str) -> None:
    """Write returns as .sav or .zsav; see `familypanel.surveys.spss_write.write`."""
    from .spss_write import write as write_returns

    write_returns(returns, path)
