"""Cases: the families whose interviews are set beside each other, and the passages coded in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...study.documents import Coding, Document
from ...study.folder import Study
from ..attribution import person_of
from ..codebook import read_codebook
from ..corpus import codings_of, stored_documents

__all__ = ["NO_WAVE", "CaseMap", "Cell", "case_map", "in_passages", "passages"]

NO_WAVE = ""
#: Case, wave and code.
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class CaseMap:
    """The interviews that may be used and the codings in them, sorted by case.

    Parameters
    ----------
    documents : mapping of str to Document
        By name; without those of members who took back the use of what they said.
    case_of : mapping of str to str
        From the name of a transcript to its case: the family of the register, else the URN of the member,
        else the transcript itself.
    codings : sequence of Coding
        Those that may be seen.
    codes : sequence of str
        In the order of the codebook; codes that are used and no longer in it come last.
    labels : mapping of str to str
        What people read for each code.
    waves : sequence of str
        Those of the study that have an interview, in their order; interviews of no wave come last.
    registered : mapping of str to str
        From the URN of every member of whom the register names it to the family.
    """

    documents: Mapping[str, Document]
    case_of: Mapping[str, str]
    codings: Sequence[Coding]
    codes: Sequence[str]
    labels: Mapping[str, str]
    waves: Sequence[str]
    registered: Mapping[str, str]

    @cached_property
    def cases(self) -> list[str]:
        """All cases, sorted."""
        return sorted(set(self.case_of.values()))

    @cached_property
    def families(self) -> list[str]:
        """The cases that are families of members; the others are interviews of project workers and such."""
        return sorted({self.case_of[name] for name, one in self.documents.items() if one.urn})

    @cached_property
    def coded(self) -> frozenset[str]:
        """The transcripts that hold a coding."""
        return frozenset(one.document for one in self.codings)

    @cached_property
    def interviews(self) -> dict[tuple[str, str], list[Document]]:
        """The interviews of each case and wave."""
        found: dict[tuple[str, str], list[Document]] = defaultdict(list)
        for name, document in self.documents.items():
            found[self.case_of[name], document.wave or NO_WAVE].append(document)
        order = {wave: place for place, wave in enumerate(self.waves)}
        return dict(sorted(found.items(), key=lambda item: (item[0][0], order[item[0][1]])))

    @cached_property
    def cells(self) -> dict[Cell, list[Coding]]:
        """The codings of each case, wave and code."""
        found: dict[Cell, list[Coding]] = defaultdict(list)
        for one in self.codings:
            wave = self.documents[one.document].wave or NO_WAVE
            found[self.case_of[one.document], wave, one.code].append(one)
        return dict(found)


def case_map(study: Study, coder: str | None = None) -> CaseMap:
    """Sort a study's interviews and the codings that `coder` may see by case."""
    documents = {one.name: one for one in stored_documents(study)}
    codings = codings_of(study, coder)
    codebook = read_codebook(study.codebook)
    codes = [code.name for code in codebook.codes]
    codes += sorted({one.code for one in codings} - set(codes))
    families = _families(study)
    case_of = {name: families.get(one.urn or "") or person_of(one) for name, one in documents.items()}
    labels = {code: codebook.label(code) for code in codes}
    return CaseMap(documents, case_of, codings, codes, labels, _waves(study, documents.values()), families)


def _families(study: Study) -> dict[str, str]:
    from ...study.store.members import members_frame

    with study.store.reading() as connection:
        register = members_frame(connection)
    named = register.loc[register["family"].notna()]
    return dict(zip(named["urn"], named["family"], strict=True))


def _waves(study: Study, documents: Iterable[Document]) -> list[str]:
    present = {one.wave or NO_WAVE for one in documents}
    declared = [wave.name for wave in study.config.occasions]
    other = sorted(present - set(declared) - {NO_WAVE})
    return [wave for wave in (*declared, *other, NO_WAVE) if wave in present]


def passages(codings: Iterable[Coding]) -> int:
    """Count passages: what several coders marked alike, or in part alike, is one passage.

    Examples
    --------
    >>> passages([])
    0
    """
    return len({place for _, place in in_passages(codings)})


def in_passages(codings: Iterable[Coding]) -> Iterator[tuple[Coding, tuple[str, int]]]:
    """Give each coding with the passage it belongs to: its transcript, and where the first of it begins."""
    document, begin, end = "", 0, 0
    for one in sorted(codings, key=lambda one: (one.document, one.start, one.end)):
        if one.document != document or one.start >= end:
            document, begin, end = one.document, one.start, one.end
        end = max(end, one.end)
        yield one, (document, begin)
