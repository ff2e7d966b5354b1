"""What is known of every member from the start: facts of the register, and answers at baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ..study.cells import Cells
from ..study.consent import usable_answers
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from .clusters import PROJECT
from .register import Register
from .scale_columns import scale_columns

__all__ = ["DESIGN_WEIGHT", "NOT_KNOWN", "Known", "known_at_baseline"]

DESIGN_WEIGHT = "design_weight"
NOT_KNOWN = "not recorded"
_MOST_CATEGORIES = 10
_ANSWERED_BY = 0.8
_APART = {"family", "cohort", DESIGN_WEIGHT}


@dataclass(frozen=True)
class Known:
    """Variables of the start.

    Parameters
    ----------
    frame : DataFrame, (n_members, any)
        Indexed by URN: numbers as float with gaps, everything else as the words of its categories, a reason
        for not answering among them.
    facts : tuple of str
        Those from the register, known also of members who never answered.
    usual : tuple of str
        Those that are compared if none are named, the most telling first.
    outcomes : tuple of str
        Numbers and scales.
    labels : mapping of str to str
        Questions as worded.
    """

    frame: pd.DataFrame
    facts: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, names: Sequence[str]) -> list[str]:
        """Check names that were asked for; without any, give the usual ones.

        Raises
        ------
        ProblemError
            FP4007 if one is not known, or makes no groups.
        """
        for name in names:
            if name not in self.frame:
                raise ProblemError(problem("FP4007", name=name, known=", ".join(map(str, self.frame))))
        return list(dict.fromkeys(names)) or list(self.usual)


def known_at_baseline(study: Study, register: Register) -> Known:
    """Read what is known of every member of the register from the start."""
    urns = pd.Index(sorted(register.members), name="urn")
    facts = {name: _fact(register, urns, name) for name in register.facts() if name not in _APART}
    facts = {name: values for name, values in facts.items() if (values != NOT_KNOWN).any()}
    cells = usable_answers(study, study.config.waves[0].name).cells
    answers = {} if cells is None else {n: v.reindex(urns) for n, v in _answers(cells) if n not in facts}
    frame = pd.DataFrame(facts | answers, index=urns)
    there = frame if cells is None else frame[frame.index.isin(set(cells.frame["urn"].astype(str)))]
    return Known(
        frame, tuple(facts), tuple(_usual(study, there, cells, tuple(facts))), _outcomes(there, cells),
        _labels(frame, cells),
    )  # fmt: skip


def _fact(register: Register, urns: pd.Index, name: str) -> pd.Series:
    values = pd.Series([register.members[urn].fact(name) for urn in urns], urns, dtype=object)
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.notna().any() and numbers.notna().sum() == values.notna().sum():
        return numbers.astype(float) if numbers.nunique() > _MOST_CATEGORIES else values.fillna(NOT_KNOWN)
    return values.fillna(NOT_KNOWN)


def _answers(cells: Cells) -> Iterator[tuple[str, pd.Series]]:
    """Give scale scores, then every variable that makes groups or is a number."""
    urns = pd.Index(cells.frame["urn"].astype(str))
    for name, score in scale_columns(cells).items():
        yield str(name), score
    for variable in cells.dictionary:
        name = variable.name
        if name not in cells.frame or not cells.groupable(name):
            continue
        coded = cells.dictionary.code_list(name) is not None
        if coded or variable.type not in ("integer", "decimal"):
            yield name, pd.Series(cells.labelled(name).to_numpy(), urns, dtype=object)
        else:
            yield name, pd.Series(pd.to_numeric(cells.valid(name), errors="coerce").to_numpy(float), urns)


def _outcomes(there: pd.DataFrame, cells: Cells | None) -> tuple[str, ...]:
    """Name the scales, then the numbers of the questionnaire that nearly everybody gave."""
    if cells is None:
        return ()
    scales = [scale.id for scale in cells.dictionary.scales if scale.id in there]
    asked = [v.name for v in cells.dictionary if v.item and not v.sensitive and v.name in there]
    numbers = [name for name in [*scales, *asked] if pd.api.types.is_numeric_dtype(there[name])]
    return tuple(name for name in numbers if _telling(there[name]))


def _usual(study: Study, there: pd.DataFrame, cells: Cells | None, facts: Sequence[str]) -> Iterator[str]:
    """Name what the report breaks down by, the facts and the scales; without any, the questions to all."""
    scales = [scale.id for scale in cells.dictionary.scales if scale.id in there] if cells else []
    named = [name for name in study.config.report_by if name != PROJECT and name in there]
    usual = dict.fromkeys([*named, *(name for name in facts if name != PROJECT), *scales])
    for name in usual or _questions(there, cells):
        if _telling(there[name]):
            yield name


def _questions(there: pd.DataFrame, cells: Cells | None) -> list[str]:
    if cells is None:
        return []
    options = {name for one in cells.dictionary.sets for name in one.variables}
    asked = [v.name for v in cells.dictionary if not v.sensitive and v.name not in options]
    return [name for name in asked if name in there]


def _telling(values: pd.Series) -> bool:
    known = values.dropna()
    if pd.api.types.is_numeric_dtype(values):
        return len(known) >= _ANSWERED_BY * len(values) and known.nunique() > 1
    # Whom a question was not put to says where a route led, and not how a member is.
    asked = known[~known.isin(["Not applicable", NOT_KNOWN])]
    enough = len(asked) >= _ANSWERED_BY * max(1, len(known))
    return enough and 1 < known.nunique() <= _MOST_CATEGORIES


def _labels(frame: pd.DataFrame, cells: Cells | None) -> dict[str, str]:
    asked = {v.name: v.label for v in cells.dictionary if v.label} if cells else {}
    return {str(name): asked.get(str(name), str(name).replace("_", " ")) for name in frame.columns}
