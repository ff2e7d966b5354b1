"""One panel file on its way: the occasions of one kind put together, coded, and written in every format."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..study.files import sha256_of, write_text
from ..study.problems import Place, ProblemError, problem

if TYPE_CHECKING:
    import pandas as pd

    from ..study.cells import Cells
    from ..study.config import Wave
    from ..study.folder import Study
    from ..study.store.weights import WeightVersion
    from .panel_cells import PanelCells
    from .panel_codes import Coded

__all__ = ["PanelFile", "Shape", "merge_report"]

Shape = Literal["long", "wide"]


@dataclass(frozen=True)
class PanelFile:
    """The waves, or the records, as one file.

    Parameters
    ----------
    study : Study
        The study.
    shape : {'long', 'wide'}
        One row a return, or one row a member.
    occasions : sequence of Wave
        Those received, in the order of the study.
    cells : mapping of str to Cells
        Their cells, harmonised, without members who took back the use of their answers.
    members : DataFrame
        The register.
    targets : sequence of Path
        The files to be written.
    weights : mapping of str to WeightVersion
        By wave; empty: the file carries none.
    """

    study: Study
    shape: Shape
    occasions: Sequence[Wave]
    cells: Mapping[str, Cells]
    members: pd.DataFrame
    targets: Sequence[Path]
    weights: Mapping[str, WeightVersion] = field(default_factory=dict)

    @cached_property
    def _together(self) -> PanelCells:
        from .panel_weights import with_weights

        panel = self._occasions
        return with_weights(panel, self.occasions, self.weights, self.shape) if self.weights else panel

    @cached_property
    def _occasions(self) -> PanelCells:
        from .panel_cells import long_cells, wide_cells

        if self.shape == "wide":
            return wide_cells(self.occasions, self.cells, self.members, self.study.config.fixed)
        apart = {name: _renamed(one, self.renamed) for name, one in self.cells.items()}
        return long_cells(self.occasions, apart, self.members)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Delivered variables that have the name of a column of the long shape, and what they are called."""
        if self.shape == "wide":
            return {}
        own = {"wave", "cohort", *(["project"] if self.members["project"].notna().any() else [])}
        names = {name for one in self.cells.values() for name in one.dictionary.names}
        return {name: _free(name, names) for name in sorted(names) if name.casefold() in own}

    @cached_property
    def coded(self) -> Coded:
        """The file in which every reason is a code."""
        from .panel_codes import coded

        return coded(self._together.cells, self.study.config.missing)

    @property
    def fixed_conflicts(self) -> dict[str, int]:
        """For each fixed fact how many members gave different answers."""
        return dict(self._together.fixed_conflicts)

    def undeclared(self) -> dict[str, list[str]]:
        """Give the missing codes of texts that an SPSS file can only label."""
        from ..study.spss import undeclared

        return undeclared(self.coded.dictionary)

    @property
    def size(self) -> dict[str, int]:
        """How many rows and variables go out."""
        return {"rows_out": len(self.coded.frame), "columns_out": len(self.coded.dictionary)}

    def codes(self) -> dict[str, list[int]]:
        """Give the codes of each reason; more than one only where an answer had its number."""
        found: dict[str, set[int]] = {}
        for codes in self.coded.codes.values():
            for reason, code in codes.items():
                found.setdefault(reason.word, set()).add(code)
        return {word: sorted(codes, reverse=True) for word, codes in sorted(found.items())}

    @property
    def paths(self) -> list[Path]:
        """Everything that is written: the files asked for, the .csv, and the programs that load it."""
        base = self.targets[0].with_suffix("")
        beside = [base.with_name(base.name + ending) for ending in (".csv", ".R", ".sps", ".do")]
        return list(dict.fromkeys([*self.targets, *beside, *self._for_spss]))

    @cached_property
    def _for_spss(self) -> list[Path]:
        """The .csv that SPSS needs besides, where texts have line breaks."""
        from .panel_lines import one_line, path_for_spss

        csv = self.targets[0].with_suffix("")
        return [path_for_spss(csv.with_name(csv.name + ".csv"))] if one_line(self.coded).room else []

    def check(self) -> None:
        """Find out what cannot be written, before anything is.

        Raises
        ------
        ProblemError
            FP3109 for a name that Stata does not allow.
        """
        from .panel_stata import check_names

        for path in self.targets:
            if path.suffix.lower() == ".dta":
                check_names(self.coded.dictionary, path)

    def write(self, facts: Mapping[str, Any]) -> None:
        """Write every file, then the lines of the ledger."""
        from ..study.store.panel_files import add_panel_file
        from .panel_lines import write_for_spss
        from .panel_scripts import r_script, spss_syntax, stata_do
        from .panel_writers import WRITERS

        scripts = {".R": r_script, ".sps": spss_syntax, ".do": stata_do}
        csv = self.targets[0].with_suffix("").name + ".csv"
        for path in self.paths:
            if path in self._for_spss:
                write_for_spss(self.coded, path)
            elif path.suffix in scripts:
                write_text(path, scripts[path.suffix](self.coded, csv))
            else:
                WRITERS[path.suffix.lower()](self.coded, path)
        rows = len(self.coded.frame)
        with self.study.store.transaction() as connection:
            for path in self.paths:
                add_panel_file(connection, self.study.shown(path), sha256_of(path), rows, facts)


def _free(name: str, taken: Collection[str]) -> str:
    """Give a name that no variable has yet."""
    wanted = (f"{name}_delivered", *(f"{name}_delivered{number}" for number in range(2, 99)))
    return next(one for one in wanted if one not in taken)


def _renamed(cells: Cells, new: Mapping[str, str]) -> Cells:
    from .harmonising import Harmonised, harmonised_cells

    mine = {old: name for old, name in new.items() if old in cells.dictionary}
    return harmonised_cells(cells, Harmonised({}, mine, frozenset(), {})) if mine else cells


def merge_report(cells: Mapping[str, Cells]) -> list[dict[str, Any]]:
    """Count who is in which of two occasions; that no URN stands twice is proved, or nothing is built.

    Raises
    ------
    ProblemError
        FP3110 where a URN stands twice.
    """
    sets: dict[str, set[str]] = {}
    for name, one in cells.items():
        if not one.frame["urn"].is_unique:
            raise ProblemError(problem("FP3110", Place(wave=name), wave=name))
        sets[name] = {*one.frame["urn"]}
    return [
        {"wave_a": a, "wave_b": b, "only_left": len(sets[a] - sets[b]), "only_right": len(sets[b] - sets[a]),
         "both": len(sets[a] & sets[b]), "one_to_one": True}
        for a, b in combinations(sets, 2)
    ]  # fmt: skip
