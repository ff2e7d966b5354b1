"""`coding assign`: who codes which transcript, drawn by lot, and nobody sees what the others did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...study.documents import Document
from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..corpus import documents_of, known, narrowed
from ..events.recording import plain_name, record, the_coder
from ..events.undoing import SHORT
from .lots import STRATA, drawn

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["assign", "assignments", "release_assignment"]

_COLUMNS = (
    Column("assignment"), Column("document"), Column("wave"), Column("role"), Column("project"),
    Column("coders"), Column("released"),
)  # fmt: skip


def assign(
    study: Study,
    coders: Sequence[str],
    coder: str,
    *,
    each: int = 2,
    share: float = 1.0,
    wave: str | None = None,
    role: str | None = None,
    seed: int = 0,
    dry_run: bool = False,
) -> Table:
    """Give transcripts to coders, to be coded blind.

    Within each stratum (wave, role, project) the transcripts are shuffled and given out so that all coders,
    and all pairs of coders, get as nearly as can be the same number.  Until `release_assignment` nobody is
    shown what another coder did in them.

    Parameters
    ----------
    study : Study
        The study.
    coders : sequence of str
        Who codes.
    coder : str
        Who assigns.
    each : int
        Coders a transcript.
    share : float, 0..1
        Share of the transcripts of each stratum that get `each` coders; the others get one.
    wave, role : str, optional
        Only transcripts of this wave, or of this role.
    seed : int
        Where chance begins.
    dry_run : bool
        Show only.

    Returns
    -------
    Table
        A row a transcript: ``assignment``, ``document``, ``wave``, ``role``, ``project``, ``coders``,
        ``released``.  Facts: ``documents`` = ``assigned`` + ``left_out`` (they are in an assignment that is
        not released), ``per_coder``, ``seed``.

    Raises
    ------
    ProblemError
        FP5105 too few coders, a share outside 0..1, or nothing left to assign; FP5016, FP5022, FP5031.
    """
    from ...study.store.blindness import blind_documents

    who, people = the_coder(coder), _people(coders, each, share)
    documents = _chosen(study, wave, role)
    with study.store.transaction() as connection:
        free = [one for one in documents if one.name not in blind_documents(connection)]
        if not free:
            raise ProblemError(problem("FP5105", reason="every transcript is in an assignment already"))
        lots = drawn(free, people, each, share, seed)
        lines = _lines(free, lots)
        payload = {"documents": lines, "seed": seed, "each": each, "share": share}
        event = "" if dry_run else record(connection, who, "assign", payload).hash
    rows = [_row(event, line, _facts_of(free), None) for line in lines]
    counts = Counter(name for lot in lots.values() for name in lot)
    facts = {
        "documents": len(documents), "assigned": len(free), "left_out": len(documents) - len(free),
        "per_coder": {name: counts[name] for name in people}, "seed": seed, "dry_run": dry_run,
    }  # fmt: skip
    return Table.of(rows, _COLUMNS, notes=_notes(facts, dry_run), facts=facts)


def _people(coders: Sequence[str], each: int, share: float) -> list[str]:
    people = sorted({the_coder(name) for name in coders})
    if len(people) < each or each < 1:
        reason = f"{each} coders a transcript are asked for, and {len(people)} are named"
        raise ProblemError(problem("FP5105", reason=reason))
    if not 0 <= share <= 1:
        raise ProblemError(problem("FP5105", reason=f"the share {share:g} does not lie between 0 and 1"))
    return people


def _chosen(study: Study, wave: str | None, role: str | None) -> list[Document]:
    documents = documents_of(study)
    known(wave, "a wave", (one.wave for one in documents))
    known(role, "a role", (one.role for one in documents))
    return [one for one in narrowed(documents, wave) if role in {None, one.role}]


def _lines(documents: Iterable[Document], lots: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    return [
        {"document": one.name, "text": one.text_sha256, "coders": list(lots[one.name])} for one in documents
    ]


def _facts_of(documents: Iterable[Document]) -> dict[str, dict[str, Any]]:
    return {one.name: {key: getattr(one, key) for key in STRATA} for one in documents}


def _row(
    event: str, line: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]], released: str | None
) -> dict[str, Any]:
    known_facts = facts.get(line["document"], dict.fromkeys(STRATA))
    head = {"assignment": event[:SHORT] or None, "document": line["document"]}
    return {**head, **known_facts, "coders": line["coders"], "released": released}


def _notes(facts: Mapping[str, Any], dry_run: bool) -> tuple[str, ...]:
    counts = ", ".join(f"{name} {n}" for name, n in facts["per_coder"].items())
    notes = [f"Transcripts a coder: {counts}."]
    if facts["left_out"]:
        notes.append(f"Left out, because they are in an assignment already: {facts['left_out']}.")
    if dry_run:
        notes.append("Nothing was stored: this was a dry run.")
    else:
        notes.append("Nobody sees another coder's work in these until 'coding release-assignment'.")
    return tuple(notes)


def assignments(study: Study, coder: str | None = None) -> Table:
    """List who codes what.

    Parameters
    ----------
    study : Study
        The study.
    coder : str, optional
        Only what this coder is to code.

    Returns
    -------
    Table
        Rows as `assign`; ``released`` is the moment of release, empty while it is coded blind.
    """
    from ...study.store import blindness
    from ...study.store.documents import all_documents

    with study.store.reading() as connection:
        events, done = blindness.assignments(connection), blindness.opened(connection)
        facts = _facts_of(all_documents(connection))
    rows = [
        _row(event.hash, line, facts, done[event.hash].at if event.hash in done else None)
        for event in events
        for line in (event.payload or {})["documents"]
        if coder is None or plain_name(coder) in line["coders"]
    ]
    return Table.of(rows, _COLUMNS, facts={"documents": len(rows), "assignments": len(events)})


def release_assignment(
    study: Study, coder: str, assignment: str | None = None, *, dry_run: bool = False
) -> Table:
    """End blind coding: from now on everybody sees what all coders did.

    Parameters
    ----------
    study : Study
        The study.
    coder : str
        Who releases.
    assignment : str, optional
        The assignment, by the first characters of its id; default: the only one that is open.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        A row a transcript, as `assign`.

    Raises
    ------
    ProblemError
        FP5106 none that is open, or several; FP5016 no coder.
    """
    from ...study.store.documents import all_documents

    who = the_coder(coder)
    with study.store.transaction() as connection:
        event = _open(connection, assignment)
        facts = _facts_of(all_documents(connection))
        at = None if dry_run else record(connection, who, "open", {"assignment": event.hash}).at
    notes = ("Nothing was stored: this was a dry run.",) if dry_run else ()
    rows = [_row(event.hash, line, facts, at) for line in (event.payload or {})["documents"]]
    return Table.of(
        rows, _COLUMNS, notes=notes, facts={"documents": len(rows), "dry_run": dry_run},
        next_step="familypanel coding agreement",
    )  # fmt: skip


def _open(connection: Connection, start: str | None) -> Any:
    from ...study.store import blindness

    found = blindness.open_assignments(connection)
    chosen = [event for event in found if event.hash.startswith(start or "")]
    if len(chosen) != 1:
        known_ids = ", ".join(event.hash[:SHORT] for event in found) or "none"
        raise ProblemError(problem("FP5106", known=known_ids))
    return chosen[0]
