"""Print a rule as a LimeSurvey expression (ExpressionScript).

``x.NAOK`` is the answer even where the question is not relevant: it is empty there, so the expression itself
never fails.  An answer of a multiple choice is ``Y`` or empty.
"""

from __future__ import annotations

from ...study.routing import Node
from .dialect import Dialect, Printed
from .guarded import Formula, Held, Holding, NotPrintableError, Test

__all__ = ["code_of", "print_limesurvey", "print_limesurvey_formula"]

_OPERATORS = {"=": "=="}


def code_of(code: int) -> str:
    """Write a code as LimeSurvey takes it: letters and digits only, so -1 becomes ``m1``.

    Examples
    --------
    >>> code_of(97), code_of(-1)
    ('97', 'm1')
    """
    return str(code) if code >= 0 else f"m{-code}"


def print_limesurvey(node: Node, holding: Holding) -> str:
    """Print a rule, true exactly where it is surely true.

    Parameters
    ----------
    node : Node
        A condition.
    holding : callable
        Tells which question holds the answer to a name.

    Raises
    ------
    NotPrintableError
        Where texts are put in order, or a text holds both kinds of quotation marks.

    Examples
    --------
    >>> from familypanel.study.routing import parse
    >>> print_limesurvey(parse("moved = 1"), lambda name: Held(name.name, "one"))
    'moved.NAOK == "1"'
    """
    return _LimeSurvey().rule(node, holding)


def print_limesurvey_formula(formula: Formula, own: str | None = None) -> str:
    """Print a formula that is made already; `own` is the question whose answer is being entered: ``this``."""
    return _LimeSurvey(own).formula(formula)[0]


class _LimeSurvey(Dialect):
    true = "1"
    false = "0"

    def __init__(self, own: str | None = None) -> None:
        self.this = own

    def there(self, held: Held, holds: bool) -> Printed:
        sign = "!=" if holds else "=="
        if held.kind == "any":
            ticked = [self.chosen(held, option, holds) for option in held.options]
            return self.series(ticked, holds=not holds)
        codes = held.codes.values() if held.why is None else ()
        empty = f'{self.own(held)} {sign} ""'
        return self.series(
            [empty, *(f"{self.own(held)} {sign} {self.code(held, code)}" for code in codes)], holds=holds
        )

    def coded(self, held: Held, code: int, holds: bool) -> Printed:
        if held.kind == "any":
            return self.chosen(held, code, holds), ""
        if held.why is not None:
            return f'{held.why}.NAOK {"==" if holds else "!="} "{code_of(code)}"', ""
        return f"{self.own(held)} {'==' if holds else '!='} {self.code(held, code)}", ""

    def code(self, held: Held, code: int) -> str:
        """Write a code for a reason: an answer of a list, or a number that was typed."""
        return f'"{code_of(code)}"' if held.kind == "one" else f'"{code}"'

    def chosen(self, held: Held, option: int, holds: bool) -> str:
        return f'{held.name}_{code_of(option)}.NAOK {"==" if holds else "!="} "Y"'

    def own(self, held: Held) -> str:
        return "this" if held.name == self.this else f"{held.name}.NAOK"

    def listed(self, code: str) -> str:
        return f'"{code_of(int(code))}"' if code.lstrip("-").isdigit() else self.quoted(code)

    def test(self, test: Test) -> str:
        sign = _OPERATORS.get(test.operator, test.operator)
        left, right = self.sides(test)
        if test.kind == "date":
            return f"strtotime({left}) {sign} strtotime({right})"
        if test.kind == "text" and sign not in ("==", "!="):
            raise NotPrintableError("texts cannot be put in order there")
        return f"{left} {sign} {right}"
