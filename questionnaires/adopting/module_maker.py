"""Make a module of a form; what is not carried as it stood goes on the form's report."""

from __future__ import annotations

from collections.abc import Sequence

from ...study.missing import MissingScheme, Reason
from ...study.routing import Name, Node, conjunction, show
from ..bank import ALL, AnswerType, Bank, Item, Module, Rule, Version
from ..rosters import NUMBER
from .answer_lists import Answers, answer_lists, reasons_in
from .conditions import Known, condition
from .expressions import Expression, read_expression
from .forms import Draft, Form
from .limits import Demands, demands_of
from .naming import auxiliary_of, item_ids, legal
from .repeats import Repeats
from .texts import codes_in_hint, plain_text
from .tokens import OutsideError

__all__ = ["module_of"]

_KEPT_BY_US = ("urn", "int_mode", "last_q")
_UNSAID = {
    "check": "checks are written under 'check' of the question itself",
    "must": "checks are written under 'check' of the question itself",
    "remind": "what was answered last time is read out with 'remind' of the question itself",
    "why": "the reasons for no answer are under 'allow' of the question itself",
}
_LOWEST, _HIGHEST = 0.0, 99_999.0
_OPEN = "TO DO"


def module_of(
    form: Form, name: str, waves: Sequence[str], scheme: MissingScheme, bank: Bank | None
) -> Module:
    """Make the module `name`, asked in `waves`, that says what the form says.

    Routing that cannot be translated stands in ``ask`` as the form has it, behind ``TO DO:``, which is no
    rule: `check` refuses it until a person has written it anew.
    """
    return _Maker(form, name, waves, scheme, bank).module()


