"""Who sees which codings: the one place that decides, and every reader of codings comes through here.

In a transcript that is being coded blind everybody sees only what they coded themselves, and who gives no
name sees nothing, until the assignment is released.  Interviews of members who took back the use of what
they said are shown to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..study.clock import parse_date
from ..study.documents import Coding
from ..study.folder import Study
from .events.recording import plain_name

if TYPE_CHECKING:
    from ..study.store.engine import Connection

__all__ = ["View", "shown_codings", "view"]


@dataclass(frozen=True)
class View:
    """What one coder may see.

    Parameters
    ----------
    coder : str or None
        Who looks; None: somebody without a name.
    blind : mapping of str to frozenset of str
        Transcripts that are coded blind, each with its coders.
    withdrawn : frozenset of str
        Transcripts of members who took back the use of what they said.
    """

    coder: str | None
    blind: Mapping[str, frozenset[str]]
    withdrawn: frozenset[str]

    def shows(self, document: str, coder: str) -> bool:
        """Say whether what `coder` did in a transcript may be seen."""
        return document not in self.withdrawn and (document not in self.blind or coder == self.coder)

    def shows_remark(self, coder: str) -> bool:
        """Say whether what `coder` wrote may be seen that is about no transcript, but about a code."""
        blind = any(coder in coders for coders in self.blind.values())
        return coder == self.coder or not blind

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say about what is left out."""
        notes = []
        if self.blind:
            own = "; your own are shown" if self.coder else ""
            notes.append(f"{len(self.blind)} transcripts are coded blind: codings left out{own}.")
        if self.withdrawn:
            notes.append(f"Left out because consent was taken back: {len(self.withdrawn)} transcripts.")
        return tuple(notes)


def view(connection: Connection, coder: str | None = None) -> View:
    """Find out what somebody may see."""
    from ..study.store.blindness import blind_documents
    from ..study.store.documents import withdrawn_documents

    return View(plain_name(coder or "") or None, blind_documents(connection), withdrawn_documents(connection))


def shown_codings(
    study: Study,
    coder: str | None = None,
    *,
    document: str | None = None,
    between: tuple[int, int] | None = None,
    as_at: date | str | None = None,
    settled: bool = False,
) -> list[Coding]:
    """Give the codings that hold and that somebody may see, by document, place and code.

    Parameters
    ----------
    study : Study
        The study.
    coder : str, optional
        Who looks.
    document : str, optional
        Only of this transcript.
    between : tuple of int, optional
        Only those that share a character with this half-open span; not together with `as_at`.
    as_at : date or str, optional
        As they were at the end of this day (UTC); default: now.
    settled : bool
        Give what each coder coded, also where a decision has taken its place, and leave decisions out.
    """
    from ..study.store.codings import live_codings

    with study.store.reading() as connection:
        seen = view(connection, coder)
        if as_at is None:
            found = live_codings(connection, document, between=between, settled=settled)
        else:
            found = _as_at(connection, parse_date(as_at), document)
    return [one for one in found if seen.shows(one.document, one.coder)]


def _as_at(connection: Connection, day: date, document: str | None) -> list[Coding]:
    """Replay the log up to a day."""
    from ..study.store.coding_log import logged_events
    from ..study.store.codings import coding_ids
    from .events.replaying import replay, until

    numbers = coding_ids(connection)
    placed = replay(until(logged_events(connection), day.isoformat())).values()
    found = [
        Coding(
            numbers[one.uid], one.document, one.start, one.end, one.code, one.coder, one.quote, one.before,
            one.after, one.created_at, one.uid, one.decided,
        )
        for one in placed
        if one.holds and one.uid in numbers and document in {None, one.document}
    ]  # fmt: skip
    found.sort(key=lambda one: (one.document, one.start, one.end, one.code, one.coder, one.id))
    alike = {(one.document, one.start, one.end, one.code, one.coder): one for one in reversed(found)}
    return list(reversed(alike.values()))
