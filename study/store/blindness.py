"""Which transcripts are being coded blind: nobody sees in them what another coder did."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from ..coding_events import CodingEvent, standing
from .coding_log import has_events, logged_events

__all__ = ["assignments", "blind_documents", "open_assignments", "opened"]

_ACTIONS = ("assign", "open", "undo")


def assignments(connection: Connection) -> list[CodingEvent]:
    """Give what was assigned, in the order in which it was."""
    return [event for event in standing(logged_events(connection, only=_ACTIONS)) if event.action == "assign"]


def opened(connection: Connection) -> dict[str, CodingEvent]:
    """Give, by the hash of each assignment that was released, the event that released it."""
    found = (event for event in standing(logged_events(connection, only=_ACTIONS)) if event.action == "open")
    return {str((event.payload or {}).get("assignment")): event for event in found}


def open_assignments(connection: Connection) -> list[CodingEvent]:
    """Give the assignments that were not released; asked for with every coding, so none are found quickly."""
    if not has_events(connection, "assign"):
        return []
    done = opened(connection)
    return [event for event in assignments(connection) if event.hash not in done]


def blind_documents(connection: Connection) -> Mapping[str, frozenset[str]]:
    """Give the transcripts of assignments that were not released, each with its coders."""
    found: dict[str, frozenset[str]] = {}
    for event in open_assignments(connection):
        for line in (event.payload or {})["documents"]:
            found[line["document"]] = found.get(line["document"], frozenset()) | set(line["coders"])
    return found
