"""`coding joint`: what families said, beside what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..attribution import attributions, more_general
from ..codebook import read_codebook
from ..corpus import known as must_be_known
from ..corpus import left_out
from ..matrices.cases import CaseMap, case_map
from ..quotations import attribution_text, quotes
from .exact_statistics import clopper_pearson, freeman_halton
from .family_outcomes import OUTCOMES, FamilyOutcomes, family_outcomes
from .small_cells import hidden_columns

__all__ = ["joint"]

WITH, WITHOUT = "with", "without"
_FIGURES = ("families", "share", "ci_low", "ci_high")
_COLUMNS = (
    Column("theme"), Column("outcome"), Column("families", kind="count", base="base"),
    Column("base", "of", kind="count"), Column("share", "%", kind="percent", decimals=0, base="base"),
    Column("ci_low", "95% from", kind="percent", decimals=0),
    Column("ci_high", "to", kind="percent", decimals=0),
    Column("quote"), Column("attribution"),
)  # fmt: skip
_HIDDEN = "Hidden: outcomes with fewer than {least} families, and what would give them away."
_NONE: dict[str, Any] = {"quote": None, "attribution": None}
Counts = Mapping[str, Mapping[str, int]]


def joint(
    study: Study,
    theme: str,
    outcome: str,
    *,
    from_: str | None = None,
    to: str | None = None,
    at_least: float = 0.0,
    disclosure: str = "suppress",
    coder: str | None = None,
) -> Table:
    """Set a theme beside an outcome; the unit is the family, however often it was interviewed or quoted.

    Parameters
    ----------
    study : Study
        The study.
    theme : str
        A code.
    outcome : str
        A variable of the indicators file, which says what is better, or the id of a scale that is listed
        there: then its score.
    from_, to : str, optional
        The occasions to compare; default: the first and the last that hold the variable.
    at_least : float, 0 or more
        A change of less than this is the same; in the units of the outcome.
    disclosure : {'suppress', 'none'}
        Hide the outcomes in which few families stand (``disclosure: {threshold: k}``), or nothing.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row for families with and without the theme and each outcome: ``theme`` (``with``, ``without``),
        ``outcome`` (``improved``, ``same``, ``worse``), ``families``, ``base`` (families with, or without,
        the theme), ``share`` (0..1), ``ci_low``, ``ci_high`` (95%, Clopper-Pearson), ``quote`` and
        ``attribution`` (one that passed the checks of `quotes`), ``hidden`` (figures not shown).
        Facts: ``p_exact`` (Fisher-Freeman-Halton; None where hidden or undefined), ``why_no_p``, ``coded``
        (families) = ``families`` (with an outcome) + ``without_outcome`` + ``differing`` (members went
        different ways), ``from``, ``to``, ``kind``, ``scale`` (it is a score), ``at_least``.

    Raises
    ------
    ProblemError
        FP5011 no such code; FP5180 no such indicator; FP5181 not held by two occasions; FP1007 no such
        occasion; FP5022 another `disclosure`; FP5932 `at_least` is below 0.
    """
    if not at_least >= 0:
        raise ProblemError(problem("FP5932", at_least=at_least))
    must_be_known(disclosure, "a way to treat small counts", ("suppress", "none"))
    label = read_codebook(study.codebook).code(theme).label
    found = case_map(study, coder)
    became = family_outcomes(study, outcome, found.registered, from_, to, at_least)
    cells = _cells(found, theme, became)
    counts = {group: {one: len(cells[group, one]) for one in OUTCOMES} for group in (WITH, WITHOUT)}
    least = study.config.disclosure.threshold if disclosure == "suppress" else 1
    hidden = hidden_columns({one: [counts[WITH][one], counts[WITHOUT][one]] for one in OUTCOMES}, least)
    said = _quotes(
        study, found, theme, coder, {one: cells[WITH, one] for one in OUTCOMES if one not in hidden}
    )
    rows = [_row(counts, group, one, hidden) | said.get((group, one), _NONE) for group, one in cells]
    facts = _facts(_coded(found), became, counts, hidden)
    facts |= {"code": theme, "label": label, "at_least": at_least}
    title = f"{label}, and {became.direction.name}: families that improved, stayed the same, or got worse"
    notes = (*_notes(facts, hidden, least), *left_out(study, coder))
    return Table.of(rows, _COLUMNS, title=title, notes=notes, facts=facts)


def _coded(found: CaseMap) -> set[str]:
    """Give the families with a coded interview: only of them is it known what they did not say."""
    return {found.case_of[name] for name in found.coded if found.documents[name].urn}


def _cells(found: CaseMap, theme: str, became: FamilyOutcomes) -> dict[tuple[str, str], set[str]]:
    having = {found.case_of[one.document] for one in found.codings if one.code == theme}
    cells: dict[tuple[str, str], set[str]] = {(g, o): set() for g in (WITH, WITHOUT) for o in OUTCOMES}
    for family in _coded(found) & set(became.by_family):
        cells[WITH if family in having else WITHOUT, became.by_family[family]].add(family)
    return cells


def _row(counts: Counts, group: str, outcome: str, hidden: frozenset[str]) -> dict[str, Any]:
    n, base = counts[group][outcome], sum(counts[group].values())
    head = {"theme": group, "outcome": outcome, "base": base}
    if outcome in hidden:
        return head | dict.fromkeys(_FIGURES) | {"hidden": list(_FIGURES)}
    low, high = clopper_pearson(n, base) if base else (None, None)
    share = n / base if base else None
    return head | {"families": n, "share": share, "ci_low": low, "ci_high": high, "hidden": []}


def _quotes(
    study: Study, found: CaseMap, theme: str, coder: str | None, cells: Mapping[str, set[str]]
) -> dict[tuple[str, str], dict[str, str]]:
    """Choose a quote for each cell of enough families, attributed so that it is safe within the cell too."""
    least = study.config.disclosure.attribution
    chosen: dict[tuple[str, str], dict[str, str]] = {}
    everywhere = attributions(found.documents.values(), least)
    rows = quotes(study, theme, coder=coder).rows
    for outcome, families in cells.items():
        here = [one for one in found.documents.values() if found.case_of[one.name] in families and one.urn]
        names, inside = {one.name for one in here}, attributions(here, least)
        first = next((row for row in rows if row["document"] in names), None)
        if first is not None and len(families) >= least:
            document = found.documents[first["document"]]
            turn = document.turn_at(first["start"], first["end"])
            place = (turn.role if turn else None, document.wave)
            allowed = more_general(everywhere.get(place, (None, None)), inside.get(place, (None, None)))
            told = {"quote": first["quote"], "attribution": attribution_text(study, allowed)}
            chosen[WITH, outcome] = told
    return chosen


def _facts(coded: set[str], became: FamilyOutcomes, counts: Counts, hidden: frozenset[str]) -> dict[str, Any]:
    totals = Counter({group: sum(of.values()) for group, of in counts.items()})
    differing = len(coded & became.differing)
    p, why = _p_value(counts, hidden)
    return {
        "outcome": became.direction.variable, "kind": became.direction.kind, "scale": became.scale,
        "from": became.occasions[0], "to": became.occasions[1], "coded": len(coded),
        "families": totals.total(), "differing": differing,
        "without_outcome": len(coded) - totals.total() - differing, "p_exact": p, "why_no_p": why,
    }  # fmt: skip


def _p_value(counts: Counts, hidden: frozenset[str]) -> tuple[float | None, str | None]:
    if hidden:
        return None, "hidden, because it would give small counts away"
    first, second = ([counts[group][one] for one in OUTCOMES] for group in (WITH, WITHOUT))
    if not sum(first) or not sum(second):
        return None, "undefined because all families are with the theme, or all without"
    if sum(a + b > 0 for a, b in zip(first, second, strict=True)) == 1:
        return None, "undefined because all families have the same outcome"
    p = freeman_halton(first, second)
    return p, "not computed: too many families for the exact test" if p is None else None


def _what_counts(facts: Mapping[str, Any]) -> list[str]:
    if facts["at_least"]:
        return [f"A change of less than {facts['at_least']:g} is the same."]
    return ["Any change of the score counts; --at-least says which is too small."] if facts["scale"] else []


def _notes(facts: Mapping[str, Any], hidden: frozenset[str], least: int) -> list[str]:
    p = f"p = {facts['p_exact']:.3f}" if facts["p_exact"] is not None else f"no p ({facts['why_no_p']})"
    return [
        f"{facts['coded']} families with a coded interview = {facts['families']} with an outcome from "
        f"{facts['from']} to {facts['to']} + {facts['without_outcome']} without + {facts['differing']} whose "
        "members went different ways.",
        "Shares are of the families with, or without, the theme; 95% intervals: Clopper-Pearson.",
        f"Fisher-Freeman-Halton exact test: {p}.",
        "Families were not drawn at random, and what they were asked shapes what they said: an association "
        "is no cause.",
        *_what_counts(facts),
        *([_HIDDEN.format(least=least)] if hidden else []),
    ]  # fmt: skip
