"""Groups of members: by a fact of the register, or by what they answered at baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from ..study.cells import Cells
from ..study.consent import usable_answers
from ..study.folder import Study
from ..study.missing import Reason
from ..study.problems import Place, ProblemError, problem
from .register import Register, read_register

__all__ = [
    "NO_ANSWER", "NO_ANSWER_FILE", "TOGETHER", "UNKNOWN", "grouping", "grouping_at", "label_of",
    "put_together", "without_answer",
]  # fmt: skip

UNKNOWN = "not recorded"
NO_ANSWER_FILE = "no baseline answers stored"
TOGETHER = "smaller groups together"
NO_ANSWER = "no answer"
_WITHOUT_ANSWER = {reason.label for reason in Reason if reason} | {UNKNOWN, NO_ANSWER_FILE, NO_ANSWER}


def grouping(study: Study, register: Register, name: str) -> dict[str, str]:
    """Say for every member to which group of `name` it belongs.

    A property of the register goes before a variable of the same name, unless it is blank for everybody.
    Answers read as the labels of their code list, and every reason for a missing answer is a group of its
    own.

    Raises
    ------
    ProblemError
        FP4007 if there is no such property and no such variable, FP4043 if the variable makes no groups.
    """
    known = {urn: member.fact(name) for urn, member in register.members.items()}
    baseline = usable_answers(study, study.config.waves[0].name).cells
    if baseline is not None and name in baseline.dictionary and not any(known.values()):
        answers = _answers(baseline, name)
        return {urn: answers.get(urn, NO_ANSWER_FILE) for urn in register.members}
    if name in register.facts():
        return {urn: value or UNKNOWN for urn, value in known.items()}
    offered = [one for one in baseline.dictionary.names if baseline.groupable(one)] if baseline else []
    raise ProblemError(problem("FP4007", name=name, known=", ".join(register.facts() + offered)))


def label_of(study: Study, name: str) -> str:
    """Give the question behind a baseline variable, or the name of a property in plain words."""
    baseline = usable_answers(study, study.config.waves[0].name).cells
    if baseline is not None and name in baseline.dictionary and baseline.dictionary[name].label:
        return baseline.dictionary[name].label
    return name.replace("_", " ")


def put_together(groups: Mapping[str, str], counted: Collection[str], smallest: int) -> dict[str, str]:
    """Join groups of fewer than `smallest` members into one, so that no small group can be worked out.

    Where the joined group would itself be too small, the next larger group joins it.  If all that is joined
    are reasons for not having an answer, the group is called so.

    Parameters
    ----------
    groups : mapping of str to str
        The group of every URN.
    counted : collection of str
        The URNs that make a group's size.
    smallest : int
        Members a group needs to stand alone.

    Examples
    --------
    >>> put_together({"a": "x", "b": "x", "c": "y", "d": "z", "e": "z"}, "abcde", 2)["c"]
    'smaller groups together'
    """
    sizes = Counter(groups[urn] for urn in counted)
    joined: set[str] = set()
    for group, size in sorted(sizes.items(), key=lambda item: (item[1], item[0])):
        if size >= smallest and (not joined or sum(sizes[one] for one in joined) >= smallest):
            break
        joined.add(group)
    name = NO_ANSWER if joined and all(map(without_answer, joined)) else TOGETHER
    return {urn: name if group in joined or group not in sizes else group for urn, group in groups.items()}


def without_answer(group: str) -> bool:
    """Say whether a group is of those who gave no answer, for whatever reason."""
    return group in _WITHOUT_ANSWER


def grouping_at(study: Study, cells: Cells, name: str) -> dict[str, str]:
    """Say for every URN of one occasion to which group of `name` it belongs.

    A variable of the occasion goes before a property of the register, because records need no enrolment.

    Raises
    ------
    ProblemError
        FP4007 if there is no such variable and no such property, FP4043 if the variable makes no groups.
    """
    register = read_register(study)
    if name in cells.dictionary:
        # What the register also holds, such as the project, is nobody's own words, however long.
        return dict(_answers(cells, name, known=name in register.facts()))
    groups = grouping(study, register, name)
    return {urn: groups.get(urn, UNKNOWN) for urn in cells.frame["urn"].astype(str)}


def _answers(cells: Cells, name: str, *, known: bool = False) -> Mapping[str, str]:
    if not (known or cells.groupable(name)):
        raise ProblemError(problem("FP4043", Place(variable=name), name=name))
    urns = cells.frame["urn"].astype(str)
    return dict(zip(urns, cells.labelled(name).astype(str), strict=True))
