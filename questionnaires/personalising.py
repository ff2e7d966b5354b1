"""`personalise`: one pack a family, with what it told before."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..study.clock import parse_date
from ..study.files import write_bytes
from ..study.problems import Place, Problem, ProblemError, Severity, problem
from ..study.progress import telling
from ..study.seal import seal_of
from ..study.table import Column, Table
from ..study.yaml_source import did_you_mean
from .checking import proved
from .compiler import compile_instrument
from .families import Family, Interviews, read_families, read_interviews
from .instrument import FedForward, Instrument
from .outputs.slots import Alike, Told, personal_of, texts_of, withheld_in

if TYPE_CHECKING:
    from ..study.folder import Study
    from .outputs.slots import Personal

__all__ = ["personalise"]

_COLUMNS = (
    Column("urn", "URN"), Column("wave"), Column("language"), Column("seal"), Column("prior", "last wave"),
    Column("answers", "answers told", "count"), Column("docx"), Column("pdf"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pack:
    """What one family is given."""

    told: Told
    alike: Alike
    prior: str | None
    preload: dict[str, str]


@dataclass
class _Press:
    """Lays each shared paper out once, and fills it for every family that can have it."""

    instrument: Instrument
    word: dict[Alike, tuple[Any, Personal]] = field(default_factory=dict)
    pages: dict[Alike, tuple[Any, Personal]] = field(default_factory=dict)

    def docx(self, pack: _Pack) -> bytes:
        from .outputs.word_template import WordTemplate

        if pack.alike not in self.word:
            personal = personal_of(self.instrument, pack.alike, in_lines=False)
            self.word[pack.alike] = WordTemplate(personal.paper), personal
        template, personal = self.word[pack.alike]
        return bytes(template.filled(texts_of(personal.slots, pack.told)))

    def pdf(self, pack: _Pack) -> bytes:
        from .outputs.pdf_template import PdfTemplate

        if pack.alike not in self.pages:
            personal = personal_of(self.instrument, pack.alike, in_lines=True)
            self.pages[pack.alike] = PdfTemplate(personal.paper, personal.slots), personal
        template, personal = self.pages[pack.alike]
        return bytes(template.filled(texts_of(personal.slots, pack.told)))


def personalise(  # noqa: PLR0917  the parameters of the command
    study: Study,
    wave: str,
    urns: Sequence[str] = (),
    due_on: date | str | None = None,
    language: str | None = None,
    out: Path | str | None = None,
    dry_run: bool = False,
) -> Table:
    """Write one pack a family: the questionnaire with what the family told before, and its seal.

    A pack is a Word file and a PDF.  ``preload.csv`` beside them gives the same answers to the XLSForm.  An
    answer to an item marked sensitive is in none of them, and routing treats it as missing.  Whoever
    withdrew, died, moved abroad, fell out of scope, refused for good or has no safe route gets no pack.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        The wave to prepare.
    urns : sequence of str
        Only these members; all by default.
    due_on : date or str, optional
        Only those whose interview of the wave is sought on this day (window open, closing or overdue).
    language : str, optional
        Of every pack; by default that of the family's last interview, else the study's first.
    out : Path, optional
        Where the packs are written; ``out/packs/<wave>`` in the study by default.
    dry_run : bool
        Say what would be written, and write nothing.

    Returns
    -------
    Table
        Rows: urn, wave, language, seal, prior (the wave answered last), answers (how many are told), docx,
        pdf (paths).  Facts: ``packs``, ``not_due``, ``left_out`` by reason (together with the packs they are
        all who were considered), ``withheld`` (names of sensitive answers), ``preload`` (path), ``written``,
        ``unchanged``.

    Raises
    ------
    ProblemError
        FP2250 for a URN that is not enrolled; FP1007, FP2142 for a wave or language that is not there;
        FP1030 if `due_on` is not a date; the errors of the question bank, where it has any.
    """
    place = study.wave(wave)
    _refuse_language(study, language)
    instrument = _instrument(study, wave)
    families = _wanted(read_families(study), urns)
    day = None if due_on is None else parse_date(due_on)
    sought = [each for each in families if day is None or each.due(place, study.config.waves, day)]
    interviews = read_interviews(study, place, instrument, withheld_in(instrument))
    packs = [_pack(interviews, family, language) for family in sought if not family.ended]
    folder = Path(out) if out is not None else study.out / "packs" / wave
    made = _written(study, _Press(instrument), packs, folder, dry_run)
    left_out = [each for each in sought if each.ended]
    counted = _counted(families, sought, left_out) | {"withheld": sorted(interviews.withheld)}
    notes = (*_notes(counted), *made.notes)
    return made.with_(
        facts=counted | dict(made.facts), notes=notes, problems=tuple(_named(left_out, urns, wave))
    )


def _refuse_language(study: Study, language: str | None) -> None:
    known = study.config.languages
    if language is not None and language not in known:
        facts = {"language": language, "hint": did_you_mean(language, known), "known": ", ".join(known)}
        raise ProblemError(problem("FP2142", None, **facts))


def _instrument(study: Study, wave: str) -> Instrument:
    """Compile the questionnaire of the wave, if the bank has no errors there."""
    bank, problems = proved(study, (wave,))
    errors = [each for each in problems if each.severity is Severity.ERROR]
    if errors:
        raise ProblemError(errors)
    return compile_instrument(bank, study.config, wave)


def _counted(families: list[Family], sought: list[Family], left_out: list[Family]) -> dict[str, Any]:
    """Count every family once: it gets a pack, is not due, or is left out for a reason."""
    return {
        "packs": len(sought) - len(left_out),
        "considered": len(families),
        "not_due": len(families) - len(sought),
        "left_out": dict(sorted(Counter(each.ended for each in left_out).items())),
    }


def _wanted(families: dict[str, Family], urns: Sequence[str]) -> list[Family]:
    unknown = [urn for urn in urns if urn not in families]
    if unknown:
        raise ProblemError(
            problem("FP2250", Place(urn=urn), urn=urn, hint=did_you_mean(urn, families)) for urn in unknown
        )
    return [families[urn] for urn in dict.fromkeys(urns or sorted(families))]


def _named(left_out: Sequence[Family], urns: Sequence[str], wave: str) -> Iterator[Problem]:
    """Say of every family that was asked for by name why it gets no pack."""
    for family in left_out:
        if family.urn in urns:
            yield problem("FP2251", Place(urn=family.urn, wave=wave), urn=family.urn, reason=family.ended)


def _notes(facts: dict[str, Any]) -> Iterator[str]:
    for reason, count in facts["left_out"].items():
        yield f"No pack for {count}: {reason}."
    if facts["not_due"]:
        yield f"Not due: {facts['not_due']}."
    if facts["withheld"]:
        names = ", ".join(facts["withheld"])
        yield f"Sensitive, so neither printed nor preloaded, and missing to the routing: {names}."


def _pack(interviews: Interviews, family: Family, language: str | None) -> _Pack:
    told = interviews.told(family.urn)
    prior = interviews.last(family.urn)
    chosen = language or _spoken(interviews, family.urn, prior)
    shown = {each.name: before.words[chosen] for each, before in told.items() if before.words.get(chosen)}
    reminders = [each.reminder for each in interviews.instrument.questions if each.reminder is not None]
    reminded = {FedForward("prior", each.variable).name for each in reminders} & shown.keys()
    answers = {f"{each.scope}.{each.variable}": before.answer for each, before in told.items()}
    codes = {each.name: before.code for each, before in told.items()}
    preload = {each.name: codes.get(each.name, "") for each in interviews.instrument.fed_forward}
    return _Pack(
        Told(family.urn, seal_of(family.urn, interviews.instrument.wave), shown, answers),
        Alike(chosen, prior is not None, frozenset(reminded)),
        prior,
        {"urn": family.urn, **preload},
    )


def _spoken(interviews: Interviews, urn: str, prior: str | None) -> str:
    """Give the language of a family's last interview; the study's first where it is not known."""
    languages = interviews.instrument.languages
    column = interviews.column(prior, "int_language") if prior else []
    code = column[interviews.rows[prior][urn]].answer if prior and column else None
    inside = isinstance(code, float) and 1 <= code <= len(languages)
    return languages[int(code) - 1] if inside and isinstance(code, float) else languages[0]


def _written(study: Study, press: _Press, packs: Sequence[_Pack], folder: Path, dry_run: bool) -> Table:
    rows, changed = [], 0
    for pack in telling("Personalising", packs, len(packs)):
        # Percent signs stand for what a file system would not take, and two URNs never share a name.
        stem = folder / quote(pack.told.seal, safe="")
        paths = {"docx": Path(f"{stem}.docx"), "pdf": Path(f"{stem}.pdf")}
        changed += _save(paths["docx"], press.docx(pack), dry_run) + _save(
            paths["pdf"], press.pdf(pack), dry_run
        )
        rows.append(_row(study, pack, press.instrument.wave, paths))
    preload = folder / "preload.csv"
    changed += _save(preload, _preload(press.instrument, packs), dry_run)
    facts = {
        "preload": study.shown(preload),
        "written": 0 if dry_run else changed,
        "unchanged": 2 * len(packs) + 1 - changed,
        "dry_run": dry_run,
    }
    would = "would be written" if dry_run else "written"
    notes = (f"{len(packs)} packs; {changed} files {would}, {facts['unchanged']} unchanged.",)
    return Table.of(rows, _COLUMNS, title="Packs", notes=notes, facts=facts)


def _row(study: Study, pack: _Pack, wave: str, paths: dict[str, Path]) -> dict[str, Any]:
    shown = {kind: study.shown(path) for kind, path in paths.items()}
    return {
        "urn": pack.told.urn, "wave": wave, "language": pack.alike.language, "seal": pack.told.seal,
        "prior": pack.prior, "answers": len(pack.told.shown), **shown,
    }  # fmt: skip


def _save(path: Path, content: bytes, dry_run: bool) -> bool:
    new = not path.is_file() or path.read_bytes() != content
    if new and not dry_run:
        write_bytes(path, content)
    return new


def _preload(instrument: Instrument, packs: Sequence[_Pack]) -> bytes:
    """Write what the XLSForm looks up by URN: one column an answer, codes as stored."""
    text = io.StringIO()
    columns = ["urn", *(each.name for each in instrument.fed_forward)]
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(pack.preload for pack in packs)
    return text.getvalue().encode("utf-8")
