"""codebook.yaml: the qualitative codes, each with what it means and when it applies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..study.problems import Problem, ProblemError, problem
from ..study.yaml_source import YamlSource, did_you_mean, read_yaml

__all__ = ["CODE_NAME", "GREY", "Codebook", "QualitativeCode", "read_codebook"]

_TOP = {"title", "codes"}
_NEEDED = "definition"
_FIELDS = ("label", "definition", "include", "exclude", "example", "colour")
_BELOW = "codes"
CODE_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
GREY = "#6b6b6b"


@dataclass(frozen=True, slots=True)
class QualitativeCode:
    """One code.

    Parameters
    ----------
    name, label : str
        As codings name it, and as people read it.
    definition, include, exclude, example : str
        What it means, when to use it and when not, and a passage it fits.
    colour : str
        ``#rrggbb``.
    parent : str
        The code it stands below; empty at the top.
    level : int
        0 at the top.
    """

    name: str
    label: str
    definition: str
    include: str = ""
    exclude: str = ""
    example: str = ""
    colour: str = GREY
    parent: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes in the order of the file, each before those below it."""

    title: str
    codes: tuple[QualitativeCode, ...]

    def code(self, name: str) -> QualitativeCode:
        """Find a code by its name.

        Raises
        ------
        ProblemError
            FP5011 if there is none.
        """
        for code in self.codes:
            if code.name == name:
                return code
        names = [code.name for code in self.codes]
        raise ProblemError(
            problem("FP5011", name=name, hint=did_you_mean(name, names), known=", ".join(names))
        )

    def label(self, name: str) -> str:
        """Give the label of a code, or its name where it is no longer in the codebook."""
        return next((code.label for code in self.codes if code.name == name), name)

    def below(self, name: str) -> tuple[str, ...]:
        """Name a code and all codes below it."""
        found = [name]
        for code in self.codes:
            if code.parent in found:
                found.append(code.name)
        return tuple(found)


def read_codebook(path: Path) -> Codebook:
    """Read and check codebook.yaml.

    Raises
    ------
    ProblemError
        With every problem found, each with line and column.
    """
    return _read(path, _stamp(path))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Tell one state of a file from the next, so that an unchanged codebook is read once."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: tuple[int, int, int] | None) -> Codebook:
    source = read_yaml(path)
    top = source.content
    found = source.unknown_keys(top, _TOP, path.name)
    codes = tuple(_codes(source, top, found))
    title = _text(source, top, "title", path.name, found) if "title" in top else "Codebook"
    if found:
        raise ProblemError(found)
    return Codebook(title, codes)


def _codes(source: YamlSource, top: Mapping[Any, Any], found: list[Problem]) -> Iterator[QualitativeCode]:
    node = top.get("codes")
    example = "\n  trust: {label: Trust, definition: ...}"
    if node is None:
        facts = {"key": "codes", "section": source.name, "example": "codes:" + example}
        found.append(source.problem("FP1005", top, None, **facts))
    elif not isinstance(node, Mapping):
        found.append(_wrong(source, top, "codes", source.name, "a block of codes", "codes:" + example))
    else:
        yield from _level(source, node, "", 0, found, set())


def _level(  # noqa: PLR0917 - the parts of one walk
    source: YamlSource, node: Mapping[Any, Any], parent: str, level: int, found: list[Problem], seen: set[str]
) -> Iterator[QualitativeCode]:
    """Give the codes of a block, each followed by those below it; a name stands once in the whole file."""
    for name in node:
        if name in seen:
            found.append(source.problem("FP1006", node, name, key=name, section=source.name))
        seen.add(name)
        yield _code(source, node, name, (parent, level), found)
        body = node[name]
        below = body.get(_BELOW) if isinstance(body, Mapping) else None
        if isinstance(below, Mapping):
            yield from _level(source, below, str(name), level + 1, found, seen)
        elif below is not None:
            example = f"{_BELOW}: {{narrower_code: {{definition: ...}}}}"
            found.append(_wrong(source, body, _BELOW, f"code {name}", "a block of codes", example))


def _code(
    source: YamlSource, node: Mapping[Any, Any], name: Any, place: tuple[str, int], found: list[Problem]
) -> QualitativeCode:
    section = f"code {name}"
    body = node[name]
    if not isinstance(name, str) or not CODE_NAME.fullmatch(name):
        expected = "a name of small letters, digits and _, beginning with a letter"
        found.append(_wrong(source, node, name, "the names of codes", expected, "being_heard"))
    if not isinstance(body, Mapping):
        expected = "a block of 'key: value'"
        found.append(_wrong(source, node, name, "codes", expected, f"{name}: {{label: ...}}"))
        return QualitativeCode(str(name), "", "")
    found += source.unknown_keys(body, (*_FIELDS, _BELOW), section)
    values = {
        key: _text(source, body, key, section, found) for key in _FIELDS if key in body or key == _NEEDED
    }
    if not _COLOUR.fullmatch(values.get("colour", GREY)):
        found.append(source.problem("FP5017", body, "colour", name=name))
    values.setdefault("label", str(name).replace("_", " ").capitalize())
    parent, level = place
    return QualitativeCode(str(name), **values, parent=parent, level=level)


def _text(source: YamlSource, node: Mapping[Any, Any], key: str, section: str, found: list[Problem]) -> str:
    value = node.get(key)
    if value is None:
        found.append(source.problem("FP1005", node, key, key=key, section=section, example=f"{key}: ..."))
    elif not isinstance(value, str) or not value.strip():
        found.append(_wrong(source, node, key, section, "a text", f'{key}: "..."'))
    else:
        return value.strip()
    return ""


def _wrong(  # noqa: PLR0917 - the parts of one message
    source: YamlSource, node: Mapping[Any, Any], key: Any, section: str, expected: str, example: str
) -> Problem:
    facts = {"key": key, "section": section, "expected": expected, "example": example}
    return source.problem("FP1004", node, key, **facts)
