"""The lists of a form: codes made whole numbers, reasons taken out, equal lists made one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ...study.missing import MissingScheme, Reason
from ..bank import AnswerList, Option
from .forms import Draft, ForeignOption, Form
from .naming import legal
from .texts import plain_text

__all__ = ["Answers", "answer_lists", "reasons_in"]

_WHOLE = re.compile(r"-?\d{1,9}")
# The outputs of this programme name a list with its reasons, such as yesno__refused.
_OUR_SUFFIX = re.compile(r"_(?:_dont_know|_refused)+$")
# LimeSurvey's codes take no sign: our output writes m1 for -1.
_MINUS = re.compile(r"m(\d+)")
RESPONDENTS = (Reason.DONT_KNOW, Reason.REFUSED)


@dataclass(frozen=True, slots=True)
class Answers:
    """A list of the bank: the codes of the form it stands for, and the reasons that stood among them."""

    name: str
    options: tuple[Option, ...]
    codes: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)


def reasons_in(scheme: MissingScheme) -> dict[str, Reason]:
    """Give the codes of reasons a respondent can give, as texts."""
    return {str(code): reason for code, reason in scheme.codes.items() if reason in RESPONDENTS}


def answer_lists(
    form: Form, scheme: MissingScheme, known: Mapping[str, AnswerList], module: str
) -> tuple[dict[str, Answers], tuple[AnswerList, ...]]:
    """Make every list a question uses.

    Parameters
    ----------
    form : Form
        What is changed or left out is put on its report.
    scheme : MissingScheme
        The study's: an answer with the code of "don't know" is allowed, not listed.
    known : mapping of str to AnswerList
        The lists of the bank: an equal one is used, and a name in use is not given again.
    module : str
        What goes before a name that is in use.

    Returns
    -------
    by_foreign_name : dict of str to Answers
    new : tuple of AnswerList
    """
    given = dict(known)
    found: dict[str, Answers] = {}
    for draft in form.drafts:
        if draft.list is not None and draft.list not in found:
            made = _answers(form, draft, scheme)
            wanted = _OUR_SUFFIX.sub("", draft.list) if made.reasons else draft.list
            name = _named(made.options, legal(wanted, "list"), given, module)
            given.setdefault(name, AnswerList(name, made.options))
            found[draft.list] = Answers(name, made.options, made.codes, made.reasons)
    for name in form.lists.keys() - found.keys():
        form.lose(1, name, "list", "no question uses it")
    # A list without answers is left out, so that `check` asks for it where a question names it.
    new = tuple(answers for name, answers in given.items() if name not in known and answers.options)
    return found, new


def _named(options: tuple[Option, ...], wanted: str, given: Mapping[str, AnswerList], module: str) -> str:
    same = [name for name, answers in given.items() if options and answers.options == options]
    if same:
        return wanted if wanted in same else same[0]
    names = [wanted, f"{module}_{wanted}", *(f"{module}_{wanted}_{number}" for number in range(2, 1000))]
    return next(name for name in names if name not in given)


def _answers(form: Form, draft: Draft, scheme: MissingScheme) -> Answers:
    options = _once(form, draft, form.options(draft))
    if not options:
        form.lose(draft.row, draft.name, f"list {draft.list}", "it has no answers in the form", "open")
    spelt = {option.code: _signed(option.code) for option in options}
    reasons = reasons_in(scheme)
    taken = {code: reasons[text] for code, text in spelt.items() if text in reasons}
    kept = [option for option in options if option.code not in taken]
    codes = _codes(form, draft, {option.code: spelt[option.code] for option in kept})
    made = tuple(Option(codes[option.code], _labels(form, draft, option)) for option in kept)
    return Answers("", made, codes, taken)


def _once(form: Form, draft: Draft, options: Sequence[ForeignOption]) -> list[ForeignOption]:
    kept: dict[str, ForeignOption] = {}
    for option in options:
        if option.code in kept:
            form.lose(
                draft.row, draft.list or draft.name, f"answer {option.code}", "its code stands twice", "open"
            )
        kept.setdefault(option.code, option)
    return list(kept.values())


def _signed(code: str) -> str:
    found = _MINUS.fullmatch(code)
    return f"-{found[1]}" if found else code


def _codes(form: Form, draft: Draft, spelt: Mapping[str, str]) -> dict[str, int]:
    """Keep codes that are whole numbers; number the answers of a list that has others."""
    if all(_WHOLE.fullmatch(text) for text in spelt.values()):
        return {code: int(text) for code, text in spelt.items()}
    codes = {code: number for number, code in enumerate(spelt, start=1)}
    said = ", ".join(f"{code} is {number}" for code, number in codes.items())
    form.lose(
        draft.row, draft.list or draft.name, "codes", f"answers are stored as numbers here: {said}", "changed"
    )
    return codes


def _labels(form: Form, draft: Draft, option: ForeignOption) -> dict[str, str]:
    unnamed: Callable[[str], str | None] = lambda _: None  # noqa: E731  an answer shows no other answer
    labels: dict[str, str] = {}
    for language, words in option.label.items():
        labels[language], changed = plain_text(words, form.dialect, unnamed)
        for why in changed:
            form.lose(draft.row, draft.list or draft.name, f"words of answer {option.code}", why, "changed")
    return labels
