"""What a form demands of an answer: limits, answers that exclude others, and what remains as a check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ...study.missing import Reason
from .expressions import Apply, Expression, Operation, Reference, Value

__all__ = ["Demands", "demands_of"]

_OWN = Reference("")
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(slots=True)
class Demands:
    """Limits (inclusive), codes of answers that exclude others, reasons let through, and everything else."""

    low: float | None = None
    high: float | None = None
    alone: list[str] = field(default_factory=list)
    reasons: dict[str, Reason] = field(default_factory=dict)
    rest: list[Expression] = field(default_factory=list)


def demands_of(conditions: Iterable[Expression], reasons: dict[str, Reason], whole: bool) -> Demands:
    """Take conditions apart.

    Parameters
    ----------
    conditions : iterable of Expression
        All must hold.
    reasons : dict of str to Reason
        The codes by which a respondent says why there is no answer.
    whole : bool
        Whether the answer is a whole number, so that ``. > 3`` is ``. >= 4``.
    """
    demands = Demands()
    for condition in conditions:
        for part in _spread(condition, "and"):
            _take(part, demands, reasons, whole)
    return demands


def _spread(e: Expression, sign: str) -> Iterator[Expression]:
    if isinstance(e, Operation) and e.sign == sign:
        for part in e.parts:
            yield from _spread(part, sign)
    else:
        yield e


def _take(part: Expression, demands: Demands, reasons: dict[str, Reason], whole: bool) -> None:
    either = [*_spread(part, "or")]
    let_through = {code: reasons[code] for each in either if (code := _equals(each)) in reasons}
    others = [each for each in either if _equals(each) not in reasons]
    if let_through and len(others) == 1:
        demands.reasons |= let_through
        for inner in _spread(others[0], "and"):
            _take(inner, demands, reasons, whole)
    elif (alone := _excluding(part)) is not None:
        demands.alone.append(alone)
    elif not _limits(part, demands, whole):
        demands.rest.append(part)


def _equals(e: Expression) -> str:
    match e:
        case Operation("=", (Reference("", None), Value(text))):
            return text
    return ""


def _excluding(e: Expression) -> str | None:
    """Recognise ``not(selected(., 'x') and count-selected(.) > 1)``."""
    match e:
        case Operation("not", (Operation("and", (chosen, more)),)):
            if more == Operation(">", (Apply("count-selected", (_OWN,)), Value("1"))):
                match chosen:
                    case Apply("selected", (Reference("", None), Value(code))):
                        return code
    return None


def _limits(e: Expression, demands: Demands, whole: bool) -> bool:
    match e:
        case Operation(sign, (Reference("", None), Value(text))) if sign in _MIRROR:
            return _limit(sign, text, demands, whole)
        case Operation(sign, (Value(text), Reference("", None))) if sign in _MIRROR:
            return _limit(_MIRROR[sign], text, demands, whole)
    return False


def _limit(sign: str, text: str, demands: Demands, whole: bool) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    if sign in ("<", ">"):
        if not whole:
            return False
        value += 1 if sign == ">" else -1
    if sign.startswith(">"):
        demands.low = value if demands.low is None else max(value, demands.low)
    else:
        demands.high = value if demands.high is None else min(value, demands.high)
    return True
