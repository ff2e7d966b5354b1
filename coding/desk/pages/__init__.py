"""The pages of the desk: thin adapters between a request and the public functions of `familypanel.coding`."""

from __future__ import annotations

from . import codebook, document, documents, looks, search, tables
from .page import Page

__all__ = ["PAGES", "Page"]

PAGES: tuple[Page, ...] = (
    *documents.PAGES, *document.PAGES, *codebook.PAGES, *search.PAGES, *tables.PAGES, *looks.PAGES,
)  # fmt: skip
