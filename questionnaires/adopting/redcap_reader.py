"""Read a REDCap data dictionary (CSV)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..bank import Kind
from .forms import Draft, ForeignOption, Form
from .reading import ForeignRow

__all__ = ["read_redcap"]

# Headings of the file one downloads from the designer, and those of the programming interface.
_HEADINGS: Mapping[str, str] = {
    "Variable / Field Name": "field_name", "Form Name": "form_name", "Section Header": "section_header",
    "Field Type": "field_type", "Field Label": "field_label",
    "Choices, Calculations, OR Slider Labels": "choices", "select_choices_or_calculations": "choices",
    "Field Note": "field_note", "Text Validation Type OR Show Slider Number": "validation",
    "text_validation_type_or_show_slider_number": "validation",
    "Text Validation Min": "low", "text_validation_min": "low", "Text Validation Max": "high",
    "text_validation_max": "high", "Identifier?": "identifier",
    "Branching Logic (Show field only if...)": "branching_logic", "Required Field?": "required_field",
    "Custom Alignment": "custom_alignment", "Question Number (surveys only)": "question_number",
    "Matrix Group Name": "matrix_group_name", "Matrix Ranking?": "matrix_ranking",
    "Field Annotation": "field_annotation",
}  # fmt: skip
_NEVER = {
    "form_name": "all forms of the dictionary are one module here",
    "required_field": "each output decides which answers it insists on",
    "question_number": "questions are numbered by the outputs",
}
_KINDS: Mapping[str, Kind] = {
    "radio": "one", "dropdown": "one", "yesno": "one", "truefalse": "one", "checkbox": "any", "text": "text",
    "notes": "text", "descriptive": "note", "slider": "whole",
}  # fmt: skip
_BUILT_IN = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
_NUMBERS = {"integer": "whole", "number": "number", "number_1dp": "number", "number_2dp": "number"}
_ALONE = re.compile(r"@NONEOFTHEABOVE='?([\w,-]+)'?")
_SLIDER = {"low": 0.0, "high": 100.0}
# Words of our own outputs that say nothing new.
_OURS = re.compile(r"@NONEOFTHEABOVE='?[\w,-]+'?|@HIDDEN|@READONLY|(?:item|version)=\S+")


def read_redcap(rows: Sequence[ForeignRow], language: str) -> Form:
    """Read the rows of the dictionary; it holds one `language`."""
    reader = _Reader(language)
    for row in rows:
        reader.field({_HEADINGS.get(key, key): value for key, value in row.items()})
    reader.title()
    reader.form.report_columns(_NEVER)
    return reader.form


class _Reader:
    def __init__(self, language: str) -> None:
        self.form = Form("redcap")
        self.language = language
        self.sections: list[tuple[int, str]] = []

    def title(self) -> None:
        if len(self.sections) == 1:
            self.form.title = {self.language: self.sections[0][1]}
        for row, text in self.sections if len(self.sections) > 1 else ():
            self.form.lose(row, text[:40], "section header", "a module has one heading")

    def field(self, row: ForeignRow) -> None:
        name, number, kind = row.get("field_name", ""), int(row["#"]), row.get("field_type", "")
        if text := row.get("section_header"):
            self.sections.append((number, text))
        if name.startswith(("prior_", "baseline_")) and "@HIDDEN" in row.get("field_annotation", ""):
            self.form.earlier.add(name)
            why = "it is the answer of an earlier wave, and is written prior.x or baseline.x here"
            self.form.lose(number, name, "hidden field", why, "changed")
        elif kind == "calc":
            why = "nothing is calculated in a questionnaire; a rule that uses it is marked"
            self.form.lose(number, name, "calculated field", why)
        elif kind not in _KINDS:
            self.form.lose(number, name, f"field type {kind}", "there is no such kind of answer", "open")
        else:
            self.question(row, _KINDS[kind])

    def question(self, row: ForeignRow, kind: Kind) -> None:
        name = row["field_name"]
        draft = Draft(
            row=int(row["#"]),
            name=name,
            kind=self.typed(row) if row["field_type"] == "text" else kind,
            text={self.language: row["field_label"]} if row.get("field_label") else {},
            hint={self.language: row["field_note"]} if row.get("field_note") else {},
            ask=tuple(filter(None, [row.get("branching_logic", "")])),
            check=self.dates(row),
            low=self.limit(row, "low"),
            high=self.limit(row, "high"),
            sensitive=row.get("identifier", "").lower() == "y",
        )
        if kind in ("one", "any"):
            draft.list = name
            self.form.lists[name] = self.options(row)
        if alone := _ALONE.search(row.get("field_annotation", "")):
            draft.alone = tuple(alone[1].split(","))
        self.form.drafts.append(draft)
        self.rest(row)

    def typed(self, row: ForeignRow) -> Kind:
        validation = row.get("validation", "")
        if validation in _NUMBERS:
            return "whole" if _NUMBERS[validation] == "whole" else "number"
        if validation.startswith("date_"):
            return "date"
        if validation:
            why = "a text is taken as it is written"
            self.form.lose(int(row["#"]), row["field_name"], f"validation {validation}", why)
        return "text"

    def dates(self, row: ForeignRow) -> tuple[str, ...]:
        """Give the limits of a date as a rule of the dictionary."""
        if not row.get("validation", "").startswith("date_"):
            return ()
        limits = ((">=", row.get("low")), ("<=", row.get("high")))
        return tuple(f"[{row['field_name']}] {sign} '{limit}'" for sign, limit in limits if limit)

    def limit(self, row: ForeignRow, key: str) -> float | None:
        if row.get("validation", "").startswith("date_"):
            return None
        text = row.get(key, "")
        try:
            return float(text) if text else _SLIDER[key] if row["field_type"] == "slider" else None
        except ValueError:
            self.form.lose(int(row["#"]), row["field_name"], f"limit {text}", "it is not a number")
            return None

    def options(self, row: ForeignRow) -> list[ForeignOption]:
        if built_in := _BUILT_IN.get(row["field_type"]):
            return [ForeignOption(code, {self.language: label}) for code, label in built_in.items()]
        parts = (part.strip() for part in row.get("choices", "").split("|"))
        coded = (part.partition(",") for part in parts if part)
        return [
            ForeignOption(code.strip(), {self.language: label.strip() or code.strip()})
            for code, _, label in coded
        ]

    def rest(self, row: ForeignRow) -> None:
        """Report what else is filled in."""
        name, number = row["field_name"], int(row["#"])
        if extra := _OURS.sub("", row.get("field_annotation", "")).strip():
            self.form.lose(
                number, name, f"field annotation {extra}"[:80], "the question bank has nothing of the kind"
            )
        if "@HIDDEN" in row.get("field_annotation", "").split():
            why = "it was not shown; here it is asked like others"
            self.form.lose(number, name, "@HIDDEN", why, "changed")
        if row["field_type"] == "slider" and row.get("choices"):
            self.form.lose(number, name, f"slider labels {row['choices']}"[:80], "a number has no labels")
        for key in _NEVER:
            if row.get(key):
                self.form.pass_over(key, number)
        for key in ("custom_alignment", "matrix_group_name", "matrix_ranking"):
            if row.get(key):
                self.form.lose(number, name, f"{key} {row[key]}", "how it looks is decided by the output")
