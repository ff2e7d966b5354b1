"""Members of the panel and the facts known about them from the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select, update

from ..clock import now
from .bulk import insert_columns, insert_rows
from .schema import member_facts, members

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHILD", "MAIN", "Member", "add_members", "add_urns", "complete_member", "count_members", "enrolled_from",
    "members_frame",
]  # fmt: skip

MAIN, BOOSTER = "main", "booster"
CHILD = "child"
"""The fact ``person`` of a member who belongs to the family but is not interviewed."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member as enrolled; `facts` are the further columns of the enrolment file."""

    urn: str
    cohort: str = MAIN
    family: str | None = None
    project: str | None = None
    referral_date: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def add_members(connection: Connection, new: Iterable[Member], source: str) -> int:
    """Enrol members; returns how many.  `source` says where they come from (a file's hash, or a command)."""
    kept = list(new)
    columns = ("urn", "family", "cohort", "project", "referral_date")
    rows = [(m.urn, m.family, m.cohort, m.project, m.referral_date) for m in kept]
    facts = [(m.urn, name, value) for m in kept for name, value in m.facts.items()]
    insert_rows(connection, members, columns, rows, {"source": source, "enrolled_at": now().isoformat()})
    insert_rows(connection, member_facts, ("urn", "name", "value"), facts)
    return len(rows)


def complete_member(connection: Connection, member: Member) -> None:
    """Fill the fields of one member that are empty so far; a field that has a value keeps it."""
    for name in ("family", "project", "referral_date"):
        empty = (members.c.urn == member.urn) & members.c[name].is_(None)
        connection.execute(update(members).where(empty).values({name: getattr(member, name)}))
    known = set(connection.scalars(select(member_facts.c.name).where(member_facts.c.urn == member.urn)))
    new = {name: value for name, value in member.facts.items() if name not in known}
    rows = [(member.urn, name, value) for name, value in new.items()]
    insert_rows(connection, member_facts, ("urn", "name", "value"), rows)


def add_urns(connection: Connection, urns: Iterable[str], cohort: str, source: str) -> int:
    """Enrol members of whom nothing but the URN is known; returns how many."""
    same = {"cohort": cohort, "source": source, "enrolled_at": now().isoformat()}
    # Sorted, so that the index grows at its end.
    return insert_columns(connection, members, {"urn": sorted(urns)}, same)


def count_members(connection: Connection) -> dict[str, int]:
    """Count members by cohort."""
    query = select(members.c.cohort, func.count()).group_by(members.c.cohort).order_by(members.c.cohort)
    return {row[0]: row[1] for row in connection.execute(query)}


def enrolled_from(connection: Connection, source: str) -> int:
    """Count the members that were enrolled from this source."""
    query = select(func.count()).select_from(members).where(members.c.source == source)
    return int(connection.scalar(query) or 0)


def members_frame(connection: Connection) -> pd.DataFrame:
    """Give the register, one row a member sorted by URN: its columns, then one column a fact (text)."""
    import pandas as pd

    columns = ["urn", "family", "cohort", "project", "referral_date", "source", "enrolled_at"]
    rows = connection.execute(select(members).order_by(members.c.urn)).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=columns, dtype="object")
    facts = connection.execute(select(member_facts).order_by(member_facts.c.name)).all()
    if not facts:
        return frame
    wide = pd.DataFrame([tuple(row) for row in facts], columns=["urn", "name", "value"])
    return frame.merge(wide.pivot(index="urn", columns="name", values="value"), how="left", on="urn")
