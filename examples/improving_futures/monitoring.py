"""The workers' records: 2,777 families at entry and at exit, with the counts of the published table.

Each indicator has exactly the published number of families at entry and at exit. Which families have it is
invented: families differ in how much burdens them and how much holds them up, most of them keep their state,
and a few change it against the trend. How indicators go together is not published and must not be read out
of these records.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...study.dictionary import Code, CodeList, Dictionary, Variable
from ...study.urn import generate
from .annex import FAMILIES, indicator_counts, indicators
from .projects import PROJECTS
from .streams import stream

__all__ = ["Records", "monitoring_records", "records_dictionary"]

Pair = tuple[NDArray[np.int8], NDArray[np.int8]]

_PANEL_SHARE = 0.7
# Families that change against the trend, as a share of those who have the indicator at the rarer occasion.
_AGAINST_THE_TREND = 0.12
# How much a family's own burden (or support) decides which indicators it has; the rest is chance.
_OWN = 0.8
_TITLES = {"entry": "Monitoring records at entry", "exit": "Monitoring records at exit"}
_PROJECT_BYTES = 60


class Records(NamedTuple):
    """Two frames of the same families: ``urn``, ``project`` and 139 indicators of 0 and 1."""

    entry: pd.DataFrame
    exit: pd.DataFrame


def monitoring_records(panel: pd.DataFrame, seed: int = 2011) -> Records:
    """Draw the records of 2,777 families.

    Parameters
    ----------
    panel : pandas.DataFrame
        The register; about seven in ten of its families have both records and are among the 2,777.
    seed : int
        Where chance begins.

    Returns
    -------
    Records
        Each frame (2777, 141), sorted by URN.
    """
    rng = stream(seed, "monitoring")
    families = _families(panel, rng)
    burden, support = rng.standard_normal((2, FAMILIES))
    pairs = {
        str(variable): _pair(burden if kind == "risk" else support, int(at_entry), int(at_exit), rng)
        for kind, (variable, at_entry, at_exit) in zip(
            indicators()["kind"], indicator_counts().itertuples(index=False), strict=True
        )
    }
    return Records(*(_joined(families, pairs, occasion) for occasion in (0, 1)))


def records_dictionary(occasion: str) -> Dictionary:
    """Describe the records of one occasion: ``urn``, ``project`` and one variable an indicator."""
    present = CodeList("present", (Code(0, "No"), Code(1, "Yes")))
    told = indicators()
    described = (
        Variable(str(name), str(label), "choice", "present", measure="nominal")
        for name, label in zip(told["variable"], told["indicator"], strict=True)
    )
    head = (
        Variable("urn", "Unique Reference Number", "text", width=7, measure="nominal"),
        Variable("project", "Project", "text", width=_PROJECT_BYTES, measure="nominal"),
    )
    return Dictionary((*head, *described), {"present": present}, wave=occasion, title=_TITLES[occasion])


def _families(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    known = panel.loc[rng.random(len(panel)) < _PANEL_SHARE, ["urn", "project"]]
    others = FAMILIES - len(known)
    weights = np.array([project.main for project in PROJECTS], dtype=float)
    names = rng.choice([project.name for project in PROJECTS], others, p=weights / weights.sum())
    urns = list(islice(generate(rng, set(panel["urn"])), others))
    unknown = pd.DataFrame({"urn": urns, "project": names})
    return pd.concat([known, unknown]).sort_values("urn", ignore_index=True)


def _joined(families: pd.DataFrame, pairs: Mapping[str, Pair], occasion: int) -> pd.DataFrame:
    return pd.concat([families, pd.DataFrame({name: pair[occasion] for name, pair in pairs.items()})], axis=1)


def _pair(tendency: NDArray[np.float64], at_entry: int, at_exit: int, rng: np.random.Generator) -> Pair:
    """Choose who has an indicator at entry and who at exit, so that both counts are met."""
    likely = _OWN * tendency + rng.standard_normal(len(tendency))
    has = _foremost(likely, np.ones(len(tendency), dtype=bool), at_entry)
    gained, lost = _movements(at_entry, at_exit, len(tendency))
    drift = rng.standard_normal(len(tendency))
    losing = _foremost(drift - likely, has, lost)
    gaining = _foremost(drift + likely, ~has, gained)
    return has.astype(np.int8), ((has & ~losing) | gaining).astype(np.int8)


def _movements(at_entry: int, at_exit: int, families: int) -> tuple[int, int]:
    """Say how many gain and lose an indicator: the published difference, and a few both ways besides."""
    room = min(at_entry, at_exit, families - max(at_entry, at_exit))
    both = round(_AGAINST_THE_TREND * room)
    return both + max(at_exit - at_entry, 0), both + max(at_entry - at_exit, 0)


def _foremost(score: NDArray[np.float64], among: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Mark the `count` highest scores among those allowed."""
    order = np.argsort(np.where(among, -score, np.inf), kind="stable")[:count]
    chosen = np.zeros(len(score), dtype=bool)
    chosen[order] = True
    return chosen
