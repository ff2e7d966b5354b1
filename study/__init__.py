"""The ground floor: the study folder, the store, dictionary, missing reasons, URNs, tables and problems.

Names are loaded when first used, so that importing a room never loads more than it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cells import Cells
    from .config import StudyConfig, Wave
    from .dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Scale, Variable
    from .folder import Study, load
    from .missing import SCHEMES, MissingScheme, Reason
    from .pictures import Figure, Quote
    from .problems import ExitCode, Place, Problem, ProblemError, Severity
    from .table import Column, Table

_HOME = {
    "Cells": "cells",
    "StudyConfig": "config",
    "Wave": "config",
    "Code": "dictionary",
    "CodeList": "dictionary",
    "Dictionary": "dictionary",
    "MissingRange": "dictionary",
    "ResponseSet": "dictionary",
    "Scale": "dictionary",
    "Variable": "dictionary",
    "Study": "folder",
    "load": "folder",
    "SCHEMES": "missing",
    "MissingScheme": "missing",
    "Reason": "missing",
    "Figure": "pictures",
    "Quote": "pictures",
    "ExitCode": "problems",
    "Place": "problems",
    "Problem": "problems",
    "ProblemError": "problems",
    "Severity": "problems",
    "Column": "table",
    "Table": "table",
}

__all__ = [
    "SCHEMES", "Cells", "Code", "CodeList", "Column", "Dictionary", "ExitCode", "Figure", "MissingRange",
    "MissingScheme", "Place", "Problem", "ProblemError", "Quote", "Reason", "ResponseSet", "Scale",
    "Severity", "Study", "StudyConfig", "Table", "Variable", "Wave", "load",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