class _Maker:
    def __init__(
        self, form: Form, name: str, waves: Sequence[str], scheme: MissingScheme, bank: Bank | None
    ) -> None:
        self.form, self.name, self.waves, self.scheme, self.bank = form, name, waves, scheme, bank
        self.variables = {draft.name: self.variable(draft) for draft in form.drafts}
        self.allowed: dict[str, dict[str, Reason]] = {draft.name: {} for draft in form.drafts}
        self.drop_what_is_ours()
        known = bank.lists if bank else {}
        self.lists, self.new_lists = answer_lists(form, scheme, known, name)
        self.demands = {draft.name: self.demanded(draft) for draft in form.drafts}
        for draft in form.drafts:
            self.allow(draft)
        self.known = self.names()
        self.repeats = Repeats(self.form, self.known, self.demands)

    def variable(self, draft: Draft) -> str:
        written = self.form.names.get(draft.name) or draft.name
        made = legal(written)
        made = f"{made}_number" if draft.repeat and made.casefold() == NUMBER else made
        if made != written:
            self.form.lose(draft.row, draft.name, "name", f"it is {made} in the data", "changed")
        return made

    def drop_what_is_ours(self) -> None:
        """Leave out what the outputs of this programme put beside the questions."""
        kept = []
        names = {made: name for name, made in self.variables.items()}
        for draft in self.form.drafts:
            made = self.variables[draft.name]
            beside = auxiliary_of(made, names) if draft.kind in ("note", "one") else None
            if made in _KEPT_BY_US:
                why = "the programme puts it into every questionnaire itself"
                self.form.lose(draft.row, draft.name, "question", why, "changed")
            elif beside is not None and (draft.kind == "note" or beside[1] == "why"):
                self.beside(draft, names[beside[0]], beside[1])
            else:
                kept.append(draft)
        for name in {draft.list for draft in self.form.drafts} - {draft.list for draft in kept}:
            self.form.lists.pop(name or "", None)
        self.form.drafts = kept

    def beside(self, draft: Draft, of: str, what: str) -> None:
        weight = "changed" if what == "why" else "dropped"
        self.form.lose(draft.row, draft.name, f"question about {of}", _UNSAID[what], weight)  # type: ignore[arg-type]
        if what == "why":
            reasons = reasons_in(self.scheme)
            codes = [each.code.replace("m", "-") for each in self.form.options(draft)]
            self.allowed[of] |= {code: reasons[code] for code in codes if code in reasons}

    # What is known of each question before rules are read.

    def demanded(self, draft: Draft) -> Demands:
        conditions: list[Expression] = []
        for text in draft.check:
            try:
                conditions.append(read_expression(text, self.form.dialect))
            except OutsideError as error:
                self.form.lose(draft.row, draft.name, f"constraint {text}"[:80], str(error))
        demands = demands_of(conditions, reasons_in(self.scheme), draft.kind == "whole")
        demands.low = draft.low if draft.low is not None else demands.low
        demands.high = draft.high if draft.high is not None else demands.high
        return demands

    def allow(self, draft: Draft) -> None:
        """Collect the codes by which a respondent may say why there is no answer."""
        allowed = self.allowed[draft.name]
        if draft.list is not None:
            allowed |= self.lists[draft.list].reasons
        allowed |= self.demands[draft.name].reasons
        reasons = reasons_in(self.scheme)
        if draft.kind in ("whole", "number"):
            for language, hint in draft.hint.items():
                draft.hint[language], codes = codes_in_hint(hint)
                allowed |= {code: reasons[code] for code in codes if code in reasons}

    def names(self) -> dict[str, Known]:
        known = {draft.name: self.of(draft) for draft in self.form.drafts}
        by_variable = {self.variables[name]: each for name, each in known.items()}
        for foreign in self.form.earlier:
            scope, _, variable = (self.form.names.get(foreign) or foreign).partition("_")
            known[foreign] = self.earlier(scope, variable, by_variable.get(variable))
        return known

    def of(self, draft: Draft) -> Known:
        answers = self.lists[draft.list] if draft.list is not None else Answers("", ())
        return Known(Name(self.variables[draft.name]), draft.kind, answers.codes, self.allowed[draft.name])

    def earlier(self, scope: str, variable: str, now: Known | None) -> Known:
        """Know an answer of an earlier wave by the question of today, or by that of the bank."""
        name = Name(variable, "prior" if scope == "prior" else "baseline")
        meant = self.scheme.codes.items()
        every = {spelling: reason for code, reason in meant for spelling in _spellings(code)}
        if now is not None:
            return Known(name, now.kind, now.codes, every)
        item = next(
            (each for each in (self.bank.items if self.bank else ()) if each.variable == variable), None
        )
        return Known(name, item.type.kind if item else "one", {}, every)

    # The module.

    def module(self) -> Module:
        taken = [item.id for item in (*self.bank.items, *self.bank.authored)] if self.bank else []
        ids = item_ids(self.name, taken)
        named = {draft.name: next(ids) for draft in self.form.drafts}
        items = tuple(
            self.repeats.placed(draft, self.item(draft, name), named)
            for draft, name in zip(self.form.drafts, named.values(), strict=True)
        )
        title = {language: text for language, text in self.form.title.items() if text.strip()}
        return Module(self.name, title, None, self.new_lists, items)

    def item(self, draft: Draft, name: str) -> Item:
        hint = {language: self.words(draft, text) for language, text in draft.hint.items() if text}
        ask, asked = self.ask(draft)
        hard = self.hard(draft)
        allowed = dict.fromkeys(self.allowed[draft.name].values()) if draft.kind != "note" else {}
        return Item(
            id=name,
            variable=self.variables[draft.name],
            type=self.type(draft),
            versions={"v1": Version("v1", self.text(draft))},
            use=dict.fromkeys(self.waves, "v1") if asked else {},
            module=self.name,
            allow=tuple(allowed),
            exclusive=self.exclusive(draft),
            ask={ALL: Rule(ask)} if ask else {},
            hard=Rule(show(hard)) if hard is not None else None,
            instruct={ALL: hint} if hint else {},
            sensitive=draft.sensitive,
        )

    def text(self, draft: Draft) -> dict[str, str]:
        found = {language: self.words(draft, text) for language, text in draft.text.items()}
        found = {language: text for language, text in found.items() if text.strip("-– ")}
        if not found:
            why = "there is none in the form; the name of the question stands there"
            self.form.lose(draft.row, draft.name, "text", why, "open")
            return {"en": f"{_OPEN}: {draft.name}"}
        return found

    def words(self, draft: Draft, text: str) -> str:
        known = self.repeats.known_to(draft)

        def piped(foreign: str) -> str | None:
            plain = foreign.removesuffix("__words")
            return str(known[plain].name) if plain in known else None

        made, changed = plain_text(text, self.form.dialect, piped)
        for why in changed:
            self.form.lose(draft.row, draft.name, "text", why, "changed")
        return made

    def type(self, draft: Draft) -> AnswerType:
        if draft.list is not None:
            return AnswerType(draft.kind, self.lists[draft.list].name)
        demands = self.demands[draft.name]
        low, high = demands.low, demands.high
        if draft.kind == "whole" and (low is None or high is None):
            low, high = _LOWEST if low is None else low, _HIGHEST if high is None else high
            why = f"a whole number needs both; {low:g} to {high:g} stand there now"
            self.form.lose(draft.row, draft.name, "limits", why, "changed")
        if draft.kind == "number" and (low is None) != (high is None):
            self.form.lose(draft.row, draft.name, "limit", "a number has two limits or none")
            low = high = None
        return (
            AnswerType(draft.kind, None, low, high)
            if draft.kind in ("whole", "number")
            else AnswerType(draft.kind)
        )

    def exclusive(self, draft: Draft) -> tuple[int, ...]:
        if draft.kind != "any" or draft.list is None:
            return ()
        codes = self.lists[draft.list].codes
        alone = (*draft.alone, *self.demands[draft.name].alone)
        return tuple(dict.fromkeys(codes[code] for code in alone if code in codes))

    def ask(self, draft: Draft) -> tuple[str, bool]:
        """Translate the routing: the rule (empty: everybody), and whether anybody is asked."""
        try:
            rules = [self.rule(draft, text) for text in draft.ask]
        except OutsideError as error:
            source = " and ".join(draft.ask)
            self.form.lose(draft.row, draft.name, f"routing {source}"[:120], str(error), "open")
            return f"{_OPEN}: {' '.join(source.split())}", True
        if False in rules:
            self.form.lose(
                draft.row, draft.name, "routing", "nobody is asked it, so no wave uses it", "changed"
            )
            return "", False
        joined = conjunction(rule for rule in rules if not isinstance(rule, bool))
        return ("" if joined is None else show(joined)), True

    def rule(self, draft: Draft, text: str) -> Node | bool:
        return condition(read_expression(text, self.form.dialect), self.repeats.known_to(draft))

    def hard(self, draft: Draft) -> Node | None:
        """Make a check of what a constraint demands beside limits."""
        rules: list[Node | None] = []
        for part in self.demands[draft.name].rest:
            try:
                rule = condition(part, self.repeats.known_to(draft), draft.name)
                rules.append(None if isinstance(rule, bool) else rule)
            except OutsideError as error:
                self.form.lose(draft.row, draft.name, "part of its constraint", str(error))
        return conjunction(rules)


def _spellings(code: int) -> tuple[str, ...]:
    """Give a code as forms write it; LimeSurvey's have no sign, so that -1 is m1 there."""
    return (str(code), f"m{-code}") if code < 0 else (str(code),)
