"""Facts for or against a candidate: what a row says of somebody, and what is known of a member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..study.cells import Cells
from ..study.dictionary import Dictionary
from .spoken import spoken
from .wordings import folded

if TYPE_CHECKING:
    from .seen import Setting

__all__ = ["KnownFacts"]

Forms = frozenset[str]
_NOTHING: Forms = frozenset()


@dataclass(frozen=True)
class KnownFacts:
    """Facts that do not change (study.yaml, ``fixed``) and the project.

    What is known of a member stands in the register or in an accepted wave; nothing is read before somebody
    asks, since most deliveries have no row without a member.

    Parameters
    ----------
    setting : Setting
        The study as it is before this delivery.
    frame : DataFrame, (n_rows, n_variables)
        The delivered rows.
    book : Dictionary
        Of the delivered rows.
    """

    setting: Setting
    frame: pd.DataFrame
    book: Dictionary

    def compare(self, row: int, urn: str) -> list[tuple[str, bool]]:
        """Say for every fact known on both sides whether it is the same.

        Parameters
        ----------
        row : int
            Of the delivered rows, from 0.
        urn : str
            Of the member.
        """
        pairs = ((name, self._said(name, row), self._known(name, urn)) for name in self._names)
        return [(name, bool(here & there)) for name, here, there in pairs if here and there]

    @cached_property
    def _names(self) -> list[str]:
        wanted = {name.casefold() for name in (*self.setting.study.config.fixed, "project")}
        return [str(name) for name in self.frame.columns if str(name).casefold() in wanted]

    def _said(self, name: str, row: int) -> Forms:
        value = self.frame[name].iloc[row]
        variable, scheme = self.book[name], self.setting.study.config.missing
        if pd.isna(value) or any(value in part for part in variable.missing) or value in scheme.codes:
            return _NOTHING
        return _forms(value, self.book, name)

    def _known(self, name: str, urn: str) -> Forms:
        """Give what is known: from the newest wave that has it, else from the register."""
        for cells, rows in self._waves:
            same = next((v.name for v in cells.dictionary if v.name.casefold() == name.casefold()), None)
            if same is not None and urn in rows and cells.reason(same)[rows[urn]] == 0:
                return _forms(cells.frame[same].iloc[rows[urn]], cells.dictionary, same)
        told = self._register.get(name.casefold(), {}).get(urn)
        return _NOTHING if told is None or pd.isna(told) else frozenset(_texts(str(told)))

    @cached_property
    def _waves(self) -> list[tuple[Cells, dict[str, int]]]:
        """Give the accepted waves, newest first, with the row of each member."""
        from ..study.store.waves import read_wave

        study = self.setting.study
        found = [read_wave(study.store, wave.name) for wave in reversed(study.config.waves)]
        return [(one, {urn: at for at, urn in enumerate(one.frame["urn"])}) for one in found if one]

    @cached_property
    def _register(self) -> Mapping[str, Mapping[str, Any]]:
        members = self.setting.seen.members
        return {
            str(name).casefold(): dict(zip(members["urn"], members[name], strict=True))
            for name in members.columns
        }


def _forms(value: Any, book: Dictionary, name: str) -> Forms:
    """Give the ways in which one answer is written: its code and its label."""
    if pd.isna(value):
        return _NOTHING
    codes = book.code_list(name)
    found = [code for code in codes.codes if code.value == value] if codes else []
    labels = [label for code in found for label in (code.label, *code.translations.values())]
    plain = value.date().isoformat() if isinstance(value, pd.Timestamp) else value
    texts = [*labels, plain if isinstance(plain, str) else spoken(float(plain))]
    return frozenset(form for text in texts for form in _texts(text))


def _texts(text: str) -> Iterator[str]:
    """Give a text without differences of case and space, and the number it may be."""
    if folded(text):
        yield folded(text)
    try:
        yield spoken(float(text))
    except ValueError:
        return
