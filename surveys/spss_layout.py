"""What an SPSS file says beside its values and labels: encoding, weight, display, response sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..study.dictionary import ResponseSet
from .encodings import known_encoding
from .returns import Layout
from .spss_header import Header
from .spss_sets import parse_sets

__all__ = ["declared_encoding", "file_layout", "file_sets"]

_CARRIED = (5, 17, 18)
_SETS = (7, 19)
_ENCODING = 20


def declared_encoding(header: Header) -> str:
    """Give the encoding of the file's texts as the file says."""
    told = header.records.get(_ENCODING, b"").decode("ascii", "replace").strip("\0 ")
    return known_encoding(told, header.codepage)


def file_layout(header: Header, meta: Any, encoding: str, styles: Mapping[str, str]) -> Layout:
    """Describe how the file stores and shows its variables.

    Parameters
    ----------
    header : Header
        What the file declares.
    meta : object
        The metadata that pyreadstat gives.
    encoding : str
        In which the texts were read.
    styles : mapping of str to str
        Of the response sets; see `file_sets`.
    """
    names = set(meta.column_names)
    carried = {str(n): header.records[n].decode(encoding, "replace") for n in _CARRIED if n in header.records}
    return Layout(
        encoding=encoding,
        weight=_weight(header, encoding, names),
        widths={name: width for name, width in meta.variable_display_width.items() if width},
        alignments={name: side for name, side in meta.variable_alignment.items() if side != "unknown"},
        set_styles=styles,
        carried=carried,
    )


def _weight(header: Header, encoding: str, names: set[str]) -> str | None:
    if not 0 < header.weight <= len(header.names):
        return None
    short = header.names[header.weight - 1][0].decode(encoding, "replace")
    found = _long_names(header, encoding).get(short.casefold(), short)
    return found if found in names else None


def file_sets(
    header: Header, meta: Any, encoding: str
) -> tuple[list[ResponseSet], dict[str, str], list[str]]:
    """Read the multiple responses of a file.

    Returns
    -------
    sets : list of ResponseSet
        In the order of the file.
    styles : dict of str to str
        How SPSS labels the categories, where not by variable labels.
    remarks : list of str
        What could not be read.
    """
    texts = {name: kind == "string" for name, kind in meta.readstat_variable_types.items()}
    names = _long_names(header, encoding)
    known = {short: name for short, name in names.items() if name in texts}
    known |= {name.casefold(): name for name in texts if name.casefold() not in known}
    try:
        found = list(_all_sets(header, known, texts, encoding))
    except ValueError:
        return [], {}, ["The multiple responses of the file could not be read; their variables were."]
    short = [s.name for s, _ in found if not s.variables]
    remarks = [f"The multiple response {name} names no variable of the file." for name in short]
    kept = [(answers, style) for answers, style in found if answers.variables]
    return [s for s, _ in kept], {s.name: style for s, style in kept if style}, remarks


def _all_sets(
    header: Header, names: Mapping[str, str], texts: Mapping[str, bool], encoding: str
) -> Iterator[tuple[ResponseSet, str]]:
    for number in _SETS:
        content = header.records.get(number, b"").rstrip(b"\0")
        yield from parse_sets(content, names, texts, lambda raw: raw.decode(encoding, "replace"))


def _long_names(header: Header, encoding: str) -> dict[str, str]:
    """Map short names in small letters to the real ones."""
    text = header.records.get(13, b"").decode(encoding, "replace").rstrip("\0")
    pairs = (part.partition("=") for part in text.split("\t") if "=" in part)
    return {short.casefold(): name for short, _, name in pairs}
