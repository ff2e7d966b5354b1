"""How a quote may be attributed: so that nobody can be picked out of a small group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..study.documents import Document

__all__ = [
    "Attribution",
    "Tongues",
    "attributions",
    "languages_shown",
    "more_general",
    "person_of",
    "projects_shown",
]

PARENTS = ("father", "mother", "parent")
PARENT = "parent"
Cell = tuple[str | None, str | None]  # role and wave
#: (role, language) that may be quoted.
Tongues = set[Cell]
#: The role to name (None: only "respondent") and the wave to name (None: leave it out).
Attribution = tuple[str | None, str | None]


def person_of(document: Document) -> str:
    """Tell people apart: a member by URN, anybody else by transcript."""
    return document.urn or document.name


def attributions(documents: Iterable[Document], least: int) -> dict[Cell, Attribution]:
    """Decide how quotes of each role and wave are attributed.

    A role is named only if at least `least` people speak in it, and its waves only if every one of them has
    `least` people: to leave the wave out for the small one alone would point at it.  Where one kind of parent
    is too few, all are "parent", for the same reason.

    Parameters
    ----------
    documents : iterable of Document
        All transcripts of the study, not only those quoted.
    least : int
        People, 1 or more.

    Returns
    -------
    dict
        (role, wave) to what may be named.
    """
    people: dict[Cell, set[str]] = defaultdict(set)
    for document in documents:
        for role in {turn.role for turn in document.spoken()}:
            people[role, document.wave].add(person_of(document))
    named = {cell: _named_role(cell[0], people, least) for cell in people}
    merged: dict[Cell, set[str]] = defaultdict(set)
    for cell, who in people.items():
        merged[named[cell], cell[1]] |= who
    return {
        cell: (role, cell[1] if _waves_shown(role, merged, least) else None) for cell, role in named.items()
    }


def projects_shown(
    documents: Iterable[Document], allowed: Mapping[Cell, Attribution], least: int
) -> frozenset[str]:
    """Say for which roles, as they are named, the project may be named beside role and wave.

    Every role x wave x project that is named needs `least` people: to leave out the small ones alone would
    point at them.  A role with an interview of no project names none.

    Parameters
    ----------
    documents : iterable of Document
        All transcripts of the study.
    allowed : mapping
        What `attributions` allows.
    least : int
        People, 1 or more.
    """
    people: dict[tuple[Attribution, str | None], set[str]] = defaultdict(set)
    for document in documents:
        for role in {turn.role for turn in document.spoken()}:
            people[allowed[role, document.wave], document.project].add(person_of(document))
    small = {named for ((named, _), project), who in people.items() if project is None or len(who) < least}
    return frozenset({named for ((named, _), _) in people if named is not None} - small)


def more_general(one: Attribution, other: Attribution) -> Attribution:
    """Give what both allow to be named.

    Examples
    --------
    >>> more_general(("mother", "m12"), ("parent", None))
    ('parent', None)
    """
    roles = {one[0], other[0]}
    shared = PARENT if roles <= set(PARENTS) else None
    return one[0] if len(roles) == 1 else shared, one[1] if one[1] == other[1] else None


def languages_shown(documents: Iterable[Document], least: int) -> Tongues:
    """Decide in which languages each role may be quoted: those that at least `least` people of it speak.

    Where all transcripts are in one language it says nothing about anybody.

    Parameters
    ----------
    documents : iterable of Document
        All transcripts of the study.
    least : int
        People, 1 or more.

    Returns
    -------
    set of (role, language)
        What may be shown.
    """
    people: dict[Cell, set[str]] = defaultdict(set)
    for document in documents:
        for role in {turn.role for turn in document.turns}:
            people[role, document.language].add(person_of(document))
    alone = len({language for _, language in people}) == 1
    return {cell for cell, who in people.items() if alone or len(who) >= least}


def _named_role(role: str | None, people: Mapping[Cell, set[str]], least: int) -> str | None:
    if role in PARENTS:
        present: set[str | None] = {other for other, _ in people if other in PARENTS}
        if any(len(_speakers({parent}, people)) < least for parent in present):
            return PARENT if len(_speakers(present, people)) >= least else None
        return role
    return role if len(_speakers({role}, people)) >= least else None


def _speakers(roles: set[str | None], people: Mapping[Cell, set[str]]) -> set[str]:
    return {person for (role, _), who in people.items() if role in roles for person in who}


def _waves_shown(role: str | None, merged: Mapping[Cell, set[str]], least: int) -> bool:
    return all(len(who) >= least for (other, _), who in merged.items() if other == role)
