"""Print a rule as REDCap branching logic.

REDCap has two truth values and no ``not``: an empty field is ``""``, and a reason is one more code.
"""

from __future__ import annotations

from ...study.routing import Node
from .dialect import Dialect, Printed
from .guarded import Formula, Held, Holding, NotPrintableError, Test

__all__ = ["print_redcap", "print_redcap_formula"]

_OPERATORS = {"!=": "<>"}


def print_redcap(node: Node, holding: Holding) -> str:
    """Print a rule, true exactly where it is surely true.

    Parameters
    ----------
    node : Node
        A condition.
    holding : callable
        Tells which field holds the answer to a name.

    Raises
    ------
    NotPrintableError
        Where texts are put in order, or a text holds both kinds of quotation marks.

    Examples
    --------
    >>> from familypanel.study.missing import Reason
    >>> from familypanel.study.routing import parse
    >>> holding = lambda name: Held(name.name, "one", {Reason.REFUSED: -2})
    >>> print(print_redcap(parse("not (moved = 1)"), holding))
    [moved] <> "" and [moved] <> '-2' and [moved] <> '1'
    """
    return _RedCap().rule(node, holding)


def print_redcap_formula(formula: Formula) -> str:
    """Print a formula that is made already."""
    return _RedCap().formula(formula)[0]


class _RedCap(Dialect):
    def there(self, held: Held, holds: bool) -> Printed:
        sign = "<>" if holds else "="
        if held.kind == "any":
            return self.answered_set(held, holds)
        codes = held.codes.values() if held.why is None else ()
        return self.series(
            [f'[{held.name}] {sign} ""', *(f"[{held.name}] {sign} '{code}'" for code in codes)], holds=holds
        )

    def answered_set(self, held: Held, holds: bool) -> Printed:
        """Say that some option is ticked and no reason is: a reason cannot be ticked beside an option."""
        ticked = [self.chosen(held, option, holds) for option in held.options]
        return self.series(ticked, holds=not holds)

    def coded(self, held: Held, code: int, holds: bool) -> Printed:
        if held.kind == "any":
            return self.chosen(held, code, holds), ""
        return f"[{held.why or held.name}] {'=' if holds else '<>'} '{code}'", ""

    def chosen(self, held: Held, option: int, holds: bool) -> str:
        return f"[{held.name}({option})] = '{1 if holds else 0}'"

    def own(self, held: Held) -> str:
        return f"[{held.name}]"

    def listed(self, code: str) -> str:
        return f"'{code}'"

    def test(self, test: Test) -> str:
        sign = _OPERATORS.get(test.operator, test.operator)
        left, right = self.sides(test)
        if test.kind == "date":
            return f'datediff({right}, {left}, "d", true) {sign} 0'
        if test.kind == "text" and sign not in ("=", "<>"):
            raise NotPrintableError("texts cannot be put in order there")
        return f"{left} {sign} {right}"
