"""dictionary.yaml: for each code the patterns that speak for it, and the exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...study.problems import Place, Problem, ProblemError, problem
from ...study.yaml_source import YamlSource, did_you_mean, read_yaml
from ..codebook import Codebook
from ..patterns import How
from .matching import WITHIN, Near, Pattern, Plain

__all__ = ["FILE", "Dictionary", "Rule", "read_dictionary"]

FILE = "dictionary.yaml"
_TOP = {"title", "codes"}
_RULE = {"patterns", "except"}
_KINDS: Mapping[str, How] = {"words": "words", "stem": "stem", "regex": "regex"}
_FORMS = "words such as 'waiting list' or 'wait*', {stem: ...}, {regex: ...} or {near: [..., ...], within: 5}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for one code, and what takes a hit back where the two overlap."""

    code: str
    patterns: tuple[Pattern, ...]
    exceptions: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The rules in the order of the file."""

    title: str
    rules: tuple[Rule, ...]


def read_dictionary(path: Path, codebook: Codebook) -> Dictionary:
    """Read and check dictionary.yaml.

    Raises
    ------
    ProblemError
        FP5160 there is none; or every problem found, each with line and column: FP5011 a code the codebook
        does not have, FP5020 a pattern that cannot be understood, FP1003 to FP1005 another form.
    """
    if not path.is_file():
        raise ProblemError(problem("FP5160", Place(file=path.name), file=path.name))
    reader = _Reader(read_yaml(path), codebook)
    found = reader.dictionary()
    if reader.problems:
        raise ProblemError(reader.problems)
    return found


class _Reader:
    """Reads one file and collects its problems."""

    def __init__(self, source: YamlSource, codebook: Codebook) -> None:
        self.source = source
        self.known = [code.name for code in codebook.codes]
        self.problems: list[Problem] = []

    def dictionary(self) -> Dictionary:
        top = self.source.content
        self.problems += self.source.unknown_keys(top, _TOP, self.source.name)
        node = top.get("codes")
        if not isinstance(node, Mapping):
            self._wrong(
                top, "codes", self.source.name, "a block of codes", "codes:\n  waiting: [waiting list]"
            )
            return Dictionary("", ())
        rules = tuple(self._rule(node, name) for name in node)
        return Dictionary(str(top.get("title", "Dictionary")), rules)

    def _rule(self, node: Mapping[Any, Any], name: Any) -> Rule:
        if name not in self.known:
            hint = did_you_mean(str(name), self.known)
            facts = {"name": name, "hint": hint, "known": ", ".join(self.known)}
            self.problems.append(self.source.problem("FP5011", node, name, **facts))
        body = node[name]
        if not isinstance(body, Mapping):
            return Rule(str(name), self._patterns(node, name))
        self.problems += self.source.unknown_keys(body, _RULE, f"code {name}")
        exceptions = self._patterns(body, "except") if "except" in body else ()
        return Rule(str(name), self._patterns(body, "patterns"), exceptions)

    def _patterns(self, node: Mapping[Any, Any], key: Any) -> tuple[Pattern, ...]:
        several = node.get(key)
        if not isinstance(several, Sequence) or isinstance(several, str) or not several:
            self._wrong(node, key, "a code", "a list of patterns", f"{key}: [waiting list, wait*]")
            return ()
        found = (self._pattern(several, at) for at in range(len(several)))
        return tuple(pattern for pattern in found if pattern is not None)

    def _pattern(self, node: Any, at: int) -> Pattern | None:
        value, place = node[at], self.source.place(node, at)
        try:
            made = _made(value, place)
        except ProblemError as error:
            self.problems += error.problems
            return None
        if made is None:
            self._wrong(node, at, "a list of patterns", _FORMS, "- {near: [heard, nothing], within: 4}")
        return made

    def _wrong(self, node: Any, key: Any, section: str, expected: str, example: str) -> None:
        facts = {"key": key, "section": section, "expected": expected, "example": example}
        self.problems.append(self.source.problem("FP1004", node, key, **facts))


def _made(value: Any, place: Place) -> Pattern | None:
    """Make a pattern of what stands in the file; None where it has another form."""
    if isinstance(value, str):
        return Plain(value, "words", place)
    if not isinstance(value, Mapping):
        return None
    if set(value) <= {"near", "within"} and "near" in value:
        return _near(value, place)
    if len(value) != 1:
        return None
    kind, text = next(iter(value.items()))
    return Plain(text, _KINDS[kind], place) if kind in _KINDS and isinstance(text, str) else None


def _near(value: Mapping[Any, Any], place: Place) -> Pattern | None:
    terms, within = value["near"], value.get("within", WITHIN)
    if not isinstance(terms, Sequence) or isinstance(terms, str) or len(terms) < 2:  # noqa: PLR2004 - near what?
        return None
    several = [[term] if isinstance(term, str) else term for term in terms]
    words = all(isinstance(t, Sequence) and t and all(isinstance(w, str) for w in t) for t in several)
    if not words or not isinstance(within, int) or isinstance(within, bool) or within < 0:
        return None
    return Near(tuple(tuple(Plain(word, "words", place) for word in term) for term in several), within)
