"""Witnesses in plain words: one respondent for every item that can be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from ...study.missing import Reason
from ...study.routing import Answer
from ..solver import Witness
from .sequences import Sequence

__all__ = ["witnesses"]

_SCOPES: Mapping[str, str] = MappingProxyType({"": "", "prior": " last time", "baseline": " at the baseline"})
# What a respondent does now, and did in an earlier wave.
_ANSWERS = ("answers {said} to", "answered {said} to")
_REASONS: Mapping[Reason, tuple[str, str]] = MappingProxyType({
    Reason.DONT_KNOW: ("says “don't know” to", "said “don't know” to"),
    Reason.REFUSED: ("refuses to answer", "refused to answer"),
    Reason.NO_ANSWER: ("leaves empty", "left empty"),
    Reason.NOT_APPLICABLE: ("is not asked", "was not asked"),
    Reason.NOT_IN_INSTRUMENT: ("was never asked", "was never asked"),
})  # fmt: skip
# Whether there was an interview at all is told by its date.
_INTERVIEWED = {
    ("prior", True): "was interviewed before",
    ("prior", False): "was never interviewed before",
    ("baseline", True): "was interviewed at the baseline",
    ("baseline", False): "was not interviewed at the baseline",
}


def witnesses(sequences: Iterable[Sequence]) -> dict[str, dict[str, str]]:
    """Give by wave and item somebody who is asked it, as far as that depends on other answers.

    Where a wave is held by several modes, the one in which the item is asked first.
    """
    told: dict[str, dict[str, str]] = {}
    for sequence in sequences:
        of_wave = told.setdefault(sequence.placed.wave, {})
        for item, answer in sequence.answers:
            if answer.witness is not None:
                of_wave.setdefault(item.id, _respondent(sequence, answer.witness, sequence.needed(item)))
    return told


def _respondent(sequence: Sequence, witness: Witness, needed: Collection[str]) -> str:
    told = ((name, answer) for name, answer in witness.items() if name in needed)
    parts = [*dict.fromkeys(_part(sequence, name, answer) for name, answer in told)]
    return f"somebody who {'; '.join(parts)}." if parts else "everybody."


def _part(sequence: Sequence, name: str, answer: Answer) -> str:
    scope, _, variable = name.rpartition(".")
    reason = answer if isinstance(answer, Reason) else None
    if scope and variable == "int_date":
        return _INTERVIEWED[scope, reason is None]
    patterns = _ANSWERS if reason is None else _REASONS[reason]
    said = patterns[bool(scope)].format(said=_words(sequence, variable, answer))
    return f"{said} {_question(sequence, variable)}{_SCOPES[scope]}"


def _question(sequence: Sequence, variable: str) -> str:
    item = sequence.context.bank.by_variable.get(variable)
    return variable if item is None else f"{item.id} ({variable})"


def _words(sequence: Sequence, variable: str, answer: Answer) -> str:
    item = sequence.context.bank.by_variable.get(variable)
    answers = sequence.context.lists.get(item.type.list or "") if item is not None else None
    options = () if answers is None else answers.options
    labels = {option.code: next(iter(option.label.values())) for option in options}
    if isinstance(answer, frozenset | set):
        return " and ".join(_labelled(code, labels) for code in sorted(answer, key=str))
    return _labelled(answer, labels)


def _labelled(value: object, labels: Mapping[int, str]) -> str:
    if isinstance(value, float | int):
        label = labels.get(int(value))
        return f"{value:g}" if label is None else f"“{label}”"
    return f"“{value}”"
