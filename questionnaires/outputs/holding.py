"""How forms and data files hold the answers that rules name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...study.missing import Reason
from ...study.routing import Name
from ..bank import Kind
from ..instrument import FedForward, Instrument, Question
from ..printers.guarded import Held, Holding
from .form_fields import asks_why

__all__ = ["held_in_file", "held_in_form", "why_name"]

Naming = Callable[[str], str]
_ADMINISTRATIVE: Mapping[str, Kind] = {"int_date": "date", "int_mode": "one", "int_language": "one"}


def why_name(variable: str) -> str:
    """Name the field that asks why a date or a text is empty, as authored names go."""
    return f"{variable}__why"


def held_in_form(instrument: Instrument, naming: Naming) -> Holding:
    """Tell which field of an electronic form holds an answer.

    What was not asked is empty there; a date or a text has no room for a code, so a second field asks why.

    Parameters
    ----------
    instrument : Instrument
        The questionnaire.
    naming : callable
        Gives the name of a field in the form, for the names a form has everywhere: ``x``, ``x__why``,
        ``prior_x``.
    """

    def find(name: Name) -> Held:
        if name.scope is not None:
            fed = FedForward(name.scope, name.name)
            codes = {reason: code for code, reason in instrument.scheme.codes.items()}
            return _held(instrument.earlier.get(name.name), name.name, naming(fed.name), codes)
        question = instrument.by_variable.get(name.name)
        if question is None:
            return _held(None, name.name, naming(name.name), {})
        why = naming(why_name(name.name)) if asks_why(question) else None
        asked = question.reachable if question.ask is None else question.ask
        codes = {each.reason: each.code for each in question.reasons if each.reason is not None}
        options = tuple(choice.code for choice in question.choices)
        return Held(naming(name.name), question.kind, codes, options, why, asked)

    return find


def held_in_file(instrument: Instrument) -> Holding:
    """Tell which variable of the data file holds an answer; every code of the scheme may stand in it."""
    codes = {reason: code for code, reason in instrument.scheme.codes.items()}

    def find(name: Name) -> Held:
        if name.scope is None:
            return _held(instrument.by_variable.get(name.name), name.name, name.name, codes)
        return _held(
            instrument.earlier.get(name.name), name.name, FedForward(name.scope, name.name).name, codes
        )

    return find


def _held(question: Question | None, variable: str, field: str, codes: Mapping[Reason, int]) -> Held:
    if question is None:
        return Held(field, _ADMINISTRATIVE.get(variable, "text"))
    return Held(field, question.kind, codes, tuple(choice.code for choice in question.choices))
