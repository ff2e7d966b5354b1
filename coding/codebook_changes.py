"""Changes of the codebook that take the codings along: `rename`, `merge-codes`, `split`, `add-code`.

Each is an event, so the codings of everybody follow, also those that a colleague's bundle brings later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from .codebook import CODE_NAME, Codebook, read_codebook
from .codebook_editing import CodebookEditor
from .events.placing import find_shown
from .events.recording import record, settle, the_coder
from .visibility import shown_codings

if TYPE_CHECKING:
    from ..study.store.engine import Connection

__all__ = ["Change", "Payload", "add_code", "change_codebook", "merge_codes", "rename", "split"]

Payload = Mapping[str, Any]
Change = Callable[[Codebook, CodebookEditor], Payload]
"""Checks a change against the codebook, makes it in the editor, and gives what its event tells."""
_CHANGED = (Column("action"), Column("old"), Column("new"), Column("codings", kind="count"), Column("coder"))


def rename(study: Study, old: str, new: str, coder: str, *, dry_run: bool = False) -> Table:
    """Give a code another name, in codebook.yaml and in every coding.

    Parameters
    ----------
    study : Study
        The study.
    old, new : str
        The names.
    coder : str
        Who renames; kept with the moment.
    dry_run : bool
        Count only.

    Returns
    -------
    Table
        One row: ``action``, ``old``, ``new``, ``codings`` (seen by the coder) that follow, ``coder``.

    Raises
    ------
    ProblemError
        FP5011 no such code, FP5111 a name that is taken or is no name, FP5016 no coder.
    """
    who = the_coder(coder)

    def change(book: Codebook, editor: CodebookEditor) -> Payload:
        _free(book, new)
        book.code(old)
        editor.rename(old, new)
        return {"kind": "rename", "old": [old], "new": new}

    return change_codebook(study, who, "rename", change, dry_run)


def merge_codes(study: Study, codes: Sequence[str], into: str, coder: str, *, dry_run: bool = False) -> Table:
    """Put codes together: their codings get the code `into`, and they leave the codebook.

    What stood under them in codebook.yaml is kept in the log; codes below them move below `into`.

    Parameters
    ----------
    study : Study
        The study.
    codes : sequence of str
        The codes that go; also such as codings carry and the codebook does not have.
    into : str
        The code that stays.
    coder : str
        Who merges; kept with the moment.
    dry_run : bool
        Count only.

    Returns
    -------
    Table
        One row as `rename`.

    Raises
    ------
    ProblemError
        FP5011 no such code, FP5112 a code into itself or into one below it, FP5016 no coder.
    """
    who = the_coder(coder)

    def change(book: Codebook, editor: CodebookEditor) -> Payload:
        listed = _mergeable(study, book, codes, into, who)
        removed = {name: editor.entry(name) for name in listed}
        above = {name: book.code(name).parent for name in listed}
        for name in listed:
            editor.remove(name, into)
        return {"kind": "merge", "old": sorted(set(codes)), "new": into, "removed": removed, "above": above}

    return change_codebook(study, who, "rename", change, dry_run)


def split(
    study: Study,
    old: str,
    new: str,
    codings: Sequence[int],
    coder: str,
    *,
    label: str | None = None,
    definition: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Give some codings of a code another code; the others keep theirs.

    Parameters
    ----------
    study : Study
        The study.
    old, new : str
        The code that is split, and the one that some of its codings get; it is written behind `old` in
        codebook.yaml where it is new.
    codings : sequence of int
        The numbers of the codings that go.
    coder : str
        Who splits; kept with the moment.
    label, definition : str, optional
        Of the new code; a new code needs a definition.
    dry_run : bool
        Count only.

    Returns
    -------
    Table
        One row as `rename`.

    Raises
    ------
    ProblemError
        FP5011 no such code, FP5015 no such coding, FP5113 a coding of another code, FP5111 no name for a
        code, FP5114 no definition, FP5016 no coder.
    """
    who = the_coder(coder)

    def change(book: Codebook, editor: CodebookEditor) -> Payload:
        book.code(old)
        fresh = new not in {code.name for code in book.codes}
        fields = _fields(book, new, label, definition) if fresh else {}
        with study.store.reading() as connection:
            uids = [_of_code(connection, number, who, old) for number in codings]
        if fresh:
            editor.add(new, fields, after=old)
        return {"kind": "split", "old": [old], "new": new, "codings": uids, "added": fields}

    return change_codebook(study, who, "split", change, dry_run)


