"""`coding exchange`: codings to and from other programs, in the format that the file's ending names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...study.folder import Study
from ...study.problems import Place, Problem, ProblemError, problem
from ...study.table import Column, Table
from ..corpus import left_out, stored_documents
from .codebook_files import write_qdc_file
from .codings_csv import CodedSpan, coded_spans, write_codings_csv
from .delivered import read_codings_csv, read_qdc_project, read_qdpx, read_taguette
from .project import AppliedCode, Project, ProjectCode, Selection, Source, Unread, User, guid_for
from .qdpx_writing import write_qdpx_file
from .study_in import take_in
from .study_out import project_of
from .taken_in import KINDS

__all__ = ["exchange"]

_UNNAMED = "{n} codings name nobody and are put down to '{name}'; --coder NAME says whose they are."
_COUNTS = ("in_file", "new", "same", "left_out")
_WRITTEN = (".qdpx", ".qdc", ".csv")
_READ = (*_WRITTEN, ".sqlite3", ".sqlite", ".db")
_COLUMNS = (
    Column("what"), Column("in_file", "in the file", kind="count"), Column("new", kind="count"),
    Column("same", "there already", kind="count"), Column("left_out", "left out", kind="count"),
)  # fmt: skip


def exchange(
    study: Study,
    file: Path | str,
    to: bool | None = None,
    *,
    coder: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Write codings for another program, or take in what another program wrote.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        ``.qdpx`` (REFI-QDA project: NVivo, ATLAS.ti, MAXQDA, QualCoder), ``.qdc`` (REFI-QDA codebook),
        ``.csv`` (a row a coding), ``.sqlite3`` (Taguette; only read).
    to : bool, optional
        True: write the file; False: read it; default: write it if there is no such file.
    coder : str, optional
        Writing: who looks, as what is coded blind is written for nobody else.  Reading: who stands for
        codings of which the file names nobody.
    dry_run : bool
        Count only.

    Returns
    -------
    Table
        A row for ``transcripts``, ``codes``, ``codings`` and ``memos``: ``what``, ``in_file`` = ``new`` +
        ``same`` + ``left_out``.  Facts: ``positions`` (how places in the file were understood), ``unread``
        (what of the file has no place here, with times and reason), ``unnamed`` (codings of which the file
        names nobody), ``direction``.

    Raises
    ------
    ProblemError
        FP5122 an unknown ending; FP5123 the file is there and no direction is given; FP5933 no code to write
        into a codebook; what reading raises.
    """
    path = Path(file)
    write = not path.exists() if to is None else to
    if to is None and not write:
        raise ProblemError(problem("FP5123", file=study.shown(path)))
    if path.suffix.lower() not in (_WRITTEN if write else _READ):
        known = ", ".join(_WRITTEN if write else _READ)
        raise ProblemError(problem("FP5122", Place(file=study.shown(path)), known=known))
    return _out(study, path, coder, dry_run) if write else _in(study, path, coder, dry_run)


def _out(study: Study, path: Path, coder: str | None, dry_run: bool) -> Table:
    ending = path.suffix.lower()
    project = project_of(study, coder, labels=ending != ".csv")
    if ending == ".qdc" and not project.codes:
        raise ProblemError(problem("FP5933", Place(file=study.shown(path))))
    if not dry_run:
        writers: Mapping[str, Callable[[], None]] = {
            ".qdpx": lambda: write_qdpx_file(project, path),
            ".qdc": lambda: write_qdc_file(project.codes, path),
            ".csv": lambda: write_codings_csv(coded_spans(project), path),
        }
        writers[ending]()
    counts = _counts(project)
    kept = {".qdc": {"codes"}, ".csv": {"codings"}}.get(ending, set(KINDS))
    rows = [
        {"what": kind, "in_file": counts[kind] * (kind in kept), "new": None, "same": None, "left_out": None}
        for kind in KINDS
    ]
    notes = [f"Written: {study.shown(path)}." if not dry_run else "Nothing was written: this was a dry run."]
    notes += left_out(study, coder)
    facts = {"direction": "to", "file": study.shown(path), "dry_run": dry_run}
    return Table.of(rows, _COLUMNS[:2], notes=tuple(notes), facts=facts)


