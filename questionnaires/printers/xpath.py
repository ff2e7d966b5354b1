"""Print a rule as XPath 1.0 for ODK forms.

In a form a question that was not asked is empty, and a reason is one more code; an empty field is no number,
so that no comparison of it is true but ``!=``.
"""

from __future__ import annotations

from ...study.routing import Node
from .dialect import Dialect, Printed
from .guarded import Held, Holding, NotPrintableError, Test

__all__ = ["print_xpath"]


def print_xpath(node: Node, holding: Holding, own: str | None = None) -> str:
    """Print a rule, true exactly where it is surely true.

    Parameters
    ----------
    node : Node
        A condition.
    holding : callable
        Tells which field holds the answer to a name.
    own : str, optional
        The field whose answer is being entered: ``.`` in a constraint.

    Raises
    ------
    NotPrintableError
        Where texts are put in order, or a text holds both kinds of quotation marks.

    Examples
    --------
    >>> from familypanel.study.missing import Reason
    >>> from familypanel.study.routing import parse
    >>> holding = lambda name: Held(name.name, "one", {Reason.DONT_KNOW: -1})
    >>> print_xpath(parse("not (moved = 1)"), holding)
    "${moved} != '' and ${moved} != -1 and ${moved} != 1"
    """
    return _XPath(own).rule(node, holding)


class _XPath(Dialect):
    true = "true()"
    false = "false()"

    def __init__(self, own: str | None = None) -> None:
        self.this = own

    def there(self, held: Held, holds: bool) -> Printed:
        empty = f"{self.own(held)} {'!=' if holds else '='} ''"
        codes = held.codes.values() if held.why is None else ()
        return self.series([empty, *(self.coded(held, code, not holds)[0] for code in codes)], holds=holds)

    def coded(self, held: Held, code: int, holds: bool) -> Printed:
        if held.kind == "any":
            return self.chosen(held, code, holds), ""
        sign = "=" if holds else "!="
        if held.why is not None:
            return f"${{{held.why}}} {sign} {code}", ""
        shown = f"'{code}'" if held.kind in ("text", "date") else str(code)
        return f"{self.own(held)} {sign} {shown}", ""

    def chosen(self, held: Held, option: int, holds: bool) -> str:
        test = f"selected({self.own(held)}, '{option}')"
        return test if holds else f"not({test})"

    def own(self, held: Held) -> str:
        return "." if held.name == self.this else f"${{{held.name}}}"

    def listed(self, code: str) -> str:
        return code

    def quoted(self, text: str) -> str:
        """Write a text literal; XPath 1.0 has no way to escape a quotation mark."""
        for mark in "'\"":
            if mark not in text:
                return f"{mark}{text}{mark}"
        raise NotPrintableError("a text holds both kinds of quotation marks")

    def test(self, test: Test) -> str:
        left, right = self.sides(test)
        if test.kind == "date":
            left, right = f"date({left})", f"date({right})"
        elif test.kind == "text" and test.operator not in ("=", "!="):
            raise NotPrintableError("texts cannot be put in order there")
        return f"{left} {test.operator} {right}"
