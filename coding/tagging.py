"""`coding tag` and `coding untag`: putting a code on a span, and taking it back without losing it."""

from __future__ import annotations

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Table
from .events.placing import Wish, answer, coding_row, find_shown, parse_span, tag_all
from .events.recording import record, settle, the_coder

__all__ = ["MOST_RANK", "tag", "untag"]

MOST_RANK = 10


def tag(
    study: Study,
    document: str,
    span: str | tuple[int, int],
    code: str,
    coder: str,
    *,
    suggested: int | None = None,
    dry_run: bool = False,
) -> Table:
    """Put a code on a span of a transcript.

    Parameters
    ----------
    study : Study
        The study.
    document : str
        Name of the transcript.
    span : str or tuple of int
        ``"START:END"``: half-open offsets in code points of the stored text.  Blanks at its ends are left
        out.
    code : str
        A code of codebook.yaml.
    coder : str
        Who codes.
    suggested : int, 1..10, optional
        The code was the suggestion of this rank and is accepted; the log keeps it, and `suggest` counts it.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``coding`` (its number), ``document``, ``start``, ``end``, ``code``, ``coder``, ``quote``,
        ``before``, ``after``, ``status`` (``tagged``, or ``same``: the coder has put this code there
        already).

    Raises
    ------
    ProblemError
        FP5011 unknown code, FP5012 unknown transcript, FP5013 or FP5014 no such span, FP5016 no coder, FP5100
        consent taken back, FP5150 no such rank.
    """
    if suggested is not None and not 1 <= suggested <= MOST_RANK:
        raise ProblemError(problem("FP5150", rank=suggested, most=MOST_RANK))
    wish = Wish(document, *parse_span(span), code, the_coder(coder))
    return tag_all(study, [wish], dry_run, suggested)


def untag(study: Study, coding_id: int, coder: str, *, dry_run: bool = False) -> Table:
    """Take a coding back; it is superseded, never deleted.

    Parameters
    ----------
    study : Study
        The study.
    coding_id : int
        The number of the coding.
    coder : str
        Who takes it back.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row as `tag`; ``status`` is ``untagged``, or ``same`` where it was taken back before.

    Raises
    ------
    ProblemError
        FP5015 no such coding, or one that this coder may not see; FP5016 no coder.
    """
    from ..study.store.codings import alike_codings

    who = the_coder(coder)
    with study.store.transaction() as connection:
        found, superseded = find_shown(connection, coding_id, who)
        live = superseded is None
        if live and not dry_run:
            # What the coder put there on two computers is one coding, and is taken back as one.
            uids = sorted(one.uid for one in alike_codings(connection, found))
            record(connection, who, "untag", {"codings": uids})
            settle(connection, uids)
    return answer([coding_row(found, "untagged" if live else "same")], dry_run)
