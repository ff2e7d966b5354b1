"""Rules that an electronic form could not follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from ...study.routing import Node
from ..compiler import compile_instrument
from ..instrument import Instrument, Question
from ..outputs.holding import held_in_file, held_in_form
from ..printers.guarded import NotPrintableError
from ..printers.limesurvey import print_limesurvey
from ..printers.redcap import print_redcap
from ..printers.spss import print_spss
from ..printers.xpath import print_xpath
from .context import Context

__all__ = ["findings"]


def findings(context: Context) -> Iterator[Problem]:
    """Find rules that cannot be printed for every electronic form and for SPSS (FP2126)."""
    for placed in context.placed:
        made = compile_instrument(context.bank, context.config, placed.wave, placed.mode)
        for question in made.questions:
            for what, rule, *keys in _rules(question):
                reason = _why_not(rule, made)
                if reason is not None:
                    place = replace(context.bank.by_id[question.id].value_at(*keys), wave=placed.wave)
                    yield problem("FP2126", place, what=what, name=question.id, reason=reason)


def _rules(question: Question) -> Iterator[tuple[str, Node, *tuple[str, ...]]]:
    if question.ask is not None:
        yield "The routing", question.ask, "ask"
    for key, check in (("soft", question.soft), ("hard", question.hard)):
        if check is not None:
            yield f"The {key} check", check.broken, "check", key


def _why_not(rule: Node, instrument: Instrument) -> str | None:
    try:
        for printed in (print_xpath, print_redcap, print_limesurvey):
            printed(rule, held_in_form(instrument, str))
        print_spss(rule, held_in_file(instrument))
    except NotPrintableError as error:
        return str(error)
    return None
