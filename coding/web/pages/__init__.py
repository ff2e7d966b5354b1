"""The pages of the desk: thin adapters between a request and the public functions of `familypanel.coding`."""

from __future__ import annotations

from . import (
    acts,
    agreement,
    changes,
    clusters,
    codebook,
    document,
    documents,
    framework,
    looks,
    quotes,
    search,
    tables,
)
from .page import Page

__all__ = ["PAGES", "Page"]

PAGES: tuple[Page, ...] = (
    *documents.PAGES, *document.PAGES, *acts.PAGES, *changes.PAGES, *codebook.PAGES, *search.PAGES,
    *quotes.PAGES, *clusters.PAGES, *agreement.PAGES, *tables.PAGES, *framework.PAGES, *looks.PAGES,
)  # fmt: skip
