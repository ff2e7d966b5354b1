"""The key ``type`` of an item: ``one of agree5``, ``whole 0..20``, ``text`` and the like."""

from __future__ import annotations

import re
from typing import cast

from .bank import AnswerType, Kind

__all__ = ["EXAMPLES", "parse_answer_type"]

EXAMPLES = (
    "one of LIST, any of LIST, whole LO..HI, number, number LO..HI, text, date, note, roster of ITEM, ITEM"
)
_CHOICE = re.compile(r"(one|any) of ([A-Za-z_]\w*)")
_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"(whole|number) ({_NUMBER})\.\.({_NUMBER})")
_PLAIN = {"number", "text", "date", "note"}
_ROSTER = re.compile(r"roster of (\[)?([^\s,\[\]]+(?:, ?[^\s,\[\]]+)*)(?(1)\])")


def parse_answer_type(text: str) -> AnswerType | None:
    """Read a type; None if it is not one.

    Examples
    --------
    >>> parse_answer_type("whole 0..20")
    AnswerType(kind='whole', list=None, low=0.0, high=20.0, members=())
    >>> parse_answer_type("roster of HH010, HH020").members
    ('HH010', 'HH020')
    >>> parse_answer_type("roster of [HH010, HH020]").members
    ('HH010', 'HH020')
    >>> parse_answer_type("whole 0.5..2") is None
    True
    """
    words = " ".join(text.split())
    if choice := _CHOICE.fullmatch(words):
        return AnswerType(cast(Kind, choice[1]), choice[2])
    if found := _RANGE.fullmatch(words):
        return _ranged(found[1], found[2], found[3])
    if named := _ROSTER.fullmatch(words):
        return AnswerType("note", members=tuple(re.split(", ?", named[2])))
    return AnswerType(cast(Kind, words)) if words in _PLAIN else None


def _ranged(kind: str, low: str, high: str) -> AnswerType | None:
    if kind == "whole" and "." in low + high:
        return None
    return AnswerType(cast(Kind, kind), None, float(low), float(high))
