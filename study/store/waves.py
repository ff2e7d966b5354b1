"""Waves: immutable Parquet files named by their hash, and the versions that lead to them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from ..cells import Cells
from ..clock import now
from ..dictionary import Dictionary
from ..files import write_bytes
from ..problems import Place, ProblemError, problem
from .corrections import corrected
from .decisions import all_decisions
from .engine import Store
from .schema import wave_versions

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = [
    "WaveVersion",
    "add_version",
    "current_version",
    "current_versions",
    "read_cells",
    "read_delivered",
    "read_wave",
    "version_of",
    "write_cells",
]

_REASON, _RAW = "reason:", "raw:"
_DICTIONARY, _BY_CODE = b"familypanel.dictionary", b"familypanel.reasons_by_code"
ByCode = Mapping[str, Mapping[float, int]]


@dataclass(frozen=True, slots=True)
class WaveVersion:
    """One accepted state of a wave."""

    wave: str
    version: int
    cells_sha256: str
    n_rows: int
    delivery: int
    created_at: str


def write_cells(store: Store, cells: Cells, by_code: ByCode | None = None) -> str:
    """Write cells as ``waves/<sha256>.parquet`` and return the hash.

    A file is written before the transaction that names it; one that no version names is harmless and is used
    again when the same cells come back.

    Parameters
    ----------
    store : Store
        Of the study.
    cells : Cells
        What is to be stored.
    by_code : mapping of str to mapping of float to int, optional
        Variables of which every cell that holds one of these numbers has its reason, and every other cell has
        a value: their reasons are stored as this, not cell by cell.
    """
    import hashlib

    import pyarrow.parquet as pq

    buffer, table = io.BytesIO(), _to_arrow(cells, by_code or {})
    reasons = [name for name in table.column_names if name.startswith(_REASON)]
    pq.write_table(
        table, buffer, compression="zstd", write_statistics=False,
        # The way of storing that costs the least: few different answers, and reasons that are mostly 0.
        use_dictionary=[name for name in table.column_names if not name.startswith(_REASON)],
        column_encoding=dict.fromkeys(reasons, "DELTA_BINARY_PACKED"),
    )  # fmt: skip
    content = buffer.getvalue()
    name = hashlib.sha256(content).hexdigest()
    path = _path(store, name)
    if not path.exists():
        write_bytes(path, content)
    return name


def read_wave(store: Store, wave: str) -> Cells | None:
    """Read the newest accepted version of a wave with the corrections that were decided.

    What was delivered stays as it is: see `read_delivered`.

    Returns
    -------
    Cells or None
        None where nothing was accepted yet.

    Raises
    ------
    ProblemError
        FP1013 if the file is missing or was changed.
    """
    with store.reading() as connection:
        version, made = current_version(connection, wave), all_decisions(connection, wave)
    return None if version is None else corrected(read_cells(store, version.cells_sha256), made)[0]


def read_delivered(store: Store, wave: str) -> Cells | None:
    """Read the newest accepted version of a wave as it was delivered, without corrections."""
    with store.reading() as connection:
        version = current_version(connection, wave)
    return None if version is None else read_cells(store, version.cells_sha256)


def read_cells(store: Store, sha256: str) -> Cells:
    """Read one wave file and prove that its content is what its name says."""
    import hashlib

    import pyarrow as pa
    import pyarrow.parquet as pq

    path = _path(store, sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ProblemError(problem("FP1013", Place(file=f"store/waves/{path.name}"), file=path.name))
    # Not through a Python file: Arrow's reading threads would need the interpreter, even while it ends.
    return _from_arrow(pq.read_table(pa.BufferReader(content)))


def current_version(connection: Connection, wave: str) -> WaveVersion | None:
    """Find the newest version of a wave."""
    newest = wave_versions.c.version.desc()
    row = connection.execute(
        select(wave_versions).where(wave_versions.c.wave == wave).order_by(newest)
    ).first()
    return None if row is None else WaveVersion(*row)


def version_of(connection: Connection, delivery: int) -> WaveVersion | None:
    """Find the version that a delivery made."""
    row = connection.execute(select(wave_versions).where(wave_versions.c.delivery == delivery)).first()
    return None if row is None else WaveVersion(*row)


def current_versions(connection: Connection) -> dict[str, WaveVersion]:
    """Find the newest version of every wave that has one."""
    rows = connection.execute(select(wave_versions).order_by(wave_versions.c.version))
    return {row.wave: WaveVersion(*row) for row in rows}


def add_version(connection: Connection, wave: str, sha256: str, n_rows: int, delivery: int) -> int:
    """Make written cells the live version of a wave; returns the version number, from 1."""
    last = connection.scalar(select(func.max(wave_versions.c.version)).where(wave_versions.c.wave == wave))
    version = (last or 0) + 1
    connection.execute(
        insert(wave_versions).values(
            wave=wave, version=version, cells_sha256=sha256, n_rows=n_rows, delivery=delivery,
            created_at=now().isoformat(),
        )
    )  # fmt: skip
    return version


def _path(store: Store, sha256: str) -> Path:
    return store.root / "waves" / f"{sha256}.parquet"


def _to_arrow(cells: Cells, by_code: ByCode) -> pa.Table:
    import pyarrow as pa

    reasons = {name: found for name, found in cells.reasons.items() if name not in by_code}
    columns = {str(name): pa.Array.from_pandas(cells.frame[name]) for name in cells.frame.columns}
    columns |= {_REASON + name: pa.array(found, pa.int8()) for name, found in reasons.items()}
    columns |= {_RAW + name: pa.array(seconds, pa.float64()) for name, seconds in cells.raw.items()}
    coded = {name: list(codes.items()) for name, codes in by_code.items()}
    metadata = {_DICTIONARY: cells.dictionary.to_json().encode(), _BY_CODE: json.dumps(coded).encode()}
    return pa.table(columns).replace_schema_metadata(metadata)


def _from_arrow(table: pa.Table) -> Cells:
    dictionary = Dictionary.from_json(table.schema.metadata[_DICTIONARY].decode())
    names = [name for name in table.column_names if not name.startswith((_REASON, _RAW))]
    frame = table.select(names).to_pandas()
    coded = json.loads(table.schema.metadata.get(_BY_CODE, b"{}"))
    reasons = {name: _reasons(frame[name].to_numpy(), codes) for name, codes in coded.items()}
    return Cells(frame, dictionary, _prefixed(table, _REASON) | reasons, _prefixed(table, _RAW))


def _reasons(numbers: np.ndarray, codes: list[tuple[float, int]]) -> np.ndarray:
    """Give every cell the reason of the code that it holds."""
    import numpy as np

    reasons = np.zeros(len(numbers), dtype=np.int8)
    for code, reason in codes:
        reasons[numbers == code] = reason
    return reasons


def _prefixed(table: pa.Table, prefix: str) -> dict[str, np.ndarray]:
    found = (name for name in table.column_names if name.startswith(prefix))
    return {name.removeprefix(prefix): table[name].to_numpy() for name in found}
