"""Whether any respondent can meet a condition, under the routing of all questions before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ...study.missing import Reason
from ...study.routing import Node, one
from .domains import Asked, Domain
from .findings import rules_of
from .model import Model
from .query import Ground, Query
from .texts import Vocabulary
from .witness import Witness

__all__ = ["Answer", "Proofs"]

_Asked = tuple[Node | None, Node | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether there is a respondent of whom a condition is surely true.

    Parameters
    ----------
    status : {'some', 'none', 'unknown'}
        ``unknown`` claims nothing: the condition lies outside what is decided here.
    witness : dict of str to answer, optional
        With ``some``: one such respondent, as far as the condition depends on the answers.
    core : tuple of Ground
        With ``none``: conditions that contradict each other, of which none can be left out.  Empty where the
        domains alone leave nothing.
    """

    status: Literal["some", "none", "unknown"]
    witness: Witness | None = None
    core: tuple[Ground, ...] = ()


class Proofs:
    """What can be known about all respondents of an instrument before anyone is interviewed.

    Numbers are exact: a tenth is a tenth.  Where a computer would round, a witness is one for rounded numbers
    too, and nothing is refuted that rounding could bring about.

    Parameters
    ----------
    sequence : sequence of Asked
        The items in the order in which they are asked; routing only looks back.
    earlier : mapping of str to Domain
        What ``prior.x`` and ``baseline.x`` can be.  Anybody may never have had such a wave, and then all of
        them are ``not_in_instrument``; a name that is not listed always is.
    facts : sequence of Node
        What is surely true of everybody, such as how the answers of two earlier waves depend on each other.

    Raises
    ------
    ProblemError
        FP1041 where a routing names what is not asked before.

    Examples
    --------
    >>> from familypanel.questionnaires.solver import Asked, OneOf, Whole
    >>> from familypanel.study.routing import parse
    >>> asked = [Asked("adults", Whole(1, 12)), Asked("lone", OneOf((1, 2)), parse("adults = 1"))]
    >>> Proofs(asked).satisfiable(parse("lone = 2")).witness
    {'adults': 1, 'lone': 2.0}
    >>> for ground in Proofs(asked).satisfiable(parse("lone = 1 and adults >= 3")).core:
    ...     print(ground)
    lone = 1
    adults >= 3
    adults = 1, required by lone
    """

    def __init__(
        self,
        sequence: Sequence[Asked],
        earlier: Mapping[str, Domain] | None = None,
        facts: Sequence[Node] = (),
    ) -> None:
        self.sequence = tuple(sequence)
        self.earlier = dict(earlier or {})
        self.facts = tuple(facts)
        self.by_name = {asked.name: asked for asked in self.sequence}
        self._known: dict[tuple[int, int], tuple[_Asked, Answer]] = {}
        self._build([])

    def _build(self, further: Sequence[Node]) -> None:
        """Prepare the model, which tells apart the texts that the rules name."""
        rules = [rule for asked in self.sequence for _, rule in rules_of(asked)]
        domains = [*(asked.domain for asked in self.sequence), *self.earlier.values()]
        self._words = Vocabulary([*rules, *self.facts, *further], domains)
        self._model = Model(self.sequence, self.earlier, self.facts, self._words)

    def reachable(self, name: str) -> Answer:
        """Tell whether anybody is asked the item `name`; ``KeyError`` if there is no such item."""
        return self.satisfiable(self.by_name[name].routing)

    def satisfiable(self, condition: Node | None, unless: Node | None = None) -> Answer:
        """Tell whether there is a respondent of whom `condition` is surely true and `unless` is not.

        Parameters
        ----------
        condition : Node, optional
            Over any answers; None is true of everybody.
        unless : Node, optional
            A condition that is to be false or unknown.

        Raises
        ------
        ProblemError
            FP1041 where a rule names what is not there.
        """
        # Told apart by what they are, not by what they say: an answer names the places of its own rules.
        key = id(condition), id(unless)
        if key not in self._known:
            self._known[key] = (condition, unless), self._decided(condition, unless)
        return self._known[key][1]

    def _decided(self, condition: Node | None, unless: Node | None) -> Answer:
        rules = [rule for rule in (condition, unless) if rule is not None]
        if not self._words.covers(rules):
            self._build(rules)
        query = Query(self._model, condition, unless)
        found, complete = query.run()
        if found is None:
            return Answer("none", core=query.core()) if complete else Answer("unknown")
        witness = query.witness(found)
        return Answer("some", witness) if self._replayed(condition, unless, witness) else Answer("unknown")

    def _replayed(self, condition: Node | None, unless: Node | None, witness: Witness) -> bool:
        """Hold the rules themselves against a witness: nothing is claimed that they do not confirm."""
        met = condition is None or one(condition, witness) is True
        broken = unless is not None and one(unless, witness) is True
        return met and not broken and all(self._routed(name, witness) for name in witness)

    def _routed(self, name: str, witness: Witness) -> bool:
        """Tell whether an answer stands exactly where its question is asked."""
        asked = self.by_name.get(name)
        if asked is None or asked.domain is None or asked.routing is None:
            return True
        is_past = witness[name] is Reason.NOT_APPLICABLE
        if one(asked.routing, witness) is True:
            return not is_past or Reason.NOT_APPLICABLE in asked.domain.reasons
        return is_past

    def respondent(self, witness: Witness) -> Witness:
        """Let a witness go through the whole instrument, giving the first answer to everything else.

        Returns
        -------
        dict of str to answer
            One for every name, in the order asked, consistent with the routing throughout.
        """
        told: Witness = {name: witness.get(name, Reason.NOT_IN_INSTRUMENT) for name in self.earlier}
        for asked in self.sequence:
            if asked.domain is None:
                continue
            if asked.name in witness:
                told[asked.name] = witness[asked.name]
            elif asked.routing is not None and one(asked.routing, told) is not True:
                told[asked.name] = Reason.NOT_APPLICABLE
            else:
                told[asked.name] = self._model.first_answer(asked.name)
        return told
