"""`coding queue`: which sentences to code next, so that the next hour of coding teaches most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..study.documents import Coding
from ..study.folder import Study
from ..study.problems import ProblemError
from ..study.table import Column, Table
from .corpus import Spoken, codings_of, spoken, spoken_codings
from .embedders import Embedder, beside, embedded, plugged_in
from .open_sentences import open_sentences
from .suggester import Suggester
from .suggestions import learned
from .term_space import Floats, one_thread, weigher
from .visibility import view
from .words import stems

__all__ = ["queue"]

RANDOM_EVERY = 5
TOO_LITTLE = "FP5030"
_COLUMNS = (
    Column("place", kind="count"), Column("document"), Column("start"), Column("end"), Column("why"),
    Column("uncertainty", kind="number", decimals=2), Column("text"),
)  # fmt: skip


def queue(
    study: Study, n: int = 20, seed: int = 0, *, coder: str | None = None,
    embedder: Embedder | Path | None = None,
) -> Table:  # fmt: skip
    """Say which sentences to code next: uncertain ones that are not alike, and one in five by lot.

    Parameters
    ----------
    study : Study
        The study.
    n : int
        Most sentences.
    seed : int
        Where chance begins.
    coder : str, optional
        Who is going to code.  A sentence is open if this coder sees no code on it, so nothing of what others
        code blind shows; transcripts that others code blind are left out.
    embedder : Embedder or Path, optional
        Something that places texts by meaning, or the local folder of one: what is uncertain and what is
        alike then rests on meaning too.  Nothing is ever downloaded.

    Returns
    -------
    Table
        A row a sentence, in the order in which to code: ``place``, ``document``, ``turn``, ``start``,
        ``end``, ``text``, ``why`` (``uncertain``, ``different`` from those before where too little is coded
        to be uncertain, ``random``) and ``uncertainty`` (entropy of the suggested codes over its largest
        value, 0..1; None where nothing is learned yet).  Facts: ``open`` sentences, ``random`` (how many
        were drawn by lot), ``learned`` (whether codes could be learned).

    Raises
    ------
    ProblemError
        FP5031 without transcripts, FP5151 an embedder that cannot be used.

    Notes
    -----
    Uncertainty sampling (Lewis and Gale 1994), each time times the distance (1 - cosine) to the nearest
    sentence chosen before.  One in five is drawn by lot from all open sentences: these alone show what the
    suggestions never think of, and how good they are on sentences nobody chose.
    """
    said, notes = spoken(study, coder)
    kept = _unless_blind(study, said, coder)
    sentences = list(open_sentences(kept, codings_of(study, coder)))
    meaning = plugged_in(embedder)
    model = _learned(spoken_codings(study, said, coder), seed, meaning)
    texts = [one.text for one in sentences]
    uncertainty = None if model is None else _uncertainty(model, texts)
    places = _chosen(_vectors(texts, meaning), uncertainty, n, seed)
    rows = [
        {"place": place} | sentences[at].row | _reason(uncertainty, at, place)
        for place, at in enumerate(places, start=1)
    ]
    lot = sum(row["why"] == "random" for row in rows)
    facts = {"open": len(sentences), "random": lot, "learned": uncertainty is not None}
    said_of = _notes(len({s.document.name for s in said} - {s.document.name for s in kept}), facts)
    return Table.of(rows, _COLUMNS, notes=(*notes, *said_of), facts=facts)


def _unless_blind(study: Study, said: Sequence[Spoken], coder: str | None) -> list[Spoken]:
    """Leave out what others are coding blind: it is not this coder's to code."""
    with study.store.reading() as connection:
        seen = view(connection, coder)
    return [one for one in said if seen.coder in seen.blind.get(one.document.name, {seen.coder})]


def _learned(codings: Sequence[Coding], seed: int, embedder: Embedder | None) -> Suggester | None:
    """Learn from codings; None where too little is coded."""
    try:
        return learned(codings, seed, embedder)
    except ProblemError as error:
        if all(found.code == TOO_LITTLE for found in error.problems):
            return None
        raise


def _uncertainty(model: Suggester, texts: Sequence[str]) -> Floats:
    """Give how unsure the suggestions are, 0..1; 0 where they know no word."""
    if not texts:
        return np.zeros(0)
    shares, known = model.probabilities(texts)
    entropy = -(shares * np.log(np.maximum(shares, 1e-12))).sum(axis=1) / np.log(shares.shape[1])
    return np.where(known, np.clip(entropy, 0, 1), 0.0)


def _vectors(texts: Sequence[str], embedder: Embedder | None) -> Any:
    """Give rows of length 1 whose products say what is alike, or None where the texts share no word."""
    from sklearn.preprocessing import normalize

    try:
        with one_thread():
            weights = weigher().fit_transform(stems(texts))
            return normalize(beside(weights, embedded(embedder, texts)))
    except ValueError:
        return None


def _chosen(vectors: Any, uncertainty: Floats | None, n: int, seed: int) -> list[int]:
    """Choose sentence by sentence: every fifth by lot, the others unsure and far from those before."""
    total = 0 if vectors is None else vectors.shape[0]
    rng = np.random.default_rng(seed)
    tie = rng.permutation(total)
    worth = np.ones(total) if uncertainty is None else uncertainty
    left, nearest = np.ones(total, dtype=bool), np.zeros(total)
    chosen: list[int] = []
    for place in range(1, min(n, total) + 1):
        open_ = np.flatnonzero(left)
        scores = np.round(worth[open_] * (1 - nearest[open_]), 9)
        at = int(rng.choice(open_)) if _by_lot(place) else int(open_[np.lexsort((tie[open_], -scores))[0]])
        chosen.append(at)
        left[at] = False
        nearest = np.maximum(nearest, np.clip((vectors @ vectors[at].T).toarray().ravel(), 0, 1))
    return chosen


def _by_lot(place: int) -> bool:
    return place % RANDOM_EVERY == 0


def _reason(uncertainty: Floats | None, at: int, place: int) -> dict[str, Any]:
    why = "uncertain" if uncertainty is not None else "different"
    measured = None if uncertainty is None else float(uncertainty[at])
    return {"why": "random" if _by_lot(place) else why, "uncertainty": measured}


def _notes(blind: int, facts: dict[str, Any]) -> tuple[str, ...]:
    notes = [f"{facts['open']} sentences carry no code; one in {RANDOM_EVERY} is drawn by lot."]
    if blind:
        notes.append(f"{blind} transcripts are left out: others code them blind.")
    if not facts["learned"]:
        notes.append("Too little is coded to learn from: the sentences are unlike each other, nothing more.")
    return tuple(notes)
