"""Problems of the report."""

from __future__ import annotations

from ..problems import Entry

ENTRIES: tuple[Entry, ...] = ()
