"""Put a delivered file beside the dictionary of its wave: names, kinds of value, labels, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..study.dictionary import CodeList, Dictionary, MissingRange, Variable
from ..study.missing import MissingScheme, Reason
from ..study.problems import Place, Problem, problem
from ..study.spss import LABEL_BYTES
from .merging import merged, missing_added, missing_gone
from .relabelling import Relabelled, relabelled, same_words
from .returns import Returns
from .spoken import spoken, spoken_ranges
from .wordings import folded, is_neutral, reason_of

__all__ = ["Conformed", "conform", "contradiction", "renamed", "scheme_contradictions", "scheme_reason"]

_NUMERIC = {"choice", "integer", "decimal"}
_MOMENTS = {"date", "datetime"}


@dataclass(frozen=True)
class Conformed:
    """A delivered file in the words of its wave.

    Parameters
    ----------
    returns : Returns
        With the names of the dictionary.
    dictionary : Dictionary
        One variable a delivered column, in the order of the questionnaire; described by the wave's dictionary
        where it knows the variable, else by the file.
    added, dropped : tuple of str
        Variables that only the file, or only the dictionary, knows.
    problems : list of Problem
        What differs; any ``error`` keeps the whole file out.
    notes : tuple of str
        What was done.
    relabelled : tuple of Relabelled
        Codes with other labels, which a person may accept.
    """

    returns: Returns
    dictionary: Dictionary
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    problems: list[Problem]
    notes: tuple[str, ...]
    relabelled: tuple[Relabelled, ...] = ()


def conform(returns: Returns, reference: Dictionary, wave: str, *, settled: bool) -> Conformed:
    """Compare what was delivered with the dictionary of the wave; only the case of names is adapted.

    `settled` says that the dictionary is that of an instrument, not of an accepted version.
    """
    spelt, notes = _respelt(returns, reference)
    delivered = spelt.dictionary
    shared = [v.name for v in delivered if v.name in reference]
    added = tuple(v.name for v in delivered if v.name not in reference)
    dropped = tuple(v.name for v in reference if v.name not in delivered)
    problems = [
        *(problem("FP3020", Place(wave=wave, variable=name), variable=name) for name in added),
        *(problem("FP3021", Place(wave=wave, variable=name), variable=name) for name in dropped),
        *(problem("FP3220", Place(wave=wave, variable=name), variable=name) for name in spelt.unbounded),
    ]
    for name in shared:
        problems += _differences(name, delivered, reference, wave)
        problems += _undeclared(name, spelt, reference, Place(wave=wave, variable=name), settled)
    changed = relabelled(delivered, reference, [n for n in shared if _same_kind(delivered[n], reference[n])])
    # What an instrument says holds; what an earlier file said may be put right by a later one.
    others = [one for one in changed if settled and not one.alike]
    problems += [contradiction(one, wave) for one in others]
    book = merged(delivered, reference, spelt.frame, settled=settled)
    ordered = replace(spelt, frame=spelt.frame[list(book.names)])
    told = tuple(one for one in changed if one not in others)
    return Conformed(ordered, book, added, dropped, problems, notes, told)


def contradiction(one: Relabelled, wave: str) -> Problem:
    """Give the problem of a code that means something else."""
    place = Place(wave=wave, variable=one.variable)
    return problem("FP3025", place, variable=one.variable, value=spoken(one.value))


def _respelt(returns: Returns, reference: Dictionary) -> tuple[Returns, tuple[str, ...]]:
    """SPSS does not tell names apart by case; take the dictionary's spelling where that is clear."""
    wanted = {name.casefold(): name for name in reference.names}
    folded = [name.casefold() for name in returns.dictionary.names]
    new = {
        name: wanted[name.casefold()]
        for name in returns.dictionary.names
        if name not in reference and name.casefold() in wanted and folded.count(name.casefold()) == 1
    }
    if not new:
        return returns, ()
    said = f"Names that differed from the dictionary only by case were taken as its: {', '.join(new)}."
    return renamed(returns, new), (said,)


def renamed(returns: Returns, new: Mapping[str, str]) -> Returns:
    """Give returns with other variable names."""
    book = returns.dictionary
    sets = tuple(replace(s, variables=tuple(new.get(name, name) for name in s.variables)) for s in book.sets)
    return replace(
        returns,
        frame=returns.frame.rename(columns=dict(new)),
        raw=returns.raw.rename(columns=dict(new)),
        formats={new.get(name, name): text for name, text in returns.formats.items()},
        unbounded=tuple(new.get(name, name) for name in returns.unbounded),
        layout=returns.layout.renamed(new),
        dictionary=replace(
            book, sets=sets, variables=tuple(replace(v, name=new.get(v.name, v.name)) for v in book)
        ),
    )


