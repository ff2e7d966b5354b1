"""Variable names: that SPSS takes them, and that no two of a wave are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from ..bank import Item
from ..instrument import ADMINISTRATIVE
from .context import Context, Placed

__all__ = ["findings", "why_illegal"]

# IBM SPSS Statistics, Command Syntax Reference, "Variable names": reserved keywords.
_RESERVED = frozenset({"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"})
# Words of the routing language, which could not name the variable.
_ROUTING = frozenset({"in", "has", "is", "count", "any", "sum", "prior", "baseline"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LONGEST = 64
_KINDS = {"int_date": "date", "int_mode": "one", "int_language": "one", "urn": "text", "last_q": "text"}
_SPOKEN = {"date": "a date", "one": "one of a list", "text": "text"}


def why_illegal(name: str) -> str | None:
    """Say why SPSS (or a form, or a rule) would not take `name`; None if it is fine.

    Examples
    --------
    >>> why_illegal("par_cope"), why_illegal("WITH")
    (None, 'it is a reserved word')
    """
    if name.upper() in _RESERVED or name in _ROUTING:
        return "it is a reserved word"
    if len(name.encode("utf-8")) > _LONGEST:
        return f"it is longer than {_LONGEST} bytes"
    if not _NAME.fullmatch(name):
        return "only letters without accents, digits and _ are allowed, and it begins with a letter"
    if name.endswith("_"):
        return "a name that ends with _ may clash with one that SPSS makes itself"
    return "two underscores together mark auxiliary fields of forms" if "__" in name else None


def findings(context: Context) -> Iterator[Problem]:
    """Find illegal names (FP2040), twins within a wave (FP2041) and misused administrative names (FP2042)."""
    for item in context.bank.items:
        if item.variable:
            yield from _legal(context, item)
        if item.variable.lower() in ADMINISTRATIVE:
            yield from _administrative(item)
    for placed in context.placed:
        yield from _twins(context, placed)


def _legal(context: Context, item: Item) -> Iterator[Problem]:
    for name in _stored(context, item) or [item.variable]:
        reason = why_illegal(name)
        if reason is not None:
            yield problem(
                "FP2040", replace(item.value_at("variable"), variable=name), name=name, reason=reason
            )
            return


def _administrative(item: Item) -> Iterator[Problem]:
    kind = _KINDS[item.variable.lower()]
    if item.type.kind != kind or item.variable not in ADMINISTRATIVE:
        yield problem("FP2042", item.value_at("variable"), name=item.variable, expected=_SPOKEN[kind])


def _twins(context: Context, placed: Placed) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for asked in placed.asked:
        for name in _stored(context, asked.item):
            other = first.setdefault(name.casefold(), asked.item.id)
            if other != asked.item.id:
                place = replace(asked.item.value_at("variable"), wave=placed.wave, variable=name)
                yield problem("FP2041", place, name=name, wave=placed.wave, other=other)


def _stored(context: Context, item: Item) -> list[str]:
    """Name the variables an item stores: one an option for several answers."""
    if not item.stores:
        return []
    answers = context.lists.get(item.type.list or "")
    if item.type.kind != "any" or answers is None:
        return [item.variable]
    return [item.variable, *(f"{item.variable}_{code}" for code in answers.codes)]
