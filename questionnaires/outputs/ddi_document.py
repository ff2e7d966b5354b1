"""What everything in DDI-Lifecycle has: an identification, labels, references."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...study.numbers import exact
from ...study.xml_tree import Node, Tree
from ..bank import Texts
from ..instrument import Choice, Words
from ..wording import plain_wording

__all__ = ["AGENCY", "MISSING", "Document", "reasons_list"]

AGENCY = "org.example"
"""Stands for the agency that publishes; DDI registers agencies by name."""

MISSING = "declared-missing"
"""The list of the scheme's codes; no list of a question bank has a hyphen in its name."""

_NAMESPACES = {
    "ddi": "ddi:instance:3_3", "s": "ddi:studyunit:3_3", "d": "ddi:datacollection:3_3",
    "l": "ddi:logicalproduct:3_3", "r": "ddi:reusable:3_3",
}  # fmt: skip
_VERSION = "1.0.0"


class Document(Tree):
    """One DDI instance in the making.

    Parameters
    ----------
    languages : tuple of str
        Those of its texts; names are in the first.
    """

    def __init__(self, languages: tuple[str, ...]) -> None:
        super().__init__(_NAMESPACES, "ddi:DDIInstance")
        self.languages = languages

    def identified(self, node: Node, *name: str) -> Node:
        """Give a node its agency, identification and version."""
        for tag, text in (("r:Agency", AGENCY), ("r:ID", _id(*name)), ("r:Version", _VERSION)):
            self.add(node, tag, text)
        return node

    def part(self, parent: Node, tag: str, *name: str, **attributes: str) -> Node:
        """Add a part that can be referred to by its name."""
        return self.identified(self.add(parent, tag, **attributes), *name)

    def refers(self, parent: Node, tag: str, kind: str, *name: str) -> Node:
        """Add a reference to the part of that name; `kind` is what it is."""
        node = self.identified(self.add(parent, tag), *name)
        self.add(node, "r:TypeOfObject", kind)
        return node

    def named(self, parent: Node, tag: str, name: str) -> None:
        """Add a name of an object."""
        self.add(self.add(parent, tag), "r:String", name, self.languages[0])

    def labelled(self, parent: Node, texts: Mapping[str, str], tag: str = "r:Label") -> None:
        """Add a label in several languages."""
        node = self.add(parent, tag)
        for language, text in texts.items():
            self.add(node, "r:Content", text, language)

    def each(self, words: Words) -> Texts:
        """Give a text in every language, its pipes as authored."""
        return {language: plain_wording(words[language]) for language in self.languages if language in words}

    def dynamic(self, parent: Node, tag: str, words: Words) -> None:
        """Add a text, once for each language."""
        for language, text in self.each(words).items():
            node = self.add(parent, tag, audienceLanguage=language)
            self.add(self.add(node, "d:LiteralText"), "d:Text", text, language)

    def numeric(self, parent: Node, tag: str, low: float | None, high: float | None, whole: bool) -> Node:
        """Add what numbers are possible."""
        node = self.add(parent, tag)
        if low is not None and high is not None:
            span = self.add(node, "r:NumberRange")
            self.add(span, "r:Low", exact(low))
            self.add(span, "r:High", exact(high))
        self.add(node, "r:NumericTypeCode", "Integer" if whole else "Decimal")
        return node


def reasons_list(reasons: tuple[Choice, ...]) -> str:
    """Name the list of the reasons that may be given to a question."""
    return "-".join([MISSING, *(each.reason.word for each in reasons if each.reason is not None)])


def _id(*name: str) -> str:
    """Write an identification: letters, digits, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", "-".join(name))
