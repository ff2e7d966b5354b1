"""Run the example from question bank to report, step by step; a second run finds that nothing has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from subprocess import list2cmdline
from typing import NamedTuple

from ...study.folder import Study, load
from ...study.problems import ProblemError, problem
from ...study.progress import tell
from ...study.table import Column, Table

__all__ = ["run"]

_TITLE = "Improving Futures"
_COLUMNS = (Column("step"), Column("result"))


class _Done(NamedTuple):
    """What a step says, and whether it changed anything (None: it only reads)."""

    result: str
    changed: bool | None


_Step = tuple[str, Callable[[Study], _Done]]


def run(folder: Path, seed: int = 2011) -> Table:
    """Run the example study; what has been done before is left as it is.

    Parameters
    ----------
    folder : Path
        Where the study is made, or where an earlier run made it.
    seed : int
        Where chance begins; it has no say where the deliveries are there already.

    Returns
    -------
    Table
        One row a step (``step``, ``result``, ``changed``); facts ``path`` of the report and ``changed``.

    Raises
    ------
    ProblemError
        FP1008 if the folder holds something else.
    """
    study, made = _found_or_made(folder, seed)
    rows = [{"step": "init", "result": made.result, "changed": made.changed}]
    for number, (name, step) in enumerate(_STEPS):
        tell(name, number, len(_STEPS))
        done = step(study)
        rows.append({"step": name, "result": done.result, "changed": done.changed})
    changed = any(row["changed"] for row in rows)
    path = study.out / "report.html"
    notes = () if changed else ("Nothing has changed.",)
    look = f"To look around: cd {_typed(folder)}, then familypanel status"
    desk = f"To code its interviews in the browser: familypanel coding desk --study {_typed(folder)}"
    # The path stands alone, so that it can be clicked or copied.
    notes = (*notes, look, "The report:", str(path), desk)
    facts = {"path": str(path), "changed": changed}
    return Table.of(rows, _COLUMNS, title=study.config.title, notes=notes, facts=facts)


def _typed(folder: Path) -> str:
    """Write a folder as it is typed into a command: a name with a blank needs quotation marks."""
    return list2cmdline([str(folder)]) if sys.platform == "win32" else quote(str(folder))


def _found_or_made(folder: Path, seed: int) -> tuple[Study, _Done]:
    from . import write_example

    if not (folder / "study.yaml").is_file():
        return write_example(folder, seed), _Done("the example study was made", True)
    study = load(folder, search=False)
    if study.config.title != _TITLE:
        raise ProblemError(problem("FP1008", folder=str(folder)))
    return study, _Done("the example study is there", False)


def _delivered(study: Study, name: str) -> Path:
    return study.root / "deliveries" / name


def _build(study: Study) -> _Done:
    from ...questionnaires import build

    table = build(study)
    written, total = table.facts["written"], len(table.rows)
    waves = len(study.config.waves)
    return _Done(f"{total} files for {waves} waves, {written} of them new", written > 0)


def _enrol(study: Study) -> _Done:
    from ...panel import enrol

    facts = enrol(study, _delivered(study, "members.csv")).facts
    return _Done(f"{facts['rows_in']} families, {facts['enrolled']} of them new", facts["enrolled"] > 0)


def _received(occasion: str) -> _Step:
    def receive_it(study: Study) -> _Done:
        from ...surveys import receive

        facts = receive(study, _delivered(study, f"{occasion}.sav"), occasion).facts
        counts = ", ".join(f"{facts[name]} {name}" for name in ("accepted", "quarantined", "duplicates"))
        return _Done(f"{facts['rows_in']} rows: {counts}", facts["status"] != "no_change")

    return f"surveys receive {occasion}.sav", receive_it


def _record(study: Study) -> _Done:
    from ...panel import record

    facts = record(study, from_file=_delivered(study, "contact_log.csv")).facts
    return _Done(f"{facts['rows_in']} events", not facts["unchanged"])


def _contacts(study: Study) -> _Done:
    from ...panel import contacts

    facts = contacts(study, _delivered(study, "contacts.csv")).facts
    return _Done(f"{facts['routes']} routes to {facts['members']} families", not facts["unchanged"])


def _compare(study: Study) -> _Done:
    from ...panel import change

    found = change(study, "entry", "exit").facts["published"]
    misprinted = ", ".join(str(row) for row in sorted({row["row"] for row in found["differing"]}))
    reproduced = f"{found['agreeing']} of {found['compared']} published rows reproduced"
    return _Done(f"{reproduced}; misprinted: rows {misprinted}", None)


def _add(study: Study) -> _Done:
    from ...coding import add

    facts = add(study, [_delivered(study, "transcripts.csv")]).facts
    return _Done(f"{facts['files']} transcripts, {facts['added']} of them new", facts["added"] > 0)


def _tag(study: Study) -> _Done:
    from ...coding import tag_quotes

    table = tag_quotes(study, _delivered(study, "codings.csv"))
    return _Done(f"{len(table.rows)} codings", table.facts["changed"] > 0)


def _report(study: Study) -> _Done:
    from ...report import report

    table = report(study)
    return _Done(f"{len(table.rows)} sections", bool(table.facts["changed"]))


_STEPS: tuple[_Step, ...] = (
    ("questionnaires build", _build),
    ("panel enrol members.csv", _enrol),
    _received("baseline"),
    _received("m12"),
    _received("m24"),
    ("panel record contact_log.csv", _record),
    ("panel contacts contacts.csv", _contacts),
    _received("entry"),
    _received("exit"),
    ("panel change entry exit", _compare),
    ("coding add transcripts.csv", _add),
    ("coding tag codings.csv", _tag),
    ("report", _report),
)
