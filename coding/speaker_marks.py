"""`coding speakers`: who seems to speak in transcripts, proposed before they are added, and confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..study.child import run_limited
from ..study.documents import INTERVIEWER
from ..study.files import write_text
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.table import Column, Table
from ..study.yaml_source import did_you_mean
from .incoming import gather
from .printed_quotes import quote_spans
from .turn_splitting import ANYBODY, ROLES, base_of, split_turns

__all__ = ["speakers"]

LEAST_QUOTES = 3
ASKS = 0.5
QUESTION_MARKS = ("?", "؟", "？", "՞", "\u037e")
_COLUMNS = (
    Column("mark"), Column("turns", kind="count"), Column("files", kind="count"), Column("role"),
    Column("known"), Column("proposed"), Column("asks", kind="percent", decimals=0),
    Column("words", kind="count"),
)  # fmt: skip
_NEXT = "familypanel coding add PATH"


@dataclass(slots=True)
class _Mark:
    """What was seen of one speaker's mark."""

    role: str | None = None
    turns: int = 0
    asking: int = 0
    words: int = 0
    files: set[str] = field(default_factory=set)


def speakers(
    study: Study,
    paths: Sequence[Path | str] | Path | str,
    confirm: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> Table:
    """Propose who speaks in transcripts that are to be added; with `confirm`, write it into study.yaml.

    Parameters
    ----------
    study : Study
        The study; its ``speakers`` come before the marks that every study knows.
    paths : sequence of Path or str, or one of them
        As for `add`; nothing is stored.
    confirm : sequence of str
        ``MARK=ROLE`` for each mark that is confirmed, such as ``KW=practitioner``.
    dry_run : bool
        Write nothing.

    Returns
    -------
    Table
        A row a mark: ``mark``, ``turns``, ``files``, ``role`` (None: open), ``known`` (``study``,
        ``everywhere``, ``respondent``: whoever is interviewed, or ``open``), ``proposed`` (``interviewer``
        where more than half of the turns are questions; never another role, since words do not tell a mother
        from a worker), ``asks`` (share of turns that are questions, 0..1), ``words`` a turn.  Facts:
        ``open``, ``confirmed``, ``reports`` (files in which nobody is marked, but quotes with a role behind
        them stand: for `add` with ``quotes``).

    Raises
    ------
    ProblemError
        FP5078 what is confirmed is not of the form ``MARK=ROLE``, FP5901 an unknown role; what reading the
        files raises.
    """
    several = [paths] if isinstance(paths, Path | str) else paths
    confirmed = _confirmed(confirm, {INTERVIEWER, *ROLES.values(), *study.config.roles})
    own = {**study.config.speakers, **confirmed}
    marks, reports = _seen(study, [one.path for one in gather(study, several)[0]], own)
    if confirmed and not dry_run:
        _write(study, confirmed)
    rows = [_row(mark, seen, own) for mark, seen in sorted(marks.items(), key=lambda pair: -pair[1].turns)]
    facts: dict[str, Any] = {"open": sum(row["known"] == "open" for row in rows), "confirmed": len(confirmed)}
    facts |= {"reports": reports, "dry_run": dry_run}
    return Table.of(rows, _COLUMNS, notes=tuple(_notes(facts)), facts=facts, next_step=_NEXT)


def _confirmed(given: Iterable[str], roles: Set[str]) -> dict[str, str]:
    """Read what is confirmed; a role that is misspelt would be one of its own from then on."""
    found = {}
    for one in given:
        mark, sign, role = (part.strip() for part in one.partition("="))
        if not (mark and sign and role):
            raise ProblemError(problem("FP5078", given=one))
        if role not in roles:
            known = ", ".join(sorted(roles))
            raise ProblemError(problem("FP5901", role=role, hint=did_you_mean(role, roles), known=known))
        found[mark.upper()] = role
    return found


def _seen(study: Study, paths: Iterable[Path], own: Mapping[str, str]) -> tuple[dict[str, _Mark], list[str]]:
    """Read the files in a child process, and collect the marks."""
    marks: dict[str, _Mark] = defaultdict(_Mark)
    reports = []
    for path in paths:
        read = run_limited("familypanel.coding.transcripts:read_file", path).value
        turns = split_turns(read["text"], own, read["spans"])
        named = [turn for turn in turns if turn.speaker]
        if not named and len(quote_spans(read["text"])) >= LEAST_QUOTES:
            reports.append(study.shown(path))
            named = list(split_turns(read["text"], own, quote_spans(read["text"])))
        for turn in named:
            mark = marks[str(turn.speaker).upper()]
            mark.role = turn.role
            mark.turns += 1
            mark.asking += turn.text.rstrip().endswith(QUESTION_MARKS)
            mark.words += len(turn.text.split())
            mark.files.add(path.name)
    return dict(marks), reports


def _row(mark: str, seen: _Mark, own: Mapping[str, str]) -> dict[str, Any]:
    asks = seen.asking / seen.turns
    known = _known(mark, seen, own)
    return {
        "mark": mark, "turns": seen.turns, "files": len(seen.files), "role": seen.role, "known": known,
        "proposed": INTERVIEWER if known == "open" and asks > ASKS else None,
        "asks": asks, "words": round(seen.words / seen.turns),
    }  # fmt: skip


def _known(mark: str, seen: _Mark, own: Mapping[str, str]) -> str:
    if {mark, base_of(mark)} & own.keys():
        return "study"
    if seen.role is not None:
        return "everywhere"
    return "respondent" if base_of(mark) in ANYBODY else "open"


def _write(study: Study, confirmed: Mapping[str, str]) -> None:
    """Write what was confirmed below ``speakers`` of study.yaml; comments and order stay."""
    import io

    from ruamel.yaml import YAML

    path = study.root / "study.yaml"
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    tree = yaml.load(path.read_text(encoding="utf-8-sig"))
    tree.setdefault("speakers", {}).update(confirmed)
    out = io.StringIO()
    yaml.dump(tree, out)
    write_text(path, out.getvalue())


def _notes(facts: Mapping[str, Any]) -> Iterable[str]:
    if facts["open"]:
        yield f"{facts['open']} marks are open: confirm each with --is MARK=ROLE, or correct the transcript."
    if facts["confirmed"]:
        done = "would be" if facts["dry_run"] else "was"
        yield f"Confirmed for {facts['confirmed']} marks; it {done} written into study.yaml."
    if facts["reports"]:
        yield f"Quotes with a role behind them, add with --quotes: {', '.join(facts['reports'])}."
