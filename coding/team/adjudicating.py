"""`coding adjudicate`: what was decided where coders differed, with the reason."""

from __future__ import annotations

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..codebook import read_codebook
from ..corpus import stored_documents
from ..events.placing import Wish, checked_coding, coding_payload, parse_span
from ..events.recording import codebook_number, record, settle, the_coder
from ..visibility import shown_codings, view

__all__ = ["adjudicate"]

_COLUMNS = (
    Column("document"), Column("start"), Column("end"), Column("code"), Column("decision"), Column("reason"),
    Column("settles", kind="count"), Column("coder"),
)  # fmt: skip


def adjudicate(  # noqa: PLR0917 - as the command line has them
    study: Study,
    document: str,
    span: str | tuple[int, int],
    code: str,
    coder: str,
    reason: str,
    *,
    reject: bool = False,
    dry_run: bool = False,
) -> Table:
    """Decide on a passage where coders differ.

    What the coders did stays as it was and goes on counting for agreement; wherever codings are shown or
    counted, the decision takes the place of all codings with this code that it meets.

    Parameters
    ----------
    study : Study
        The study.
    document, span, code
        The passage as it is to be coded, and the code; see `tag`.
    coder : str
        Who decides.
    reason : str
        Why.
    reject : bool
        The code does not hold here.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``document``, ``start``, ``end``, ``code``, ``decision`` (``holds`` or ``rejected``),
        ``reason``, ``settles`` (how many codings), ``coder``.

    Raises
    ------
    ProblemError
        FP5116 no reason; FP5117 the transcript is still coded blind; FP5118 nobody put the code there; and
        what `tag` raises.
    """
    who, why = the_coder(coder), reason.strip()
    if not why:
        raise ProblemError(problem("FP5116"))
    texts = {one.name: one for one in stored_documents(study)}
    wish = Wish(document, *parse_span(span), code, who)
    coding = checked_coding(wish, read_codebook(study.codebook), texts)
    with study.store.reading() as connection:
        if document in view(connection).blind:
            raise ProblemError(problem("FP5117", name=document))
    there = shown_codings(study, document=document, settled=True)
    there += [one for one in shown_codings(study, document=document) if one.decided]
    met = [one for one in there if one.code == code and one.start < coding.end and coding.start < one.end]
    if not met:
        raise ProblemError(problem("FP5118", name=document, unused=code))
    settles = sorted({one.uid for one in met})
    told = {"holds": not reject, "reason": why, "settles": settles}
    if not dry_run:
        with study.store.transaction() as connection:
            payload = coding_payload(coding, texts[document], codebook_number(connection))
            event = record(connection, who, "decide", payload | told)
            settle(connection, {event.hash, *settles})
    row = {
        "document": document, "start": coding.start, "end": coding.end, "code": code,
        "decision": "rejected" if reject else "holds", "reason": why, "settles": len(settles), "coder": who,
    }  # fmt: skip
    notes = ("Nothing was stored: this was a dry run.",) if dry_run else ()
    return Table.of([row], _COLUMNS, notes=notes, facts={"dry_run": dry_run})
