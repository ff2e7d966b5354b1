"""What a person must settle before a delivery is stored: much is changed, or it may be of another wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..study.problems import Place, Problem, problem
from .interviews import anchors, date_variable, off_window
from .redelivery import token

if TYPE_CHECKING:
    from .examining import Examined
    from .redelivery import Difference
    from .relabelling import Relabelled
    from .seen import Setting

__all__ = ["Doubts", "doubts_about"]

_MOST_NAMED = 12


@dataclass(frozen=True)
class Doubts:
    """The reasons why a delivery needs a decision, and the word by which a person takes it.

    Parameters
    ----------
    token : str
        Stands for exactly these reasons, these bytes and this state of the wave.
    problems : tuple of Problem
        One a reason; none if the delivery can be stored as it is.
    """

    token: str
    problems: tuple[Problem, ...]

    def open(self, accept_diff: str | None) -> bool:
        """Say whether the decision is still to be taken."""
        return bool(self.problems) and accept_diff != self.token

    def told(self, accept_diff: str | None, wave: str) -> list[Problem]:
        """Give the reasons, and that the token given is a wrong one."""
        wrong = [problem("FP3202", Place(wave=wave), token=self.token)] if accept_diff else []
        return [*wrong, *self.problems]


def doubts_about(setting: Setting, examined: Examined, difference: Difference, sha256: str) -> Doubts:
    """Collect the reasons.

    Parameters
    ----------
    setting : Setting
        The study as it is before this delivery.
    examined : Examined
        What was found about the file.
    difference : Difference
        What it would change.
    sha256 : str
        Of the file.
    """
    found = [
        *_changes(difference),
        *_labels(examined),
        *_another_wave(setting),
        *_most_outside(setting, examined),
    ]
    version, wave = setting.seen.version, setting.wave.name
    state = version.cells_sha256 if version else ""
    word = token(wave, state, sha256, *(f"{code} {sorted(facts.items())}" for code, facts in found))
    place = Place(wave=wave)
    return Doubts(word, tuple(problem(code, place, wave=wave, token=word, **facts) for code, facts in found))


_Reason = tuple[str, dict[str, Any]]


def _changes(difference: Difference) -> list[_Reason]:
    described = [("FP3208", {"variables": ", ".join(difference.missing)})] if difference.missing else []
    return [*_cells_changed(difference), *described]


def _labels(examined: Examined) -> list[_Reason]:
    """Tell corrected wordings from codes that seem to have become another answer."""
    told = examined.conformed.relabelled
    kinds = (
        ("FP3213", [one for one in told if one.alike]),
        ("FP3214", [one for one in told if not one.alike]),
    )
    return [(code, {"codes": _named(ones)}) for code, ones in kinds if ones]


def _named(ones: list[Relabelled]) -> str:
    rest = f"; and {len(ones) - _MOST_NAMED} more" if len(ones) > _MOST_NAMED else ""
    return "; ".join(map(str, ones[:_MOST_NAMED])) + rest


def _cells_changed(difference: Difference) -> list[_Reason]:
    if not difference.needs_decision:
        return []
    facts = {
        "changed": difference.changed_cells, "compared": difference.compared_cells,
        "withdrawn": difference.rows_withdrawn,
    }  # fmt: skip
    return [("FP3050", facts)]


def _another_wave(setting: Setting) -> list[_Reason]:
    others = setting.seen.elsewhere
    return [("FP3200", {"others": ", ".join(others)})] if others else []


def _most_outside(setting: Setting, examined: Examined) -> list[_Reason]:
    """Count the interviews outside their member's window: most of them, and it is a file of another wave."""
    name = date_variable(examined.cells.dictionary, setting.date)
    if name is None or setting.wave.kind == "records" or not len(examined.cells):
        return []
    dates: pd.Series[Any] = examined.cells.frame[name]
    outside, known = off_window(dates, anchors(setting, examined.cells.frame["urn"]), setting.wave)
    if not outside.sum() > known.sum() / 2:
        return []
    return [("FP3201", {"outside": int(outside.sum()), "dated": int(known.sum()), "variable": name})]
