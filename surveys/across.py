"""The codes of a delivery beside those of the other waves, where no instrument says what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..study.dictionary import Dictionary
from ..study.problems import Place, Problem, problem
from .wordings import folded

if TYPE_CHECKING:
    from .conforming import Conformed
    from .seen import Setting

__all__ = ["turned_codes"]


def turned_codes(conformed: Conformed, setting: Setting) -> list[Problem]:
    """Warn where a code of this file has the label of another code in another wave.

    A label that is only worded otherwise is a matter for `surveys drift`.
    """
    if setting.settled or setting.wave.kind == "records":
        return []
    from ..study.store.waves import read_wave

    found: list[Problem] = []
    for wave in setting.study.config.waves:
        cells = None if wave.name == setting.wave.name else read_wave(setting.study.store, wave.name)
        if cells is not None:
            found += _turned(conformed.dictionary, cells.dictionary, wave.name, setting.wave.name)
    return found


def _turned(here: Dictionary, there: Dictionary, other: str, wave: str) -> Iterator[Problem]:
    for name in here.names:
        if name not in there:
            continue
        mine, theirs = _labels(here, name), _labels(there, name)
        turned = [
            (value, label, theirs[value])
            for value, label in mine.items()
            if value in theirs and folded(label) != folded(theirs[value]) and _stands(label, theirs)
        ]
        if turned:
            value, label, before = turned[0]
            facts = {"value": value, "label": label, "other": other, "before": before, "wave": wave}
            yield problem("FP3210", Place(wave=wave, variable=name), variable=name, **facts)


def _labels(book: Dictionary, name: str) -> dict[float | str, str]:
    codes = book.code_list(name)
    return codes.labels() if codes else {}


def _stands(label: str, labels: dict[float | str, str]) -> bool:
    return folded(label) in map(folded, labels.values())
