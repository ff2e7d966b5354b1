"""`coding suggest`: codes for sentences that nobody has coded yet; a person decides, nothing is applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..study.documents import Coding
from ..study.folder import Study
from ..study.table import Column, Table
from .accepted_suggestions import accepted_ranks
from .codebook import Codebook, read_codebook
from .corpus import codings_of, known, spoken, spoken_codings
from .embedders import Embedder, plugged_in
from .open_sentences import Sentence, open_sentences
from .suggester import Suggester

__all__ = ["learned", "suggest"]

_COLUMNS = (
    Column("document"), Column("start"), Column("end"), Column("rank", kind="count"), Column("label", "code"),
    Column("probability", kind="percent", decimals=0), Column("words"), Column("text"),
    Column("nearest", "nearest coded quotes"),
)  # fmt: skip


def suggest(
    study: Study,
    k: int = 3,
    seed: int = 0,
    *,
    document: str | None = None,
    interviewer: bool = False,
    coder: str | None = None,
    embedder: Embedder | Path | None = None,
) -> Table:
    """Suggest codes for sentences that carry no code.

    Parameters
    ----------
    study : Study
        The study.
    k : int
        Most codes a sentence.
    seed : int
        Where chance begins.
    document : str, optional
        Only for this transcript; what is learned from stays the same.
    interviewer : bool
        Interviewers' turns too; without it they are left out.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else, and nobody else's to them.
    embedder : Embedder or Path, optional
        Something that places texts by meaning, or the local folder of one; nothing is ever downloaded.

    Returns
    -------
    Table
        A row a sentence and suggested code: ``document``, ``turn``, ``start``, ``end``, ``text``, ``rank``,
        ``code``, ``label``, ``probability`` (0..1, calibrated), ``words`` that speak for it, ``nearest`` (the
        two nearest coded quotes).  Likeliest first.  Facts: ``sentences`` = ``suggested`` + ``silent``
        (nothing is likely), ``codings`` learned from, ``codes``, ``accuracy``, ``accuracy3``, ``majority``
        (each 0..1, over what was held out), ``held_out`` (``groups``: transcripts; ``texts``: passages, where
        only one transcript is coded), ``reliability``, ``accepted`` (how often the suggestion of
        each rank was accepted) and ``own`` (codings that accepted none).

    Raises
    ------
    ProblemError
        FP5022 no such transcript, FP5030 too little is coded, FP5031 no transcripts, FP5151 an embedder that
        cannot be used.
    """
    said, notes = spoken(study, coder, interviewer=interviewer)
    known(document, "a transcript", (one.document.name for one in said))
    model = learned(spoken_codings(study, said, coder), seed, embedder)
    sentences = list(open_sentences(said, codings_of(study, coder)))
    wanted = [one for one in sentences if document in {None, one.document.name}]
    found = model.suggest([one.text for one in wanted], k)
    pairs = [(one, codes) for one, codes in zip(wanted, found, strict=True) if codes]
    pairs.sort(key=lambda pair: (-round(pair[1][0][1], 9), pair[0].document.name, pair[0].start))
    codebook = read_codebook(study.codebook)
    rows = _rows(model, codebook, pairs)
    counts = {"sentences": len(wanted), "suggested": len(pairs), "silent": len(wanted) - len(pairs)}
    facts = counts | _facts(model) | _accepted(accepted_ranks(study, coder), k)
    return Table.of(rows, _COLUMNS, notes=_notes(model, notes, facts), facts=facts)


def learned(codings: Sequence[Coding], seed: int = 0, embedder: Embedder | Path | None = None) -> Suggester:
    """Learn from codings, folds by transcript; what was learned from the same ones is used again.

    Raises
    ------
    ProblemError
        FP5030 too little is coded, FP5151 an embedder that cannot be used.
    """
    rows = tuple((one.quote, one.code, one.document) for one in codings)
    if embedder is None:
        return _learned(rows, seed)
    return _fitted(rows, Suggester(seed, plugged_in(embedder)))


@lru_cache(maxsize=4)
def _learned(rows: tuple[tuple[str, str, str], ...], seed: int) -> Suggester:
    return _fitted(rows, Suggester(seed))


def _fitted(rows: Sequence[tuple[str, str, str]], model: Suggester) -> Suggester:
    texts, codes, documents = ([row[at] for row in rows] for at in range(3))
    return model.fit(texts, codes, documents)


def _rows(
    model: Suggester, codebook: Codebook, pairs: Sequence[tuple[Sentence, Sequence[tuple[str, float]]]]
) -> list[dict[str, Any]]:
    flat = [(one, rank, *told) for one, codes in pairs for rank, told in enumerate(codes, start=1)]
    grounds = model.grounds([one.text for one, *_ in flat], [code for _, _, code, _ in flat])
    return [
        one.row | {
            "rank": rank, "code": code, "label": codebook.label(code), "probability": probability,
            "words": words, "nearest": nearest,
        }
        for (one, rank, code, probability), (words, nearest) in zip(flat, grounds, strict=True)
    ]  # fmt: skip


def _facts(model: Suggester) -> dict[str, Any]:
    judged = {"accuracy": model.accuracy_, "accuracy3": model.accuracy3_, "majority": model.majority_}
    reliability = [asdict(line) for line in model.reliability_]
    head = {"codings": len(model.texts_), "codes": len(model.codes_), "held_out": model.held_out_}
    return head | judged | {"reliability": reliability}


def _accepted(ranks: Mapping[int | None, int], k: int) -> dict[str, Any]:
    most = max(k, *(rank for rank in ranks if rank is not None), 1)
    counts = {str(rank): ranks.get(rank, 0) for rank in range(1, most + 1)}
    return {"accepted": counts, "own": ranks.get(None, 0)}


def _notes(model: Suggester, notes: Sequence[str], facts: Mapping[str, Any]) -> tuple[str, ...]:
    accepted = ", ".join(f"{count} of rank {rank}" for rank, count in facts["accepted"].items())
    return (
        *notes,
        f"{facts['suggested']} of {facts['sentences']} sentences without a code get a suggestion; for "
        "the others nothing is likely.",
        f"In {_held_out(model)} the first suggestion was right in {model.accuracy_:.0%}, one of three in "
        f"{model.accuracy3_:.0%}; always naming the most frequent code would reach {model.majority_:.0%}.",
        *(_line(line) for line in facts["reliability"]),
        "A probability holds for a sentence that deserves one of these codes; many deserve none.",
        f"Accepted so far: {accepted}; {facts['own']} codings accepted none.",
        "Nothing is applied: accept one with 'familypanel coding tag DOCUMENT START:END CODE --coder NAME "
        "--suggested RANK'.",
    )


def _held_out(model: Suggester) -> str:
    if model.held_out_ == "groups":
        return "transcripts held out"
    return "passages held out (all are of one transcript, so this looks better than it is)"


def _line(line: Mapping[str, Any]) -> str:
    return (
        f"Stated {line['lowest']:.0%} to {line['highest']:.0%} (mean {line['stated']:.0%}): right in "
        f"{line['right']:.0%} of {line['texts']}."
    )
