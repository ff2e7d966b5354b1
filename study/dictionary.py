"""The dictionary: the variables of an instrument or of a delivered file.

It is the contract between the rooms: ``questionnaires`` compiles one for every wave, ``surveys`` checks
returns against it and reads one out of every delivered file, ``panel`` and ``report`` take labels from it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

from .missing import Reason

__all__ = [
    "Code",
    "CodeList",
    "Dictionary",
    "MissingRange",
    "ResponseSet",
    "Scale",
    "Variable",
    "VariableType",
]

VariableType = Literal["choice", "integer", "decimal", "text", "date", "datetime", "time", "duration"]
"""``choice`` is one code of a list; one option of a multiple response is a ``choice`` of 0 and 1."""

Measure = Literal["nominal", "ordinal", "scale", "unknown"]
Value = float | str


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list: the stored value, its label, and the label in other languages."""

    value: Value
    label: str
    translations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named list of codes, in the order in which they are shown."""

    name: str
    codes: tuple[Code, ...]

    def labels(self) -> dict[Value, str]:
        """Map each value to its label."""
        return {code.value: code.label for code in self.codes}

    def __contains__(self, value: object) -> bool:
        return any(code.value == value for code in self.codes)


@dataclass(frozen=True, slots=True)
class MissingRange:
    """Delivered values from `low` to `high` (both included) that are missing, and why if it is known."""

    low: Value
    high: Value
    reason: Reason | None = None
    label: str = ""

    def __contains__(self, value: object) -> bool:
        if isinstance(value, str) or isinstance(self.low, str) or isinstance(self.high, str):
            return value == self.low
        return isinstance(value, int | float) and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of a wave.

    Parameters
    ----------
    name : str
        Storage name, valid in SPSS (at most 64 bytes, unique whatever the case).
    label : str
        The question as worded, in the study's first language.
    type : VariableType
        What a value is.
    codes : str, optional
        Name of the code list, in the dictionary's ``lists``.
    missing : tuple of MissingRange
        Delivered codes that stand for a reason.
    measure : {'nominal', 'ordinal', 'scale', 'unknown'}
        Measurement level.
    width : int, optional
        Declared width in bytes of a text variable.
    decimals : int
        Digits after the point that are shown.
    low, high : float, optional
        Range of an ``integer`` or ``decimal`` answer.
    item, version, module : str, optional
        The questionnaire item it stores, the version of its wording, and its module.
    ask : str, optional
        The whole routing under which it is asked (its own and its parents'); None means everybody.
    allow : tuple of Reason
        Reasons a respondent may give here.
    sensitive : bool
        An answer that is never read back, printed or shown to others.
    translations : mapping of str to str
        The label in other languages.
    checks : mapping of {'soft', 'hard'} to str
        Conditions an answer should or must fulfil.
    """

    name: str
    label: str = ""
    type: VariableType = "decimal"
    codes: str | None = None
    missing: tuple[MissingRange, ...] = ()
    measure: Measure = "unknown"
    width: int | None = None
    decimals: int = 0
    low: float | None = None
    high: float | None = None
    item: str | None = None
    version: str | None = None
    module: str | None = None
    ask: str | None = None
    allow: tuple[Reason, ...] = ()
    sensitive: bool = False
    translations: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        """Whether values are text; all others are numbers (dates: see ``type``)."""
        return self.type == "text"


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """A multiple response: one question, one 0/1 variable an option, in the order of the options.

    `codes` names the list whose values the variables stand for; ``exclusive`` values exclude all others.
    With `categories` the variables hold the chosen codes themselves (first answer, second answer and so on).
    """

    name: str
    label: str
    variables: tuple[str, ...]
    codes: str | None = None
    counted: Value = 1.0
    exclusive: tuple[Value, ...] = ()
    item: str | None = None
    categories: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that together measure one thing, and how they are scored."""

    id: str
    variables: tuple[str, ...]
    reverse: tuple[str, ...] = ()
    how: Literal["mean", "sum"] = "mean"
    min_answered: int = 1


@dataclass(frozen=True)
class Dictionary:
    """Variables with their code lists, response sets and scales; a plain, immutable value.

    Examples
    --------
    >>> answers = CodeList("yesno", (Code(1, "Yes"), Code(2, "No")))
    >>> lone = Variable("lone", "Lone parent?", "choice", "yesno")
    >>> book = Dictionary(variables=(lone,), lists={"yesno": answers})
    >>> book["lone"].label, book.code_list("lone").labels()
    ('Lone parent?', {1: 'Yes', 2: 'No'})
    """

    variables: tuple[Variable, ...] = ()
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    sets: tuple[ResponseSet, ...] = ()
    scales: tuple[Scale, ...] = ()
    wave: str | None = None
    mode: str | None = None
    languages: tuple[str, ...] = ("en",)
    missing_scheme: str | None = None
    title: str = ""

    def __getitem__(self, name: str) -> Variable:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables)

    def __len__(self) -> int:
        return len(self.variables)

    @cached_property
    def _by_name(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in self.variables}

    @property
    def names(self) -> tuple[str, ...]:
        """The variable names, in file order."""
        return tuple(variable.name for variable in self.variables)

    def code_list(self, name: str) -> CodeList | None:
        """Give the code list of variable `name`, or None where it has none."""
        codes = self[name].codes
        return None if codes is None else self.lists[codes]

    def to_json(self) -> str:
        """Write as JSON text, the form in which ``instruments/<wave>/dictionary.json`` is stored."""
        plain = _plain(asdict(self))
        return (
            json.dumps({"format": "familypanel-dictionary-1", **plain}, ensure_ascii=False, indent=1) + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Dictionary:
        """Read what `to_json` wrote."""
        return _dictionary(json.loads(text))


# An empty text is a value like any other here: a file may label it, or declare it missing.
_VALUES = frozenset({"value", "low", "high", "counted"})


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _plain(value: Any) -> Any:
    """Drop what is empty and turn reasons into words, so that files stay short and readable.

    An open end of a missing range is infinite, which JSON cannot say: it is left out.
    """
    if isinstance(value, Reason):
        return value.word
    if isinstance(value, Mapping):
        cleaned = {key: _plain(inner) for key, inner in value.items()}
        return {
            key: inner
            for key, inner in cleaned.items()
            if (inner == "" and key in _VALUES) or not _empty(inner)
        }
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and math.isinf(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _dictionary(data: Mapping[str, Any]) -> Dictionary:
    return Dictionary(
        variables=tuple(map(_variable, data.get("variables", ()))),
        lists={name: _code_list(plain) for name, plain in data.get("lists", {}).items()},
        sets=tuple(map(_response_set, data.get("sets", ()))),
        scales=tuple(_scale(plain) for plain in data.get("scales", ())),
        wave=data.get("wave"),
        mode=data.get("mode"),
        languages=tuple(data.get("languages", ("en",))),
        missing_scheme=data.get("missing_scheme"),
        title=data.get("title", ""),
    )


def _variable(plain: Mapping[str, Any]) -> Variable:
    fields = dict(plain)
    fields["missing"] = tuple(map(_missing_range, plain.get("missing", ())))
    fields["allow"] = tuple(Reason.of(word) for word in plain.get("allow", ()))
    return Variable(**fields)


def _missing_range(plain: Mapping[str, Any]) -> MissingRange:
    word = plain.get("reason")
    reason = None if word is None else Reason.of(word)
    return MissingRange(
        plain.get("low", -math.inf), plain.get("high", math.inf), reason, plain.get("label", "")
    )


def _code_list(plain: Mapping[str, Any]) -> CodeList:
    codes = (Code(c["value"], c.get("label", ""), c.get("translations", {})) for c in plain.get("codes", ()))
    return CodeList(plain.get("name", ""), tuple(codes))


def _response_set(plain: Mapping[str, Any]) -> ResponseSet:
    fields = dict(plain)
    fields["variables"] = tuple(plain.get("variables", ()))
    fields["exclusive"] = tuple(plain.get("exclusive", ()))
    return ResponseSet(**({"label": ""} | fields))


def _scale(plain: Mapping[str, Any]) -> Scale:
    fields = dict(plain)
    fields["variables"] = tuple(plain.get("variables", ()))
    fields["reverse"] = tuple(plain.get("reverse", ()))
    return Scale(**fields)
