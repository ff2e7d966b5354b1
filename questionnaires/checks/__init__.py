"""The proofs of `check`, one file a family; each is a function from the context to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...study.config import MODES, StudyConfig
from ...study.problems import Problem, Severity
from ..bank import Bank
from . import (
    forms,
    languages,
    lists,
    names,
    pipes,
    placements,
    proofs,
    readability,
    references,
    reminders,
    respondents,
    rosters,
    scales,
    sequences,
    showcards,
    syntax,
)
from .context import Asked, Context, Placed

__all__ = ["Checked", "check_bank", "findings"]

Family = Callable[[Context], Iterable[Problem]]

_FAMILIES: tuple[Family, ...] = (
    syntax.findings,
    placements.findings,
    lists.findings,
    names.findings,
    references.findings,
    languages.findings,
    pipes.findings,
    reminders.findings,
    scales.findings,
    showcards.findings,
    readability.findings,
)
# What can only be judged where everything above is in order.
_AFTERWARDS: tuple[Family, ...] = (forms.findings,)


@dataclass(frozen=True)
class Checked:
    """What is known about a bank.

    Parameters
    ----------
    problems : list of Problem
        Each finding once, however many modes it shows in.
    witnesses : dict of str to dict of str to str
        By wave and item: somebody who is asked it, in plain words.
    reading_ages : dict of str to dict of str to float
        By item and version: the age at which its English can be read with ease, in years.
    repeated : int
        How many further findings say of other rows of a roster what is said of one.
    """

    problems: list[Problem]
    witnesses: dict[str, dict[str, str]]
    reading_ages: dict[str, dict[str, float]]
    repeated: int = 0


def check_bank(
    bank: Bank, config: StudyConfig, waves: Sequence[str], mode: str | None = None, whole: bool = True
) -> Checked:
    """Run every check, and find for every item somebody who is asked it.

    Parameters
    ----------
    bank : Bank
        The question bank.
    config : StudyConfig
        What study.yaml declares.
    waves : sequence of str
        The waves whose questionnaires are checked; what belongs to no wave is always checked.
    mode : str, optional
        The one mode to check; by default every mode in which a wave asks something of its own.
    whole : bool
        Whether the bank could be read in every part; no questionnaire can be compiled of another.
    """
    placed = tuple(each for wave in waves for each in _placed(bank, config, wave, mode))
    context = Context(bank, config, placed)
    proved = [sequences.Sequence(context, each) for each in placed]
    found = dict.fromkeys(each for family in _FAMILIES for each in family(context))
    found |= dict.fromkeys(proofs.findings(proved))
    if whole and not any(each.severity is Severity.ERROR for each in found):
        found |= dict.fromkeys(each for family in _AFTERWARDS for each in family(context))
        found |= dict.fromkeys(rosters.findings(proved))
    told, repeated = rosters.told_once(found, bank)
    return Checked(told, respondents.witnesses(proved), readability.reading_ages(context), repeated)


def findings(bank: Bank, config: StudyConfig, waves: Sequence[str], mode: str | None = None) -> list[Problem]:
    """Give the problems of `check_bank`."""
    return check_bank(bank, config, waves, mode).problems


def _placed(bank: Bank, config: StudyConfig, wave: str, mode: str | None) -> Iterator[Placed]:
    own = next((each.mode for each in config.waves if each.name == wave), MODES[0])
    overlays = {each for item in bank.items for each in _modes(item.use.get(wave)) if each in MODES}
    for each in [mode] if mode else [own, *sorted(overlays - {own})]:
        yield Placed(wave, each, tuple(Asked(*entry) for entry in bank.asked(wave, each)))


def _modes(used: object) -> Iterable[str]:
    return used if isinstance(used, dict) else ()
