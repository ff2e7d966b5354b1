"""Read a LimeSurvey survey structure (tab-separated values)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..bank import Kind
from .forms import Draft, ForeignOption, Form
from .reading import ForeignRow

__all__ = ["read_limesurvey"]

_KINDS: Mapping[str, Kind] = {
    "L": "one", "!": "one", "O": "one", "5": "one", "Y": "one", "G": "one", "M": "any", "P": "any",
    "N": "number", "S": "text", "T": "text", "U": "text", "D": "date", "X": "note",
}  # fmt: skip
_BUILT_IN = {
    "Y": {"Y": "Yes", "N": "No"},
    "G": {"F": "Female", "M": "Male"},
    "5": {str(number): str(number) for number in range(1, 6)},
}
_VARIABLE = re.compile(r"\bvariable-([A-Za-z]\w*)\b")
_CARRIED = {
    "#", "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language",
    "cssclass",
    "hidden",
    "exclude_all_others", "num_value_int_only", "em_validation_q", "min_num_value_n", "max_num_value_n",
}  # fmt: skip
_NEVER = {
    "settings": "the study has settings of its own, in study.yaml",
    "mandatory": "each output decides which answers it insists on",
    "em_validation_q_tip": "messages are made from the limits and checks",
}
_EMPTY = ("", "N", "0")


def read_limesurvey(rows: Sequence[ForeignRow], language: str) -> Form:
    """Read the rows of the structure; `language` is that of rows that name none."""
    reader = _Reader(language)
    for row in rows:
        reader.row(row)
    reader.title()
    reader.form.report_columns(_NEVER)
    return reader.form


class _Reader:
    def __init__(self, language: str) -> None:
        self.form = Form("limesurvey")
        self.language = language
        self.by_name: dict[str, Draft] = {}
        self.here: Draft | None = None
        self.group_ask = ""
        self.headings: dict[str, list[tuple[int, str]]] = {}
        self.seen: set[str] = set()

    def row(self, row: ForeignRow) -> None:
        kind, language = row.get("class", ""), row.get("language", self.language)
        if kind == "G":
            self.headings.setdefault(language, []).append((int(row["#"]), row.get("name", "")))
            self.group_ask = row.get("relevance", "1")
            self.here = None
        elif kind == "Q":
            self.question(row, language)
        elif kind in ("A", "SQ"):
            self.option(row, language)
        elif kind == "S" and row.get("name") == "language":
            self.language = row.get("text", self.language)
        elif kind in ("S", "SL"):
            self.form.pass_over("settings", int(row["#"]))
        else:
            self.form.lose(
                int(row["#"]), row.get("name", ""), f"row of class {kind}", "there is no counterpart"
            )

    def title(self) -> None:
        """Make the only heading that is not of the programme's own group the heading of the module."""
        used = {language: found for language, found in self.headings.items() if len(found) == 1}
        self.form.title = {language: found[0][1] for language, found in used.items()}
        for language, found in self.headings.items():
            for row, name in found if language not in used and language == self.language else ():
                self.form.lose(row, name[:40], "heading of a group", "a module has one heading")

    def question(self, row: ForeignRow, language: str) -> None:
        name = row.get("name", "")
        if draft := self.by_name.get(name):
            self.here = draft
            self.words(draft, row, language)
            return
        self.here = None
        if name in self.form.earlier:  # said in the first language; attributes stand there only
            return
        kind = row.get("type/scale", "")
        ours = found[1] if (found := _VARIABLE.search(row.get("cssclass", ""))) else name
        if row.get("hidden") == "1" and ours.startswith(("prior_", "baseline_")):
            self.earlier(row, name, ours)
        elif kind not in _KINDS:
            if name not in self.seen:
                self.seen.add(name)
                why = "there is no such kind of answer"
                self.form.lose(int(row["#"]), name, f"question type {kind}", why, "open")
        else:
            self.new(row, language, name, kind)

    def earlier(self, row: ForeignRow, name: str, ours: str) -> None:
        if name not in self.form.names:
            self.form.names[name] = ours
            self.form.earlier.add(name)
            why = "it is the answer of an earlier wave, and is written prior.x or baseline.x here"
            self.form.lose(int(row["#"]), name, "hidden question", why, "changed")

    def new(self, row: ForeignRow, language: str, name: str, kind: str) -> None:
        asks = (self.group_ask, row.get("relevance", "1"))
        whole = kind == "N" and row.get("num_value_int_only") == "1"
        draft = Draft(
            row=int(row["#"]),
            name=name,
            kind="whole" if whole else _KINDS[kind],
            ask=tuple(ask for ask in asks if ask not in ("", "1")),
            check=tuple(filter(None, [row.get("em_validation_q", "")])),
            low=self.limit(row, "min_num_value_n"),
            high=self.limit(row, "max_num_value_n"),
            alone=tuple(filter(None, row.get("exclude_all_others", "").split(";"))),
        )
        if draft.kind in ("one", "any"):
            draft.list = name
            self.form.lists[name] = [
                ForeignOption(code, {self.language: label}) for code, label in _BUILT_IN.get(kind, {}).items()
            ]
        if found := _VARIABLE.search(row.get("cssclass", "")):
            self.form.names[name] = found[1]
        self.by_name[name] = self.here = draft
        self.form.drafts.append(draft)
        self.words(draft, row, language)
        self.rest(row, draft, kind)

    def limit(self, row: ForeignRow, key: str) -> float | None:
        text = row.get(key, "")
        try:
            return float(text) if text else None
        except ValueError:
            self.form.lose(int(row["#"]), row["name"], f"{key} {text}"[:80], "it is not a number")
            return None

    def words(self, draft: Draft, row: ForeignRow, language: str) -> None:
        if row.get("text"):
            draft.text[language] = row["text"]
        if row.get("help"):
            draft.hint[language] = row["help"]

    def option(self, row: ForeignRow, language: str) -> None:
        if self.here is None or self.here.list is None:
            if self.here is not None:
                self.form.lose(int(row["#"]), self.here.name, "answer", "the question takes none", "open")
            return
        options = self.form.lists[self.here.list]
        code, label = row.get("name", ""), row.get("text", row.get("name", ""))
        known = next((each for each in options if each.code == code), None)
        if known is None:
            options.append(ForeignOption(code, {language: label}))
        else:
            known.label[language] = label

    def rest(self, row: ForeignRow, draft: Draft, kind: str) -> None:
        """Report what else is filled in."""
        if row.get("other") == "Y":
            why = (
                "write an answer for 'something else' into the list and an item of type text that asks which"
            )
            self.form.lose(draft.row, draft.name, "other", why)
        if kind in ("O", "P"):
            self.form.lose(
                draft.row, draft.name, "comment beside the answer", "write an item of type text for it"
            )
        for key, value in row.items():
            if key in _NEVER and value not in _EMPTY:
                self.form.pass_over(key, draft.row)
            if key not in _CARRIED and key not in _NEVER and key != "other" and value not in _EMPTY:
                why = "the question bank has nothing of the kind"
                self.form.lose(draft.row, draft.name, f"{key} {value}"[:80], why)
