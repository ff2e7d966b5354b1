"""harmonise.yaml: what a person decided about variables that changed between waves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..study.files import write_text
from ..study.problems import Problem, ProblemError
from ..study.yaml_source import YamlSource, parse_yaml, read_yaml

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["Decision", "NewLine", "append_lines", "harmonise_path", "read_decisions"]

_KEYS = ("variable", "wave", "from", "to", "who", "why")
_HEAD = """\
# How variables that changed between waves come together in the panel file (see docs/formats.md).
# A line counts once 'who' and 'why' are filled in. What stands here is never overwritten.
decisions:
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line: what becomes of a variable of one wave.

    Parameters
    ----------
    variable, wave : str
        As delivered.
    codes : mapping
        Codes of this wave to the codes they become; the same code on both sides says that it means the same.
    name : str, optional
        The name in the panel file; its own name says that it is the same question.
    left_out : bool
        The variable is not taken into the panel file.
    who, why : str
        Who decided it, and on what grounds.
    """

    variable: str
    wave: str
    codes: Mapping[Any, Any]
    name: str | None
    left_out: bool
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be drafted: the variable, its wave, what was found, and what could be decided."""

    variable: str
    wave: str
    found: str
    before: Any
    after: Any


def harmonise_path(study: Study) -> Path:
    """Say where harmonise.yaml stands."""
    return study.root / "harmonise.yaml"


def read_decisions(study: Study) -> list[Decision]:
    """Read the decisions that count; drafts without ``who`` or ``why`` do not.

    Raises
    ------
    ProblemError
        FP1002 to FP1006 where it is not sound YAML; FP3103 for each line that does not say what it must.
    """
    path = harmonise_path(study)
    if not path.is_file():
        return []
    reader = _Reader(study, read_yaml(path))
    decisions = reader.decisions()
    if reader.problems:
        raise ProblemError(reader.problems)
    return decisions


class _Reader:
    """Reads line by line and collects every problem on the way."""

    def __init__(self, study: Study, source: YamlSource) -> None:
        self.study, self.source = study, source
        self.problems: list[Problem] = list(source.unknown_keys(source.content, ("decisions",), source.name))

    def decisions(self) -> list[Decision]:
        listed = self.source.content.get("decisions") or []
        if not isinstance(listed, list):
            self.wrong(self.source.content, "decisions", "'decisions' is not a list")
            return []
        found = [self.decision(listed, at) for at in range(len(listed))]
        self.doubled(listed, found)
        return [one for one in found if one is not None and one.who and one.why]

    def decision(self, listed: Any, at: int) -> Decision | None:
        line = listed[at]
        if not isinstance(line, Mapping) or not {"variable", "wave", "from", "to"} <= {*line}:
            self.wrong(listed, at, "a line needs variable, wave, from, to, who and why")
            return None
        self.problems += self.source.unknown_keys(line, _KEYS, "decisions")
        who, why = (str(line.get(key) or "").strip() for key in ("who", "why"))
        fault = self.fault(line) if who and why else None
        if fault is not None:
            self.wrong(listed, at, fault)
            return None
        codes, name, left_out = _meaning(line)
        return Decision(str(line["variable"]), str(line["wave"]), codes, name, left_out, who, why)

    def fault(self, line: Mapping[str, Any]) -> str | None:
        before, after = line["from"], line["to"]
        if str(line["wave"]) not in {one.name for one in self.study.config.occasions}:
            return f"'{line['wave']}' is no wave of the study"
        if isinstance(before, list):
            whole = isinstance(after, list) and len(after) == len(before) > 0
            sound = whole and all(isinstance(code, int | float | str) for code in (*before, *after))
            return None if sound else "'to' must list one code for each code of 'from'"
        if before != line["variable"] or not (after is None or isinstance(after, str)):
            return "'from' must be a list of codes or the name of the variable, 'to' codes, a name, or null"
        return None

    def doubled(self, listed: Any, found: list[Decision | None]) -> None:
        """Refuse two lines that could say two things about the same cells."""
        seen: set[tuple[str, str, bool]] = set()
        for at, one in enumerate(found):
            if one is None or not (one.who and one.why):
                continue
            key = (one.variable, one.wave, bool(one.codes))
            if key in seen:
                self.wrong(listed, at, "an earlier line decides the same")
            seen.add(key)

    def wrong(self, node: Any, at: Any, reason: str) -> None:
        self.problems.append(self.source.problem("FP3103", node, at, reason=reason))


def _meaning(line: Mapping[str, Any]) -> tuple[dict[Any, Any], str | None, bool]:
    before, after = line["from"], line["to"]
    if isinstance(before, list):
        return dict(zip(before, after or [], strict=False)), None, False
    return {}, after if isinstance(after, str) else None, after is None


def append_lines(path: Path, lines: Iterable[NewLine]) -> int:
    """Draft lines at the end of harmonise.yaml; what stands in it stays, byte for byte.

    Returns
    -------
    int
        How many lines were added; one whose variable and wave stand in the file already is not.

    Raises
    ------
    ProblemError
        FP3104 if the file does not end with its list, so that nothing can be added without rewriting it.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else _HEAD
    standing = parse_yaml(text, path.name).content.get("decisions") or []
    known = {(line.get("variable"), line.get("wave")) for line in standing if isinstance(line, Mapping)}
    new = [line for line in lines if (line.variable, line.wave) not in known]
    if new:
        longer = text + ("" if text.endswith("\n") else "\n") + "".join(map(_written, new))
        _proved(longer, standing, len(new), path)
        write_text(path, longer)
    return len(new)


def _proved(text: str, standing: Any, added: int, path: Path) -> None:
    """Prove that the longer file reads as what stood in it and the new lines."""
    try:
        found = parse_yaml(text, path.name).content.get("decisions") or []
    except ProblemError as error:
        raise ProblemError(_cannot(path)) from error
    if list(found[: len(standing)]) != list(standing) or len(found) != len(standing) + added:
        raise ProblemError(_cannot(path))


def _cannot(path: Path) -> Problem:
    from ..study.problems import Place, problem

    return problem("FP3104", Place(file=path.name), file=path.name)


def _written(line: NewLine) -> str:
    values = {
        "variable": line.variable, "wave": line.wave, "from": line.before, "to": line.after,
        "who": "", "why": "",
    }  # fmt: skip
    body = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return f"# {' '.join(line.found.split())}\n- {{{body}}}\n"
