"""Copying the authored files of the example out of the package."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from ...study.files import write_bytes

__all__ = ["copy_tree"]


def copy_tree(source: Traversable, target: Path) -> None:
    """Copy a file, or a folder with everything in it; what is not there is left out."""
    if source.is_dir():
        for inner in source.iterdir():
            copy_tree(inner, target / inner.name)
    elif source.is_file():
        write_bytes(target, source.read_bytes())
