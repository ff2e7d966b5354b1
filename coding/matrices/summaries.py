"""What people write into the cells of the matrix: events, of which the last wording of each cell stands.

Who writes names the wordings they knew of.  Where two people wrote without knowing of each other, on separate
computers, both wordings stand, each with its writer's name, until somebody puts one in the place of both.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...study.coding_events import CodingEvent, standing
from ..events.recording import codebook_number, record
from ..events.replaying import code_since
from .cases import CaseMap, Cell

if TYPE_CHECKING:
    from ...study.store.engine import Connection
    from ..visibility import View

__all__ = ["ALL", "LONGEST", "SUMMARISE", "Summary", "may_see", "summaries", "tidy", "wordings", "write"]

SUMMARISE = "summarise"
"""The action that writes a summary."""
ALL = "*"
"""In place of a case, wave or code: a conclusion over all of them."""
LONGEST = 30_000
"""Most characters of a summary; a cell of Excel holds 32,767."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands in a cell.

    Parameters
    ----------
    text : str
        The words; where several people wrote without knowing of each other, all of theirs with their names.
    coder, at : str
        Who wrote it, and the moment; the last of several.
    events : tuple of str
        The events it consists of.
    """

    text: str
    coder: str
    at: str
    events: tuple[str, ...]

    @classmethod
    def of(cls, written: Sequence[CodingEvent]) -> Summary:
        """Join the wordings that stand."""
        last, told = written[-1], [(one.coder, (one.payload or {})["text"]) for one in written]
        text = told[0][1] if len(told) == 1 else "\n\n".join(f"{who}: {words}" for who, words in told)
        return cls(text, last.coder, last.at, tuple(one.hash for one in written))


def tidy(text: str) -> str:
    """Give a text as it is kept: NFC, LF, without blanks round it, without characters no file can hold."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(one for one in plain if one in "\n\t" or _held(one)).strip()


def _held(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in "\ufffe\uffff"


def write(connection: Connection, coder: str, cell: Cell, text: str, replaces: Iterable[str]) -> CodingEvent:
    """Write a cell; an empty text takes away what stands there."""
    on = dict(zip(("case", "wave", "code"), cell, strict=True))
    known = codebook_number(connection)
    payload = {"on": on, "text": tidy(text), "replaces": sorted(replaces), "codebook": known}
    return record(connection, coder, SUMMARISE, payload)


def summaries(connection: Connection, shows: Callable[[Cell, str], bool]) -> dict[Cell, Summary]:
    """Give what stands in each cell, of the wordings whose writers `shows` lets be seen there."""
    events = _logged(connection)
    found: dict[Cell, list[CodingEvent]] = defaultdict(list)
    for event in _heads(events):
        cell = _cell(event, events)
        if shows(cell, event.coder):
            found[cell].append(event)
    return {cell: Summary.of(written) for cell, written in sorted(found.items())}


def wordings(connection: Connection) -> dict[str, CodingEvent]:
    """Give every wording that ever was, by its event."""
    return {event.hash: event for event in _logged(connection, every=True) if event.action == SUMMARISE}


def _logged(connection: Connection, *, every: bool = False) -> list[CodingEvent]:
    from ...study.store.coding_log import logged_events

    events = logged_events(connection, only=(SUMMARISE, "rename", "undo"))
    return [one for one in events if one.payload is not None] if every else standing(events)


def _heads(events: Iterable[CodingEvent]) -> list[CodingEvent]:
    written = [event for event in events if event.action == SUMMARISE]
    replaced = {one for event in written for one in (event.payload or {}).get("replaces", ())}
    return [event for event in written if event.hash not in replaced and (event.payload or {})["text"]]


def _cell(event: CodingEvent, events: Iterable[CodingEvent]) -> Cell:
    """Say where a summary belongs; it follows a code that was renamed since."""
    told = event.payload or {}
    code = code_since(str(told["on"]["code"]), told.get("codebook", 0), events)
    return str(told["on"]["case"]), str(told["on"]["wave"]), code


def may_see(cell: Cell, writer: str, known: CaseMap, seen: View) -> bool:
    """Say whether what somebody wrote may be shown: nothing of an interview that is coded blind by others.

    Conclusions over several interviews are hidden as long as one of them is coded blind.
    """
    chosen = [
        document.name
        for (case, wave), documents in known.interviews.items()
        for document in documents
        if cell[0] in {ALL, case} and cell[1] in {ALL, wave}
    ]
    return all(seen.shows(name, writer) for name in chosen)
