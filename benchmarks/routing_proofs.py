"""Prove every item of a generated wave reachable, with our solver and with z3, and print the ratio.

Run from the checkout: ``python benchmarks/routing_proofs.py`` (needs z3-solver, which is in the extra
``test``). Both start from the same parsed routing; z3 gets one solver for the whole wave, with push and pop
an item, and a model is asked of it for every item, as a witness is of ours.
"""

from __future__ import annotations

import random
import statistics
import time

import z3

from familypanel.questionnaires.solver import AnyOf, Asked, OneOf, Proofs, Whole
from familypanel.study.missing import Reason
from familypanel.study.routing import And, Call, Compare, Has, Name, Node, Number, Or, parse

ITEMS, RUNS, SEED = 150, 7, 20160304
ALLOWED = (Reason.DONT_KNOW, Reason.REFUSED)


def wave(items: int, seed: int) -> list[Asked]:
    """Draw a wave: lists, numbers and multiple responses; routing in chains of parents, ranges and counts."""
    drawn = random.Random(seed)
    sequence: list[Asked] = []
    for number in range(items):
        routing = parse(rule(drawn, sequence)) if number > 5 and drawn.random() < 0.7 else None
        domain = drawn.choice(
            [
                OneOf((1, 2), ALLOWED),
                OneOf((1, 2, 3, 4, 5), ALLOWED),
                Whole(0, 20, ALLOWED),
                AnyOf((1, 2, 3, 4, 97), (97,), ALLOWED),
            ]
        )
        sequence.append(Asked(f"q{number:03}", domain, routing))
    return sequence


def rule(drawn: random.Random, sequence: list[Asked]) -> str:
    """Draw the routing of one item from what is asked shortly before it."""
    tests = [test(drawn, drawn.choice(sequence[-30:])) for _ in range(drawn.choice([1, 1, 2, 2, 3]))]
    if drawn.random() < 0.15:
        return f"count({', '.join(tests)}) >= 1"
    joined = [f" {drawn.choice(['and', 'and', 'or'])} {each}" for each in tests[1:]]
    return tests[0] + "".join(joined)


def test(drawn: random.Random, asked: Asked) -> str:
    """Draw a test of one answer."""
    match asked.domain:
        case OneOf(codes):
            return f"{asked.name} = {drawn.choice(codes)}"
        case Whole():
            return f"{asked.name} {drawn.choice(['>=', '<=', '>'])} {drawn.randint(3, 15)}"
    return f"{asked.name} has {drawn.choice([1, 2, 3, 97])}"


class Peer:
    """The same wave for z3: a status and a value (or flags) a variable."""

    def __init__(self, sequence: list[Asked]) -> None:
        self.solver = z3.Solver()
        self.status: dict[str, z3.ArithRef] = {}
        self.value: dict[str, z3.ArithRef] = {}
        self.flags: dict[str, dict[float, z3.BoolRef]] = {}
        for asked in sequence:
            self.declare(asked)

    def declare(self, asked: Asked) -> None:
        name, domain = asked.name, asked.domain
        status = self.status[name] = z3.Int(name + "?")
        value = self.value[name] = z3.Int(name)
        reasons = (0, *domain.reasons)
        routed = z3.BoolVal(True) if asked.routing is None else self.true(asked.routing)
        answered = z3.Or([status == int(reason) for reason in reasons])
        self.solver.add(z3.If(routed, answered, status == int(Reason.NOT_APPLICABLE)))
        if isinstance(domain, OneOf):
            self.solver.add(value >= min(domain.codes), value <= max(domain.codes))
        elif isinstance(domain, Whole):
            self.solver.add(value >= domain.low, value <= domain.high)
        elif isinstance(domain, AnyOf):
            flags = self.flags[name] = {float(code): z3.Bool(f"{name}_{code}") for code in domain.codes}
            self.solver.add(z3.Or([*flags.values()]))
            for code in domain.exclusive:
                self.solver.add(
                    z3.Implies(flags[code], z3.Not(z3.Or([f for c, f in flags.items() if c != code])))
                )

    def true(self, node: Node) -> z3.BoolRef:
        """Encode "surely true"; the drawn rules use no negation."""
        match node:
            case And(parts):
                return z3.And([self.true(part) for part in parts])
            case Or(parts):
                return z3.Or([self.true(part) for part in parts])
            case Has(name, code):
                return z3.And(self.status[name.name] == 0, self.flags[name.name][code.value])
            case Compare(sign, Call("count", parts), Number(least)):
                return z3.Sum([z3.If(self.true(part), 1, 0) for part in parts]) >= int(least)
            case Compare(sign, Name(name), Number(limit)):
                value = self.value[name]
                held = {
                    "=": value == int(limit),
                    ">=": value >= int(limit),
                    "<=": value <= int(limit),
                    ">": value > int(limit),
                }
                return z3.And(self.status[name] == 0, held[sign])
        raise TypeError(node)

    def reachable(self, asked: Asked) -> bool:
        """Ask z3 whether anybody is asked an item, and for a model."""
        self.solver.push()
        if asked.routing is not None:
            self.solver.add(self.true(asked.routing))
        found = self.solver.check() == z3.sat
        if found:
            self.solver.model()
        self.solver.pop()
        return found


def ours(sequence: list[Asked]) -> list[bool]:
    """Prove all items with our solver."""
    proofs = Proofs(sequence)
    return [proofs.reachable(asked.name).status == "some" for asked in sequence]


def theirs(sequence: list[Asked]) -> list[bool]:
    """Prove all items with z3."""
    peer = Peer(sequence)
    return [peer.reachable(asked) for asked in sequence]


def main() -> None:
    """Time both in turn, check that they agree, print medians and ratio."""
    sequence = wave(ITEMS, SEED)
    times: dict[str, list[float]] = {"ours": [], "z3": []}
    for _ in range(RUNS):
        answers = []
        for name, prove in (("ours", ours), ("z3", theirs)):
            start = time.perf_counter()
            answers.append(prove(sequence))
            times[name].append(time.perf_counter() - start)
        assert answers[0] == answers[1], "the two do not agree"
    own, other = statistics.median(times["ours"]), statistics.median(times["z3"])
    unreachable = answers[0].count(False)
    print(f"{ITEMS} items, {unreachable} unreachable")
    print(f"ours {own:.3f} s, z3 {other:.3f} s, ratio {other / own:.1f}")


if __name__ == "__main__":
    main()
