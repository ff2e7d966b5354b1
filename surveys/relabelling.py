"""Codes that are labelled otherwise than before: a correction of the wording, or another answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..study.dictionary import Dictionary, Value
from ..study.spss import VALUE_LABEL_BYTES, fitting
from .code_changes import same_answer
from .spoken import spoken
from .wordings import folded

__all__ = ["Relabelled", "relabelled", "same_words"]


@dataclass(frozen=True, slots=True)
class Relabelled:
    """One code whose label differs.

    Parameters
    ----------
    variable : str
        As the dictionary names it.
    value : number or text
        The code.
    before, now : str
        Its label in the dictionary, and in the file.
    alike : bool
        Whether the two are wordings of one answer.
    """

    variable: str
    value: Value
    before: str
    now: str
    alike: bool

    def __str__(self) -> str:
        return f"{self.variable} {spoken(self.value)} '{self.before}' became '{self.now}'"


def relabelled(
    delivered: Dictionary, reference: Dictionary, names: Collection[str]
) -> tuple[Relabelled, ...]:
    """Find the codes of some variables that both list, and whose labels differ in more than case and spaces.

    A label in any language of the dictionary is the same label.
    """
    return tuple(one for name in names for one in _of_variable(name, delivered, reference))


def _of_variable(name: str, delivered: Dictionary, reference: Dictionary) -> Iterator[Relabelled]:
    here, there = delivered.code_list(name), reference.code_list(name)
    known = {code.value: code for code in there.codes} if there else {}
    for code in here.codes if here else ():
        before = known.get(code.value)
        if before is None or any(code.value in part for part in reference[name].missing):
            continue
        wordings = {before.label, *before.translations.values()}
        if not same_words(code.label, wordings, VALUE_LABEL_BYTES):
            alike = any(same_answer(code.label, one) for one in wordings)
            yield Relabelled(name, code.value, before.label, code.label, alike)


def same_words(delivered: str, expected: set[str], room: int) -> bool:
    """Compare labels as SPSS can hold them, whatever the case and spaces; no label says nothing."""
    if not delivered or expected <= {""}:
        return True
    return folded(delivered) in {folded(fitting(text, room)) for text in expected}
