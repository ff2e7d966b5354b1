"""Compare two dictionaries variable by variable: what changed, and whether values could be mixed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..study.dictionary import Dictionary
from ..study.table import Column, Table
from .code_changes import CodeChange, change_of, missing_codes, valid_codes
from .likeness import ALIKE, folded, likeness
from .spoken import spoken, spoken_range

__all__ = ["BLOCKING", "COLUMNS", "Change", "changes", "compare"]

ChangeClass = Literal[
    "identical", "case_or_space", "wording", "added", "removed", "permuted", "reversed", "reused_code",
    "missing_changed", "type_changed", "renamed", "reused_name",
]  # fmt: skip

BLOCKING = frozenset({"permuted", "reversed", "reused_code", "reused_name", "type_changed"})
"""Changes that would mix different answers under one name; the panel file waits until they are settled."""

COLUMNS = (
    Column("variable"),
    Column("wave_a", "from"),
    Column("wave_b", "to"),
    Column("class"),
    Column("blocking"),
    Column("detail"),
)
_RENAMED = 0.85
_HALF, _OWN_LIST = 0.5, 3


@dataclass(frozen=True)
class Change:
    """What happened to one variable from wave a to wave b.

    Parameters
    ----------
    variable : str
        Its name; in wave a where it was renamed.
    class_ : str
        One of the twelve classes; the gravest where several hold.
    detail : str
        What differs, in words; labels of questions and codes, never an answer.
    codes : CodeChange
        What became of its codes.
    to : str, optional
        The name in wave b of a variable that seems to have been renamed.
    """

    variable: str
    class_: ChangeClass
    detail: str = ""
    codes: CodeChange = field(default_factory=CodeChange)
    to: str | None = None

    @property
    def blocking(self) -> bool:
        """Whether the change would mix different answers."""
        return self.class_ in BLOCKING


def compare(dictionary_a: Dictionary, dictionary_b: Dictionary) -> Table:
    """Compare the dictionaries of two waves.

    A variable of the same name is another question (``reused_name``) if the likeness of the two labels is
    below 0.7 (see `familypanel.surveys.likeness`); a likeness above 0.5 is enough where it has kept a list of
    three or more codes that no other variable of either wave has. A variable that is gone seems ``renamed``
    if a new one of the same kind, with the same answer codes, has a label of at least 0.85 likeness, and each
    is the other's only match.

    Wordings of one item of the question bank are the same question by declaration, however much they differ.

    Parameters
    ----------
    dictionary_a, dictionary_b : Dictionary
        Of the earlier and of the later wave.

    Returns
    -------
    Table
        One row a variable: ``variable``, ``wave_a``, ``wave_b``, ``class``, ``blocking``, ``detail``, and
        ``to`` for the new name of one that seems renamed.

    Examples
    --------
    >>> from familypanel.study import Variable
    >>> a = Dictionary((Variable("q5", "How many adults live with you?"),))
    >>> car, adults = Variable("q5", "Do you own a car?"), Variable("q6", "How many adults live with you?")
    >>> b = Dictionary((car, adults))
    >>> [(row["variable"], row["class"]) for row in compare(a, b).rows]
    [('q5', 'renamed'), ('q5', 'reused_name')]
    """
    waves = {"wave_a": dictionary_a.wave or "a", "wave_b": dictionary_b.wave or "b"}
    rows = [row_of(one, **waves) for one in changes(dictionary_a, dictionary_b)]
    return Table.of(rows, COLUMNS, title="What changed from {wave_a} to {wave_b}".format(**waves))


def row_of(change: Change, wave_a: str, wave_b: str) -> dict[str, Any]:
    """Give a change as a row of the answer."""
    return {
        "variable": change.variable, "wave_a": wave_a, "wave_b": wave_b, "class": change.class_,
        "blocking": change.blocking, "detail": change.detail, "to": change.to,
    }  # fmt: skip


def changes(a: Dictionary, b: Dictionary) -> list[Change]:
    """List what happened to every variable: those of a in their order, then those that b added."""
    both = {v.name: _shared(v.name, a, b) for v in a if v.name in b and v.name != "urn"}
    reused = {name for name, change in both.items() if change.class_ == "reused_name"}
    gone = [v.name for v in a if v.name not in b or v.name in reused]
    new = [v.name for v in b if v.name not in a or v.name in reused]
    renamed = _renamed(a, b, gone, new)
    found = [both[v.name] for v in a if v.name in both and v.name not in reused]
    found += [_rename(old, name, a, b) for old, name in renamed.items()]
    found += [both[name] for name in both if name in reused]
    found += [Change(name, "removed", _said(a, name)) for name in gone if name not in {*renamed, *reused}]
    taken = {*renamed.values(), *reused}
    found += [Change(name, "added", _said(b, name)) for name in new if name not in taken]
    order = {name: at for at, name in enumerate((*a.names, *b.names)[::-1])}
    return sorted(found, key=lambda change: -order[change.variable])


def _said(book: Dictionary, name: str) -> str:
    return f"'{book[name].label}'" if book[name].label else ""


def kind_of(book: Dictionary, name: str) -> str:
    """Give the kind of answer: numbers with and without decimals are one, coded answers another."""
    if book[name].type in ("choice", "integer", "decimal"):
        return "coded" if valid_codes(book, name) else "number"
    return {"date": "moment", "datetime": "moment", "duration": "time"}.get(book[name].type, book[name].type)


def _shared(name: str, a: Dictionary, b: Dictionary) -> Change:
    codes = change_of(valid_codes(a, name), valid_codes(b, name))
    if _another_question(name, a, b, codes):
        return Change(name, "reused_name", f"{_said(a, name)} became {_said(b, name)}", codes)
    if kind_of(a, name) != kind_of(b, name):
        return Change(name, "type_changed", f"{kind_of(a, name)} became {kind_of(b, name)}", codes)
    class_, detail = next(_findings(name, a, b, codes))
    return Change(name, class_, detail, codes)


def _another_question(name: str, a: Dictionary, b: Dictionary, codes: CodeChange) -> bool:
    here, there = a[name].label, b[name].label
    if a[name].item is not None and a[name].item == b[name].item:
        return False
    if not here or not there or (alike := likeness(here, there)) >= ALIKE:
        return False
    return not (alike > _HALF and codes.same and _own_list(name, a) and _own_list(name, b))


def _own_list(name: str, book: Dictionary) -> bool:
    """Say whether the codes are those of this question alone, which speaks for the same question."""
    codes = valid_codes(book, name)
    others = (v.name for v in book if v.name != name)
    return len(codes) >= _OWN_LIST and all(valid_codes(book, other) != codes for other in others)


def _findings(
    name: str, a: Dictionary, b: Dictionary, codes: CodeChange
) -> Iterator[tuple[ChangeClass, str]]:
    """Give what holds of a variable that is still the same question, the gravest first."""
    here, there = valid_codes(a, name), valid_codes(b, name)
    if codes.moved:
        listed = ", ".join(f"{spoken(old)} is now {spoken(new)}" for new, old in codes.moved.items())
        # A code that is used for something else as well is told with those that moved.
        also = _turned(codes.reused, here, there)
        yield ("reversed" if codes.reversed else "permuted"), "; ".join(filter(None, (listed, also)))
    if codes.reused:
        yield "reused_code", _turned(codes.reused, here, there)
    if missing_codes(a[name]) != missing_codes(b[name]):
        yield "missing_changed", _missing_detail(name, a, b)
    if codes.removed:
        yield "removed", "codes gone: " + _listed(codes.removed, here)
    if codes.added:
        yield "added", "new codes: " + _listed(codes.added, there)
    yield from _words(name, a, b, codes)


def _words(name: str, a: Dictionary, b: Dictionary, codes: CodeChange) -> Iterator[tuple[ChangeClass, str]]:
    here, there = a[name].label, b[name].label
    other = folded(here) != folded(there)
    if other or codes.reworded:
        question = f"{_said(a, name) or 'no label'} became {_said(b, name) or 'no label'}" if other else ""
        answers = _turned(codes.reworded, valid_codes(a, name), valid_codes(b, name))
        yield "wording", "; ".join(filter(None, (question, answers)))
    if here != there or codes.respaced:
        yield "case_or_space", ""
    yield "identical", ""


def _turned(values: tuple[Any, ...], here: Mapping[Any, str], there: Mapping[Any, str]) -> str:
    return ", ".join(f"{spoken(v)} '{here[v]}' became '{there[v]}'" for v in values)


def _listed(values: tuple[Any, ...], labels: Mapping[Any, str]) -> str:
    return ", ".join(f"{spoken(value)} '{labels[value]}'" for value in values)


def _missing_detail(name: str, a: Dictionary, b: Dictionary) -> str:
    here, there = missing_codes(a[name]), missing_codes(b[name])
    said = (("no longer missing", here - there), ("now missing", there - here))
    return "; ".join(
        f"{what}: " + ", ".join(_range(*part) for part in sorted(parts, key=str))
        for what, parts in said
        if parts
    )


def _range(low: Any, high: Any, reason: str) -> str:
    shown = spoken_range(low, high)
    return f"{shown} ({reason})" if reason else shown


def _renamed(a: Dictionary, b: Dictionary, gone: list[str], new: list[str]) -> dict[str, str]:
    """Pair each variable that is gone with the one new variable that asks the same, if both agree."""
    pairs = [(old, name) for old in gone for name in new if old != name and _same_question(old, name, a, b)]
    olds, names = [old for old, _ in pairs], [name for _, name in pairs]
    return {old: name for old, name in pairs if olds.count(old) == 1 and names.count(name) == 1}


def _same_question(old: str, new: str, a: Dictionary, b: Dictionary) -> bool:
    if kind_of(a, old) != kind_of(b, new) or likeness(a[old].label, b[new].label) < _RENAMED:
        return False
    return bool(a[old].label) and _same_answers(valid_codes(a, old), valid_codes(b, new))


def _same_answers(here: Mapping[Any, str], there: Mapping[Any, str]) -> bool:
    change = change_of(here, there)
    return not (change.reused or change.added or change.removed)


def _rename(old: str, new: str, a: Dictionary, b: Dictionary) -> Change:
    codes = change_of(valid_codes(a, old), valid_codes(b, new))
    moved = "; its codes moved too" if codes.moved else ""
    return Change(old, "renamed", f"seems to be '{new}' now{moved}", codes, new)
