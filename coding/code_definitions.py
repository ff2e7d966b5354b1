"""What a code means, written anew: `coding define`, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..study.coding_events import standing
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Table
from .codebook import Codebook
from .codebook_changes import Payload, change_codebook
from .codebook_editing import CodebookEditor
from .events.recording import the_coder
from .matrices.summaries import tidy
from .visibility import view

__all__ = ["DEFINE", "DEFINING", "Wording", "define", "earlier_wordings", "redefine"]

DEFINE = "define"
"""The action that writes a definition anew."""
DEFINING = ("label", "definition", "include", "exclude", "example")
"""The fields that say what a code means."""
LONGEST = 5_000
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody changed about a code: the fields as they were before."""

    at: str
    coder: str
    before: Fields


def define(
    study: Study,
    code: str,
    coder: str,
    *,
    label: str | None = None,
    definition: str | None = None,
    include: str | None = None,
    exclude: str | None = None,
    example: str | None = None,
    dry_run: bool = False,
) -> Table:
    """Write anew what a code means, in codebook.yaml; what stood there before is kept in the log.

    Parameters
    ----------
    study : Study
        The study.
    code : str
        The code.
    coder : str
        Who writes; kept with the moment.
    label, definition, include, exclude, example : str, optional
        What people call it, what it means, when to use it and when not, and a passage it fits.  What is not
        given stays; an empty text takes it away, but for the definition.
    dry_run : bool
        Check only.

    Returns
    -------
    Table
        One row: ``action``, ``old`` (empty), ``new`` (the code), ``codings`` (0: they all stay), ``coder``.
        Fact ``changed``: the names of the fields that are new.

    Raises
    ------
    ProblemError
        FP5011 no such code, FP5960 no definition, FP5961 a text that is too long, FP5016 no coder.
    """
    given = {"label": label, "definition": definition, "include": include, "exclude": exclude,
             "example": example}  # fmt: skip
    fields = {key: text for key, text in given.items() if text is not None}
    return redefine(study, code, coder, fields, dry_run=dry_run)


def redefine(
    study: Study, code: str, coder: str, fields: Fields, seen: Fields | None = None, *, dry_run: bool = False
) -> Table:
    """Do what `define` does, unless the fields are no longer what the coder saw (FP5962)."""
    who, texts = the_coder(coder), _checked(code, fields)
    before: dict[str, str] = {}
    after: dict[str, str] = {}

    def change(book: Codebook, editor: CodebookEditor) -> Payload:
        # Asked twice, and a colleague may have written in between: only what stands now counts.
        before.clear()
        after.clear()
        found = book.code(code)
        stands = {key: getattr(found, key) for key in DEFINING}
        if seen is not None and any(stands[key] != tidy(text) for key, text in seen.items()):
            raise ProblemError(problem("FP5962", name=code))
        after.update({key: text for key, text in texts.items() if text != stands[key]})
        before.update({key: stands[key] for key in after})
        editor.edit(code, after)
        return {"kind": DEFINE, "old": [], "new": code, "before": before, "after": after}

    # A look first: nothing is written down where nothing changes.
    table = change_codebook(study, who, DEFINE, change, dry_run=True)
    if after and not dry_run:
        table = change_codebook(study, who, DEFINE, change, dry_run=False)
    return table.with_(facts={"changed": list(after), "dry_run": dry_run}, notes=_notes(after, dry_run))


def _checked(code: str, fields: Fields) -> dict[str, str]:
    texts = {key: tidy(text) for key, text in fields.items()}
    if not texts.get("definition", "something"):
        raise ProblemError(problem("FP5960", name=code))
    if any(len(text) > LONGEST for text in texts.values()):
        raise ProblemError(problem("FP5961", name=code, most=LONGEST))
    return texts


def _notes(after: Fields, dry_run: bool) -> tuple[str, ...]:
    if not after:
        return ("Nothing was changed: it says so already.",)
    return ("Nothing was stored: this was a dry run.",) if dry_run else ()


def earlier_wordings(study: Study, coder: str | None = None) -> dict[str, list[Wording]]:
    """Give, for each code, what it meant before, the last first; it follows codes that were renamed since."""
    from ..study.store.coding_log import logged_events

    with study.store.reading() as connection:
        seen = view(connection, coder)
        events = standing(logged_events(connection, only=(DEFINE, "rename", "undo")))
    found: dict[str, list[Wording]] = {}
    for event in events:
        told: Mapping[str, Any] = event.payload or {}
        if event.action == DEFINE and seen.shows_remark(event.coder):
            found.setdefault(told["new"], []).insert(0, Wording(event.at, event.coder, told["before"]))
        for old in told.get("old", ()):
            found.setdefault(told["new"], []).extend(found.pop(old, []))
    return found
