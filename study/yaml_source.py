"""YAML 1.2 with places: every value can say the file, line and column where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .problems import Place, Problem, ProblemError, problem

__all__ = ["YamlSource", "did_you_mean", "parse_yaml", "read_yaml"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `` Did you mean 'x'?`` for a near miss, else an empty text."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


class YamlSource:
    """One YAML file: its content, and where each key and entry stands.

    Parameters
    ----------
    name : str
        The file as the user knows it, for messages.
    content : mapping
        The whole document (ruamel's mapping, which knows lines and columns).
    """

    def __init__(self, name: str, content: Any) -> None:
        self.name = name
        self.content = content

    def place(self, node: Any = None, at: Any = None, **more: Any) -> Place:
        """Say where key or index `at` of `node` stands, or `node` itself."""
        line, column = _position(self.content if node is None else node, at)
        return Place(file=self.name, line=line, column=column, **more)

    def value_place(self, node: Any, key: Any, **more: Any) -> Place:
        """Say where the value of `key` in `node` begins; where the key stands if that is not known."""
        try:
            line, column = node.lc.value(key)
        except (AttributeError, IndexError, KeyError, TypeError):
            return self.place(node, key, **more)
        return Place(file=self.name, line=line + 1, column=column + 1, **more)

    def problem(self, code: str, node: Any = None, at: Any = None, **facts: Any) -> Problem:
        """Make a problem at the place of key or index `at` in `node`."""
        return problem(code, self.place(node, at), **facts)

    def unknown_keys(self, node: Mapping[Any, Any], known: Iterable[str], section: str) -> list[Problem]:
        """Find keys that are not in `known`, each with a suggestion."""
        words = sorted(known)
        return [
            self.problem(
                "FP1003",
                node,
                key,
                key=key,
                section=section,
                hint=did_you_mean(str(key), words),
                known=", ".join(words),
            )
            for key in node
            if key not in words
        ]


def _position(node: Any, key: Any) -> tuple[int | None, int | None]:
    marks = getattr(node, "lc", None)
    if marks is None:
        return None, None
    if key is None:
        return marks.line + 1, marks.col + 1
    try:
        line, column = marks.key(key) if isinstance(node, Mapping) else marks.item(key)
    except (KeyError, TypeError, IndexError):
        return marks.line + 1, marks.col + 1
    return line + 1, column + 1


def read_yaml(path: Path, name: str | None = None, twice: list[Problem] | None = None) -> YamlSource:
    """Read a YAML 1.2 file whose top is a mapping.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        The file as the user knows it, for messages.
    twice : list of Problem, optional
        Collects keys that stand twice (FP1006), each time the first one is read; without it they are raised.

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1014 not readable, FP1002 not YAML, FP1006 a key twice.
    """
    shown = name or path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ProblemError(problem("FP1020", Place(file=shown), file=shown)) from error
    except UnicodeDecodeError as error:
        raise ProblemError(problem("FP1014", Place(file=shown), reason="it is not UTF-8 text")) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ProblemError(problem("FP1014", Place(file=shown), reason=reason)) from error
    return parse_yaml(text, shown, twice)


def parse_yaml(text: str, name: str, twice: list[Problem] | None = None) -> YamlSource:
    """Read YAML 1.2 text; see `read_yaml`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = YAML(typ="rt")
    try:
        content = reader.load(text)
    except DuplicateKeyError as error:
        if twice is None:
            raise ProblemError(_duplicate(name, error)) from error
        twice += _duplicates(name, text)
        lenient = YAML(typ="rt")
        lenient.allow_duplicate_keys = True
        content = lenient.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        raise ProblemError(problem("FP1002", place, reason=str(error.problem).strip())) from error
    except YAMLError as error:
        reason = str(error).split("\n")[0].strip()
        raise ProblemError(problem("FP1002", Place(name), reason=reason)) from error
    if not isinstance(content, Mapping):
        raise ProblemError(problem("FP1002", Place(name, 1, 1), reason="the top must be 'key: value' lines"))
    return YamlSource(name, content)


def _duplicate(name: str, error: Any) -> Problem:
    mark = error.problem_mark
    said = str(error.problem)
    key = said.split('"')[1] if said.count('"') > 1 else said
    return problem("FP1006", Place(name, mark.line + 1, mark.column + 1), key=key, section=name)


def _duplicates(name: str, text: str) -> Iterator[Problem]:
    """Find every key that stands twice in its mapping."""
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    waiting = [YAML(typ="rt").compose(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, SequenceNode):
            waiting += node.value
        if isinstance(node, MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                waiting.append(value)
                if key.value in seen:
                    place = Place(name, key.start_mark.line + 1, key.start_mark.column + 1)
                    yield problem("FP1006", place, key=key.value, section=name)
                seen.add(str(key.value))
