"""Hold each answer of a fix-list against the problem it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..study.problems import Place, Problem, problem
from .answered import Answered
from .findings import EACH_ROW, OF_ROWS
from .likeness import folded
from .settling import DISCARD, UnclearError, value_of

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.folder import Study
    from ..study.store.engine import Connection

__all__ = ["Taker"]


@dataclass
class Taker:
    """Holds each answer against the problem it is about."""

    study: Study
    file: str
    found: list[Problem] = field(default_factory=list)
    _read: dict[str, Cells | None] = field(default_factory=dict)
    _answers: dict[str, str] = field(default_factory=dict)

    def row(self, connection: Connection, line: Answered) -> dict[str, Any] | None:
        """Give what becomes of one line, or None where a problem was found."""
        from ..study.store.decisions import find_problem

        about = find_problem(connection, int(line.id[1:]))
        place = Place(file=self.file, row=line.row)
        if about is None:
            self._no("FP3123", place, id=line.id)
            return None
        if not line.why or not line.who:
            self._no("FP3124", place, id=line.id)
            return None
        if self._answers.setdefault(line.id, line.answer) != line.answer:
            self._no("FP3127", place, id=line.id)
            return None
        place = Place(
            self.file, row=line.row, urn=about["urn"], wave=about["wave"], variable=about["variable"]
        )
        return self._decided(connection, line, about, place)

    def _no(self, code: str, place: Place, **facts: Any) -> None:
        """Note why an answer cannot be taken."""
        self.found.append(problem(code, place, **facts))

    def _decided(
        self, connection: Connection, line: Answered, about: Mapping[str, Any], place: Place
    ) -> dict[str, Any] | None:
        if about["code"] in OF_ROWS:
            settled = self._of_row(connection, line, about, place)
        elif about["urn"] is None:
            settled = ("noted", None, line.answer)
        else:
            settled = self._of_cell(connection, line, about, place)
        if settled is None:
            return None
        result, old, new = settled
        decision = {
            "problem": about["id"], "wave": about["wave"], "urn": about["urn"],
            "row": about["row"] if about["code"] in OF_ROWS else None,
            "variable": about["variable"] or "urn", "old": old, "new": new, "why": line.why, "who": line.who,
        }  # fmt: skip
        if self._known(connection, decision):
            result = "unchanged"
        shown = {key: about[key] for key in ("wave", "urn", "row", "variable")}
        return {"id": line.id, **shown, "result": result, "decision": decision}

    def _known(self, connection: Connection, decision: Mapping[str, Any]) -> bool:
        from ..study.store.decisions import all_decisions

        same = [
            one for one in all_decisions(connection, decision["wave"]) if one.problem == decision["problem"]
        ]
        return bool(same) and all(getattr(same[-1], key) == value for key, value in decision.items())

    def _of_row(
        self, connection: Connection, line: Answered, about: Mapping[str, Any], place: Place
    ) -> tuple[str, Any, Any] | None:
        if folded(line.answer) == DISCARD:
            return "discarded", about["urn"], None
        urn = self.study.config.urn.normalise(line.answer)
        if urn not in self._members:
            self._no("FP3125", place, id=line.id)
            return None
        if self._has_another(connection, about, urn):
            self._no("FP3225", place, id=line.id)
            return None
        return "matched", about["urn"], urn

    def _has_another(self, connection: Connection, about: Mapping[str, Any], urn: str) -> bool:
        """Say whether the same delivery has an accepted row of this member: both would be held back."""
        from ..study.store.deliveries import problems_of

        cells = self._delivered(about["wave"])
        if cells is None or urn not in set(cells.frame["urn"]):
            return False
        held = [one for one in problems_of(connection, about["delivery"]) if one["code"] in OF_ROWS]
        # A member of whom rows are held back may have one from an earlier delivery; where more rows were held
        # back than are listed one by one nobody can tell.
        return len(held) < EACH_ROW and urn not in {one["urn"] for one in held}

    @cached_property
    def _members(self) -> frozenset[str]:
        from ..study.store.members import members_frame

        with self.study.store.reading() as connection:
            return frozenset(members_frame(connection)["urn"])

    def _of_cell(
        self, connection: Connection, line: Answered, about: Mapping[str, Any], place: Place
    ) -> tuple[str, Any, Any] | None:
        from ..study.store.corrections import cell_value
        from ..study.store.waves import read_cells, version_of

        now = self._delivered(about["wave"])
        version = version_of(connection, about["delivery"])
        then = now if version is None else read_cells(self.study.store, version.cells_sha256)
        urn, name = about["urn"], about["variable"]
        try:
            old, present = (cell_value(one, urn, name) for one in (then, now) if one is not None)
            new = value_of(line.answer, now.dictionary, name, old)  # type: ignore[union-attr]
        except (KeyError, ValueError):
            self._no("FP3128", place, id=line.id)
            return None
        except UnclearError as unclear:
            self._no("FP3126", place, id=line.id, expected=str(unclear))
            return None
        if present not in (old, new):
            self._no("FP3121", place, variable=name)
            return None
        return ("confirmed" if new == old else "corrected"), old, new

    def _delivered(self, wave: str) -> Cells | None:
        from ..study.store.waves import read_delivered

        if wave not in self._read:
            self._read[wave] = read_delivered(self.study.store, wave)
        return self._read[wave]
