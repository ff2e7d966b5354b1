"""Questionnaires: from one question bank, for every wave, mode and language, in every format."""

from __future__ import annotations

from .bank import Bank
from .bank_reader import read_bank
from .building import build, read_instrument
from .checking import check
from .comparing import compare
from .compiler import compile_instrument
from .instrument import Instrument, Question
from .personalising import personalise
from .timing import length

__all__ = [
    "Bank",
    "Instrument",
    "Question",
    "build",
    "check",
    "compare",
    "compile_instrument",
    "length",
    "personalise",
    "read_bank",
    "read_instrument",
]
