"""What was proposed for each transcript and signed off, from the log of coding.

A proposal holds for one text of one transcript: a corrected transcript needs a new one.  Where two people
proposed without knowing of each other, on separate computers, both stand together and cannot be signed off
until somebody proposes anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...study.coding_events import CodingEvent, standing
from ...study.documents import Document
from ..events.recording import record
from .spans import Hidden

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["REDACT", "SIGN_OFF", "Proposal", "proposals", "propose_spans", "sign"]

REDACT, SIGN_OFF = "redact", "sign_off"


@dataclass(frozen=True)
class Proposal:
    """What stands for a transcript.

    Parameters
    ----------
    spans : tuple of Hidden
        The pseudonyms, and the words that stay (without a pseudonym), in their order.
    events : tuple of str
        The proposals it consists of; more than one need a new one.
    authors : frozenset of str
        Who proposed anything of it: none of them can sign it off.
    signed : str or None
        Who signed it off.
    """

    spans: tuple[Hidden, ...] = ()
    events: tuple[str, ...] = ()
    authors: frozenset[str] = frozenset()
    signed: str | None = None

    def settles(self, start: int, end: int) -> bool:
        """Say whether something was decided about all of ``start:end``."""
        return any(one.start <= start and end <= one.end for one in self.spans)


def proposals(connection: Connection, documents: Iterable[Document]) -> dict[str, Proposal]:
    """Give what stands for each transcript in its present text."""
    from ...study.store.coding_log import logged_events

    events = standing(logged_events(connection, only=(REDACT, SIGN_OFF, "undo")))
    heads, signers = _heads(events), _signers(events)
    return {one.name: _joined(heads.get((one.name, one.text_sha256), []), signers, one) for one in documents}


def _heads(events: Sequence[CodingEvent]) -> dict[tuple[str, str], list[CodingEvent]]:
    proposed = [event for event in events if event.action == REDACT]
    replaced = {one for event in proposed for one in (event.payload or {})["replaces"]}
    found: dict[tuple[str, str], list[CodingEvent]] = defaultdict(list)
    for event in proposed:
        if event.hash not in replaced:
            told = event.payload or {}
            found[told["document"], told["text"]].append(event)
    return found


def _signers(events: Iterable[CodingEvent]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if event.action == SIGN_OFF:
            found[(event.payload or {})["redaction"]].append(event.coder)
    return found


def _joined(heads: Sequence[CodingEvent], signers: Mapping[str, list[str]], document: Document) -> Proposal:
    told = [Hidden.of(one) for event in heads for one in (event.payload or {})["spans"]]
    spans = _apart([one for one in told if 0 <= one.start < one.end <= len(document.text)])
    authors = frozenset({event.coder for event in heads} | {one.by for one in spans})
    # What arrives in a bundle is judged by the same rule: nobody signs off what is their own.
    others = [who for who in signers.get(heads[0].hash, []) if who not in authors] if len(heads) == 1 else []
    return Proposal(spans, tuple(event.hash for event in heads), authors, others[0] if others else None)


def _apart(spans: Iterable[Hidden]) -> tuple[Hidden, ...]:
    """Keep spans that do not overlap; the longest first, and pseudonyms before words that stay."""
    kept: list[Hidden] = []
    for one in sorted(spans, key=lambda one: (not one.pseudonym, one.start - one.end, one.start)):
        if not any(other.meets(one.start, one.end) for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def propose_spans(
    connection: Connection, coder: str, document: Document, spans: Iterable[Hidden], before: Proposal
) -> bool:
    """Write a proposal in the place of what stood before; gives whether anything is new."""
    kept = _apart(spans)
    if kept == before.spans and len(before.events) == 1:
        return False
    payload = {
        "document": document.name, "text": document.text_sha256, "spans": [one.told() for one in kept],
        "replaces": list(before.events),
    }  # fmt: skip
    record(connection, coder, REDACT, payload)
    return True


def sign(connection: Connection, coder: str, document: Document, proposal: Proposal) -> None:
    """Write that a second person has read the transcript with its pseudonyms."""
    payload = {"document": document.name, "redaction": proposal.events[0]}
    record(connection, coder, SIGN_OFF, payload)