def _differences(name: str, delivered: Dictionary, reference: Dictionary, wave: str) -> Iterator[Problem]:
    place = Place(wave=wave, variable=name)
    here, there = delivered[name], reference[name]
    if not _same_kind(here, there):
        yield problem("FP3022", place, variable=name, delivered=here.type, expected=there.type)
        return
    if not same_words(here.label, {there.label, *there.translations.values()}, LABEL_BYTES):
        yield problem("FP3023", place, variable=name)
    yield from _code_differences(name, delivered, reference, place)
    yield from _missing_differences(here, there, delivered.code_list(name), place)


def _same_kind(here: Variable, there: Variable) -> bool:
    return (
        here.type == there.type
        or (here.type in _NUMERIC and there.type in _NUMERIC)
        or {here.type, there.type} <= _MOMENTS
        or {here.type, there.type} <= {"time", "duration"}
    )


def _code_differences(
    name: str, delivered: Dictionary, reference: Dictionary, place: Place
) -> Iterator[Problem]:
    here, there = delivered.code_list(name), reference.code_list(name)
    if here is None:
        return
    known = [code.value for code in there.codes] if there else []
    for code in here.codes:
        if code.value not in known and not _known_missing(code.value, reference[name]):
            yield problem("FP3024", place, variable=name, value=spoken(code.value), label=code.label)


def _known_missing(value: float | str, there: Variable) -> bool:
    """Say whether the reference has a labelled code as missing; in a text it stands as digits."""
    return any(value in part or value == spoken(part.low) for part in there.missing)


def _missing_differences(
    here: Variable, there: Variable, codes: CodeList | None, place: Place
) -> Iterator[Problem]:
    labels = codes.labels() if codes else {}
    labels |= {part.low: part.label for part in here.missing if part.low == part.high}
    for part in there.missing:
        if part.reason is None or part.low != part.high:
            continue
        said = labels.get(part.low) or labels.get(spoken(part.low), "")
        yield from _label_against(said, part, part.reason, place)


def _undeclared(
    name: str, returns: Returns, reference: Dictionary, place: Place, settled: bool
) -> Iterator[Problem]:
    """Report missing values that only one of the two declares; they stay missing in any case."""
    here, there = returns.dictionary[name], reference[name]
    if added := missing_added(here, there, returns.frame):
        yield problem("FP3027", place, variable=name, values=spoken_ranges(added))
    if not settled and (gone := missing_gone(here, there)):
        yield problem("FP3207", place, variable=name, values=spoken_ranges(gone))


def scheme_contradictions(book: Dictionary, scheme: MissingScheme, wave: str) -> list[Problem]:
    """Hold the labels of codes against the study's scheme, for variables that no instrument settles.

    A missing code of the scheme may not be labelled as another reason; a code that counts as an answer should
    neither stand in the scheme nor be labelled as a reason.
    """
    found: list[Problem] = []
    for variable in book:
        place = Place(wave=wave, variable=variable.name)
        for part in variable.missing:
            meant = scheme_reason(part, scheme)
            found += [] if meant is None else _label_against(part.label, part, meant, place)
        found += _reasons_as_answers(book, variable, scheme, place)
    return found


def _label_against(label: str, part: MissingRange, meant: Reason, place: Place) -> list[Problem]:
    """Compare the label of a missing code with the reason that would be stored."""
    said = reason_of(label)
    as_worded = part.reason is meant and folded(label) == folded(part.label)
    if said is meant or as_worded or is_neutral(label):
        return []
    facts = {"value": spoken(part.low), "said": label, "meant": meant.label}
    return [problem("FP3206" if said is None else "FP3026", place, variable=place.variable, **facts)]


def _reasons_as_answers(
    book: Dictionary, variable: Variable, scheme: MissingScheme, place: Place
) -> list[Problem]:
    codes = book.code_list(variable.name)
    listed = codes.codes if codes else ()
    suspect = [
        f"{spoken(code.value)} ('{code.label}')"
        for code in listed
        if reason_of(code.label) or scheme_reason(MissingRange(code.value, code.value), scheme)
    ]
    facts = {"variable": variable.name, "values": ", ".join(suspect)}
    return [problem("FP3035", place, **facts)] if suspect else []


def scheme_reason(part: MissingRange, scheme: MissingScheme) -> Reason | None:
    """Give the reason that the scheme has for a single code; a text may hold the code as digits."""
    if part.low != part.high:
        return None
    try:
        number = float(part.low)
    except ValueError:
        return None
    return scheme.codes.get(int(number)) if number.is_integer() else None
