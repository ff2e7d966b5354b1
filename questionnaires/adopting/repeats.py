"""Repeats of a form made rosters of the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...study.routing import Name, Node, Number, show
from ..bank import AnswerType, Item, Rule
from ..roster_reader import MOST_ROWS
from ..rosters import Rows
from .conditions import Known, value
from .expressions import read_expression
from .forms import Draft, Form
from .limits import Demands
from .tokens import OutsideError

__all__ = ["Repeats"]

_USUAL = 10


class Repeats:
    """The repeats of a form, with the number of rows of each.

    Where that cannot be said in the bank, the questions are carried once each, and the repeat is reported.
    """

    def __init__(self, form: Form, known: Mapping[str, Known], demands: Mapping[str, Demands]) -> None:
        self.form, self.known, self.demands = form, known, demands
        self.unused: set[str] = set()
        self.rows = {draft.name: self._rows(draft) for draft in form.drafts if draft.count}
        for draft in [*form.drafts]:
            if draft.count and self.rows[draft.name] is None:
                self._asked_once(draft)

    def known_to(self, draft: Draft) -> dict[str, Known]:
        """Give the questions a rule of `draft` can name: those of another repeat have many answers."""
        elsewhere = {
            other.name for other in self.form.drafts if other.repeat and other.repeat != draft.repeat
        }
        return {name: known for name, known in self.known.items() if name not in elsewhere}

    def placed(self, draft: Draft, item: Item, named: Mapping[str, str]) -> Item:
        """Make the note before a repeat its roster; `named` gives the id of every question.

        What no wave asks (as its routing never holds) is asked of no row, either.
        """
        rows = self.rows.get(draft.name) if draft.count else None
        if rows is None:
            return replace(item, use={}) if draft.repeat in self.unused else item
        if not item.use:
            self.unused.add(draft.name)
        members = tuple(named[each.name] for each in self.form.drafts if each.repeat == draft.name)
        plain = {language: text for language, text in draft.text.items() if "$" not in text}
        called = plain or dict.fromkeys(draft.text or ("en",), draft.name)
        return replace(item, type=AnswerType("note", members=members), rows=rows, called=called)

    def _rows(self, draft: Draft) -> Rows | None:
        if not any(each.repeat == draft.name for each in self.form.drafts):
            self.form.lose(draft.row, draft.name, "repeat", "it has no questions")
            return None
        try:
            count = value(read_expression(draft.count, self.form.dialect), self.known_to(draft))
        except OutsideError as error:
            why = f"{error}; its questions are carried once each"
            self.form.lose(draft.row, draft.name, f"repeat {draft.count}"[:80], why, "open")
            return None
        return self._counted(draft, count)

    def _counted(self, draft: Draft, count: Node) -> Rows:
        if isinstance(count, Number) and 1 <= count.value <= MOST_ROWS:
            return Rows(int(count.value))
        limits = [each.high for name, each in self.demands.items() if self.known[name].name == count]
        if isinstance(count, Name) and limits and limits[0] is not None and 1 <= limits[0] <= MOST_ROWS:
            return Rows(int(limits[0]), Rule(show(count)))
        why = f"it does not say how many rows there can be at most; {_USUAL} stands there now"
        self.form.lose(draft.row, draft.name, "limit", why, "open")
        return Rows(_USUAL, Rule(show(count)))

    def _asked_once(self, draft: Draft) -> None:
        """Take a repeat apart: its condition goes to each of its questions."""
        self.form.drafts.remove(draft)
        if draft.text:
            self.form.lose(draft.row, draft.name, "heading of a group", "a module has one heading")
        for each in self.form.drafts:
            if each.repeat == draft.name:
                each.ask, each.repeat = (*draft.ask, *each.ask), ""
