"""`build`: check, compile and write what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.config import MODES
from ..study.files import write_bytes
from ..study.problems import ProblemError, Severity, problem
from ..study.table import Column, Table
from ..study.yaml_source import did_you_mean
from .bank import Bank
from .bank_reader import read_bank
from .checking import proved
from .compiler import compile_instrument
from .instrument import Instrument
from .outputs.formats import FORMATS, Format, Variant

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["build", "read_instrument"]

_COLUMNS = (
    Column("wave"), Column("mode"), Column("language"), Column("format"), Column("path"),
    Column("items", kind="count"),
)  # fmt: skip


# What describes the data holds every language, whichever are printed.
_WHOLE = ("sav", "sps", "ddi-codebook", "ddi-lifecycle", "dictionary")
_SIDE_BY_SIDE = 2


@dataclass(frozen=True, slots=True)
class _File:
    """One file to write: from which instrument, in which language (None: all in one)."""

    instrument: Instrument
    format: Format
    kind: Format | Variant
    language: str | None
    path: Path

    def content(self) -> bytes:
        return self.kind.write(self.instrument, self.language or self.instrument.languages[0])


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be built, and where."""

    bank: Bank
    formats: tuple[Format, ...]
    mode: str | None
    languages: tuple[str, ...]
    folder: Path


def read_instrument(
    study: Study, wave: str, mode: str | None = None, languages: Sequence[str] = ()
) -> Instrument:
    """Compile the questionnaire of a wave from the study's question bank.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        One of its waves of interviews.
    mode : str, optional
        The wave's own by default.
    languages : sequence of str
        All of the study by default.

    Raises
    ------
    ProblemError
        What is wrong with the bank, the wave, the mode or a language.
    """
    _one_of(list(languages), study.config.languages, "FP2142", "language")
    _one_of([mode] if mode else [], MODES, "FP2141", "mode")
    return compile_instrument(read_bank(study.questionnaires), study.config, wave, mode, languages)


def build(  # noqa: PLR0917  the parameters of the command
    study: Study,
    waves: Sequence[str] = (),
    formats: Sequence[str] = (),
    mode: str | None = None,
    languages: Sequence[str] = (),
    out: Path | str | None = None,
    dry_run: bool = False,
) -> Table:
    """Write the questionnaires; what is on disk already with the same bytes is left as it is.

    Parameters
    ----------
    study : Study
        The study.
    waves : sequence of str
        All waves of interviews by default.
    formats : sequence of str
        ``html``, ``docx``, ``pdf``, ``showcards``, ``xlsform``, ``sav``, ``sps``, ``redcap``,
        ``limesurvey``, ``ddi-codebook``, ``ddi-lifecycle``, ``diagram``, ``dictionary``; all by default.  The
        first three also write a large print, an easy-read page and two languages side by side.
    mode : str, optional
        Each wave's own by default.
    languages : sequence of str
        Those printed; all of the study by default.  What describes data (SPSS, DDI, dictionary) holds all.
    out : Path, optional
        Where the folders of the waves stand; ``instruments`` in the study by default.
    dry_run : bool
        Say what would be written, and write nothing.

    Returns
    -------
    Table
        Rows: wave, mode, language, format, path, items; facts: ``written``, ``unchanged``.  Where the bank
        has errors there are no rows and nothing is written; the problems say why.

    Raises
    ------
    ProblemError
        FP1007, FP2140, FP2141 or FP2142 for a wave, format, mode or language that is not there.
    """
    _one_of(formats, tuple(FORMATS), "FP2140", "format")
    _one_of([mode] if mode else [], MODES, "FP2141", "mode")
    _one_of(languages, study.config.languages, "FP2142", "language")
    names = tuple(waves) or tuple(wave.name for wave in study.config.waves)
    bank, problems = proved(study, names, mode)
    if any(each.severity is Severity.ERROR for each in problems):
        note = "Nothing was written: the question bank has errors."
        return Table.of([], _COLUMNS, title="Questionnaires", notes=(note,), problems=problems)
    order = _Order(
        bank=bank,
        formats=tuple(FORMATS[name] for name in formats or FORMATS),
        mode=mode,
        languages=tuple(languages),
        folder=Path(out) if out is not None else study.instruments,
    )
    files = [file for name in names for file in _files(study, name, order)]
    if len(names) > 1 and FORMATS["redcap"] in order.formats:
        files += _longitudinal(study, names, order)
    return _written(study, files, dry_run).with_(problems=problems)


