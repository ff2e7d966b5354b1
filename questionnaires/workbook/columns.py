"""What stands in which column: a heading is the way to a value, its keys set apart by spaces.

``use m12`` holds the version used in m12, ``seconds telephone`` the seconds by telephone, ``text cy`` the
wording in Welsh.  So every nested value of a module has a cell of its own and no cell has a grammar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = [
    "FLAGS", "ITEMS", "LISTS", "LIST_COLUMNS", "MODULES", "NUMBERS", "SCALES", "VERSION_KEYS", "Path",
    "Row", "flat", "heading_way", "headings",
]  # fmt: skip

Path = tuple[str, ...]
Row = dict[Path, Any]

MODULES, LISTS, ITEMS, SCALES = "Modules", "Lists", "Items", "Scales"
VERSION_KEYS = ("answers", "replaces", "because", "comparable")
"""Keys of a version beside its languages."""

LIST_COLUMNS = ("allow", "exclusive", "items", "reverse")
"""Columns that hold several words or codes, with commas between."""

NUMBERS = ("seconds", "exclusive", "code", "min_answered", "most")
"""Columns in which what looks like a number is one."""

FLAGS = ("sensitive",)

# In the order in which a person reads a question; what follows a key of several is sorted behind it.
_ORDER: Mapping[str, tuple[str, ...]] = {
    MODULES: ("module", "file", "title", "ask"),
    LISTS: ("module", "list", "code", "label"),
    ITEMS: (
        "module", "id", "version", "text", "type", "variable", "use", "ask", "allow", "exclusive", "most",
        "count", "until", "instruct", "card", "check", "remind", "called", "sensitive", "seconds",
        *VERSION_KEYS,
    ),
    SCALES: ("module", "id", "items", "reverse", "score"),
}  # fmt: skip
_NESTED = frozenset({"text", "use", "instruct", "seconds", "check", "remind", "called"})
_WHERE_USED = frozenset({"most", "count", "until", "answers"})
"""Columns of rosters, and of versions with answers of their own, which most banks do not need."""

_ALWAYS: Mapping[str, tuple[Path, ...]] = {
    MODULES: (("module",), ("file",), ("ask",)),
    LISTS: (("module",), ("list",), ("code",)),
    ITEMS: (
        *((key,) for key in _ORDER[ITEMS] if key not in _NESTED | _WHERE_USED),
        ("check", "soft"), ("check", "hard"), ("remind", "from"), ("remind", "sensitivity"),
    ),
    SCALES: (("module",), ("id",), ("items",), ("reverse",), ("score", "how"), ("score", "min_answered")),
}  # fmt: skip
_INNER = ("soft", "hard", "unless", "from", "say", "sensitivity", "how", "min_answered")


def heading_way(heading: str) -> Path:
    """Read a heading as the way to a value; its first word is known however it is capitalised.

    Examples
    --------
    >>> heading_way("TEXT en ")
    ('text', 'en')
    """
    first, *rest = heading.split() or [""]
    known = any(first.lower() in words for words in _ORDER.values())
    return (first.lower() if known else first, *rest) if first else ()


def flat(value: Mapping[Any, Any], way: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give every value that is no mapping, with the way to it."""
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield from flat(inner, (*way, str(key)))
        else:
            yield (*way, str(key)), inner


def headings(
    sheet: str, rows: Iterable[Row], languages: Sequence[str], waves: Sequence[str], modes: Sequence[str]
) -> list[Path]:
    """Give the columns of a sheet, in order: the usual ones, and whatever else the rows hold."""
    found = dict.fromkeys((*_ALWAYS[sheet], *_by_language(sheet, languages), *_by_wave(sheet, waves)))
    found |= dict.fromkeys(way for row in rows for way in row)
    order = (*_INNER, *waves, *languages, *modes)
    return sorted(found, key=lambda way: _rank(way, _ORDER[sheet], order))


def _by_language(sheet: str, languages: Iterable[str]) -> Iterator[Path]:
    keys = {MODULES: ("title",), LISTS: ("label",), ITEMS: ("text", "instruct")}.get(sheet, ())
    return ((key, language) for key in keys for language in languages)


def _by_wave(sheet: str, waves: Iterable[str]) -> Iterator[Path]:
    return (("use", wave) for wave in waves if sheet == ITEMS)


def _rank(way: Path, outer: Sequence[str], inner: Sequence[str]) -> tuple[int, ...]:
    first = outer.index(way[0]) if way[0] in outer else len(outer)
    return (first, *(inner.index(key) if key in inner else len(inner) for key in way[1:]))
