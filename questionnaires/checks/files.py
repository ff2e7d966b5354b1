"""Files beside the bank: what looks like a module and is not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...study.problems import Place, Problem, problem

__all__ = ["overlooked"]

_ALIKE = (".yml", ".yaml")


def overlooked(folder: Path) -> Iterator[Problem]:
    """Find files that were surely meant as modules (FP2402), such as ``b.yml`` or ``b.YAML``."""
    for path in sorted(folder.glob("*.*")):
        if path.suffix != ".yaml" and path.suffix.lower() in _ALIKE:
            name = f"{folder.name}/{path.name}"
            yield problem("FP2402", Place(file=name), file=name)