def _one_of(given: Iterable[str], known: Sequence[str], code: str, what: str) -> None:
    for word in given:
        if word not in known:
            facts = {what: word, "hint": did_you_mean(word, known), "known": ", ".join(known)}
            raise ProblemError(problem(code, None, **facts))


def _files(study: Study, wave: str, order: _Order) -> Iterator[_File]:
    printed = compile_instrument(order.bank, study.config, wave, order.mode, order.languages)
    stored = compile_instrument(order.bank, study.config, wave, order.mode)
    if not printed.items:
        raise ProblemError(problem("FP2144", wave=wave, mode=printed.mode))
    own_mode = printed.mode == study.wave(wave).mode
    other = "" if own_mode else f"_{printed.mode}"
    for each in order.formats:
        kept = stored if each.name in _WHOLE else printed
        kinds: tuple[Format | Variant, ...] = (each, *each.variants)
        for kind in kinds:
            for language in _languages(kind, printed):
                name = kind.pattern.format(stem=wave + other, language=language, other_mode=other)
                yield _File(kept, each, kind, language, order.folder / wave / name)


def _languages(kind: Format | Variant, printed: Instrument) -> tuple[str | None, ...]:
    """Give one language a file, or None for one with all; a variant with two needs two."""
    if kind.by_language:
        return printed.languages
    return () if isinstance(kind, Variant) and len(printed.languages) < _SIDE_BY_SIDE else (None,)


def _longitudinal(study: Study, waves: Sequence[str], order: _Order) -> Iterator[_File]:
    """Give the files of one REDCap project with an event for each wave."""
    from .outputs.redcap_longitudinal import redcap_events, redcap_forms, redcap_longitudinal

    made = [compile_instrument(order.bank, study.config, each, order.mode, order.languages) for each in waves]
    asked = {question.variable: question for each in made for question in each.questions}
    whole = replace(made[0], wave=", ".join(waves), questions=tuple(asked.values()))
    formats = (
        Format(
            "redcap", "redcap_{language}.csv", True, lambda _, language: redcap_longitudinal(made, language)
        ),
        Format("redcap", "redcap_events.csv", False, lambda *_: redcap_events(made)),
        Format("redcap", "redcap_forms.csv", False, lambda *_: redcap_forms(made)),
    )
    for each in formats:
        for language in whole.languages if each.by_language else (None,):
            yield _File(whole, each, each, language, order.folder / each.pattern.format(language=language))


def _written(study: Study, files: Sequence[_File], dry_run: bool) -> Table:
    rows, changed = [], 0
    for file in files:
        content = file.content()
        new = not file.path.is_file() or file.path.read_bytes() != content
        changed += new
        if new and not dry_run:
            write_bytes(file.path, content)
        rows.append(_row(study, file))
    return Table.of(
        rows,
        _COLUMNS,
        title="Questionnaires",
        notes=(_said(changed, len(files), dry_run),),
        facts={"written": 0 if dry_run else changed, "unchanged": len(files) - changed, "dry_run": dry_run},
    )


def _row(study: Study, file: _File) -> dict[str, object]:
    made = file.instrument
    return {
        "wave": made.wave,
        "mode": made.mode,
        "language": file.language or ", ".join(made.languages),
        "format": file.format.name,
        "path": study.shown(file.path),
        "items": made.items,
    }


def _said(changed: int, total: int, dry_run: bool) -> str:
    if not changed:
        return f"Nothing changed: all {total} files are up to date."
    would = "would be written" if dry_run else "written"
    return f"{changed} of {total} files {would}; {total - changed} unchanged."
