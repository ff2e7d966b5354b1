"""`length`: how many minutes an interview takes, by wave and mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..study.config import MODES
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from ..study.yaml_source import did_you_mean
from .bank import Bank
from .bank_reader import read_bank
from .compiler import compile_instrument
from .instrument import Instrument, Question
from .routes import Routes, TooManyRoutesError, routes_exact, routes_sampled
from .wording import plain_wording

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["estimated_seconds", "length"]

_COLUMNS = (
    Column("wave"), Column("mode"), Column("items", kind="count"), Column("min", "shortest", "number"),
    Column("median", "median", "number"), Column("max", "longest", "number"),
    Column("routes", kind="count"), Column("estimated", "items estimated", "count"), Column("method"),
)  # fmt: skip

WORDS_A_SECOND: Mapping[str, float] = MappingProxyType({"face_to_face": 2.5, "telephone": 2.5, "self": 4.0})
"""About 150 words a minute spoken; 238 read in silence (Brysbaert, 2019, Journal of Memory and Language)."""

ANSWERING: Mapping[str, float] = MappingProxyType(
    {"one": 3, "any": 5, "whole": 3, "number": 4, "text": 15, "date": 5, "note": 0}
)
"""Seconds to think, answer and write down; a rule of thumb, to be replaced by the bank's own ``seconds``."""


def length(
    study: Study,
    waves: Sequence[str] = (),
    mode: str | None = None,
    samples: int = 20_000,
    seed: int = 0,
) -> Table:
    """Give the minutes of an interview: the shortest, the median and the longest of its reachable routes.

    Parameters
    ----------
    study : Study
        The study.
    waves : sequence of str
        All waves of interviews by default.
    mode : str, optional
        Only this mode; by default the wave's own and every other the bank gives seconds for.
    samples : int
        How many respondents are drawn where the routes cannot be counted.
    seed : int
        Where chance begins then.

    Returns
    -------
    Table
        Rows: ``wave``, ``mode``, ``items``, ``min``, ``median``, ``max`` (minutes, each different route
        counted once), ``routes``, ``estimated`` (items without seconds of their own), ``method`` (``exact``
        or ``sampled``).

    Raises
    ------
    ProblemError
        FP1007 or FP2141 for a wave or mode that is not there.
    """
    if mode is not None and mode not in MODES:
        facts = {"mode": mode, "hint": did_you_mean(mode, MODES), "known": ", ".join(MODES)}
        raise ProblemError(problem("FP2141", None, **facts))
    bank = read_bank(study.questionnaires)
    made = [
        compile_instrument(bank, study.config, wave, each)
        for wave in waves or [wave.name for wave in study.config.waves]
        for each in ([mode] if mode else _modes(bank, study, wave))
    ]
    rows = [_row(instrument, samples, seed) for instrument in made if instrument.items]
    return Table.of(rows, _COLUMNS, title="Minutes of an interview", notes=tuple(_notes(rows, samples, seed)))


def _modes(bank: Bank, study: Study, wave: str) -> Iterator[str]:
    own = study.wave(wave).mode
    for mode in MODES:
        if mode == own or any(mode in item.seconds for _, item, _ in bank.asked(wave, mode)):
            yield mode


def _row(instrument: Instrument, samples: int, seed: int) -> dict[str, Any]:
    routes = _routes(instrument, samples, seed)
    return {
        "wave": instrument.wave,
        "mode": instrument.mode,
        "items": instrument.items,
        "min": routes.at(0) / 60,
        "median": routes.at(0.5) / 60,
        "max": routes.at(1) / 60,
        "routes": routes.total,
        "estimated": sum(question.seconds is None for question in instrument.questions),
        "method": "exact" if routes.exact else "sampled",
    }


def _routes(instrument: Instrument, samples: int, seed: int) -> Routes:
    def lasts(question: Question) -> float:
        given = question.seconds
        return estimated_seconds(question, instrument.mode) if given is None else given

    try:
        return routes_exact(instrument, lasts)
    except TooManyRoutesError:
        return routes_sampled(instrument, lasts, samples, seed)


def estimated_seconds(question: Question, mode: str) -> float:
    """Estimate the seconds of a question from its words in the longest language.

    The answers count where they are heard or read: not where they stand on a card.
    """
    texts = [plain_wording(words) for words in question.words.values()]
    offered = [] if question.card else [each.label for each in question.choices]
    spoken = max((len(text.split()) for text in texts), default=0)
    options = sum(max(len(text.split()) for text in label.values()) for label in offered)
    return (spoken + options) / WORDS_A_SECOND[mode] + ANSWERING[question.kind]


def _notes(rows: Sequence[Mapping[str, Any]], samples: int, seed: int) -> Iterator[str]:
    yield "Minutes of asking and answering; each different route counts once, whoever takes it."
    drawn = [f"{row['wave']} ({row['mode']})" for row in rows if row["method"] == "sampled"]
    if len(drawn) < len(rows):
        yield "exact: every reachable route was counted."
    if drawn:
        which = ", ".join(drawn)
        yield (
            f"sampled: {samples:,} respondents drawn with seed {seed}, as the routes are too many to count;"
            f" shortest and longest are those found: {which}."
        )
    if any(row["estimated"] for row in rows):
        yield "Items without 'seconds' are estimated from their words: 150 words a minute spoken, 240 read."
