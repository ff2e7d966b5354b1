"""What the rooms say in English, said in the language of a page.

A page's own words are keys of the catalogue.  Headings, notes, reasons and problems come from the rooms as
English text; the same catalogue holds each of these sentences, with slots where figures and names stand, and
they are known by their English.  What it does not hold stays as it is: a name, a quote, somebody's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from string import Formatter

from ...study.table import Column, Table
from .strings import phrases

__all__ = ["SOURCE", "Interpreter"]

SOURCE = "en"
"""The language the rooms speak."""
# No room says more at once: what is longer holds something that somebody sent.
LONGEST = 2_000
# Lists of parts, each said by itself: what became of whom, why a quote is withheld.
_SUMS, _LISTS = re.compile(r"( \+ |; )"), re.compile(r"(, )")
_COUNTED = re.compile(r"([\d,.]+) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Interpreter:
    """Says in one language what the rooms said in English.

    Parameters
    ----------
    language : str
        Of the page.
    names : mapping of str to str
        What the study itself has names for in both languages, such as its waves.
    """

    language: str
    names: Mapping[str, str]

    def knows(self, text: str) -> bool:
        """Say whether the catalogue holds a text."""
        return self.language == SOURCE or (len(text) <= LONGEST and self._found(text) is not None)

    def say(self, text: str) -> str:
        """Say a text, or a list of such; what is not known stays."""
        if self.language == SOURCE or not text or len(text) > LONGEST:
            return text
        found = self._found(text)
        return found if found is not None else self._parts(text)

    def table(self, table: Table) -> Table:
        """Say title, headings, notes, and the words of cells that a column names as words."""
        columns = tuple(self._column(column) for column in table.columns)
        notes = tuple(map(self.say, table.notes))
        return table.with_(columns=columns, notes=notes, title=self.say(table.title))

    def _column(self, column: Column) -> Column:
        words = {word: self.say(read) for word, read in column.words.items()}
        return replace(column, label=self.say(column.heading), words=words)

    def _found(self, text: str) -> str | None:
        whole, patterns = _known(self.language)
        if text in self.names or text in whole:
            return self.names.get(text) or whole[text]
        for one in patterns:
            if (match := one.pattern.fullmatch(text)) is not None:
                facts = match.groupdict()
                said = {key: value if key in one.kept else self.say(value) for key, value in facts.items()}
                return one.words.format(**said)
        return None

    def _parts(self, text: str) -> str:
        """Say the parts of a list, and what is counted in each."""
        counted = _COUNTED.fullmatch(text)
        if counted and self.knows(counted[2]):
            return f"{counted[1]} {self.say(counted[2])}"
        for between in (_SUMS, _LISTS):
            parts = between.split(text)
            if len(parts) > 1:
                return "".join(part if at % 2 else self.say(part) for at, part in enumerate(parts))
        return text


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A phrase with slots: how it is known, what it says, and the slots that are kept as they are."""

    pattern: re.Pattern[str]
    words: str
    kept: frozenset[str]


@cache
def _known(language: str) -> tuple[Mapping[str, str], tuple[_Sentence, ...]]:
    """Give the phrases without slots, and those with, the ones with most words of their own first."""
    whole = {both[SOURCE]: both[language] for both in phrases() if "{" not in both[SOURCE]}
    slotted = [both for both in phrases() if "{" in both[SOURCE]]
    slotted.sort(key=lambda both: len(re.sub(r"\{.*?\}", "", both[SOURCE])), reverse=True)
    return whole, tuple(_sentence(both[SOURCE], both[language]) for both in slotted)


def _sentence(template: str, words: str) -> _Sentence:
    parts = list(Formatter().parse(template))
    pattern = "".join(re.escape(said) + (f"(?P<{slot}>.+?)" if slot else "") for said, slot, _, _ in parts)
    kept = frozenset(slot for _, slot, _, how in parts if slot and how)
    return _Sentence(re.compile(pattern, re.DOTALL), words, kept)
