"""The ledger of panel files: what was built, of which waves, and who is not in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from ..clock import now
from .schema import panel_files

__all__ = ["add_panel_file", "all_panel_files"]


def add_panel_file(
    connection: Connection, file_name: str, sha256: str, n_rows: int, facts: Mapping[str, Any]
) -> bool:
    """Write one line; the same bytes under the same name are there already, and False is returned."""
    newest = panel_files.c.id.desc()
    query = select(panel_files.c.sha256).where(panel_files.c.file_name == file_name).order_by(newest)
    if connection.execute(query).scalar() == sha256:
        return False
    written = json.dumps(dict(facts), ensure_ascii=False)
    line = {"file_name": file_name, "sha256": sha256, "n_rows": n_rows, "facts": written}
    connection.execute(insert(panel_files).values(**line, built_at=now().isoformat()))
    return True


def all_panel_files(connection: Connection) -> list[dict[str, Any]]:
    """List the ledger in the order in which files were built."""
    rows = connection.execute(select(panel_files).order_by(panel_files.c.id)).mappings()
    return [dict(row) | {"facts": json.loads(row["facts"])} for row in rows]
