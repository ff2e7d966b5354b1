"""Files of a study folder that name a member, beside the store: what was delivered, and what was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from .archives import Archive
from .problems import ProblemError

if TYPE_CHECKING:
    from .folder import Study

__all__ = ["Named", "files_naming"]

_BINARY = (".sav", ".dta", ".por")
"""Fixed fields without separators: what stands before and behind a URN belongs to another field."""

_CLOSED = (".zsav", ".pdf", ".gz", ".7z")
"""Formats whose content is packed, so that nothing is found in it by looking at its bytes."""

_ZIPPED = (".docx", ".xlsx", ".zip")
_LARGEST = 256 << 20
_NOT_HERE = ("store", "instruments", ".git")
"""The store is looked at by table and wave; instruments are made from the question bank alone."""

_CONTACTS = ("contacts.db", "contacts.db-journal")


class Named(NamedTuple):
    """Files that name a member, and files of which nobody can tell by looking."""

    found: tuple[Path, ...]
    unseen: tuple[Path, ...]


def files_naming(study: Study, urn: str) -> Named:
    """Find the files of the study folder, in name or content, that hold a URN."""
    found, unseen = [], []
    for path in _files(study.root):
        held = _holds(path, urn)
        if held is None:
            unseen.append(path)
        elif held:
            found.append(path)
    return Named(tuple(found), tuple(unseen))


def _files(root: Path) -> Iterator[Path]:
    skipped = {root / name for name in _NOT_HERE}
    for path in sorted(root.rglob("*")):
        inside = not skipped.isdisjoint(path.parents)
        if not inside and path.is_file() and not path.is_symlink() and path.name not in _CONTACTS:
            yield path


def _holds(path: Path, urn: str) -> bool | None:
    """Say whether a file names a member; None where its format, size or state does not let anybody see."""
    if _word(urn).search(path.stem) or _word(quote(urn, safe="")).search(path.stem):
        return True
    if path.suffix.lower() in _CLOSED or path.stat().st_size > _LARGEST:
        return None
    if path.suffix.lower() == ".parquet":
        return _in_parquet(path, urn)
    if path.suffix.lower() in _ZIPPED:
        return _in_archive(path, urn)
    content = path.read_bytes()
    if path.suffix.lower() in _BINARY:
        return urn.encode() in content
    return any(_word(urn).search(content.decode(code, "replace")) for code in ("utf-8", "utf-16-le"))


def _word(urn: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9A-Za-z]){re.escape(urn)}(?![0-9A-Za-z])")


def _in_archive(path: Path, urn: str) -> bool | None:
    try:
        archive = Archive(path.read_bytes(), path.name)
        parts = (archive.read(name).decode("utf-8", "replace") for name in sorted(archive.members))
        return any(_word(urn).search(part) for part in parts)
    except ProblemError:
        return None


def _in_parquet(path: Path, urn: str) -> bool | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError):
        return None
    texts = (column for column in table.columns if pa.types.is_large_string(column.type)
             or pa.types.is_string(column.type))  # fmt: skip
    return any(urn in column.to_pylist() for column in texts)