def add_code(
    study: Study,
    code: str,
    definition: str,
    coder: str,
    *,
    label: str | None = None,
    below: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Write a new code into codebook.yaml.

    Parameters
    ----------
    study : Study
        The study.
    code : str
        Its name: small letters, digits and _.
    definition : str
        What it means.
    coder : str
        Who adds it; kept with the moment.
    label : str, optional
        As people read it.
    below : str, optional
        The code it belongs to.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row as `rename`.

    Raises
    ------
    ProblemError
        FP5111 a name that is taken or is no name, FP5114 no definition, FP5011 no such code above it.
    """
    who = the_coder(coder)

    def change(book: Codebook, editor: CodebookEditor) -> Payload:
        fields = _fields(book, code, label, definition)
        if below is not None:
            book.code(below)
        editor.add(code, fields, below=below or "")
        return {"old": [], "new": code, "added": fields}

    return change_codebook(study, who, "add_code", change, dry_run)


def _mergeable(study: Study, book: Codebook, codes: Sequence[str], into: str, coder: str) -> list[str]:
    """Check codes that are to go and give those in the codebook; others are used by codings all the same."""
    book.code(into)
    used = {one.code for one in shown_codings(study, coder)}
    listed = [code.name for code in book.codes if code.name in codes]
    for name in sorted(set(codes)):
        if name not in used:
            book.code(name)
        if into in book.below(name):
            raise ProblemError(problem("FP5112", old=name, new=into))
    return listed


def _free(book: Codebook, name: str) -> None:
    if not CODE_NAME.fullmatch(name) or name in {code.name for code in book.codes}:
        raise ProblemError(problem("FP5111", name=name))


def _fields(book: Codebook, name: str, label: str | None, definition: str | None) -> dict[str, str]:
    _free(book, name)
    if not (definition or "").strip():
        raise ProblemError(problem("FP5114", name=name))
    fields = {"label": (label or "").strip(), "definition": (definition or "").strip()}
    return {key: text for key, text in fields.items() if text}


def _of_code(connection: Connection, number: int, coder: str, code: str) -> str:
    found, superseded = find_shown(connection, number, coder)
    if superseded is not None:
        raise ProblemError(problem("FP5015", number=number))
    if found.code != code:
        raise ProblemError(problem("FP5113", number=number, found=found.code, old=code))
    return found.uid


def change_codebook(study: Study, coder: str, action: str, change: Change, dry_run: bool) -> Table:
    """Change file and codings, the file last: whatever fails before it leaves both as they were."""
    if dry_run:
        _, payload, n = _planned(study, coder, change)
    else:
        with study.store.transaction() as connection:
            # Read and checked behind the lock: what a colleague changed a moment ago stays.
            editor, payload, n = _planned(study, coder, change)
            record(connection, coder, action, payload)
            if payload["old"]:
                settle(connection)
            editor.write()
    row = {"action": payload.get("kind", "add"), "old": list(payload["old"]), "new": payload["new"]}
    notes = ("Nothing was stored: this was a dry run.",) if dry_run else ()
    facts = {"codings": n, "dry_run": dry_run}
    return Table.of([row | {"codings": n, "coder": coder}], _CHANGED, notes=notes, facts=facts)


def _planned(study: Study, coder: str, change: Change) -> tuple[CodebookEditor, Payload, int]:
    """Make a change in an editor; gives it, what its event tells, and how many codings follow."""
    book = read_codebook(study.codebook)
    editor = CodebookEditor(study.codebook)
    payload = change(book, editor)
    found = [one for one in shown_codings(study, coder) if one.code in payload["old"]]
    # A split names the codings that follow, perhaps none; every other change takes all of them along.
    moved = payload.get("codings", [one.uid for one in found])
    return editor, payload, sum(one.uid in moved for one in found)
