"""Drift: what changed from wave to wave, held against what each variable meant when it first appeared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..study.dictionary import CodeList, Dictionary, Variable
from ..study.problems import ExitCode, Place, ProblemError, problem
from ..study.table import Table
from .comparing import COLUMNS, Change, changes, row_of
from .harmonise_file import NewLine, append_lines, harmonise_path, read_decisions
from .harmonising import Harmonised, harmonised_dictionary, of_waves

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["Drifted", "drift", "drifted"]

_SAID = 12


@dataclass(frozen=True)
class Drifted:
    """One change, between which waves, and whether it was settled.

    Parameters
    ----------
    change : Change
        What happened.
    wave_a, wave_b : str
        The wave in which the variable first appeared with this meaning, and the later one.
    settled_by : str, optional
        Who decided it in harmonise.yaml.
    """

    change: Change
    wave_a: str
    wave_b: str
    settled_by: str | None

    @property
    def blocking(self) -> bool:
        """Whether the panel file has to wait for a decision."""
        return self.change.blocking and self.settled_by is None

    def row(self) -> dict[str, Any]:
        """Give it as a row of the answer."""
        row = row_of(self.change, self.wave_a, self.wave_b)
        return row | {"blocking": self.blocking, "settled_by": self.settled_by}


def drift(study: Study, write: bool = False) -> Table:
    """Find every variable that changed between the waves, and between the records, received so far.

    Each wave is held against the meaning that a variable, and each of its codes, had in the first wave that
    has it, so that three waves that each differ a little from the one before do not drift apart unseen. What
    harmonise.yaml decided is applied first. Records are held against each other in the same way, and against
    the waves where both have a variable of one name.

    Parameters
    ----------
    study : Study
        The study.
    write : bool
        Draft a line in harmonise.yaml for every change that blocks and has none; lines that stand there stay.

    Returns
    -------
    Table
        One row a variable and later wave: ``variable``, ``wave_a``, ``wave_b``, ``class`` (``identical``,
        ``case_or_space``, ``wording``, ``added``, ``removed``, ``permuted``, ``reversed``, ``reused_code``,
        ``missing_changed``, ``type_changed``, ``renamed``, ``reused_name``), ``blocking``, ``detail``, ``to``
        (the new name) and ``settled_by``; facts ``waves``, ``classes`` (how many of each), ``blocking`` and
        ``drafted``. The exit code is 1 while any row blocks.

    Raises
    ------
    ProblemError
        FP3103 for a line of harmonise.yaml that is not complete; FP3104 if none can be added to it.
    """
    books = received_dictionaries(study)
    found = drifted(study, books)
    drafted = append_lines(harmonise_path(study), _drafts(found, books)) if write else 0
    blocking = sum(one.blocking for one in found)
    return Table.of(
        [one.row() for one in sorted(found, key=_gravity)],
        COLUMNS,
        title=f"Drift between {len(books)} {_kinds(study, books)}",
        notes=_notes(study, found, books, drafted if write else None),
        facts=_facts(found, books) | {"drafted": drafted},
        next_step=_next(blocking, write),
        exit_code=ExitCode.PROBLEMS if blocking else ExitCode.FINE,
    )


def _kinds(study: Study, books: Mapping[str, Dictionary]) -> str:
    return "waves and records" if any(one.name in books for one in study.config.records) else "waves"


def _gravity(one: Drifted) -> tuple[bool, bool]:
    """Put what blocks first and what has not changed last."""
    return not one.blocking, one.change.class_ == "identical"


def received_dictionaries(study: Study) -> dict[str, Dictionary]:
    """Give the dictionary of every occasion with accepted returns, in the order of the study."""
    from ..study.store.waves import read_wave

    cells = {one.name: read_wave(study.store, one.name) for one in study.config.occasions}
    return {name: replace(one.dictionary, wave=name) for name, one in cells.items() if one is not None}


def drifted(study: Study, books: Mapping[str, Dictionary]) -> list[Drifted]:
    """Hold every occasion against those before it; `books` are the dictionaries in the order of the study."""
    decisions = read_decisions(study)
    _all_fit(decisions, books)
    records = {one.name for one in study.config.records}
    waves, own = _Meaning(), _Meaning()
    found: list[Drifted] = []
    every = of_waves(decisions, books)
    for wave, book in books.items():
        decided = every[wave]
        named, settled = _renamed(book, decided), harmonised_dictionary(book, decided)
        if wave not in records:
            found += waves.next(named, settled, wave, decided)
            continue
        # Records ask what interviews do not; only a name that both use can mix two questions.
        shared = frozenset(named.names) & {*waves.variables} - {"urn"}
        if shared:
            found += waves.only(shared).changes_to(_part(named, shared), wave, decided)
        rest = frozenset(named.names) - shared
        found += own.next(_part(named, rest), _part(settled, rest), wave, decided)
    return found


def _part(book: Dictionary, names: frozenset[str]) -> Dictionary:
    return replace(book, variables=tuple(v for v in book if v.name in names), sets=(), scales=())


def _all_fit(decisions: list[Any], books: Mapping[str, Dictionary]) -> None:
    """Refuse decisions about variables that a wave has not, or about codes that they cannot have."""
    odd = [
        problem(code, Place("harmonise.yaml", wave=one.wave, variable=one.variable), variable=one.variable,
                wave=one.wave)
        for one in decisions
        if one.wave in books and (code := _misfit(one, books[one.wave]))
    ]  # fmt: skip
    if odd:
        raise ProblemError(odd)


def _misfit(decision: Any, book: Dictionary) -> str | None:
    if decision.variable not in book:
        return "FP3105"
    text = book[decision.variable].is_text
    codes = [*decision.codes, *decision.codes.values()]
    return None if all(_is_code(code, text) for code in codes) else "FP3226"


def _is_code(code: Any, text: bool) -> bool:
    if text or isinstance(code, str):
        return text and isinstance(code, str)
    return not isinstance(code, bool) and math.isfinite(code)


def _renamed(book: Dictionary, decided: Harmonised) -> Dictionary:
    """Apply the names that were decided, so that codes are compared with those of the right question."""
    return harmonised_dictionary(book, replace(decided, codes={}))


@dataclass
class _Meaning:
    """What every variable and code has meant so far, in the first wave that has it."""

    variables: dict[str, Variable] = field(default_factory=dict)
    lists: dict[str, CodeList] = field(default_factory=dict)
    since: dict[str, str] = field(default_factory=dict)
    previous: tuple[str, frozenset[str]] | None = None

    def next(self, named: Dictionary, settled: Dictionary, wave: str, decided: Harmonised) -> list[Drifted]:
        """Compare a wave with what was before, and learn what it adds."""
        found = [] if self.previous is None else self.changes_to(named, wave, decided)
        self.learn(settled, wave)
        return found

    def only(self, names: frozenset[str]) -> _Meaning:
        """Keep what is known of some variables."""
        return _Meaning(
            {name: found for name, found in self.variables.items() if name in names},
            {name: found for name, found in self.lists.items() if name in names},
            self.since,
            self.previous,
        )

    def changes_to(self, book: Dictionary, wave: str, decided: Harmonised) -> list[Drifted]:
        """Compare a wave with what was before."""
        assert self.previous is not None  # noqa: S101  # the first wave has nothing before it
        last, names = self.previous
        known = Dictionary(tuple(self.variables.values()), self.lists)
        delivered = {decided.name_of(name): name for name in (*decided.names, *decided.spelling)}
        found = []
        for change in changes(known, book):
            if change.class_ == "removed" and change.variable not in book and change.variable not in names:
                continue  # It was gone before, and said to be.
            since = last if change.class_ == "added" and change.variable not in known else ""
            since = since or self.since[change.variable]
            original = _as_delivered(change, delivered.get(change.variable, change.variable), decided)
            by = decided.by.get(original.variable)
            settled = by.who if by and change.blocking and decided.settles(original) else None
            found.append(Drifted(original, since, wave, settled))
        return found

    def learn(self, book: Dictionary, wave: str) -> None:
        """Take over what is new: variables with their codes, and codes of known variables."""
        for variable in book:
            name = variable.name
            if name not in self.variables:
                self.since[name] = wave
                self.variables[name] = replace(variable, codes=name if variable.codes else None)
            codes = book.code_list(name)
            if codes is not None:
                old = self.lists[name].codes if name in self.lists else ()
                values = {code.value for code in old}
                more = tuple(code for code in codes.codes if code.value not in values)
                self.lists[name] = CodeList(name, old + more)
                self.variables[name] = replace(self.variables[name], codes=name)
        self.previous = (wave, frozenset(book.names))


def _as_delivered(change: Change, name: str, decided: Harmonised) -> Change:
    """Give a change the delivered name; where only its capitals changed that is what changed."""
    if change.class_ == "identical" and name in decided.spelling:
        return replace(
            change, variable=name, class_="case_or_space", detail=f"written '{change.variable}' before"
        )
    return replace(change, variable=name)


def _drafts(found: list[Drifted], books: Mapping[str, Dictionary]) -> list[NewLine]:
    return [_draft(one, books[one.wave_b]) for one in found if one.blocking]


def _draft(one: Drifted, book: Dictionary) -> NewLine:
    """Propose what the evidence suggests: moved codes go back, another question gets its own name."""
    change, wave = one.change, one.wave_b
    said = f"{change.class_} since {one.wave_a}: {change.detail}"
    if change.class_ in ("reused_name", "type_changed"):
        return NewLine(change.variable, wave, said, change.variable, f"{change.variable}_{wave}"[:64])
    conflicts = list(change.codes.conflicts)
    free = _free(change, book)
    to = [change.codes.moved[v] if v in change.codes.moved else next(free) for v in conflicts]
    return NewLine(change.variable, wave, said, conflicts, to)


def _free(change: Change, book: Dictionary) -> Any:
    """Give codes that nothing uses yet, for codes that mean something new."""
    codes = book.code_list(change.variable)
    used = {*(codes.labels() if codes else {}), *change.codes.moved.values(), *change.codes.removed}
    if any(isinstance(value, str) for value in used):
        return (f"new{number}" for number in range(1, 10_000) if f"new{number}" not in used)
    start = int(max((value for value in used if not isinstance(value, str)), default=0)) + 1
    return iter(range(start, start + 10_000))


def _facts(found: list[Drifted], books: Mapping[str, Dictionary]) -> dict[str, Any]:
    kinds = [one.change.class_ for one in found]
    counted = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    return {"waves": list(books), "classes": counted, "blocking": sum(one.blocking for one in found)}


def _notes(
    study: Study, found: list[Drifted], books: Mapping[str, Dictionary], drafted: int | None
) -> tuple[str, ...]:
    notes = []
    if absent := [one.name for one in study.config.occasions if one.name not in books]:
        notes.append(f"Not received yet: {', '.join(absent)}.")
    if blocking := [one.change.variable for one in found if one.blocking]:
        named = ", ".join(dict.fromkeys(blocking[:_SAID])) + (" ..." if len(blocking) > _SAID else "")
        notes.append(f"The panel file waits for a decision about: {named}.")
    if drafted is not None:
        notes.append(
            f"Lines drafted in harmonise.yaml: {drafted}. A line counts once 'who' and 'why' are there."
        )
    return tuple(notes)


def _next(blocking: int, write: bool) -> str:
    if not blocking:
        return "familypanel surveys build"
    return "familypanel surveys drift" if write else "familypanel surveys drift --write"
