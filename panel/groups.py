"""Groups of members: by a fact of the register, or by what they answered at baseline."""

from __future__ import annotations

from collections.abc import Mapping

from ..study.cells import Cells
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.store.waves import read_wave
from .register import Register, read_register

__all__ = ["NO_ANSWER_FILE", "UNKNOWN", "grouping", "grouping_at"]

UNKNOWN = "not recorded"
NO_ANSWER_FILE = "no baseline answers stored"


def grouping(study: Study, register: Register, name: str) -> dict[str, str]:
    """Say for every member to which group of `name` it belongs.

    A property of the register goes before a variable of the same name.  Answers read as the labels of their
    code list, and every reason for a missing answer is a group of its own.

    Raises
    ------
    ProblemError
        FP4007 if there is no such property and no such variable.
    """
    if name in register.facts():
        return {urn: member.fact(name) or UNKNOWN for urn, member in register.members.items()}
    baseline = read_wave(study.store, study.config.waves[0].name)
    if baseline is not None and name in baseline.dictionary:
        answers = _answers(baseline, name)
        return {urn: answers.get(urn, NO_ANSWER_FILE) for urn in register.members}
    known = register.facts() + (list(baseline.dictionary.names) if baseline is not None else [])
    raise ProblemError(problem("FP4007", name=name, known=", ".join(known)))


def grouping_at(study: Study, cells: Cells, name: str) -> dict[str, str]:
    """Say for every URN of one occasion to which group of `name` it belongs.

    A variable of the occasion goes before a property of the register, because records need no enrolment.

    Raises
    ------
    ProblemError
        FP4007 if there is no such variable and no such property.
    """
    if name in cells.dictionary:
        return dict(_answers(cells, name))
    groups = grouping(study, read_register(study), name)
    return {urn: groups.get(urn, UNKNOWN) for urn in cells.frame["urn"].astype(str)}


def _answers(cells: Cells, name: str) -> Mapping[str, str]:
    urns = cells.frame["urn"].astype(str)
    return dict(zip(urns, cells.labelled(name).astype(str), strict=True))
