"""Take an SPSS portable file (.por) apart.

Read here and not by pyreadstat, which makes nothing of every declared missing value: "refused" and "don't
know" would be gone. Source: GNU PSPP, *PSPP Developers Guide*, appendix "Portable File Format".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Portable", "PortableVariable", "parse_portable"]

_LINE, _SPLASH, _TABLE, _SIGNATURE = 80, 200, 256, "SPSSPORT"
_ZERO = 64
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = 30
_MOST_DIGITS = 400


@dataclass
class PortableVariable:
    """One variable: its width (0: a number), format, label and declared missing values.

    `unbounded` says that a range of missing values up to the highest does not say where it begins: GNU PSPP
    up to 1.6 writes its end in place of its beginning.
    """

    name: str
    width: int
    shown: tuple[int, int, int]
    label: str = ""
    missing: list[dict[str, Any]] = field(default_factory=list)
    unbounded: bool = False


@dataclass
class Portable:
    """The content of a portable file.

    Attributes
    ----------
    variables : list of PortableVariable
        In file order.
    labels : dict of str to dict
        Value labels by variable.
    notes : list of str
        The documents.
    weight : str or None
        The variable that weights the cases.
    rows : list of list
        The cases: numbers (NaN where there is none) and texts.
    declared : int
        How many variables the file says it has.
    """

    variables: list[PortableVariable] = field(default_factory=list)
    labels: dict[str, dict[Any, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    weight: str | None = None
    rows: list[list[Any]] = field(default_factory=list)
    declared: int = 0


def parse_portable(text: str) -> Portable:
    """Parse a portable file.

    Parameters
    ----------
    text : str
        The content, one character a byte.

    Raises
    ------
    ValueError
        If it is none, or ends too early.
    """
    reader = _Reader(_joined(text))
    reader.open()
    found = Portable()
    for tag in reader.tags():
        _RECORDS[tag](reader, found) if tag in _RECORDS else _of_variable(tag, reader, found)
    found.rows = list(_cases(reader, found.variables))
    return found


def _joined(text: str) -> str:
    """Put the lines together again; spaces at their ends may have been lost on the way."""
    return "".join(line.ljust(_LINE) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class _Reader:
    """A place in the file."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def open(self) -> None:
        """Go to the first record."""
        table = self.text[_SPLASH : _SPLASH + _TABLE]
        self.at = _SPLASH + _TABLE
        if self.take(len(_SIGNATURE)) != _SIGNATURE:
            raise ValueError("no signature")
        if table[_ZERO : _ZERO + len(_PLAIN)] != _PLAIN:
            raise ValueError("another character set")
        self.take(1)
        self.words(), self.words()  # the day and the time of writing

    def take(self, count: int) -> str:
        """Take some characters."""
        if not 0 <= count <= len(self.text) - self.at:
            raise ValueError("the file ends")
        self.at += count
        return self.text[self.at - count : self.at]

    def tags(self) -> Iterator[str]:
        """Give the tag of each record up to the data."""
        while (tag := self.take(1)) != "F":
            yield tag

    def number(self) -> float:
        """Read a number in base 30; NaN for system-missing."""
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1
        if self.text[self.at : self.at + 1] == "*":
            self.at += 2
            return math.nan
        end = self.text.find("/", self.at, self.at + _MOST_DIGITS)
        if end < 0:
            raise ValueError("a number does not end")
        digits, self.at = self.text[self.at : end], end + 1
        return _number(digits)

    def count(self) -> int:
        """Read a whole number."""
        value = self.number()
        if not (math.isfinite(value) and value.is_integer()):
            raise ValueError("not a whole number")
        return int(value)

    def words(self) -> str:
        """Read a text: its length, then its characters."""
        return self.take(self.count())

    def value(self, variable: PortableVariable) -> Any:
        """Read a value of a variable."""
        return self.words().rstrip(" ") if variable.width else self.number()


def _number(digits: str) -> float:
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    mark = next((i for i, c in enumerate(digits) if c in "+-"), len(digits))
    exponent = int(digits[mark:], _BASE) if digits[mark:] else 0
    whole, _, part = digits[:mark].partition(".")
    mantissa, power = int(whole + part, _BASE), exponent - len(part)
    if abs(power) > _MOST_DIGITS:
        raise ValueError("a number is too large")
    # Whole numbers are divided, which rounds correctly, as floating point would not.
    try:
        return float(sign * mantissa * _BASE**power) if power >= 0 else sign * mantissa / _BASE**-power
    except OverflowError:  # the ends of a range may be written as the largest number, rounded up
        return sign * math.inf


def _skip(reader: _Reader, _: Portable) -> None:
    reader.words()


def _declared(reader: _Reader, found: Portable) -> None:
    found.declared = reader.count()


def _precision(reader: _Reader, _: Portable) -> None:
    reader.number()


def _weight(reader: _Reader, found: Portable) -> None:
    found.weight = reader.words()


def _variable(reader: _Reader, found: Portable) -> None:
    width, name = reader.count(), reader.words()
    shown = (reader.count(), reader.count(), reader.count())
    for _ in range(3):
        reader.count()
    found.variables.append(PortableVariable(name, width, shown))


def _of_variable(tag: str, reader: _Reader, found: Portable) -> None:
    """Read what follows a variable: missing values and label."""
    if not found.variables:
        raise ValueError("unknown record")
    last = found.variables[-1]
    match tag:
        case "8":
            value = reader.value(last)
            last.missing.append({"lo": value, "hi": value})
        case "9":
            last.missing.append({"lo": -math.inf, "hi": reader.value(last)})
        case "A":
            _to_the_highest(last, reader.value(last))
        case "B":
            last.missing.append({"lo": reader.value(last), "hi": reader.value(last)})
        case "C":
            last.label = reader.words()
        case _:
            raise ValueError("unknown record")


def _to_the_highest(variable: PortableVariable, beginning: Any) -> None:
    """Declare a range up to the highest, or note that nobody can tell where it begins."""
    if beginning == math.inf:
        variable.unbounded = True
    else:
        variable.missing.append({"lo": beginning, "hi": math.inf})


def _labels(reader: _Reader, found: Portable) -> None:
    names = [reader.words() for _ in range(reader.count())]
    labelled = [v for v in found.variables if v.name in names]
    if not labelled:
        raise ValueError("labels of an unknown variable")
    pairs = {reader.value(labelled[0]): reader.words() for _ in range(reader.count())}
    for variable in labelled:
        found.labels.setdefault(variable.name, {}).update(pairs)


def _documents(reader: _Reader, found: Portable) -> None:
    found.notes += [reader.words().rstrip(" ") for _ in range(reader.count())]


def _cases(reader: _Reader, variables: list[PortableVariable]) -> Iterator[list[Any]]:
    while reader.text[reader.at : reader.at + 1] != "Z":
        if not variables or reader.at >= len(reader.text):
            raise ValueError("the file ends")
        yield [reader.value(variable) for variable in variables]


_RECORDS = {
    "1": _skip, "2": _skip, "3": _skip, "4": _declared, "5": _precision, "6": _weight, "7": _variable,
    "D": _labels, "E": _documents,
}  # fmt: skip
