"""Read the text of a rule into its tree; the grammar stands in `familypanel.study.routing`."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast, get_args

from ..problems import Place, ProblemError
from .lexer import Source, Token, tokens
from .tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Constant,
    Function,
    Has,
    Is,
    Member,
    Name,
    Node,
    Not,
    Number,
    Or,
    Scope,
    Span,
    State,
    Text,
    children,
    is_condition,
)

__all__ = ["RESERVED", "parse"]

RESERVED = frozenset({"and", "or", "not", "in", "has", "is"})
"""Words that cannot be names."""

MAX_DEPTH = 32
"""Levels of a tree; a chain of ``and`` or ``or`` is one level however long, one of ``+`` a level a sign."""

# A tree of MAX_DEPTH levels needs at most a bracket and a 'not' a level: what is printed can be read again.
_MAX_OPEN = 2 * MAX_DEPTH

_TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"

_COMPARISONS = frozenset(get_args(Comparison))
_STATES = get_args(State)
_FUNCTIONS = frozenset(get_args(Function))


def parse(text: str, place: Place | None = None) -> Node:
    """Read a rule.

    Parameters
    ----------
    text : str
        The rule, such as ``"adults >= 1 and lives_with_child = 1"``.
    place : Place, optional
        Where the rule begins (file, line, column, item, wave); errors name it with the exact column.

    Returns
    -------
    Node
        A condition; `show` writes it again.

    Raises
    ------
    ProblemError
        FP1040, with the line and column of what is not understood.

    Examples
    --------
    >>> parse("moved = 1")
    Compare(operator='=', left=Name(name='moved', scope=None), right=Number(value=1.0))
    >>> parse("moved == 1")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    familypanel.study.problems.ProblemError: FP1040 error: 7: Routing cannot be understood: '==' is not ...
    """
    return _Parser(Source(text, place or Place())).rule()


class _Parser:
    """One method a line of the grammar; `here` is the token not yet read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.index = 0
        self.open = 0

    def rule(self) -> Node:
        node = self.any_of()
        if self.here.kind != "end":
            raise self.unexpected("'and', 'or' or the end")
        if (deep := _too_deep(node)) is not None:
            raise self.source.error(deep.span.start, _TOO_DEEP)
        return self.condition(node)

    # Conditions, from the loosest binding to the tightest.

    def any_of(self) -> Node:
        return self.chain("or", self.all_of, Or)

    def all_of(self) -> Node:
        return self.chain("and", self.negation, And)

    def chain(self, word: str, part: Callable[[], Node], kind: type[And] | type[Or]) -> Node:
        start = self.here.span.start
        parts = [part()]
        while self.take(word):
            parts.append(self.condition(part()))
        if len(parts) == 1:
            return parts[0]
        self.condition(parts[0])
        return kind(tuple(parts), span=self.since(start))

    def negation(self) -> Node:
        start = self.here.span.start
        if not self.take("not"):
            return self.test()
        self.enter(start)
        part = self.condition(self.negation())
        self.open -= 1
        return Not(part, span=self.since(start))

    def test(self) -> Node:
        start, left, word = self.here.span.start, self.total(), self.here.text
        if word in _COMPARISONS:
            return self.comparison(left, start)
        tests: dict[str, Callable[[Node, int], Node]] = {
            "in": self.membership,
            "not": self.non_membership,
            "has": self.possession,
            "is": self.state,
        }
        return tests[word](left, start) if word in tests else left

    def comparison(self, left: Node, start: int) -> Compare:
        sign = self.advance()
        right = self.value(self.total())
        self.comparable(self.value(left), right)
        if self.here.text in _COMPARISONS:
            raise self.wrong("comparisons cannot be chained; write 'a < b and b < c'")
        return Compare(cast(Comparison, sign.text), left, right, span=self.since(start))

    def membership(self, left: Node, start: int) -> Member:
        self.expect("in")
        self.expect("(")
        options = [self.constant()]
        while self.take(","):
            options.append(self.constant())
        self.expect(")")
        for option in options:
            self.comparable(options[0], option)
            self.comparable(self.value(left), option)
        return Member(left, tuple(options), span=self.since(start))

    def non_membership(self, left: Node, start: int) -> Not:
        self.expect("not")
        return Not(self.membership(left, start), span=self.since(start))

    def possession(self, left: Node, start: int) -> Has:
        name = self.named(left, self.advance())
        return Has(name, self.constant(), span=self.since(start))

    def state(self, left: Node, start: int) -> Is | Not:
        name = self.named(left, self.advance())
        negated = self.take("not")
        if self.here.text not in _STATES:
            raise self.unexpected(f"one of {', '.join(_STATES)}")
        state = cast(State, self.advance().text)
        node = Is(name, state, span=self.since(start))
        return Not(node, span=node.span) if negated else node

    # Values.

    def total(self) -> Node:
        return self.sequence("+-", lambda: self.sequence("*", self.atom))

    def sequence(self, signs: str, part: Callable[[], Node]) -> Node:
        start, left = self.here.span.start, part()
        while self.here.kind == "sign" and self.here.text in signs:
            sign = self.advance()
            right = self.numeric(part())
            span = self.since(start)
            left = Arithmetic(sign.text, self.numeric(left), right, span=span)  # type: ignore[arg-type]
        return left

    def atom(self) -> Node:
        if self.here.text == "(":
            return self.bracketed()
        if self.here.kind == "name":
            return self.call() if self.next_is("(") else self.name()
        return self.constant("a name, a number, a quoted text or '('")

    def bracketed(self) -> Node:
        self.enter(self.advance().span.start)
        node = self.any_of()
        self.expect(")")
        self.open -= 1
        return node

    def call(self) -> Call:
        function = self.advance()
        if function.text not in _FUNCTIONS:
            known = ", ".join(sorted(_FUNCTIONS))
            raise self.source.error(function.span.start, f"there is no '{function.text}(...)', only {known}")
        part = self.argument if function.text != "sum" else self.summand
        self.enter(self.advance().span.start)
        parts = [part()]
        while self.take(","):
            parts.append(part())
        self.expect(")")
        self.open -= 1
        span = self.since(function.span.start)
        return Call(cast(Function, function.text), tuple(parts), span=span)

    def argument(self) -> Node:
        return self.condition(self.any_of())

    def summand(self) -> Node:
        return self.numeric(self.total())

    def name(self) -> Name:
        token = self.here
        scope, _, name = token.text.rpartition(".")
        if {scope, name} & RESERVED:
            raise self.unexpected("a name, a number, a quoted text or '('")
        if scope not in ("", "prior", "baseline"):
            raise self.wrong(f"'{scope}.' is not known; only 'prior.' and 'baseline.' lead to another wave")
        self.index += 1
        return Name(name, cast(Scope, scope or None), span=token.span)

    def constant(self, expected: str = "a number or a quoted text") -> Constant:
        start = self.here.span.start
        negative = self.take("-")
        token = self.here
        if token.kind == "number":
            self.index += 1
            return Number(float(token.text) * (-1 if negative else 1), span=self.since(start))
        if token.kind == "text" and not negative:
            self.index += 1
            quote = token.text[0]
            return Text(token.text[1:-1].replace(quote * 2, quote), span=token.span)
        raise self.unexpected("a number after '-' (for a name write '0 - name')" if negative else expected)

    # What kind of thing may stand where.

    def condition(self, node: Node) -> Node:
        if is_condition(node):
            return node
        hint = f"; write '{node} = 1' or '{node} is answered'" if isinstance(node, Name) else ""
        raise self.source.error(node.span.start, f"a condition is expected here, not a value{hint}")

    def value(self, node: Node) -> Node:
        if is_condition(node):
            raise self.source.error(node.span.start, "a value is expected here, not a condition")
        return node

    def numeric(self, node: Node) -> Node:
        if isinstance(node, Text):
            raise self.source.error(node.span.start, "a number is expected here, not a text")
        return self.value(node)

    def comparable(self, left: Node, right: Node) -> None:
        kinds = {isinstance(side, Text) for side in (left, right) if not isinstance(side, Name)}
        if len(kinds) > 1:
            raise self.source.error(right.span.start, "a text is never compared with a number")

    def named(self, node: Node, word: Token) -> Name:
        if isinstance(node, Name):
            return node
        raise self.source.error(node.span.start, f"before '{word.text}' stands one name")

    # Moving along.

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def next_is(self, sign: str) -> bool:
        return self.tokens[self.index + 1].text == sign

    def advance(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def take(self, word: str) -> bool:
        found = self.here.text == word
        self.index += found
        return found

    def expect(self, word: str) -> None:
        if not self.take(word):
            raise self.unexpected(f"'{word}'")

    def since(self, start: int) -> Span:
        return Span(start, self.tokens[self.index - 1].span.end)

    def enter(self, start: int) -> None:
        self.open += 1
        if self.open > _MAX_OPEN:
            raise self.source.error(start, _TOO_DEEP)

    def wrong(self, reason: str) -> ProblemError:
        return self.source.error(self.here.span.start, reason)

    def unexpected(self, expected: str) -> ProblemError:
        found = f"'{self.here.text}' stands" if self.here.kind != "end" else "the rule ends"
        reason = f"{found} where {expected} is expected"
        if self.here.text != self.here.text.lower() and self.here.text.lower() in RESERVED:
            reason += f"; write '{self.here.text.lower()}' in small letters"
        return self.wrong(reason)


def _too_deep(node: Node) -> Node | None:
    """Find the first node below the deepest level allowed, level by level, so that no input is too deep."""
    level: list[Node] = [node]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in children(parent)]
    return level[0] if level else None
