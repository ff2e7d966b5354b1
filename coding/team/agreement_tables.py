"""`coding agreement`: how far coders agree, code by code, over all text and over text that anyone coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..codebook import read_codebook
from ..corpus import known, left_out
from ..events.recording import plain_name
from ..reliability.krippendorff import Level
from ..reliability.paired_coders import cohen
from .coded_texts import Compared, compared_texts
from .coefficients import OVERALL, Basis, coefficients, counted, ratings_of
from .disagreeing import disagreement_table

__all__ = ["agreement"]

_PAIR = 2
_COLUMNS = (
    Column("label", "code", words={OVERALL: OVERALL}),
    Column("text", words={"all": "all", "coded": "coded"}), Column("documents", kind="count"),
    Column("percent", "agreement", kind="percent"), Column("cohen", kind="number", decimals=2),
    Column("fleiss", kind="number", decimals=2), Column("alpha", kind="number", decimals=2),
    Column("alpha_low", "from", kind="number", decimals=2),
    Column("alpha_high", "to", kind="number", decimals=2),
    Column("u_alpha", "u-alpha", kind="number", decimals=2),
    Column("f1", "F1 (borders)", kind="number", decimals=2),
    Column("f1_overlap", "F1 (meet)", kind="number", decimals=2),
)  # fmt: skip


def agreement(
    study: Study,
    coders: Sequence[str] = (),
    *,
    code: str | None = None,
    wave: str | None = None,
    level: Level = "nominal",
    disagreements: bool = False,
    seed: int = 0,
    draws: int = 400,
) -> Table:
    """Work out how far coders agree, on transcripts that at least two of them coded.

    Parameters
    ----------
    study : Study
        The study.
    coders : sequence of str
        Only these; default: everybody.
    code, wave : str, optional
        Only this code, or transcripts of this wave.
    level : {'nominal', 'ordinal', 'interval', 'ratio'}
        ``nominal``: whether the code is there, character by character.  The others: how many times each coder
        used the code in each transcript, and only `alpha` is worked out.
    disagreements : bool
        List what coders differ about instead, to be decided with `adjudicate`.
    seed, draws : int
        Of the bootstrap over documents (Efron and Tibshirani 1993); u-alpha takes at most 200 draws.

    Returns
    -------
    Table
        Two rows a code and two overall (``text``: ``all`` text, or ``coded`` text, where anyone put any
        code): ``code``, ``label``, ``documents``, ``coders``, ``characters``, ``percent`` (0..1), ``cohen``
        (two coders), ``fleiss``, ``alpha``, ``u_alpha`` (whole texts only), ``f1`` (both borders the same),
        ``f1_overlap``, each with its 95% interval, such as ``alpha_low``, ``alpha_high`` (of u-alpha
        ``u_low``, ``u_high``), and ``undefined``: for each that is empty, why (ends of intervals as
        ``alpha_interval``, ``u_interval``).  Facts: ``documents``, and those left out: ``single`` (one
        coder), ``uncoded`` and ``blind``; ``coders``, ``pairs`` (Cohen's kappa of every pair, all codes
        together), ``seed``.

    Raises
    ------
    ProblemError
        FP5115 no transcript with two coders; FP5022 an unknown coder or code.
    """
    people = [plain_name(name) for name in coders]
    found = compared_texts(study, people, wave, code)
    _refuse(found, people, code)
    if disagreements:
        return disagreement_table(study, found)
    book = read_codebook(study.codebook)
    names = [*found.codes, OVERALL] if code is None else list(found.codes)
    bases: tuple[Basis, ...] = ("all", "coded") if level == "nominal" else ("all",)
    rows = [
        {"code": name, "label": book.label(name), "text": basis}
        | _figures(found, name, basis, level, (seed, draws))
        for name in names
        for basis in bases
    ]
    notes = _notes(study, found, level, rows)
    return Table.of(rows, _COLUMNS, title="Agreement", notes=notes, facts=_facts(found, seed))


def _figures(
    found: Compared, name: str, basis: Basis, level: Level, chance: tuple[int, int]
) -> dict[str, Any]:
    if level == "nominal":
        return coefficients(found, name, basis, chance)
    return counted(found, name, level, chance)


def _refuse(found: Compared, coders: Sequence[str], code: str | None) -> None:
    if not found.texts:
        raise ProblemError(problem("FP5115", single=found.single, uncoded=found.uncoded, blind=found.blind))
    for name in coders:
        known(name, "a coder", (who for text in found.texts for who in text.coders))
    if code not in {None, *found.codes}:
        used = [one.code for text in found.texts for one in text.codings]
        known(code, "a code that these coders used", used)


def _facts(found: Compared, seed: int) -> dict[str, Any]:
    people = sorted({who for text in found.texts for who in text.coders})
    return {
        "documents": len(found.texts), "coders": people, "pairs": list(_pairs(found, people)),
        "single": found.single, "uncoded": found.uncoded, "blind": found.blind, "seed": seed,
    }  # fmt: skip


def _pairs(found: Compared, people: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for pair in combinations(people, _PAIR):
        texts = [text for text in found.texts if set(pair) <= set(text.coders)]
        ratings, weights = ratings_of(texts, found.codes, "all")
        there = sorted({who for text in texts for who in text.coders})
        rows = [ratings[there.index(who)] for who in pair] if texts else [[], []]
        result = cohen(rows[0], rows[1], weights)
        why = {"undefined": result.undefined} if result.undefined else {}
        yield {"coders": list(pair), "documents": len(texts), "cohen": result.value} | why


def _notes(study: Study, found: Compared, level: Level, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    notes = [
        "Whether a code is there is asked of every character; 'coded' text is where anyone put any code.",
        "Over all text, agreement on what nobody coded counts; over coded text it does not: read both.",
        "Overall: every code on every character, put together.",
    ]
    if level != "nominal":
        notes = [f"Alpha at {level} level of how many times each coder used a code in each transcript."]
    notes.append("Intervals: 95%, transcripts drawn anew.")
    reasons = sorted({why for row in rows for why in row["undefined"].values()})
    notes += [f"An empty cell is {why}." for why in reasons]
    if found.single:
        notes.append(f"Left out, because only one coder coded them: {found.single} transcripts.")
    if found.uncoded:
        notes.append(f"Left out, because nobody coded anything in them: {found.uncoded} transcripts.")
    return (*notes, *left_out(study))
