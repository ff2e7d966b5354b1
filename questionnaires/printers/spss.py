"""Print a rule as an SPSS condition over a data file in which codes are declared user-missing.

A declared code makes a comparison missing in SPSS, and ``MISSING`` sees it; ``VALUE`` looks behind the
declaration, at the code itself.  Texts have no missing value there: what is empty or a code is excluded.
"""

from __future__ import annotations

import datetime as dt

from ...study.routing import Node, Text
from .dialect import Dialect, Printed
from .guarded import Formula, Held, Holding, Test, Value

__all__ = ["print_spss"]

_OPERATORS = {"!=": "<>"}


def print_spss(node: Node, holding: Holding) -> str:
    """Print a rule, true exactly where it is surely true.

    Parameters
    ----------
    node : Node
        A condition.
    holding : callable
        Tells which variable holds the answer to a name.

    Raises
    ------
    NotPrintableError
        Where a date is compared with what is no date.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> print_spss(parse("moved = 1 and adults is missing"), lambda name: Held(name.name, "one"))
    'moved = 1 AND MISSING(adults)'
    """
    return _Spss().rule(node, holding)


class _Spss(Dialect):
    both = " AND "
    either = " OR "

    def there(self, held: Held, holds: bool) -> Printed:
        sign = "<>" if holds else "="
        if held.kind == "any":
            return f"NVALID({self.options(held)}) {'>' if holds else '='} 0", ""
        if held.kind == "text":
            codes = [f"{held.name} {sign} '{code}'" for code in held.codes.values()]
            return self.series([f"{held.name} {sign} ''", *codes], holds=holds)
        return f"{'NOT ' if holds else ''}MISSING({held.name})", ""

    def options(self, held: Held) -> str:
        return ", ".join(f"{held.name}_{option}" for option in held.options)

    def coded(self, held: Held, code: int, holds: bool) -> Printed:
        sign = "=" if holds else "<>"
        if held.kind == "text":
            return f"{held.name} {sign} '{code}'", ""
        if held.kind != "any":
            # What is empty has no value to compare, and is no code.
            value = f"VALUE({held.name})"
            none = f"SYSMIS({value}) OR {value} <> {code}"
            return (f"{value} = {code}", "") if holds else (none, self.either)
        first = f"VALUE({held.name}_{held.options[0]})"
        none = f"NVALID({self.options(held)})"
        if holds:
            return f"{none} = 0 AND {first} = {code}", self.both
        return f"{none} > 0 OR SYSMIS({first}) OR {first} <> {code}", self.either

    def chosen(self, held: Held, option: int, holds: bool) -> str:
        return f"{held.name}_{option} {'=' if holds else '<>'} 1"

    def own(self, held: Held) -> str:
        return held.name

    def count(self, parts: tuple[Formula, ...]) -> str:
        """A test that is missing is left out by SUM, and so counts as one that does not hold."""
        return f"SUM(0, {', '.join(f'({self.formula(part)[0]})' for part in parts)})"

    def total(self, parts: tuple[tuple[Formula, Value], ...]) -> str:
        return f"SUM({', '.join(self.value(value) for _, value in parts)})"

    def quoted(self, text: str) -> str:
        doubled = text.replace("'", "''")
        return f"'{doubled}'"

    def test(self, test: Test) -> str:
        sign = _OPERATORS.get(test.operator, test.operator)
        sides = (self.side(test.left, test), self.side(test.right, test))
        return f"{sides[0]} {sign} {sides[1]}"

    def side(self, value: Value, test: Test) -> str:
        if test.kind == "date" and isinstance(value, Text):
            day = dt.date.fromisoformat(value.value)
            return f"DATE.DMY({day.day}, {day.month}, {day.year})"
        return self.value(value)