def _counts(project: Project) -> Counter[str]:
    marks = [mark for source in project.sources for mark in source.selections]
    owners: list[Any] = [
        *project.all_codes(),
        *project.sources,
        *marks,
        *(c for m in marks for c in m.codings),
    ]
    return Counter(
        transcripts=len(project.sources), codes=len(list(project.all_codes())),
        codings=sum(len(mark.codings) for mark in marks), memos=sum(len(one.notes) for one in owners),
    )  # fmt: skip


def _in(study: Study, path: Path, coder: str | None, dry_run: bool) -> Table:
    place = Place(file=study.shown(path))
    projects, unread = _read(study, path)
    total: Counter[tuple[str, str]] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    unnamed: Counter[str] = Counter()
    problems: list[Problem] = []
    for project in projects:
        found = take_in(study, project, place, coder, dry_run)
        total.update({(row["what"], key): row[key] for row in found.rows() for key in _COUNTS})
        reasons.update(found.reasons)
        unnamed.update(found.unnamed)
        problems += found.problems
    rows = [{"what": kind} | {key: total[kind, key] for key in _COUNTS} for kind in KINDS]
    lost = [*unread, *(one for project in projects for one in project.unread)]
    positions = [str(project.positions) for project in projects if project.positions.selections]
    facts = {
        "direction": "from", "file": study.shown(path), "dry_run": dry_run, "positions": positions,
        "unread": [asdict(one) for one in lost], "unnamed": unnamed.total(),
    }  # fmt: skip
    notes = (*positions, *_told(reasons, lost))
    if coder is None:
        notes += tuple(_UNNAMED.format(n=n, name=name) for name, n in sorted(unnamed.items()))
    if dry_run:
        notes += ("Nothing was stored: this was a dry run.",)
    return Table.of(rows, _COLUMNS, notes=notes, facts=facts, problems=tuple(problems))


def _told(reasons: Mapping[tuple[str, str], int], lost: Iterable[Unread]) -> list[str]:
    left = Counter[tuple[str, str]]()
    for one in lost:
        left[one.what, one.reason] += one.times
    notes = [f"Left out: {n} {kind}, because {why}." for (kind, why), n in sorted(reasons.items()) if n]
    return notes + [f"Not taken over: {what}, {n} times: {why}." for (what, why), n in sorted(left.items())]


def _read(study: Study, path: Path) -> tuple[Sequence[Project], list[Unread]]:
    ending = path.suffix.lower()
    if ending in {".qdpx", ".qdc"}:
        return [read_qdpx(path) if ending == ".qdpx" else read_qdc_project(path)], []
    if ending == ".csv":
        return _of_spans(study, read_codings_csv(path))
    return read_taguette(path), []


def _of_spans(study: Study, spans: Iterable[CodedSpan]) -> tuple[Sequence[Project], list[Unread]]:
    """Make a project of the rows of a table; its texts are those that are here."""
    texts = {document.name: document.text for document in stored_documents(study)}
    marks: dict[str, list[Selection]] = {}
    lost: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in spans:
        text = texts.get(one.document)
        if text is None or (one.quote and text[one.start : one.end].strip() != one.quote.strip()):
            why = "there is no such transcript" if text is None else "other words stand there"
            lost[one.document, why] += 1
            continue
        kept.append(one)
        code = AppliedCode("", guid_for("code", one.code), guid_for("user", one.coder), one.moment or None)
        mark = Selection("", one.start, one.end, (code,), memo=one.memo, user=code.user)
        marks.setdefault(one.document, []).append(mark)
    users = tuple(User(guid_for("user", name), name) for name in sorted({one.coder for one in kept}) if name)
    codes = tuple(ProjectCode(guid_for("code", name), name) for name in sorted({one.code for one in kept}))
    sources = tuple(Source("", name, texts[name], tuple(found)) for name, found in marks.items())
    unread = [Unread("coding", where, n, why) for (where, why), n in sorted(lost.items())]
    return [Project("", "a table", users, codes, sources)], unread
