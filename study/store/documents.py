"""Transcripts and their codings in the store."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from .schema import codings, documents

__all__ = ["count_codings", "count_documents"]


def count_documents(connection: Connection) -> int:
    """Count transcripts, each once whatever its number of versions."""
    return connection.scalar(select(func.count(func.distinct(documents.c.name)))) or 0


def count_codings(connection: Connection) -> int:
    """Count the codings that stand."""
    return connection.scalar(select(func.count()).where(codings.c.superseded_at.is_(None))) or 0
