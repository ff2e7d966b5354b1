"""Problems of the room `panel`."""

from __future__ import annotations

from ..problems import Entry

ENTRIES: tuple[Entry, ...] = ()
