"""Transcripts that several coders coded, as values that coefficients can be worked out from.

Between two borders everybody codes the text in one way, so characters are counted by the stretch.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from ...study.documents import Coding
from ...study.folder import Study
from ..visibility import View, shown_codings, view

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["CodedText", "Compared", "Pattern", "compared_texts"]

Pattern = tuple[bool, ...]
"""For each coder of a text whether a code is there."""


@dataclass(frozen=True)
class CodedText:
    """A transcript with what each of its coders put there.

    Parameters
    ----------
    document : str
        Its name.
    length : int
        Characters.
    coders : tuple of str
        Who coded it, in the order of the alphabet; a coder who found nothing counts.
    codings : tuple of Coding
        What they coded.
    """

    document: str
    length: int
    coders: tuple[str, ...]
    codings: tuple[Coding, ...]

    def spans(self, coder: str, code: str | None = None) -> list[tuple[int, int, str]]:
        """Give what one coder marked (with one code), as start, end, code."""
        return [
            (one.start, one.end, one.code)
            for one in self.codings
            if one.coder == coder and code in {None, one.code}
        ]

    def patterns(self, codes: Iterable[str], *, coded_only: bool) -> dict[str, Counter[Pattern]]:
        """Count the characters by who put each code there: over all text, or where anyone put any code."""
        total = self._coded if coded_only else self.length
        nobody = (False,) * len(self.coders)
        found = {code: self._tallies.get(code, Counter()).copy() for code in codes}
        for counts in found.values():
            rest = total - counts.total()
            if rest:
                counts[nobody] = rest
        return found

    @cached_property
    def _coded(self) -> int:
        return sum(end - start for start, end, there in self._stretches if there)

    @cached_property
    def _tallies(self) -> dict[str, Counter[Pattern]]:
        """Count, for each code, the characters that somebody put it on."""
        found: dict[str, Counter[Pattern]] = defaultdict(Counter)
        for start, end, there in self._stretches:
            for code in {code for _, code in there}:
                found[code][tuple((coder, code) in there for coder in self.coders)] += end - start
        return found

    @cached_property
    def _stretches(self) -> list[tuple[int, int, frozenset[tuple[str, str]]]]:
        """Cut the text at every border, and say who has which code in each stretch."""
        edges: dict[int, list[Coding]] = defaultdict(list)
        for one in self.codings:
            edges[one.start].append(one)
            edges[one.end].append(one)
        places = sorted({0, self.length, *edges})
        open_now: Counter[tuple[str, str]] = Counter()
        stretches = []
        for start, end in pairwise(places):
            for one in edges.get(start, ()):
                open_now[one.coder, one.code] += 1 if one.start == start else -1
            stretches.append((start, end, frozenset(key for key, n in open_now.items() if n)))
        return stretches


@dataclass(frozen=True)
class Compared:
    """What can be compared, and what was left out.

    Parameters
    ----------
    texts : sequence of CodedText
        Transcripts with at least two coders.
    single, uncoded, blind : int
        Transcripts left out: of one coder only, without any coding, and such as are still coded blind.
    codes : tuple of str
        The codes to compare.
    """

    texts: Sequence[CodedText]
    single: int = 0
    uncoded: int = 0
    blind: int = 0
    codes: tuple[str, ...] = field(default=())


def compared_texts(
    study: Study, coders: Sequence[str] = (), wave: str | None = None, code: str | None = None
) -> Compared:
    """Gather the transcripts that at least two coders coded; decisions on disagreements are left out."""
    from ...study.store.documents import all_documents

    with study.store.reading() as connection:
        seen, sworn = view(connection), _assigned(connection)
        usable = (one for one in all_documents(connection) if one.name not in seen.withdrawn)
        documents = [one for one in usable if wave in {None, one.wave}]
    found = _by_document(shown_codings(study, settled=True), seen, set(coders))
    texts = []
    for one in documents:
        codings = found.get(one.name, [])
        people = {coding.coder for coding in codings} | (sworn.get(one.name, set()) if codings else set())
        chosen = people & set(coders) if coders else people
        if one.name not in seen.blind and chosen:
            texts.append(CodedText(one.name, len(one.text), tuple(sorted(chosen)), tuple(codings)))
    several = [text for text in texts if len(text.coders) > 1]
    codes = {coding.code for text in several for coding in text.codings}
    blind = sum(one.name in seen.blind for one in documents)
    uncoded = len(documents) - blind - len(texts)
    wanted = tuple(sorted(codes if code is None else codes & {code}))
    return Compared(several, len(texts) - len(several), uncoded, blind, wanted)


def _by_document(codings: Iterable[Coding], seen: View, coders: set[str]) -> dict[str, list[Coding]]:
    found: dict[str, list[Coding]] = defaultdict(list)
    for one in codings:
        if one.document not in seen.blind and (not coders or one.coder in coders):
            found[one.document].append(one)
    return found


def _assigned(connection: Connection) -> Mapping[str, set[str]]:
    """Name the coders of released assignments: who found nothing in a transcript has coded it too."""
    from ...study.store import blindness

    done = blindness.opened(connection)
    found: dict[str, set[str]] = defaultdict(set)
    for event in blindness.assignments(connection):
        if event.hash in done:
            for line in (event.payload or {})["documents"]:
                found[line["document"]] |= set(line["coders"])
    return found
