"""`coding kwic`: every place where something is said, with what stands left and right of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from ..study.documents import Coding, Document, Turn
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .corpus import codings_of, documents_of, known, left_out, narrowed
from .words import fold

__all__ = ["kwic"]

How = Literal["words", "regex", "stem"]
Find = Callable[[str], Iterator[tuple[int, int]]]
CONTEXT = 40
SECONDS = 5.0
_COLUMNS = (
    Column("document"), Column("start"), Column("end"), Column("role"), Column("wave"), Column("left"),
    Column("hit"), Column("right"), Column("codes"),
)  # fmt: skip


def kwic(
    study: Study,
    pattern: str,
    how: How = "words",
    *,
    role: str | None = None,
    wave: str | None = None,
    code: str | None = None,
    coder: str | None = None,
) -> Table:
    """Find words in their context.

    Parameters
    ----------
    study : Study
        The study.
    pattern : str
        What to look for; capitals and small letters are alike, and so are curly and straight quotation marks.
    how : {'words', 'regex', 'stem'}
        ``words``: these words in this order, ``*`` for any letters; ``regex``: a regular expression;
        ``stem``: words with these stems in this order.
    role, wave, code : str, optional
        Look only in turns of a role, in transcripts of a wave, in text with a code.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row a hit, sorted by what follows it: ``document``, ``turn``, ``start``, ``end`` (half-open, code
        points), ``speaker``, ``role``, ``wave``, ``left``, ``hit``, ``right``, ``codes``.  Facts:
        ``pattern``, ``how``, ``hits``, ``documents``.

    Raises
    ------
    ProblemError
        FP5020 a pattern that cannot be understood, FP5021 one that takes too long, FP5022 an unknown role,
        wave or code, FP5031 no transcripts.
    """
    documents, codings = documents_of(study), codings_of(study, coder)
    known(role, "a role", (turn.role for document in documents for turn in document.turns))
    known(wave, "a wave", (document.wave for document in documents))
    known(code, "a code", (coding.code for coding in codings))
    find = _finder(pattern, how)
    by_document = _by_document(codings)
    found = (
        _row(document, turn, hit, by_document.get(document.name, []))
        for document in narrowed(documents, wave)
        for turn in document.turns if role in {None, turn.role}
        for hit in find(turn.text)
    )  # fmt: skip
    rows = sorted((row for row in found if code is None or code in row["codes"]), key=_context)
    facts = {"pattern": pattern, "how": how, "hits": len(rows)}
    facts["documents"] = len({row["document"] for row in rows})
    notes = (f"{facts['hits']} hits in {facts['documents']} transcripts.", *left_out(study, coder))
    return Table.of(rows, _COLUMNS, notes=notes, facts=facts)


def _by_document(codings: list[Coding]) -> dict[str, list[Coding]]:
    lead: dict[str, list[Coding]] = {}
    for coding in codings:
        lead.setdefault(coding.document, []).append(coding)
    return lead


def _row(document: Document, turn: Turn, hit: tuple[int, int], codings: list[Coding]) -> dict[str, Any]:
    start, end = hit
    text = turn.text
    here = (turn.start + start, turn.start + end)
    codes = sorted({one.code for one in codings if one.start < here[1] and here[0] < one.end})
    return {
        "document": document.name, "turn": turn.number, "start": here[0], "end": here[1],
        "speaker": turn.speaker, "role": turn.role, "wave": document.wave,
        "left": text[max(0, start - CONTEXT) : start], "hit": text[start:end],
        "right": text[end : end + CONTEXT], "codes": codes,
    }  # fmt: skip


def _context(row: Mapping[str, Any]) -> tuple[str, str, str, int]:
    right, left = (fold(row[side]).casefold() for side in ("right", "left"))
    return right.strip(), left[::-1].strip(), row["document"], row["start"]


def _finder(pattern: str, how: How) -> Find:
    if not fold(pattern).strip():
        raise ProblemError(problem("FP5020", reason="it is empty"))
    if how == "stem":
        return _stem_finder(pattern)
    return _regex_finder(_words_pattern(pattern) if how == "words" else fold(pattern))


def _words_pattern(pattern: str) -> str:
    import regex

    words = (regex.escape(word, special_only=True).replace(r"\*", r"\w*") for word in fold(pattern).split())
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def _regex_finder(pattern: str) -> Find:
    """Search with one time limit for all texts together; a hostile pattern cannot take the computer."""
    import regex

    try:
        compiled = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ProblemError(problem("FP5020", reason=str(error))) from error
    left = SECONDS

    def find(text: str) -> Iterator[tuple[int, int]]:
        nonlocal left
        began = time.monotonic()
        try:
            hits = [hit.span() for hit in compiled.finditer(fold(text), timeout=max(left, 0.001))]
        except TimeoutError as error:
            raise ProblemError(problem("FP5021", seconds=SECONDS)) from error
        left -= time.monotonic() - began
        return iter([hit for hit in hits if hit[0] < hit[1]])

    return find


def _stem_finder(pattern: str) -> Find:
    from .words import stem, token_spans

    wanted = [stem(word) for word, _, _ in token_spans(pattern)]
    if not wanted:
        raise ProblemError(problem("FP5020", reason="it holds no word"))

    def find(text: str) -> Iterator[tuple[int, int]]:
        spans = list(token_spans(text))
        found = [stem(word) for word, _, _ in spans]
        for at in range(len(found) - len(wanted) + 1):
            if found[at : at + len(wanted)] == wanted:
                yield spans[at][1], spans[at + len(wanted) - 1][2]

    return find
