"""Codings that are listed by their words: a table of quotes into the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from ..study.documents import Document
from ..study.folder import Study
from ..study.problems import Place, Problem, ProblemError, problem
from ..study.table import Table
from .corpus import stored_documents
from .events.placing import Wish, named, tag_all
from .plain_text import decode, separator
from .words import fold

__all__ = ["tag_quotes"]


def tag_quotes(study: Study, path: Path | str, *, dry_run: bool = False) -> Table:
    """Bring in codings that are listed by their words.

    Parameters
    ----------
    study : Study
        The study.
    path : Path or str
        A .csv with the columns ``document``, ``quote``, ``code``, ``coder``.  A quote must stand in its
        transcript exactly once; curly and straight quotation marks are alike.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        As `tag`, a row a coding.

    Raises
    ------
    ProblemError
        FP5018 for every quote that does not stand there exactly once, and what `tag` raises; nothing is
        stored then.
    """
    path = Path(path)
    shown = study.shown(path)
    if not path.is_file():
        raise ProblemError(problem("FP1020", Place(file=shown), file=shown))
    text, _ = decode(path.read_bytes(), shown)
    documents = {document.name: document for document in stored_documents(study)}
    wishes: list[Wish] = []
    wrong: list[Problem] = []
    reader = csv.DictReader(io.StringIO(text), delimiter=separator(text))
    for number, row in enumerate(reader, start=1):
        try:
            wishes.append(_located(row, documents, Place(file=shown, row=number)))
        except ProblemError as error:
            wrong += error.problems
    if wrong:
        raise ProblemError(wrong)
    return tag_all(study, wishes, dry_run)


def _located(row: Mapping[str, str], documents: Mapping[str, Document], place: Place) -> Wish:
    document = named(documents, (row.get("document") or "").strip(), place)
    quote = fold((row.get("quote") or "").strip())
    times = fold(document.text).count(quote) if quote else 0
    if times != 1:
        raise ProblemError(problem("FP5018", place, times=times, document=document.name))
    start = fold(document.text).index(quote)
    code, coder = (row.get("code") or "").strip(), (row.get("coder") or "").strip()
    return Wish(document.name, start, start + len(quote), code, coder)
