"""`coding collocations`: words that stand side by side more often than chance would put them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..study.folder import Study
from ..study.table import Column, Table
from .corpus import Spoken, known, spoken
from .families import LEAST_FAMILIES, families_of
from .keyness_statistics import adjusted, chi_square_tail
from .words import STOP_WORDS, tokens

__all__ = ["collocations"]

Pair = tuple[str, str]
LEAST_COUNT = 3
_COLUMNS = (
    Column("words"), Column("count", kind="count"), Column("g2", "G2", kind="number"),
    Column("pmi", "PMI", kind="number", decimals=2), Column("p_adjusted", "p (adjusted)", kind="p_value"),
    Column("documents", kind="count"), Column("families", kind="count"),
)  # fmt: skip


def collocations(
    study: Study,
    *,
    role: str | None = None,
    wave: str | None = None,
    window: int = 2,
    n: int = 30,
    interviewer: bool = False,
    coder: str | None = None,
) -> Table:
    """Find pairs of words that are said together.

    Parameters
    ----------
    study : Study
        The study.
    role, wave : str, optional
        Only what a role says, only transcripts of a wave.
    window : int, 2 or more
        Words within which a pair may stand; 2: side by side.  A pair never reaches over two turns.
    n : int
        Most pairs.
    interviewer : bool
        Interviewers' turns too; without it they are left out.
    coder : str, optional
        Who looks.

    Returns
    -------
    Table
        A row a pair, strongest first: ``words``, ``count``, ``g2`` (log-likelihood, Dunning 1993), ``pmi``
        (pointwise mutual information, Church and Hanks 1990, binary logarithm), ``p``, ``p_adjusted``
        (Benjamini and Hochberg 1995), ``documents``, ``families``.  Pairs with a stop word, said fewer than
        three times or by fewer than three families are left out.  Facts: ``words``, ``window``, ``compared``.

    Raises
    ------
    ProblemError
        FP5022 an unknown role or wave, or a window below 2; FP5031 without transcripts.
    """
    said, notes = spoken(study, coder, interviewer=interviewer)
    known(role, "a role", (one.turn.role for one in said))
    known(wave, "a wave", (one.document.wave for one in said))
    known(str(min(window, 2)), "a window", ("2",))
    kept = [one for one in said if role in {None, one.turn.role} and wave in {None, one.document.wave}]
    turns = [tokens(one.turn.text) for one in kept]
    rows = _rows(turns, _places(study, kept, turns, window), window)
    facts = {"words": sum(map(len, turns)), "window": window, "compared": len(rows)}
    said_of = f"A pair is shown only if {LEAST_FAMILIES} families say it; {len(rows)} pairs were compared."
    return Table.of(rows[:n], _COLUMNS, title="Collocations", notes=(*notes, said_of), facts=facts)


def _rows(
    turns: Sequence[list[str]], places: dict[Pair, tuple[int, int]], window: int
) -> list[dict[str, Any]]:
    from nltk.metrics import BigramAssocMeasures

    finder, slots = _finder(turns, window), window - 1

    def scored(measure: Callable[..., float]) -> dict[Pair, float]:
        # Every word has so many places for a partner as the window has slots (Church and Hanks 1990).
        room = {word: times * slots for word, times in finder.word_fd.items()}
        return {
            (one, other): measure(finder.ngram_fd[one, other], (room[one], room[other]), finder.N * slots)
            for one, other in places
        }

    strengths, informed = scored(BigramAssocMeasures.likelihood_ratio), scored(BigramAssocMeasures.pmi)
    pairs = sorted(strengths, key=lambda pair: (-round(strengths[pair], 9), pair))
    p_values = [chi_square_tail(max(0.0, strengths[pair])) for pair in pairs]
    return [
        {
            "words": " ".join(pair), "count": finder.ngram_fd[pair], "g2": strengths[pair],
            "pmi": informed[pair], "p": p, "p_adjusted": p_adjusted,
            "documents": places[pair][0], "families": places[pair][1],
        }
        for pair, p, p_adjusted in zip(pairs, p_values, adjusted(p_values), strict=True)
        if informed[pair] > 0
    ]  # fmt: skip


def _finder(turns: Sequence[list[str]], window: int) -> Any:
    """Count words and pairs; the gaps between turns are wide enough that no pair reaches over them."""
    from nltk.collocations import BigramCollocationFinder

    padded = (word for turn in turns for word in (*turn, *[None] * (window - 1)))
    return BigramCollocationFinder.from_words(list(padded), window_size=window)


def _places(
    study: Study, kept: Sequence[Spoken], turns: Sequence[list[str]], window: int
) -> dict[Pair, tuple[int, int]]:
    """Count documents and families of the pairs that can be shown."""
    families = families_of(study, [one.document for one in kept])
    times: Counter[Pair] = Counter()
    documents: defaultdict[Pair, set[str]] = defaultdict(set)
    for one, turn in zip(kept, turns, strict=True):
        for pair in _pairs(turn, window):
            times[pair] += 1
            documents[pair].add(one.document.name)
    counted = {
        pair: (len(names), len({families[name] for name in names})) for pair, names in documents.items()
    }
    return {
        pair: found for pair, found in counted.items()
        if times[pair] >= LEAST_COUNT and found[1] >= LEAST_FAMILIES
    }  # fmt: skip


def _pairs(turn: Sequence[str], window: int) -> Iterator[Pair]:
    for at, first in enumerate(turn):
        for second in turn[at + 1 : at + window]:
            if not {first, second} & STOP_WORDS and min(len(first), len(second)) > 1:
                yield first, second
