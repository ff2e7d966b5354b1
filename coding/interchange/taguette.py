"""Taguette databases (.sqlite3), read: every project in one.

Taguette keeps documents as HTML and counts places in bytes of their words.  It stores nobody with a
highlight; who made it is taken from its log of commands, where that still says so.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ...study.problems import Place, ProblemError, problem
from ...study.sqlite_files import read_tables
from .html_text import HtmlText, html_text
from .positions import borders
from .project import AppliedCode, Positions, Project, ProjectCode, Selection, Source, Unread, User, guid_for

__all__ = ["parse_taguette"]

_TABLES = {
    "projects": ("id", "name", "description"),
    "documents": ("id", "project_id", "name", "description", "contents"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"),
    "tags": ("id", "project_id", "path", "description"),
    "highlight_tags": ("highlight_id", "tag_id"),
    "commands": ("project_id", "user_login", "payload"),
}
_TYPES: dict[str, type] = {
    "name": str,
    "description": str,
    "contents": str,
    "path": str,
    "user_login": str,
    "payload": str,
}
_OUTSIDE = "it is empty or lies outside its document"
_Rows = list[tuple[Any, ...]]


class _Highlight(NamedTuple):
    number: int
    start: int
    end: int


class _Marks(NamedTuple):
    """What all projects of one database share."""

    highlights: Mapping[int, list[_Highlight]]
    tags: Mapping[int, list[int]]
    makers: Mapping[int, str]


def parse_taguette(path: Path) -> tuple[Project, ...]:
    """Read the projects of a Taguette database.

    Parameters
    ----------
    path : Path
        The database.

    Returns
    -------
    tuple of Project

    Raises
    ------
    ProblemError
        FP1021 damaged, or not a database of Taguette.
    """
    rows = read_tables(path, _TABLES)
    if not all(_as_expected(table, rows[table]) for table in _TABLES):
        reason = "its tables hold something else than Taguette's"
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))
    marks = _marks(rows)
    return tuple(_project(row, rows, marks) for row in rows["projects"])


def _as_expected(table: str, rows: _Rows) -> bool:
    """Check the types: SQLite puts any value into any column."""
    kinds = [_TYPES.get(column, int) for column in _TABLES[table]]
    return all(isinstance(cell, kind) for row in rows for cell, kind in zip(row, kinds, strict=True))


def _marks(rows: Mapping[str, _Rows]) -> _Marks:
    highlights: dict[int, list[_Highlight]] = defaultdict(list)
    for number, document, start, end in rows["highlights"]:
        highlights[document].append(_Highlight(number, start, end))
    tags: dict[int, list[int]] = defaultdict(list)
    for highlight, tag in rows["highlight_tags"]:
        tags[highlight].append(tag)
    return _Marks(highlights, tags, dict(_makers(rows["commands"])))


def _makers(commands: _Rows) -> Iterator[tuple[int, str]]:
    """Read from the log who made each highlight; later entries about the same one are changes."""
    seen = set()
    for _, login, payload in commands:
        try:
            said = json.loads(payload)
        except ValueError:
            continue
        if not isinstance(said, dict) or said.get("type") != "highlight_add":
            continue
        number = said.get("highlight_id")
        if isinstance(number, int) and number not in seen:
            seen.add(number)
            yield number, login


def _project(row: tuple[Any, ...], rows: Mapping[str, _Rows], marks: _Marks) -> Project:
    number, name, memo = row
    tags = {path: (tag, text) for tag, project, path, text in rows["tags"] if project == number}
    makers = sorted({login for project, login, _ in rows["commands"] if project == number})
    users = tuple(User(_user(login), login) for login in makers)
    documents = [one for one in rows["documents"] if one[1] == number]
    lost: Counter[tuple[str, str, str]] = Counter()
    sources = tuple(_source(one, marks, {tag for tag, _ in tags.values()}, lost) for one in documents)
    unread = tuple(Unread(what, where, n, why) for (what, where, why), n in sorted(lost.items()))
    total = sum(len(marks.highlights.get(one[0], ())) for one in documents)
    places = _places(sources, total)
    return Project(name, "Taguette", users, _tree(tags), sources, (), memo, None, places, unread)


def _places(sources: Iterable[Source], total: int) -> Positions:
    ends = [borders(one.text, mark.start, mark.end) for one in sources for mark in one.selections]
    return Positions("bytes of the words", fitting=ends.count(2), selections=total)


def _user(login: str) -> str:
    return guid_for("taguette user", login)


def _tag(number: int) -> str:
    return guid_for("taguette tag", number)


def _source(
    row: tuple[Any, ...], marks: _Marks, tags: set[int], lost: Counter[tuple[str, str, str]]
) -> Source:
    number, _, name, memo, contents = row
    text = html_text(contents)
    selections = []
    for highlight in marks.highlights.get(number, ()):
        selection = _selection(highlight, text, marks, tags)
        if selection is None:
            lost["highlight", name, _OUTSIDE] += 1
            continue
        selections.append(selection)
        strange = len(marks.tags.get(highlight.number, ())) - len(selection.codings)
        if strange:
            lost["tag of a highlight", name, "the project has no such tag"] += strange
    return Source(guid_for("taguette document", number), name, text.text, tuple(selections), memo=memo)


def _selection(highlight: _Highlight, text: HtmlText, marks: _Marks, tags: set[int]) -> Selection | None:
    span = text.span(highlight.start, highlight.end)
    if span is None:
        return None
    login = marks.makers.get(highlight.number)
    maker = None if login is None else _user(login)
    codings = tuple(
        AppliedCode(guid_for("taguette tagging", highlight.number, tag), _tag(tag), maker)
        for tag in sorted(marks.tags.get(highlight.number, ()))
        if tag in tags
    )
    return Selection(guid_for("taguette highlight", highlight.number), *span, codings, user=maker)


def _tree(tags: Mapping[str, tuple[int, str]]) -> tuple[ProjectCode, ...]:
    """Put ``care.family`` below ``care``, where there is such a tag; names stay whole."""
    below: dict[str, list[str]] = defaultdict(list)
    for path in sorted(tags):
        below[_parent(path, tags)].append(path)

    def codes(paths: Iterable[str]) -> tuple[ProjectCode, ...]:
        return tuple(code(path, *tags[path]) for path in paths)

    def code(path: str, number: int, text: str) -> ProjectCode:
        return ProjectCode(_tag(number), path, definition=text, children=codes(below[path]))

    return codes(below[""])


def _parent(path: str, tags: Mapping[str, object]) -> str:
    while "." in path:
        path = path.rpartition(".")[0]
        if path in tags:
            return path
    return ""
