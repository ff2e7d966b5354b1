"""The list of transcripts: which there are, who codes them, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from ....study.documents import Coding, Document
from ...corpus import role_label, stored_documents, wave_label
from ...visibility import shown_codings, view
from .page import Page, coder, study

__all__ = ["PAGES"]

_FILTERS = ("wave", "role", "project", "coder", "progress")
_STATES = ("untouched", "begun", "every_turn")


@dataclass(frozen=True, slots=True)
class _Line:
    """A transcript in the list: `coded` of its `spoken` turns of respondents carry a coding."""

    document: Document
    coders: tuple[str, ...]
    codings: int
    coded: int
    spoken: int

    @property
    def roles(self) -> tuple[str, ...]:
        """Who was interviewed; where nobody said it, who speaks."""
        if self.document.role:
            return (self.document.role,)
        return tuple(sorted({turn.role for turn in self.document.spoken() if turn.role}))

    @property
    def progress(self) -> str:
        if not self.codings:
            return _STATES[0]
        return _STATES[2] if self.coded == self.spoken else _STATES[1]

    def fits(self, wanted: Mapping[str, str]) -> bool:
        there = {key: {getattr(self.document, key)} for key in ("wave", "project")}
        there |= {"role": {*self.roles}, "coder": {*self.coders}, "progress": {self.progress}}
        return all(not value or value in there[key] for key, value in wanted.items())


def _documents() -> str:
    wanted = {key: request.args.get(key, "") for key in _FILTERS}
    lines = _lines()
    rows = [_row(one) for one in lines if one.fits(wanted)]
    choices = _choices(lines)
    return render_template("documents.html", rows=rows, wanted=wanted, choices=choices, total=len(lines))


def _lines() -> list[_Line]:
    with study().store.reading() as connection:
        assigned = view(connection, coder()).blind
    found: dict[str, list[Coding]] = {}
    for one in shown_codings(study(), coder()):
        found.setdefault(one.document, []).append(one)
    return [
        _line(one, found.get(one.name, []), assigned.get(one.name, ())) for one in stored_documents(study())
    ]


def _line(document: Document, codings: Sequence[Coding], assigned: Iterable[str]) -> _Line:
    spoken = document.spoken()
    coded = sum(any(c.start < turn.end and turn.start < c.end for c in codings) for turn in spoken)
    coders = sorted({one.coder for one in codings} | set(assigned))
    return _Line(document, tuple(coders), len(codings), coded, len(spoken))


def _choices(lines: Sequence[_Line]) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen for each filter, with how people read it."""
    every = [one.document for one in lines]
    waves, roles = {one.wave for one in every if one.wave}, {role for one in lines for role in one.roles}
    projects, coders = {one.project for one in every if one.project}, {c for one in lines for c in one.coders}
    return {
        "wave": [(one.name, one.label) for one in study().config.waves if one.name in waves],
        "role": [(one, role_label(study(), one)) for one in sorted(roles)],
        "project": [(one, one) for one in sorted(projects)],
        "coder": [(one, one) for one in sorted(coders)],
        "progress": [(one, "") for one in _STATES],
    }


def _row(line: _Line) -> dict[str, Any]:
    document = line.document
    return {
        "id": document.id, "name": document.name,
        "wave": wave_label(study(), document.wave) or "",
        "role": ", ".join(role_label(study(), role) for role in line.roles),
        "project": document.project or "", "coders": ", ".join(line.coders),
        "coded": line.coded, "spoken": line.spoken, "codings": line.codings,
    }  # fmt: skip


PAGES = (Page("/", "documents", _documents),)
