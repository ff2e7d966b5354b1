"""Problems of the room `surveys`."""

from __future__ import annotations

from ..problems import Entry

ENTRIES: tuple[Entry, ...] = ()
