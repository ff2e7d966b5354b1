"""Questionnaires: from one question bank, for every wave, mode and language, in every format."""

from __future__ import annotations

from .adoption import adopt
from .bank import Bank
from .bank_reader import read_bank
from .building import build, read_instrument
from .checking import check
from .compiler import compile_instrument
from .excel import from_excel, to_excel
from .instrument import Instrument, Question

__all__ = [
    "Bank",
    "Instrument",
    "Question",
    "adopt",
    "build",
    "check",
    "compile_instrument",
    "from_excel",
    "read_bank",
    "read_instrument",
    "to_excel",
]
