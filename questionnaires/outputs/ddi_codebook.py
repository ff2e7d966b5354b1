"""The variables of a wave as a DDI-Codebook 2.5 document, which data archives read.

Every variable has its question in all languages, the universe of those asked (in words, and as authored in a
note), its codes, and the declared missing codes with their reasons.
Source: DDI Alliance, *DDI-Codebook 2.5* (2012), element reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...study.dictionary import Code, Variable
from ..instrument import Instrument, Question
from ..phrases import MODE_LABELS
from ..printers.dialect import exact
from ..printers.naming import asked_if, label_shown, rule_spoken
from ..wording import plain_wording
from .xml_tree import Node, Tree

__all__ = ["ddi_codebook", "questions_by_variable"]

_NAMESPACES = {"": "ddi:codebook:2_5"}
_DOMAINS = {
    "one": "category", "any": "multiple", "whole": "numeric", "number": "numeric", "text": "text",
    "date": "datetime",
}  # fmt: skip
_REPRESENTATIONS = {
    "choice": "code", "integer": "numeric", "decimal": "numeric", "text": "text", "date": "datetime",
}  # fmt: skip
_NATURES = {"nominal": "nominal", "ordinal": "ordinal", "scale": "interval"}


def ddi_codebook(instrument: Instrument) -> bytes:
    """Write the codebook of one wave, all languages in one document.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.

    Returns
    -------
    bytes
        XML, UTF-8, valid against the schema of DDI-Codebook 2.5.
    """
    return _Codebook(instrument).document()


class _Codebook:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.book = instrument.dictionary
        self.first = instrument.languages[0]
        self.ids = {name: f"V{number}" for number, name in enumerate(self.book.names, 1)}
        self.questions = questions_by_variable(instrument)
        self.tree = Tree(_NAMESPACES, "codeBook", version="2.5")

    def document(self) -> bytes:
        self.study()
        data = self.tree.add(self.tree.root, "dataDscr")
        self.groups(data)
        for variable in self.book:
            self.variable(data, variable)
        return self.tree.document()

    def study(self) -> None:
        add = self.tree.add
        study = add(self.tree.root, "stdyDscr")
        titles = add(add(study, "citation"), "titlStmt")
        add(titles, "titl", self.book.title, self.first)
        add(titles, "IDNo", f"{self.instrument.wave}-{self.instrument.mode}")
        collection = add(add(study, "method"), "dataColl")
        add(collection, "timeMeth", "Longitudinal: panel", "en")
        for language in self.instrument.languages:
            add(collection, "collMode", MODE_LABELS[self.instrument.mode][language], language)

    def groups(self, data: Node) -> None:
        """Give a group for every module, and one for every multiple response."""
        modules: dict[str, list[str]] = {}
        for name, question in self.questions.items():
            modules.setdefault(question.module, []).append(self.ids[name])
        headings = {q.module: q.heading for q in self.instrument.questions if q.heading}
        for module, ids in modules.items():
            group = self.tree.add(data, "varGrp", type="section", name=module, var=" ".join(ids))
            for language in self.instrument.languages:
                words = headings.get(module, {}).get(language)
                self.tree.add(group, "labl", plain_wording(words) if words else module, language)
        self.rosters(data)
        for each in self.book.sets:
            ids = [self.ids[name] for name in each.variables]
            group = self.tree.add(data, "varGrp", type="multipleResp", name=each.name, var=" ".join(ids))
            self.tree.add(group, "labl", each.label, self.first)

    def rosters(self, data: Node) -> None:
        """Give a group for every roster: the same questions, repeated for each of its rows."""
        rosters: dict[str, list[str]] = {}
        for name, question in self.questions.items():
            if question.row is not None:
                rosters.setdefault(question.row.variable, []).append(self.ids[name])
        for roster, ids in rosters.items():
            group = self.tree.add(data, "varGrp", type="repetition", name=roster, var=" ".join(ids))
            self.tree.add(group, "labl", roster, self.first)

    def variable(self, data: Node, variable: Variable) -> None:
        question = self.questions.get(variable.name)
        found = self.tree.add(
            data, "var", ID=self.ids[variable.name], name=variable.name,
            intrvl="contin" if variable.measure == "scale" else "discrete",
            dcml=str(variable.decimals) if variable.type == "decimal" else "",
            nature=_NATURES.get(variable.measure, ""),
            representationType=_REPRESENTATIONS.get(variable.type, "other"),
        )  # fmt: skip
        self.translated(found, "labl", variable.label, variable.translations)
        if question is not None:
            self.question(found, question)
        self.ranges(found, variable)
        if question is not None:
            self.universe(found, question)
        self.categories(found, variable)
        self.format(found, variable)
        self.notes(found, variable)

    def translated(self, parent: Node, name: str, text: str, translations: Mapping[str, str]) -> None:
        self.tree.add(parent, name, text, self.first)
        for language, words in translations.items():
            self.tree.add(parent, name, words, language)

    def question(self, parent: Node, question: Question) -> None:
        number = "" if question.number is None else str(question.number)
        for language in self.instrument.languages:
            found = self.tree.add(
                parent, "qstn", language=language, seqNo=number, responseDomainType=_DOMAINS[question.kind]
            )
            if question.ask is not None:
                self.tree.add(found, "preQTxt", asked_if(question, self.instrument, language))
            self.tree.add(found, "qstnLit", label_shown(question.words[language], self.instrument, language))
            if question.instruct:
                self.tree.add(
                    found, "ivuInstr", label_shown(question.instruct[language], self.instrument, language)
                )

    def ranges(self, parent: Node, variable: Variable) -> None:
        units = "REAL" if variable.type == "decimal" else "INT"
        if variable.low is not None and variable.high is not None:
            valid = self.tree.add(parent, "valrng")
            self.tree.add(
                valid, "range", UNITS=units, min=exact(variable.low), max=exact(variable.high)
            )  # fmt: skip
        if variable.missing:
            invalid = self.tree.add(parent, "invalrng")
            for part in variable.missing:
                self.tree.add(invalid, "item", UNITS=units, VALUE=_value(part.low))

    def universe(self, parent: Node, question: Question) -> None:
        if question.ask is not None:
            for language in self.instrument.languages:
                rule = rule_spoken(question.ask, self.instrument, language)
                self.tree.add(parent, "universe", rule, language, clusion="I")

    def categories(self, parent: Node, variable: Variable) -> None:
        codes = self.book.code_list(variable.name)
        for code in codes.codes if codes is not None else ():
            self.category(parent, code)
        for part in variable.missing:
            word = "" if part.reason is None else part.reason.word
            found = self.tree.add(parent, "catgry", missing="Y", missType=word)
            self.tree.add(found, "catValu", _value(part.low))
            self.tree.add(found, "labl", part.label, "en")

    def category(self, parent: Node, code: Code) -> None:
        found = self.tree.add(parent, "catgry")
        self.tree.add(found, "catValu", _value(code.value))
        self.translated(found, "labl", code.label, code.translations)

    def format(self, parent: Node, variable: Variable) -> None:
        kind = "character" if variable.is_text else "numeric"
        category = "date" if variable.type == "date" else "other"
        self.tree.add(parent, "varFormat", type=kind, category=category)

    def notes(self, parent: Node, variable: Variable) -> None:
        """Say which item it is and how it is routed, in the words of the question bank."""
        said = {
            "item": variable.item, "version": variable.version, "routing": variable.ask,
            "sensitive": "never read back or printed" if variable.sensitive else None,
        }  # fmt: skip
        for kind, text in said.items():
            if text:
                self.tree.add(parent, "notes", text, type=kind)


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else exact(float(value))


def questions_by_variable(instrument: Instrument) -> Mapping[str, Question]:
    """Give for every variable of a data file the question it comes from."""
    return dict(_stored(instrument))


def _stored(instrument: Instrument) -> Iterator[tuple[str, Question]]:
    for question in instrument.questions:
        if question.kind == "any":
            yield from ((question.option_variable(choice.code), question) for choice in question.choices)
        elif question.stores:
            yield question.variable, question
