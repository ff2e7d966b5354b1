"""Everything that can be found in the rules of one instrument, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...study.routing import Node
from .answer_checks import idle_checks
from .answer_kinds import wrong_kinds
from .branches import always_asked, dead_branches
from .constants import empty_ranges, impossible_constants
from .domains import Asked, Domain
from .fed_forward import missing_branches
from .findings import Finding
from .proofs import Answer, Proofs
from .reached import reachability, unreachable
from .references import without_broken_rules, wrong_references
from .splits import broken_splits

__all__ = ["Examination", "examination", "examine"]

# A rule with a constant out of range can be proved all the same.
_MILD = "out_of_range"
_STOPS = ("contradiction", "contradiction_through_parent", "empty_range", "check_always_fails")


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known about an instrument.

    Parameters
    ----------
    findings : list of Finding
        What is wrong, in the order of the items.
    answers : dict of str to Answer
        By item whether anybody is asked it; without those whose own routing cannot be followed.
    """

    findings: list[Finding]
    answers: dict[str, Answer]


def examine(
    sequence: Sequence[Asked], earlier: Mapping[str, Domain] | None = None, facts: Sequence[Node] = ()
) -> list[Finding]:
    """Find what is wrong with the rules of an instrument.

    A rule in which something is plainly wrong (a name, the kind of an answer, a code) is not proved any
    further, so that one fault gives one finding, not one for everything that follows from it.

    Parameters
    ----------
    sequence, earlier, facts
        As for `Proofs`.

    Returns
    -------
    list of Finding
        In the order of the items.

    Examples
    --------
    >>> from familypanel.questionnaires.solver import Asked, Whole, examine
    >>> from familypanel.study.routing import parse
    >>> asked = [Asked("age", Whole(0, 120)), Asked("school", None, parse("age >= 16 and age < 5"))]
    >>> [(finding.kind, finding.item, finding.explanation) for finding in examine(asked)]
    [('empty_range', 'school', 'age >= 16; age < 5')]
    """
    return examination(sequence, earlier, facts).findings


def examination(
    sequence: Sequence[Asked], earlier: Mapping[str, Domain] | None = None, facts: Sequence[Node] = ()
) -> Examination:
    """Do what `examine` does, and keep the proofs; see there."""
    plain = _plain_faults(sequence, earlier)
    grave = [finding for finding in plain if finding.kind != _MILD]
    proofs = Proofs(without_broken_rules(sequence, grave), earlier, facts)
    answers = reachability(proofs)
    proved = [
        *unreachable(answers),
        *always_asked(proofs),
        *dead_branches(proofs),
        *broken_splits(proofs),
        *missing_branches(proofs),
        *idle_checks(proofs),
    ]
    order = {asked.name: place for place, asked in enumerate(sequence)}
    unrouted = {finding.item for finding in grave if finding.part == "ask"}
    sound = {name: answer for name, answer in answers.items() if name not in unrouted}
    return Examination(sorted(_told_once(plain, proved), key=lambda finding: order[finding.item]), sound)


def _told_once(plain: Sequence[Finding], proved: Sequence[Finding]) -> Iterator[Finding]:
    """Tell of a rule with a constant out of range only that, and whether it leaves nobody or no answer."""
    mild = {(finding.item, finding.part) for finding in plain if finding.kind == _MILD}
    stopped = {(finding.item, finding.part) for finding in proved if finding.kind in _STOPS}
    for finding in plain:
        if finding.kind != _MILD or (finding.item, finding.part) not in stopped:
            yield finding
        elif finding.part == "ask":
            yield replace(finding, kind="never_in_range")
    for finding in proved:
        if finding.kind == "check_always_fails" or (finding.item, finding.part) not in mild:
            yield finding


def _plain_faults(sequence: Sequence[Asked], earlier: Mapping[str, Domain] | None) -> list[Finding]:
    """Find what is wrong with a rule on its own, so that it cannot be proved any further."""
    domains = {asked.name: asked.domain for asked in sequence if asked.domain is not None}
    domains |= earlier or {}
    return [
        *wrong_references(sequence),
        *wrong_kinds(sequence, domains),
        *impossible_constants(sequence, domains),
        *empty_ranges(sequence),
    ]
