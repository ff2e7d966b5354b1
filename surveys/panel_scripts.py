"""Programs that load the panel file with its labels: for R (without packages), SPSS and Stata.

Each reads the .csv that stands beside it, so that one text file serves everybody; only where texts have line
breaks SPSS needs one of its own (see `familypanel.surveys.panel_lines`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..study.dictionary import Dictionary, Variable
from ..study.spss import VALUE_LABEL_BYTES, declared_missing, fitting, literal, missing_syntax
from .panel_codes import Coded
from .panel_lines import one_line, path_for_spss
from .panel_stata import LETTERS, odd_names
from .panel_writers import labels_of, number_text
from .spss_formats import WIDEST_TEXT
from .spss_write import undeclared_notes

__all__ = ["r_script", "spss_syntax", "stata_do"]

_DATES = ("date", "datetime")


def spss_syntax(panel: Coded, csv: str) -> str:
    """Write SPSS syntax; dates come in as text, so that their missing codes are kept."""
    book, how = panel.dictionary, one_line(panel)
    source = path_for_spss(Path(csv)).name if how.room else csv
    lines = [
        "* Load the panel file with its labels; run it in the folder of the files.",
        "SET DECIMAL=DOT.",
        f"GET DATA /TYPE=TXT /FILE={literal(source)} /ENCODING='UTF8' /ARRANGEMENT=DELIMITED /DELIMITERS=','",
        "  /QUALIFIER='\"' /FIRSTCASE=2 /VARIABLES=",
        *(f"  {_read_as(v)} {_spss_format(v, how.room.get(v.name, 0))}" for v in book),
        "  .",
        *(line for name in how.room for line in how.restored(name)),
        *(line for v in book if v.type in _DATES for line in _spss_date(v)),
        *(f"VARIABLE LABELS {v.name} {literal(v.label)}." for v in book if v.label),
        *(_spss_labels(name, labels, book[name].is_text) for name, labels in labels_of(book).items()),
        *(line for v in book for line in _spss_missing(v, book)),
        *(f"* {note}." for note in undeclared_notes(book)),
        *_spss_levels(book),
        *_spss_sets(book),
        "EXECUTE.",
    ]
    return "\n".join(lines) + "\n"


def _read_as(variable: Variable) -> str:
    return f"{variable.name}#" if variable.type in _DATES else variable.name


def _spss_format(variable: Variable, more: int) -> str:
    if variable.is_text:
        return f"A{min((variable.width or 1) + more, WIDEST_TEXT)}"
    return "A26" if variable.type in _DATES else "F8.2" if variable.decimals else "F8.0"


def _spss_date(variable: Variable) -> list[str]:
    name, text = variable.name, f"{variable.name}#"
    shown, read = ("DATE11", "SDATE10") if variable.type == "date" else ("DATETIME20", "YMDHMS26")
    return [
        f"DO IF (INDEX({text}, '-') = 1).",
        f"COMPUTE {name} = NUMBER({text}, F8.0).",
        f"ELSE IF ({text} <> '').",
        f"COMPUTE {name} = NUMBER(SUBSTR({text}, 1, {read[-2:]}), {read}).",
        "END IF.",
        f"FORMATS {name} ({shown}).",
        "EXECUTE.",
        f"DELETE VARIABLES {text}.",
    ]


def _spss_labels(name: str, labels: dict[Any, str], text: bool) -> str:
    pairs = " ".join(
        f"{literal(str(code)) if text else _number(code)} {literal(fitting(label, VALUE_LABEL_BYTES))}"
        for code, label in labels.items()
    )
    return f"VALUE LABELS {name} {pairs}."


def _number(code: Any) -> str:
    return str(code) if isinstance(code, str) else number_text(float(code))


def _spss_missing(variable: Variable, book: Dictionary) -> Iterator[str]:
    spans = declared_missing(variable, book.code_list(variable.name))
    if spans is None:
        yield f"* The missing codes of {variable.name} are labelled only: an answer lies between them."
    elif spans:
        yield f"MISSING VALUES {variable.name} ({missing_syntax(spans)})."


def _spss_levels(book: Dictionary) -> Iterator[str]:
    for measure in ("nominal", "ordinal", "scale"):
        names = [v.name for v in book if v.measure == measure]
        if names:
            yield f"VARIABLE LEVEL {' '.join(names)} ({measure.upper()})."


def _spss_sets(book: Dictionary) -> Iterator[str]:
    for each in book.sets:
        kind = "MCGROUP" if each.categories else "MDGROUP"
        counted = literal(each.counted) if isinstance(each.counted, str) else _number(each.counted)
        value = "" if each.categories else f" VALUE={counted}"
        label = literal(fitting(each.label, VALUE_LABEL_BYTES))
        yield f"MRSETS /{kind} NAME=${each.name} LABEL={label} VARIABLES={' '.join(each.variables)}{value}."


def stata_do(panel: Coded, csv: str) -> str:
    """Write a Stata do-file; reasons become extended missing values, as in the .dta file."""
    lines = [
        "* Load the panel file with its labels; run it in the folder of the files.",
        "version 14",
        f'import delimited using "{csv}", clear varnames(1) case(preserve) encoding("UTF-8") '
        "bindquotes(strict) stringcols(_all)",
    ]
    odd = odd_names(panel.dictionary)
    if odd:
        lines.append(
            f"* Stata does not allow these names and reads them as others, without labels: {' '.join(odd)}"
        )
    for variable in panel.dictionary:
        lines += [] if variable.name in odd else _stata_variable(variable, panel)
    return "\n".join(lines) + "\n"


def _stata_variable(variable: Variable, panel: Coded) -> Iterator[str]:
    name = variable.name
    codes = {} if variable.is_text else panel.codes.get(name, {})
    if variable.type in _DATES:
        yield from _stata_date(variable, codes)
    elif not variable.is_text:
        yield f"destring {name}, replace"
        yield from (
            f"replace {name} = .{LETTERS[reason]} if {name} == {code}" for reason, code in codes.items()
        )
    if variable.label:
        yield f"label variable {name} {_stata(variable.label[:80])}"
    listed = {} if variable.is_text else labels_of(panel.dictionary).get(name, {})
    missing = {code: f".{LETTERS[reason]}" for reason, code in codes.items()}
    pairs = [f"{missing.get(code, _number(code))} {_stata(label)}" for code, label in listed.items()]
    if pairs:
        yield f"label define {name} {' '.join(pairs)}, replace"
        yield f"label values {name} {name}"


def _stata_date(variable: Variable, codes: Any) -> Iterator[str]:
    name, read = variable.name, "daily" if variable.type == "date" else "clock"
    kind, shape = ("long", "YMD") if variable.type == "date" else ("double", "YMDhms")
    yield f"rename {name} _text"
    yield f'generate {kind} {name} = {read}(_text, "{shape}")'
    yield from (f'replace {name} = .{LETTERS[reason]} if _text == "{code}"' for reason, code in codes.items())
    yield f"format {name} %t{'d' if variable.type == 'date' else 'c'}"
    yield "drop _text"


def _stata(text: str) -> str:
    return '`"' + " ".join(text.split()).replace("`", "'") + "\"'"


def r_script(panel: Coded, csv: str) -> str:
    """Write an R script without packages: coded answers become factors, reasons NA with their count kept."""
    lines = [
        "# Load the panel file with its labels; run it in the folder of the files.",
        f'panel <- read.csv({_r(csv)}, colClasses = "character", encoding = "UTF-8", check.names = FALSE,',
        "                  na.strings = character(0))",
        "# Why a cell has no value stands in reasons, beside the values in panel.",
        "reasons <- panel",
        "reasons[] <- NA_character_",
        "missing_codes <- function(name, codes, words) {",
        "  found <- match(panel[[name]], codes)",
        "  reasons[[name]] <<- words[found]",
        "  panel[[name]][!is.na(found)] <<- NA",
        "}",
        "# A code that the list lacks stays an answer; two codes of one label stay two.",
        "as_factor <- function(answers, codes, labels) {",
        '  strange <- setdiff(unique(answers), c(codes, NA, ""))',
        '  twice <- labels %in% labels[duplicated(labels)] | labels == ""',
        '  labels[twice] <- paste0(labels[twice], " (", codes[twice], ")")',
        "  factor(answers, levels = c(codes, strange), labels = c(labels, strange))",
        "}",
    ]
    for variable in panel.dictionary:
        lines += _r_variable(variable, panel)
    return "\n".join(lines) + "\n"


def _r_variable(variable: Variable, panel: Coded) -> Iterator[str]:
    name = _r(variable.name)
    codes = panel.codes.get(variable.name, {})
    if codes:
        listed = ", ".join(_r(str(code)) for code in codes.values())
        words = ", ".join(_r(reason.label) for reason in codes)
        yield f"missing_codes({name}, c({listed}), c({words}))"
    found = panel.dictionary.code_list(variable.name)
    if variable.type in _DATES:
        kind = "as.Date" if variable.type == "date" else "as.POSIXct"
        shape = "%Y-%m-%d" if variable.type == "date" else "%Y-%m-%d %H:%M:%OS"
        yield f'panel[[{name}]] <- {kind}(panel[[{name}]], format = "{shape}")'
    elif found is not None and variable.type == "choice":
        levels = ", ".join(_r(_number(code.value)) for code in found.codes)
        labels = ", ".join(_r(code.label) for code in found.codes)
        yield f"panel[[{name}]] <- as_factor(panel[[{name}]], c({levels}), c({labels}))"
    elif not variable.is_text:
        yield f"panel[[{name}]] <- as.numeric(panel[[{name}]])"
    if variable.label:
        yield f'attr(panel[[{name}]], "label") <- {_r(variable.label)}'


def _r(text: str) -> str:
    """Quote as R reads it; JSON's escapes are R's, but for the slash, which needs none."""
    return json.dumps(text, ensure_ascii=False)
