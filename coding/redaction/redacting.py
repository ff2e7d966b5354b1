"""`coding redact`: proposing pseudonyms, signing them off, and writing transcripts without names."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from ...study.documents import Document
from ...study.folder import Study
from ...study.problems import Place, Problem, ProblemError, problem
from ...study.table import Column, Table
from ..disclosure import Found
from ..events.recording import the_coder
from .deciding import plan_all, plan_words, sign_off_all, write_plans
from .redacted_files import export_redacted
from .spans import Hidden
from .standing import SIGNED, Work, chosen_documents, read_work, work_of

__all__ = ["redact"]

_COLUMNS = (
    Column("document"), Column("family"), Column("pseudonyms", kind="count"), Column("staying", kind="count"),
    Column("open", kind="count"), Column("status"), Column("proposed_by"), Column("signed_by"),
)  # fmt: skip
_SPANS = (
    Column("start"), Column("end"), Column("words"), Column("what"), Column("pseudonym"), Column("by"),
)  # fmt: skip
_READ = "No list knows every name: whoever signs off has read the whole transcript."


def redact(
    study: Study,
    document: str | None = None,
    span: str | tuple[int, int] | None = None,
    *,
    propose: bool = False,
    pseudonym: str | None = None,
    keep: bool = False,
    sign_off: bool = False,
    export: Path | str | None = None,
    coder: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Hide names: propose pseudonyms, sign them off, write the transcripts that are signed off.

    The stored text and its codings stay as they are: pseudonyms are spans beside it.

    Parameters
    ----------
    study : Study
        The study.
    document : str, optional
        Only this transcript.
    span : str, optional
        ``START:END`` of words in it: propose a pseudonym for them in all transcripts of the family.
    propose : bool
        Propose a pseudonym for everything found and not decided.
    pseudonym : str, optional
        What the words of `span` read as; default: the next number, such as ``[name 3]``.
    keep : bool
        Let the words of `span` stay, in all transcripts of the family.
    sign_off : bool
        Say that the transcripts may be read with their pseudonyms; not by anybody who proposed them.
    export : Path or str, optional
        A new folder: write what is signed off, and its codings, there.
    coder : str, optional
        Who proposes or signs off; with `export`, whose blind codings are written too.
    dry_run : bool
        Write nothing.

    Returns
    -------
    Table
        A row a transcript: ``document``, ``family``, ``pseudonyms``, ``staying`` (words that were decided to
        stay), ``open`` (found and not decided), ``status`` (``not proposed``, ``new findings``, ``proposed
        twice``, ``proposed``, ``signed off``), ``proposed_by``, ``signed_by`` and, after `export`, ``file``.
        With `document` alone a row a span: ``start``, ``end``, ``words``, ``what``, ``pseudonym``, ``by``.
        Facts: ``documents``, ``by_status``, ``changed`` (transcripts), ``exported``, ``held``.
        Problems FP5183, FP5184 for transcripts that could not be signed off, FP5186 for those not written.

    Raises
    ------
    ProblemError
        FP5182 not one thing to do; FP5012 no such transcript; FP5013, FP5014 no such words; FP5930 no whole
        words of one person; FP5931 a pseudonym that would show them; FP5016 no coder;
        FP5183 the one transcript was proposed by the same person; FP5185 the folder is not empty.
    """
    parts = (propose, span is not None, sign_off, export is not None)
    named = pseudonym is not None
    if sum(parts) > 1 or ((named or keep) and span is None) or (named and keep):
        raise ProblemError(problem("FP5182"))
    if span is not None and document is None:
        raise ProblemError(problem("FP5182"))
    if not any(parts):
        return _listed(read_work(study, coder), document)
    if export is not None:
        return _exported(study, read_work(study, coder), document, Path(export), dry_run)
    who = the_coder(coder or "")
    with study.store.transaction() as connection:
        work = work_of(study, connection, coder)
        chosen = chosen_documents(work, document)
        changed, held = 0, list[Problem]()
        if sign_off:
            changed, held = sign_off_all(connection, work, chosen, who, dry=dry_run)
        else:
            planned = (
                plan_all(work, chosen, who)
                if span is None
                else plan_words(work, chosen[0], span, who, pseudonym=pseudonym, keep=keep)
            )
            changed = write_plans(connection, work, planned, who, dry=dry_run)
        if held and document is not None:
            raise ProblemError(held)
    after = work if dry_run else read_work(study, coder)
    table = _listed(after, None, {one.name for one in chosen} if span is None else None)
    return _told(table, changed, held, dry_run)


def _exported(study: Study, work: Work, document: str | None, folder: Path, dry: bool) -> Table:
    chosen = chosen_documents(work, document)
    signed = [one for one in chosen if work.status(one.name) == SIGNED]
    ready = {one.name for one in signed}
    waiting = [one.name for one in chosen if one.name not in ready]
    held = [problem("FP5186", Place(file=name), status=work.status(name)) for name in waiting]
    spans = {one.name: work.stands[one.name].spans for one in signed}
    files = export_redacted(folder, signed, spans, work.known.codings, dry_run=dry)
    table = _listed(work, None, {one.name for one in chosen})
    rows = [dict(row) | {"file": files.get(row["document"])} for row in table.rows]
    facts = {**table.facts, "exported": len(signed), "held": len(held)}
    columns = (*table.columns, Column("file"))
    return _told(table.with_(rows=tuple(rows), columns=columns, facts=facts), len(signed), held, dry)


def _listed(work: Work, document: str | None, only: set[str] | None = None) -> Table:
    if document is not None:
        one = chosen_documents(work, document)[0]
        rows = [_span_row(one, each) for each in work.stands[one.name].spans]
        rows += [_found_row(one, each) for each in work.open(one.name)]
        rows.sort(key=lambda row: row["start"])
        facts = {"document": one.name, "status": work.status(one.name), "open": len(work.open(one.name))}
        return Table.of(rows, _SPANS, title=f"Redaction of {one.name}", notes=(_READ,), facts=facts)
    rows = [_row(work, name) for name in work.known.documents if only is None or name in only]
    facts = {"documents": len(rows), "by_status": dict(Counter(row["status"] for row in rows))}
    notes = (_READ, "Nothing leaves with 'coding redact --export' that is not signed off.")
    return Table.of(rows, _COLUMNS, title="Redaction", notes=notes, facts=facts)


def _row(work: Work, name: str) -> dict[str, Any]:
    stands = work.stands[name]
    hidden = sum(bool(one.pseudonym) for one in stands.spans)
    return {
        "document": name, "family": work.known.case_of[name], "pseudonyms": hidden,
        "staying": len(stands.spans) - hidden, "open": len(work.open(name)), "status": work.status(name),
        "proposed_by": sorted(stands.authors), "signed_by": stands.signed,
    }  # fmt: skip


def _span_row(document: Document, one: Hidden) -> dict[str, Any]:
    return one.told() | {
        "words": document.text[one.start : one.end], "pseudonym": one.pseudonym or "(stays)"
    }  # fmt: skip


def _found_row(document: Document, one: Found) -> dict[str, Any]:
    place = {"start": one.start, "end": one.end, "words": document.text[one.start : one.end]}
    return place | {"what": one.what, "pseudonym": None, "by": None}


def _told(table: Table, changed: int, held: list[Problem], dry: bool) -> Table:
    notes = (*table.notes, "Nothing was written: this was a dry run.") if dry else table.notes
    facts = {**table.facts, "changed": changed, "dry_run": dry}
    return table.with_(notes=notes, facts=facts, problems=tuple(held))
