"""A question bank drawn by chance, with all that the routing language can say of every kind of answer."""

from __future__ import annotations

import random

LISTS = """\
module: nasty
lists:
  three: {1: {en: A, cy: Aa}, 2: {en: B, cy: Bb}, 3: {en: C, cy: Cc}}
  many: {1: {en: A, cy: Aa}, 2: {en: B, cy: Bb}, 12: {en: C, cy: Cc}, 97: {en: None, cy: Dim}}
items:
"""
TYPES = {
    "one": "one of three", "any": "any of many", "whole": "whole 0..12", "number": "number 0..9.5",
    "open": "number", "text": "text", "date": "date", "note": "note",
}  # fmt: skip
STATES = ("missing", "answered", "refused", "dont_know", "not_applicable")
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
ORDER = ("one", "any", "whole", "number", "open", "text", "date")


def nasty(seed: int, items: int = 60) -> str:
    """Write a module of questions, each routed by chance over those before it."""
    return LISTS + "".join(_Drawn(random.Random(seed * 1000 + place), place).yaml() for place in range(items))


def _kind(place: int) -> str:
    """The kinds take turns; every eighth is a note."""
    return "note" if place % 8 == 7 else ORDER[place % len(ORDER)]


class _Drawn:
    def __init__(self, chance: random.Random, place: int) -> None:
        self.chance = chance
        self.place = place

    def yaml(self) -> str:
        kind, place = _kind(self.place), self.place
        lines = [
            f"  - id: N{place}",
            f"    variable: v{place}",
            f"    type: {TYPES[kind]}",
            f"    versions: {{v1: {{en: Question {place}, cy: Cwestiwn {place}}}}}",
            "    use: {baseline: v1, m12: v1}",
        ]
        allowed = self.chance.choice(["", "[dont_know]", "[dont_know, refused]"])
        lines += [f"    allow: {allowed}"] if allowed and kind != "note" else []
        lines += ["    exclusive: [97]"] if kind == "any" else []
        lines += (
            [f"    ask: {_quoted(self.condition(2))}"] if place > 3 and self.chance.random() < 0.7 else []
        )
        lines += [f"    check: {{hard: {_quoted(self.check())}}}"] if kind in ("one", "whole", "open") else []
        return "\n".join(lines) + "\n"

    def check(self) -> str:
        """A hard check is over the answer itself and one before it."""
        before = f" or {self.condition(0)}" if self.place > 3 else ""
        return f"v{self.place} <= {self.chance.choice([1, 2, 5])}{before}"

    def condition(self, depth: int) -> str:
        make = self.chance.choice(
            [self.test, self.test, self.joined, self.negated, self.called] if depth else [self.test]
        )
        return make(depth)

    def joined(self, depth: int) -> str:
        word = self.chance.choice([" and ", " or "])
        return word.join(f"({self.condition(depth - 1)})" for _ in range(self.chance.randint(2, 3)))

    def negated(self, depth: int) -> str:
        return f"not ({self.condition(depth - 1)})"

    def called(self, depth: int) -> str:
        parts = ", ".join(self.condition(depth - 1) for _ in range(self.chance.randint(1, 3)))
        name = self.chance.choice(["count", "count", "any", "all"])
        return (
            f"count({parts}) {self.chance.choice(SIGNS)} {self.chance.randint(0, 2)}"
            if name == "count"
            else f"{name}({parts})"
        )

    def test(self, _: int) -> str:
        name, kind = self.name()
        if self.chance.random() < 0.2:
            return f"{name} is {self.chance.choice(['', 'not '])}{self.chance.choice(STATES)}"
        match kind:
            case "any":
                return f"{name} has {self.chance.choice([1, 2, 12, 97])}"
            case "text" | "date":
                return self.worded(name, kind)
        return self.numbered(name)

    def worded(self, name: str, kind: str) -> str:
        constants = ["a", "b c", ""] if kind == "text" else ["2014-01-01", "2014-02-28", "2016-02-29"]
        said = [f'"{each}"' for each in self.chance.sample(constants, 2)]
        sign = self.chance.choice(SIGNS[:2] if kind == "text" else SIGNS)
        forms = [f"{name} {sign} {said[0]}", f"{said[0]} {sign} {name}", f"{name} in ({', '.join(said)})"]
        forms += [f"{name} {sign} {self.name((kind,))[0]}"]
        return self.chance.choice(forms)

    def numbered(self, name: str) -> str:
        sign, constant = self.chance.choice(SIGNS), self.chance.choice([-1, 0, 0.5, 1, 2, 3, 9])
        options = ", ".join(map(str, self.chance.sample([-1, 0, 1, 2, 3, 5], 2)))
        forms = [
            f"{name} {sign} {constant}",
            f"{constant} {sign} {name}",
            f"{self.value(2)} {sign} {self.value(1)}",
        ]
        return self.chance.choice([*forms, f"{name} in ({options})", f"{name} not in ({options})"])

    def value(self, depth: int) -> str:
        name = self.name(("one", "whole", "number", "open"))[0]
        if not depth or self.chance.random() < 0.3:
            return name
        if self.chance.random() < 0.4:
            return f"sum({name}, {self.value(depth - 1)}{self.chance.choice(['', '', ', 1.5'])})"
        return f"({name} {self.chance.choice('+-*')} {self.value(depth - 1)})"

    def name(self, kinds: tuple[str, ...] = ORDER) -> tuple[str, str]:
        """Choose an answer given before, in this wave or an earlier one."""
        found = self.chance.choice([each for each in range(max(self.place, 7)) if _kind(each) in kinds])
        scope = self.chance.choice(["", "", "prior.", "baseline."])
        here = found < self.place
        return f"{scope if here or scope else 'prior.'}v{found}", _kind(found)


def _quoted(rule: str) -> str:
    return "'" + rule.replace("'", "''") + "'"
