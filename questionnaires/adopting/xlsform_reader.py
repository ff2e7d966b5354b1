"""Read an XLSForm (ODK, Kobo, SurveyCTO)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..bank import Kind
from .forms import Draft, ForeignOption, Form
from .reading import ForeignRow
from .texts import language_of

__all__ = ["read_xlsform"]

_KINDS: Mapping[str, Kind] = {
    "integer": "whole", "int": "whole", "range": "number", "decimal": "number", "text": "text",
    "string": "text", "date": "date", "note": "note", "select_one": "one", "select one": "one",
    "select_multiple": "any",
    "select multiple": "any", "select all that apply": "any",
}  # fmt: skip
_META = {
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email",
    "audit", "start-geopoint", "background-audio", "xml-external", "csv-external", "caseid",
}  # fmt: skip
# Columns that are carried, and columns that say nothing to a questionnaire on paper or screen.
_CARRIED = {"type", "name", "label", "hint", "relevant", "constraint", "relevance", "#"}
_NEVER = {
    "required": "each output decides which answers it insists on",
    "required_message": "each output decides which answers it insists on",
    "constraint_message": "messages are made from the limits and checks",
}
_ALIASES = {"bind::relevant": "relevant", "bind::constraint": "constraint", "caption": "label"}
_OPEN_ENDED = {"or_other"}


@dataclass(slots=True)
class _Group:
    """A group or repeat that is open, with its condition; `roster` where its questions become a roster."""

    name: str
    ask: str = ""
    label: dict[str, str] = field(default_factory=dict)
    repeats: bool = False
    roster: bool = False


def read_xlsform(sheets: Mapping[str, Sequence[ForeignRow]], language: str) -> Form:
    """Read the sheets; `language` is that of columns that name none."""
    return _Reader(sheets, language).form


class _Reader:
    def __init__(self, sheets: Mapping[str, Sequence[ForeignRow]], language: str) -> None:
        self.form = Form("xlsform")
        self.language = language
        self.unknown: set[str] = set()
        self.groups: list[_Group] = []
        self.sections: list[_Group] = []
        for settings in sheets.get("settings", ()):
            self.settings(settings)
        for row in sheets.get("choices", ()):
            self.choice(row)
        for row in sheets.get("external_choices", ())[:1]:
            self.form.lose(
                int(row["#"]),
                "external_choices",
                "external choices",
                "its lists are filtered while answering",
            )
        for row in sheets["survey"]:
            self.survey(row)
        self.title()
        self.form.report_columns(_NEVER)

    def title(self) -> None:
        """Make the label of the only group the heading of the module; say which others are not carried."""
        if len(self.sections) == 1:
            self.form.title = self.sections[0].label
        elif self.sections:
            names = ", ".join(group.name for group in self.sections)
            self.form.lose(1, names, "headings of groups", "a module has one heading")

    def settings(self, row: ForeignRow) -> None:
        if default := language_of(row.get("default_language", "")):
            self.language = default
        carried = {"form_title", "form_id", "version", "default_language", "id_string", "title", "#"}
        for key in row.keys() - carried:
            self.form.lose(int(row["#"]), key, "setting", "the question bank has none of the kind")

    def texts(self, row: ForeignRow, column: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, words in row.items():
            head, _, named = key.partition("::")
            if _ALIASES.get(head, head) != column and not (column == "label" and head == "label"):
                continue
            language = language_of(named) if named else self.language
            if language is None:
                self.stranger(named)
            else:
                found[language] = words
        return found

    def stranger(self, named: str) -> None:
        if named not in self.unknown:
            self.unknown.add(named)
            why = "its code is not known: write it into the heading, such as label::French (fr)"
            self.form.lose(1, named, "language", why, "open")

    def choice(self, row: ForeignRow) -> None:
        name = row.get("list_name", row.get("list name", ""))
        code = row.get("name", row.get("value", ""))
        if not name or not code:
            self.form.lose(int(row["#"]), name or code, "choice", "it has no list or no name")
            return
        label = self.texts(row, "label") or {self.language: code}
        self.form.lists.setdefault(name, []).append(ForeignOption(code, label))
        for key in row:
            head = key.split("::")[0]
            if head not in ("list_name", "list name", "name", "value", "label", "#"):
                self.form.lose(
                    int(row["#"]), f"{name} {code}", f"column {key}", "an answer has only a code and words"
                )

    def survey(self, row: ForeignRow) -> None:
        kind, _, rest = self.kind(row.get("type", ""))
        name, number = row.get("name", ""), int(row["#"])
        if kind.startswith(("begin", "end")) and kind.split()[-1] in ("group", "repeat", "audit"):
            self.group(kind, row)
        elif not kind:
            self.form.lose(number, name, "row", "it has no type")
        elif kind in _META:
            self.form.lose(number, name or kind, kind, "it is noted by the device, not asked")
        elif kind in ("calculate", "hidden"):
            self.calculated(row, kind)
        elif kind in _KINDS:
            self.question(row, kind, rest.split())
        else:
            self.form.lose(number, name, f"type {kind}", "there is no such kind of answer", "open")

    def kind(self, written: str) -> tuple[str, str, str]:
        """Split ``select_one list or_other`` into the type and the rest."""
        text = " ".join(written.split())
        text = (
            text.replace("begin_", "begin ").replace("end_", "end ")
            if text.startswith(("begin_", "end_"))
            else text
        )
        if text in _KINDS or text.startswith(("begin", "end ")) or text in _META:
            return text.lower(), "", ""
        for kind in sorted(_KINDS, key=len, reverse=True):
            if text.lower().startswith(kind + " "):
                return kind, " ", text[len(kind) + 1 :]
        return text.partition(" ")

    def group(self, kind: str, row: ForeignRow) -> None:
        if kind.startswith("end"):
            if self.groups:
                self.groups.pop()
            return
        name = row.get("name", "")
        group = _Group(name, row.get("relevant", ""), self.texts(row, "label"), kind.endswith("repeat"))
        self.groups.append(group)
        if group.repeats:
            self.repeat(group, row)
        if group.label and not group.roster and len(self.groups) == 1:
            self.sections.append(group)
        elif group.label and not group.roster:
            self.form.lose(int(row["#"]), name, "heading of a group", "a module has one heading")
        if appearance := row.get("appearance"):
            self.form.lose(
                int(row["#"]), name, f"appearance {appearance}", "how it looks is decided by the output"
            )

    def repeat(self, group: _Group, row: ForeignRow) -> None:
        """Begin a roster where it is said how often the questions are asked; else each is asked once."""
        count = row.get("repeat_count", row.get("jr:count", ""))
        within = any(each.repeats for each in self.groups[:-1])
        if count and not within:
            group.roster = True
            asks = tuple(filter(None, (each.ask for each in self.groups)))
            number = int(row["#"])
            self.form.drafts.append(
                Draft(number, group.name, "note", text=group.label, ask=asks, count=count)
            )
            return
        why = (
            "rows within rows are not asked here" if within else "it does not say how often: no repeat_count"
        )
        self.form.lose(
            int(row["#"]), group.name, "repeat", f"{why}; its questions are carried once each", "open"
        )

    def calculated(self, row: ForeignRow, kind: str) -> None:
        name, source = row.get("name", ""), row.get("calculation", "")
        if source.startswith("pulldata(") and name.startswith(("prior_", "baseline_")):
            self.form.earlier.add(name)
            why = "it is the answer of an earlier wave, and is written prior.x or baseline.x here"
            self.form.lose(int(row["#"]), name, kind, why, "changed")
        else:
            why = "nothing is calculated in a questionnaire; a rule that uses it is marked"
            self.form.lose(int(row["#"]), name, kind, why)

    def question(self, row: ForeignRow, kind: str, rest: list[str]) -> None:
        rosters = [place for place, group in enumerate(self.groups) if group.roster]
        groups = self.groups[rosters[0] + 1 :] if rosters else self.groups
        draft = Draft(
            row=int(row["#"]),
            name=row.get("name", ""),
            kind=_KINDS[kind],
            text=self.texts(row, "label"),
            hint=self.texts(row, "hint"),
            ask=tuple(
                filter(
                    None,
                    [*(group.ask for group in groups), row.get("relevant", row.get("relevance", ""))],
                )
            ),
            check=tuple(filter(None, [row.get("constraint", "")])),
            repeat=self.groups[rosters[0]].name if rosters else "",
        )
        if draft.kind in ("one", "any"):
            draft.list = rest[0] if rest else ""
            if len(rest) > 1:
                self.other(draft, rest[1:])
        self.form.drafts.append(draft)
        self.columns(row, draft)

    def other(self, draft: Draft, rest: list[str]) -> None:
        why = "write an answer for 'something else' into the list and an item of type text that asks which"
        self.form.lose(draft.row, draft.name, " ".join(rest), why)

    def columns(self, row: ForeignRow, draft: Draft) -> None:
        """Report every filled column that is not carried."""
        for key, value in row.items():
            head = _ALIASES.get(key.split("::")[0], key.split("::")[0])
            if head in _NEVER:
                self.form.pass_over(head, draft.row)
            if head in _CARRIED or head in _NEVER:
                continue
            grave = head in ("choice_filter", "calculation", "repeat_count")
            why = {
                "choice_filter": "an answer list is the same for everybody",
                "appearance": "how it looks is decided by the output",
                "default": "nothing is answered beforehand",
            }.get(head, "the question bank has nothing of the kind")
            self.form.lose(draft.row, draft.name, f"{key} {value}"[:80], why, "open" if grave else "dropped")
