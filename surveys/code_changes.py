"""What became of a code list from one wave to the next: which codes moved, and which mean something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..study.dictionary import Dictionary, Variable
from .likeness import folded, within

__all__ = ["CodeChange", "change_of", "missing_codes", "same_answer", "valid_codes"]

Value = float | str
_REVERSIBLE = 2
_LEAST_CUT = 20
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class CodeChange:
    """How the code list of wave b differs from that of wave a.

    Parameters
    ----------
    moved : mapping
        Values of b to the values under which a has the same label.
    reused : tuple
        Values that b uses for something else, and that are found nowhere else in a.
    reworded, respaced : tuple
        Values whose label only has another wording, or other case and spaces.
    added, removed : tuple
        Values that only one of the two has, their labels too.
    reversed : bool
        All codes moved, first to last.
    """

    moved: Mapping[Value, Value] = field(default_factory=dict)
    reused: tuple[Value, ...] = ()
    reworded: tuple[Value, ...] = ()
    respaced: tuple[Value, ...] = ()
    added: tuple[Value, ...] = ()
    removed: tuple[Value, ...] = ()
    reversed: bool = False

    @property
    def same(self) -> bool:
        """Whether both lists have the same values with the same labels, whatever the case and spaces."""
        return not (self.moved or self.reused or self.reworded or self.added or self.removed)

    @property
    def conflicts(self) -> tuple[Value, ...]:
        """The values of b that would be mixed with another meaning."""
        return (*self.moved, *self.reused)


def valid_codes(dictionary: Dictionary, name: str) -> dict[Value, str]:
    """Give the codes of a variable that are answers, with their labels."""
    codes = dictionary.code_list(name)
    missing = dictionary[name].missing
    listed = codes.labels() if codes else {}
    return {value: label for value, label in listed.items() if not any(value in part for part in missing)}


def missing_codes(variable: Variable) -> set[tuple[Value, Value, str]]:
    """Give what is declared missing, each with its reason as far as it is known."""
    return {(part.low, part.high, part.reason.word if part.reason else "") for part in variable.missing}


def change_of(here: Mapping[Value, str], there: Mapping[Value, str]) -> CodeChange:
    """Compare the codes of wave a (`here`) with those of wave b (`there`).

    Examples
    --------
    >>> change = change_of({1: "Often", 2: "Never"}, {1: "Never", 2: "Often"})
    >>> dict(change.moved), change.reversed
    ({1: 2, 2: 1}, True)
    """
    home = {folded(label): value for value, label in here.items() if label}
    moved = {value: home[folded(label)] for value, label in there.items() if _moved(value, label, home, here)}
    shared = [value for value in there if value in here and value not in moved]
    differing = [value for value in shared if folded(here[value]) != folded(there[value])]
    reworded = tuple(value for value in differing if same_answer(here[value], there[value]))
    arrived = {*moved.values()}
    return CodeChange(
        moved=moved,
        reused=tuple(value for value in differing if value not in reworded),
        reworded=reworded,
        respaced=tuple(v for v in shared if v not in differing and here[v] != there[v]),
        added=tuple(value for value in there if value not in here and value not in moved),
        removed=tuple(value for value in here if value not in there and value not in arrived),
        reversed=_is_reversed(moved, here, there),
    )


def _moved(value: Value, label: str, home: Mapping[str, Value], here: Mapping[Value, str]) -> bool:
    """Say whether a label stands under another value; one that a has under several stays where it is."""
    found = home.get(folded(label))
    return found is not None and found != value and folded(here.get(value, "")) != folded(label)


def same_answer(one: str, other: str) -> bool:
    """Say whether two labels of one code word the same answer.

    Stricter than for questions: a number must be the same, and only one of the two may have words that the
    other lacks, since a single other word makes another answer of it (part time, full time).

    Examples
    --------
    >>> same_answer("Alwyas", "Always"), same_answer("Yes", "Yes, at least once a week")
    (True, True)
    >>> same_answer("Working part time", "Working full time"), same_answer("Over 2 hours", "Over 3 hours")
    (False, False)
    """
    if not one or not other:
        return True
    same_numbers = _NUMBER.findall(one) == _NUMBER.findall(other)
    return same_numbers and (_cut(*sorted((folded(one), folded(other)), key=len)) or within(one, other))


def _cut(short: str, long: str) -> bool:
    """Say whether a label was cut off, as programs do that have little room, if need be within a word."""
    return len(short) >= _LEAST_CUT and long.startswith(short)


def _is_reversed(moved: Mapping[Value, Value], here: Mapping[Value, str], there: Mapping[Value, str]) -> bool:
    """Say whether the order of all codes was turned round; the middle one may stay where it is."""
    if len(here) < _REVERSIBLE or {*here} != {*there} or not moved or any(isinstance(v, str) for v in here):
        return False
    in_order = [folded(here[value]) for value in sorted(here)]
    return in_order == [folded(there[value]) for value in sorted(there)][::-1]
