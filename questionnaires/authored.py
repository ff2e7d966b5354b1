"""Values out of one authored YAML file: each is checked, and every problem is collected with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..study.problems import Place, Problem, problem
from ..study.yaml_places import Written
from ..study.yaml_source import YamlSource
from .bank import Rule, Texts
from .places import Places

__all__ = ["Authored"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


def _written(value: Any) -> str:
    """Write a value as YAML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Authored:
    """One file with the problems found in it so far.

    Parameters
    ----------
    source : YamlSource
        The file, parsed.
    lines : sequence of str
        The same file as text, to find where a rule's first character stands.
    """

    def __init__(self, source: YamlSource, lines: Sequence[str]) -> None:
        self.source = source
        self.lines = lines
        self.problems: list[Problem] = []

    def place(self, node: Any, key: Any = None, **more: Any) -> Place:
        """Say where `key` of `node` stands."""
        return self.source.place(node, key, **more)

    def report(self, code: str, node: Any, where: Any = None, /, **facts: Any) -> None:
        """Collect a problem at the key `where` of `node`."""
        self.problems.append(problem(code, self.place(node, where), **facts))

    def report_value(self, code: str, node: Any, key: Any, /, **facts: Any) -> None:
        """Collect a problem at the value of `key` in `node`."""
        self.problems.append(problem(code, self.source.value_place(node, key), **facts))

    def name_since(self, before: int, item: str) -> None:
        """Say of every problem but the first `before` that it is one of `item`."""
        self.problems[before:] = [
            replace(found, place=replace(found.place, item=item or None)) for found in self.problems[before:]
        ]

    def known(self, node: Mapping[Any, Any], keys: Iterable[str], section: str) -> None:
        """Collect a problem for every key that is not in `keys`."""
        self.problems += self.source.unknown_keys(node, keys, section)

    def wrong(self, node: Any, key: Any, section: str, expected: str, example: str) -> None:
        """Collect the problem that a value is not what is expected."""
        facts = {"key": key, "section": section, "expected": expected, "example": example}
        self.report_value("FP1004", node, key, **facts)

    def absent(self, node: Any, key: str, section: str, example: str) -> None:
        """Collect the problem that a key is missing."""
        self.report("FP1005", node, None, key=key, section=section, example=f"{key}: {example}")

    def text(
        self, node: Mapping[Any, Any], key: str, section: str, example: str, needed: bool = False
    ) -> str:
        """Read a text; empty where there is none."""
        if key not in node:
            if needed:
                self.absent(node, key, section, example)
            return ""
        value = node[key]
        if isinstance(value, str) and value.strip():
            return str(value)
        self.wrong(node, key, section, "a text", f"{key}: {example}")
        return ""

    def word(
        self, node: Mapping[Any, Any], key: str, section: str, allowed: Sequence[str], default: str
    ) -> str:
        """Read one word out of `allowed`."""
        value = node.get(key, default)
        if value in allowed:
            return str(value)
        self.wrong(node, key, section, f"one of {', '.join(allowed)}", f"{key}: {allowed[0]}")
        return default

    def flag(self, node: Mapping[Any, Any], key: str, section: str) -> bool:
        """Read true or false; absent is false."""
        value = node.get(key, False)
        if isinstance(value, bool):
            return value
        self.wrong(node, key, section, "true or false", f"{key}: true")
        return False

    def texts(self, node: Mapping[Any, Any], key: Any, section: str, besides: Collection[str] = ()) -> Texts:
        """Read a text by language, such as ``{en: ..., cy: ...}``; keys in `besides` are no languages."""
        value = node[key]
        if not isinstance(value, Mapping) or not value:
            self.wrong(node, key, section, "a text in every language", f"{key}: {{en: Yes, cy: Ydw}}")
            return {}
        return {
            str(code): str(words)
            for code, words in value.items()
            if code not in besides and self._translated(value, code, section)
        }

    def _translated(self, node: Mapping[Any, Any], language: Any, section: str) -> bool:
        words = node[language]
        if not _LANGUAGE.fullmatch(str(language)):
            self.report("FP2014", node, language, key=language, section=section)
            return False
        if words is not None and not isinstance(words, str | Mapping | list):
            self.report_value(
                "FP2400", node, language, language=language, section=section, value=_written(words)
            )
            return False
        if not isinstance(words, str) or words.strip().strip("-–—") == "":
            self.report_value("FP2015", node, language, language=language, section=section)
            return False
        return True

    def words(self, node: Mapping[Any, Any], key: str, section: str, example: str) -> tuple[str, ...]:
        """Read a list of words; absent is an empty list."""
        value = node.get(key, ())
        if (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and all(isinstance(v, str) for v in value)
        ):
            return tuple(map(str, value))
        self.wrong(node, key, section, "a list of words", f"{key}: {example}")
        return ()

    def rule(self, node: Mapping[Any, Any], key: str, section: str) -> Rule | None:
        """Read a condition; its place is that of its first character."""
        if key not in node:
            return None
        text = self.text(node, key, section, "adults >= 2")
        if not text:
            return None
        written = Written(text, self.source.value_place(node, key), self.lines)
        return Rule(text, written.at(0), written=written)

    def places(self, node: Any, **more: str) -> Places:
        """Remember where the keys and values of an entry stand, for what is judged later."""
        return Places(self.source, self.lines, node, more)

    def mappings(self, node: Mapping[Any, Any], key: str, section: str) -> list[Mapping[Any, Any]]:
        """Read a list of mappings; absent is an empty list, and what is no mapping is reported."""
        value = node.get(key, ())
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.wrong(node, key, section, "a list of entries, each after a dash", f"{key}: [...]")
            return []
        for index, entry in enumerate(value):
            if not isinstance(entry, Mapping):
                self.wrong(value, index, section, "'key: value' lines", "- id: PAR010")
        return [entry for entry in value if isinstance(entry, Mapping)]

    def mapping(self, node: Mapping[Any, Any], key: Any, section: str) -> Mapping[Any, Any]:
        """Read a mapping; absent is empty."""
        value = node.get(key, {})
        if isinstance(value, Mapping):
            return value
        self.wrong(node, key, section, "'key: value' lines", f"{key}: {{...}}")
        return {}
