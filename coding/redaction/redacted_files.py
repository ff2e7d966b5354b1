"""Redacted transcripts as files, with the codings moved to where their words stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...study.documents import Coding, Document
from ...study.files import write_text
from ...study.problems import ProblemError, problem
from ..interchange.codings_csv import CodedSpan, write_codings_csv
from .spans import Hidden, moved, redacted

__all__ = ["export_redacted"]


def export_redacted(
    folder: Path,
    documents: Sequence[Document],
    spans: Mapping[str, Sequence[Hidden]],
    codings: Iterable[Coding],
    *,
    dry_run: bool = False,
) -> dict[str, str]:
    """Write transcripts and their codings; gives the file of each transcript.

    Files are numbered, because the name of a transcript may be somebody's.

    Raises
    ------
    ProblemError
        FP5185 if the folder holds anything: what was written earlier may no longer be signed off.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProblemError(problem("FP5185", folder=folder.name))
    files = {one.name: f"interview_{number:03}.txt" for number, one in enumerate(documents, start=1)}
    if dry_run or not documents:
        return files
    texts = {one.name: redacted(one.text, spans[one.name]) for one in documents}
    for name, text in texts.items():
        write_text(folder / files[name], text)
    chosen = [one for one in codings if one.document in files]
    mine = [_coded(one, spans[one.document], texts[one.document], files) for one in chosen]
    write_codings_csv(mine, folder / "codings.csv")
    return files


def _coded(one: Coding, spans: Sequence[Hidden], text: str, files: Mapping[str, str]) -> CodedSpan:
    start, end = moved(spans, one.start, one.end)
    name = files[one.document].removesuffix(".txt")
    return CodedSpan(name, start, end, one.code, one.coder, text[start:end], "", one.created_at)
