"""Questionnaires: from one question bank, for every wave, mode and language, in every format."""

from __future__ import annotations

from .adoption import adopt
from .bank import Bank
from .bank_reader import read_bank
from .building import build, read_instrument
from .checking import check
from .comparing import compare
from .compiler import compile_instrument
from .excel import from_excel, to_excel
from .instrument import Instrument, Question
from .personalising import personalise
from .timing import length

__all__ = [
    "Bank",
    "Instrument",
    "Question",
    "adopt",
    "build",
    "check",
    "compare",
    "compile_instrument",
    "from_excel",
    "length",
    "personalise",
    "read_bank",
    "read_instrument",
    "to_excel",
]
