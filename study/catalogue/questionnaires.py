"""Problems of the room `questionnaires`."""

from __future__ import annotations

from ..problems import Entry

ENTRIES: tuple[Entry, ...] = ()
