"""What an enrolment file says against itself, and against the register."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..study.problems import Problem, problem
from .delivered_rows import DeliveredRows
from .register import Member

__all__ = ["changed", "completed", "doubled", "nearly_the_same"]

_FIELDS = ("family", "cohort", "project", "referral_date")


def doubled(rows: DeliveredRows, members: Sequence[Member]) -> Iterable[Problem]:
    """Find URNs that stand in more than one row."""
    times = Counter(member.urn for member in members)
    for row, member in zip(rows.rows, members, strict=True):
        if times[member.urn] > 1 and member.urn:
            at = [other.number for other, m in zip(rows.rows, members, strict=True) if m.urn == member.urn]
            where = "rows " + ", ".join(map(str, at))
            yield problem("FP4003", rows.place(row, "urn", member.urn), where=where)


def changed(rows: DeliveredRows, members: Sequence[Member], known: Mapping[str, Member]) -> Iterable[Problem]:
    """Find rows that say something else than the register; what either leaves blank is no difference."""
    for row, member in zip(rows.rows, members, strict=True):
        difference = _difference(member, known[member.urn]) if member.urn in known else ""
        if difference:
            yield problem("FP4012", rows.place(row, urn=member.urn), difference=difference)


def _difference(new: Member, old: Member) -> str:
    pairs = {name: (getattr(new, name), getattr(old, name)) for name in _FIELDS}
    pairs |= {name: (value, old.facts.get(name)) for name, value in sorted(new.facts.items())}
    return ", ".join(name for name, (one, other) in pairs.items() if one and other and one != other)


def completed(new: Member, old: Member) -> Member:
    """Give a member of the register with its empty fields filled from a row of the file."""
    filled = {name: getattr(old, name) or getattr(new, name) for name in _FIELDS}
    return replace(old, facts={**new.facts, **old.facts}, **filled)


def nearly_the_same(
    rows: DeliveredRows, members: Sequence[Member], known: Iterable[str]
) -> Iterable[Problem]:
    """Warn of new URNs that differ from another one only in zeros at the front."""
    alike: dict[str, set[str]] = defaultdict(set)
    for urn in {*known, *(member.urn for member in members)}:
        alike[urn.lstrip("0")].add(urn)
    enrolled = set(known)
    for row, member in zip(rows.rows, members, strict=True):
        others = sorted(alike[member.urn.lstrip("0")] - {member.urn})
        if others and member.urn not in enrolled:
            yield problem("FP4042", rows.place(row, "urn", member.urn), others=", ".join(others))
