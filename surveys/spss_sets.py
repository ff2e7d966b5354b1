"""Multiple responses as an SPSS file describes them (extension records 7 and 19).

Source: GNU PSPP, *PSPP Developers Guide*, "System File Format", section "Multiple Response Sets Records".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..study.dictionary import Dictionary, ResponseSet

__all__ = ["parse_sets", "sets_bytes"]

_CATEGORIES, _TICKS, _STYLED = b"C", b"D", b"E"
Decode = Callable[[bytes], str]


def parse_sets(
    content: bytes, names: Mapping[str, str], texts: Mapping[str, bool], decode: Decode
) -> Iterator[tuple[ResponseSet, str]]:
    """Read response sets.

    Parameters
    ----------
    content : bytes
        Of the extension record.
    names : mapping of str to str
        The variable of each short name, in small letters.
    texts : mapping of str to bool
        Whether a variable holds text: then the counted value is a text too.
    decode : callable
        Makes text of the file's bytes.

    Yields
    ------
    tuple of ResponseSet and str
        The set, and how its categories are labelled (empty: by variable labels).

    Raises
    ------
    ValueError
        If the record does not keep to its form.
    """
    for line in content.split(b"\n$"):
        if b"=" in line:
            yield _parsed(line, names, texts, decode)


def _parsed(
    line: bytes, names: Mapping[str, str], texts: Mapping[str, bool], decode: Decode
) -> tuple[ResponseSet, str]:
    name, _, rest = line.partition(b"=")
    kind, rest = rest[:1], rest[1:]
    style = b""
    if kind == _STYLED:
        style, _, rest = rest.lstrip(b" ").partition(b" ")
    counted = b""
    if kind != _CATEGORIES:
        counted, rest = _counted(rest)
    label, rest = _counted(rest.lstrip(b" "))
    listed = [decode(short).casefold() for short in rest.split()]
    variables = tuple(names[short] for short in listed if short in names)
    found = ResponseSet(
        name=decode(name.strip()).removeprefix("$"),
        label=decode(label),
        variables=variables,
        counted=1.0 if kind == _CATEGORIES else _value(decode(counted), variables, texts),
        categories=kind == _CATEGORIES,
    )
    return found, decode(style)


def _counted(content: bytes) -> tuple[bytes, bytes]:
    """Take a length, a space and so many bytes."""
    length, _, rest = content.partition(b" ")
    size = int(length)
    if not 0 <= size <= len(rest):
        raise ValueError("impossible length")
    return rest[:size], rest[size:]


def _value(text: str, variables: tuple[str, ...], texts: Mapping[str, bool]) -> float | str:
    if any(texts.get(name, False) for name in variables):
        return text.rstrip(" ")
    return float(text)


def sets_bytes(
    book: Dictionary, short: Mapping[str, str], styles: Mapping[str, str], encoding: str
) -> tuple[bytes, bytes]:
    """Write the response sets of a dictionary: the content of the extension records 7 and 19."""
    plain = (found for found in book.sets if found.name not in styles)
    styled = (found for found in book.sets if found.name in styles)
    return _lines(plain, short, styles, encoding), _lines(styled, short, styles, encoding)


def _lines(
    sets: Iterable[ResponseSet], short: Mapping[str, str], styles: Mapping[str, str], encoding: str
) -> bytes:
    return b"".join(_line(found, short, styles.get(found.name, ""), encoding) for found in sets)


def _line(found: ResponseSet, short: Mapping[str, str], style: str, encoding: str) -> bytes:
    kind = "C " if found.categories else f"E {style} " if style else "D"
    counted = b"" if found.categories else _with_length(_spoken(found.counted).encode(encoding)) + b" "
    label = _with_length(found.label.encode(encoding))
    names = " ".join(short[name].lower() for name in found.variables)
    return f"${found.name}={kind}".encode(encoding) + counted + label + f" {names}\n".encode(encoding)


def _with_length(content: bytes) -> bytes:
    return str(len(content)).encode() + b" " + content


def _spoken(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.17g}"
