"""Weights of members at a wave: versions that are only ever added."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from ..clock import now
from .bulk import insert_rows
from .schema import member_weights, weight_versions

__all__ = ["WeightVersion", "add_weights", "current_weights"]


@dataclass(frozen=True)
class WeightVersion:
    """One version of the weights of a wave.

    Parameters
    ----------
    wave : str
    version : int
        From 1.
    method : str
        How they were made.
    facts : mapping
        What was asked for and what came of it.
    created_at : str
        ISO 8601.
    weights : mapping of str to float
        By URN; who is not named has none.
    """

    wave: str
    version: int
    method: str
    facts: Mapping[str, Any]
    created_at: str
    weights: Mapping[str, float] = field(default_factory=dict)


def add_weights(
    connection: Connection, wave: str, method: str, weights: Mapping[str, float], facts: Mapping[str, Any]
) -> tuple[int, bool]:
    """Store weights as the newest version of a wave.

    Returns
    -------
    tuple of int and bool
        The version, and whether it is new: the same weights once more are the version that is there.
    """
    written = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
    rows = [(urn, repr(float(weight))) for urn, weight in sorted(weights.items())]
    sha256 = hashlib.sha256(json.dumps([wave, method, written, rows]).encode()).hexdigest()
    last = _newest(connection, wave)
    if last is not None and last.sha256 == sha256:
        return last.version, False
    version = 1 if last is None else last.version + 1
    line = {"wave": wave, "version": version, "method": method, "sha256": sha256, "facts": written}
    connection.execute(insert(weight_versions).values(**line, created_at=now().isoformat()))
    columns = ("wave", "version", "urn", "weight")
    insert_rows(connection, member_weights, columns, [(wave, version, *row) for row in rows])
    return version, True


def current_weights(connection: Connection, wave: str) -> WeightVersion | None:
    """Read the newest version of a wave's weights; None where there is none."""
    last = _newest(connection, wave)
    if last is None:
        return None
    mine = (member_weights.c.wave == wave) & (member_weights.c.version == last.version)
    rows = connection.execute(select(member_weights.c.urn, member_weights.c.weight).where(mine))
    weights = {row.urn: float(row.weight) for row in rows}
    return WeightVersion(
        wave,
        last.version,
        last.method,
        json.loads(last.facts),
        last.created_at,
        dict(sorted(weights.items())),
    )


def _newest(connection: Connection, wave: str) -> Any:
    newest = weight_versions.c.version.desc()
    return connection.execute(
        select(weight_versions).where(weight_versions.c.wave == wave).order_by(newest)
    ).first()
