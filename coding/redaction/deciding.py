"""Deciding: what becomes of words in the transcripts of a family, and who may sign it off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...study.documents import Document
from ...study.problems import Place, Problem, problem
from .choosing import part_of_hidden, usable_pseudonym, whole_words
from .findings import occurrences
from .proposals import propose_spans, sign
from .pseudonyms import FamilyNames
from .spans import Hidden
from .standing import PROPOSED, SIGNED, Work

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["Planned", "plan_all", "plan_words", "sign_off_all", "write_plans"]

Planned = list[tuple[Document, list[Hidden]]]


def write_plans(connection: Connection, work: Work, planned: Planned, who: str, *, dry: bool) -> int:
    """Write proposals; gives how many transcripts they change."""
    stands = work.stands
    if dry:
        return sum(tuple(spans) != stands[one.name].spans for one, spans in planned)
    return sum(propose_spans(connection, who, one, spans, stands[one.name]) for one, spans in planned)


def plan_all(work: Work, chosen: Iterable[Document], who: str) -> Planned:
    """Plan a pseudonym for everything that was found and is not decided."""
    wanted = {one.name for one in chosen}
    planned: Planned = []
    for family in _families(work, wanted):
        names = FamilyNames(family, work.stands)
        for one in family:
            if one.name in wanted:
                planned.append((one, names.spans(one, work.stands[one.name], work.found[one.name], who)))
    return planned


def _families(work: Work, wanted: Iterable[str]) -> list[list[Document]]:
    first = {work.known.case_of[name]: name for name in wanted}
    return [work.family(name) for _, name in sorted(first.items())]


def plan_words(
    work: Work,
    document: Document,
    span: str | tuple[int, int],
    who: str,
    *,
    pseudonym: str | None,
    keep: bool,
) -> Planned:
    """Plan what becomes of some words in all transcripts of the family.

    Raises
    ------
    ProblemError
        FP5013, FP5014 no such words; FP5930 they are no whole words of one person, or part of what is hidden;
        FP5931 the pseudonym would show them.
    """
    here = whole_words(document, span, work.stands[document.name].spans)
    words, family = document.text[slice(*here)], work.family(document.name)
    names = FamilyNames(family, work.stands)
    if pseudonym is not None:
        names.name(words, usable_pseudonym(pseudonym, words))
    instead = "" if keep else names.give(words, "name")
    planned: Planned = []
    for one in family:
        spans = work.stands[one.name].spans
        # What is hidden as part of something longer stays hidden.
        places = {place for place in occurrences(one.text, words) if not part_of_hidden(spans, *place)}
        places |= {here} if one.name == document.name else set()
        old = [has for has in spans if not any(has.meets(*place) for place in places)]
        if places:
            planned.append((one, old + [Hidden(*place, "name", instead, who) for place in sorted(places)]))
    return planned


def sign_off_all(
    connection: Connection, work: Work, chosen: Iterable[Document], who: str, *, dry: bool
) -> tuple[int, list[Problem]]:
    """Sign off what can be; gives how many transcripts, and why not the others."""
    signed, held = 0, []
    for one in chosen:
        trouble = _trouble(work, one, who)
        if trouble is not None:
            held.append(trouble)
        elif work.status(one.name) != SIGNED:
            signed += 1
            if not dry:
                sign(connection, who, one, work.stands[one.name])
    return signed, held


def _trouble(work: Work, one: Document, who: str) -> Problem | None:
    status = work.status(one.name)
    if status == SIGNED:
        return None
    if status != PROPOSED:
        return problem("FP5184", Place(file=one.name), status=status)
    own = who.casefold() in {author.casefold() for author in work.stands[one.name].authors}
    return problem("FP5183", Place(file=one.name), coder=who) if own else None
