"""Problems of the room `coding`."""

from __future__ import annotations

from ..problems import Entry

ENTRIES: tuple[Entry, ...] = ()
