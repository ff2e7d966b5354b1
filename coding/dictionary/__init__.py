"""Keyword dictionaries: what codes sound like, written as patterns, and held against what people coded."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .judging import test
    from .reading import FILE, Dictionary, read_dictionary

_HOME = {"FILE": "reading", "Dictionary": "reading", "read_dictionary": "reading", "test": "judging"}

__all__ = ["FILE", "Dictionary", "read_dictionary", "test"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
