"""Files: hashes, writes that happen wholly or not at all, and archives with the same bytes every time."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .problems import Place, ProblemError, problem

__all__ = [
    "copied",
    "normalised_zip",
    "replacing",
    "sha256_of",
    "unchanged",
    "write_bytes",
    "write_text",
    "write_workbook",
]

# The earliest moment a zip archive can hold; used so that the same content gives the same bytes.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20
_ISO_EPOCH = "1980-01-01T00:00:00Z"


def sha256_of(path: Path) -> str:
    """Hash a file's content; lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unchanged(path: Path, sha256: str, found: str | None = None) -> None:
    """Prove that a file is still the one with this hash; `found` is its hash where that is known.

    Raises
    ------
    ProblemError
        FP1021 if it is another one.
    """
    if (found or sha256_of(path)) != sha256:
        reason = "it was changed while it was being read"
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))


def copied(source: Path, path: Path, sha256: str) -> None:
    """Copy the file with this hash, wholly or not at all.

    Raises
    ------
    ProblemError
        FP1021 if it is another file by now, FP1025 if the copy cannot be written.
    """
    found = hashlib.sha256()
    with source.open("rb") as old, replacing(path) as new:
        while piece := old.read(_PIECE):
            found.update(piece)
            new.write(piece)
        unchanged(source, sha256, found.hexdigest())


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to write that takes the place of `path` only when it is complete and on disk.

    Raises
    ------
    ProblemError
        FP1025 if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ProblemError(problem("FP1025", file=str(path), reason=error.strerror or str(error))) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path`, wholly or not at all."""
    with replacing(path) as stream:
        stream.write(content)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with LF, wholly or not at all."""
    write_bytes(path, text.encode("utf-8"))


def normalised_zip(content: bytes) -> bytes:
    """Rewrite a zip archive (docx, xlsx) so that it holds no moment of writing.

    Member times become the zip epoch; ``dcterms:created`` and ``modified`` in ``docProps/core.xml`` likewise.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _undated(data)
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, data)
    return out.getvalue()


def _undated(core: bytes) -> bytes:
    import re

    pattern = rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)"
    return re.sub(pattern, rb"\g<1>" + _ISO_EPOCH.encode() + rb"\g<3>", core)


def write_workbook(book: Any, path: Path) -> None:
    """Save an openpyxl workbook: wholly or not at all, and the same bytes for the same content."""
    buffer = io.BytesIO()
    book.save(buffer)
    write_bytes(path, normalised_zip(buffer.getvalue()))
