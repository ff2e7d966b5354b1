"""Write the accepted answers of a wave as an SPSS file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.problems import Place, ProblemError, problem
from ..study.table import Column, Table

if TYPE_CHECKING:
    from ..study.cells import Cells
    from ..study.dictionary import Dictionary
    from ..study.folder import Study
    from .returns import Returns

__all__ = ["export"]

_COLUMNS = (Column("variable"), Column("label"), Column("type"), Column("n", "Values", kind="count"))


def export(study: Study, file: Path | str, *, wave: str | None = None, dry_run: bool = False) -> Table:
    """Write the accepted answers of a wave as .sav or .zsav, with everything that is known of them.

    Every cell is written as it was delivered, missing codes and wild dates among them; members who took back
    the use of their answers are left out. How SPSS shows the
    variables, notes and response sets come from the delivered file where it was an SPSS file.

    Parameters
    ----------
    study : Study
        The study.
    file : Path or str
        Where to; the ending must be ``.sav`` or ``.zsav``.
    wave : str, optional
        By default the newest wave with accepted answers.
    dry_run : bool
        Say what would be written.

    Returns
    -------
    Table
        One row a variable with the number of its values (cells that are not missing); facts ``file``,
        ``wave``, ``n_rows`` and ``n_columns``.

    Raises
    ------
    ProblemError
        FP1007 for an unknown wave; FP3150 if nothing was accepted; FP1024 for another ending; FP3011 and
        FP3012 if SPSS cannot hold what is declared; FP1025 if the file cannot be written.
    """
    from .spss_write import checked_ending, undeclared_notes, write

    path = checked_ending(Path(file))
    name, cells, remarks = _live(study, wave)
    if not dry_run:
        write(_as_returns(study, name, cells), path)
    facts = {"file": str(path), "wave": name, "n_rows": len(cells), "n_columns": len(cells.dictionary)}
    title = f"{study.wave(name).label}: {len(cells)} rows, {len(cells.dictionary)} variables"
    done = "Dry run: nothing was written." if dry_run else f"Written to {path}."
    notes = [done, *remarks, *undeclared_notes(cells.dictionary), *_told_apart(cells.dictionary.names)]
    return Table.of(_rows(cells), _COLUMNS, title=title, facts=facts | {"dry_run": dry_run}, notes=notes)


def _told_apart(names: Iterable[str]) -> Iterator[str]:
    """Warn of names that differ only by case, which SPSS renames when it opens the file."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(name.casefold(), []).append(name)
    for several in alike.values():
        if len(several) > 1:
            yield f"SPSS does not tell these names apart, and renames all but one: {', '.join(several)}."


def _live(study: Study, wave: str | None) -> tuple[str, Cells, tuple[str, ...]]:
    from ..study.consent import usable_answers

    names = [study.wave(wave).name] if wave else [one.name for one in reversed(study.config.waves)]
    for name in names:
        usable = usable_answers(study, name)
        if usable.cells is not None:
            return name, usable.cells, usable.notes
    raise ProblemError(problem("FP3150", Place(wave=wave), waves=", ".join(names)))


def _rows(cells: Cells) -> list[dict[str, Any]]:
    return [
        {"variable": v.name, "label": v.label, "type": v.type, "n": int(cells.valid(v.name).notna().sum())}
        for v in cells.dictionary
    ]


def _as_returns(study: Study, wave: str, cells: Cells) -> Returns:
    """Put the accepted cells into the form of a file."""
    import pandas as pd

    from .returns import Layout, Returns
    from .spss_formats import seconds_of

    dates = [v.name for v in cells.dictionary if v.type in ("date", "datetime")]
    raw = {name: cells.raw[name] if name in cells.raw else seconds_of(cells.frame[name]) for name in dates}
    delivered = _delivered(study, wave)
    book = _wide_enough(cells)
    if delivered is None:
        return Returns(cells.frame, book, pd.DataFrame(raw))
    known = {delivered_name.casefold(): delivered_name for delivered_name in delivered.formats}
    new = {known[name.casefold()]: name for name in book.names if name.casefold() in known}
    formats = {new[old]: shown for old, shown in delivered.formats.items() if old in new}
    layout = (
        delivered.layout if all(old == name for old, name in new.items()) else delivered.layout.renamed(new)
    )
    same = set(new) == set(delivered.formats) and set(new.values()) == set(book.names)
    layout = layout if same else replace(layout, carried={}, weight=None)
    return Returns(cells.frame, book, pd.DataFrame(raw), formats, delivered.notes, None, layout or Layout())


def _delivered(study: Study, wave: str) -> Returns | None:
    """Read the accepted delivery again, for what only an SPSS file says."""
    from ..study.store.deliveries import all_deliveries, raw_path
    from ..study.store.waves import current_version
    from .reading import read

    with study.store.reading() as connection:
        version = current_version(connection, wave)
        found = [one for one in all_deliveries(connection) if version and one.id == version.delivery]
    if not found:
        return None
    path = raw_path(study.store, found[0].sha256, Path(found[0].file_name))
    return read(path) if path.is_file() and path.suffix.lower() in (".sav", ".zsav") else None


def _wide_enough(cells: Cells) -> Dictionary:
    """Let texts that were made longer, such as a padded URN, have the width they need."""
    variables = tuple(
        replace(v, width=max(v.width, _longest(cells, v.name))) if v.is_text and v.width else v
        for v in cells.dictionary
    )
    return replace(cells.dictionary, variables=variables)


def _longest(cells: Cells, name: str) -> int:
    texts = cells.frame[name].dropna().astype(str)
    return max((len(text.encode("utf-8")) for text in texts), default=1)
