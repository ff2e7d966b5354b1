"""The variables of a wave as a DDI-Codebook 2.5 document, which data archives read.

Every variable has its label in all languages, its range, its codes, and the declared missing codes with their
reasons; beside them stands what is known of the question behind it.
Source: DDI Alliance, *DDI-Codebook 2.5* (2012), element reference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .dictionary import Code, Dictionary, MissingRange, Value, Variable
from .numbers import exact
from .xml_tree import Node, Tree

__all__ = ["Asked", "Collection", "QuestionTexts", "ddi_codebook", "ddi_codebook_of_waves"]

_NAMESPACES = {"": "ddi:codebook:2_5"}
_REPRESENTATIONS = {
    "choice": "code", "integer": "numeric", "decimal": "numeric", "text": "text", "date": "datetime",
    "datetime": "datetime", "time": "datetime",
}  # fmt: skip
_CATEGORIES = {"date": "date", "datetime": "date", "time": "time"}
_NATURES = {"nominal": "nominal", "ordinal": "ordinal", "scale": "interval"}
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """What a question says in one language: who is asked, the question, and what the interviewer does."""

    words: str
    before: str = ""
    instruction: str = ""
    universe: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question behind a variable.

    Parameters
    ----------
    domain : str
        What kind of answer it takes: ``category``, ``multiple``, ``numeric``, ``text`` or ``datetime``.
    texts : mapping of str to QuestionTexts
        By language.
    number : str
        As it is printed in the questionnaire.
    """

    domain: str
    texts: Mapping[str, QuestionTexts]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """How the answers were collected, beyond what a dictionary knows.

    Parameters
    ----------
    mode : mapping of str to str
        How people are asked, in words, by language.
    questions : mapping of str to Asked
        By the name of the variable.
    modules : mapping of str to Texts
        The headings of modules.
    rosters : mapping of str to tuple of str
        The variables of each roster: the same questions, repeated for each of its rows.
    """

    mode: Texts = field(default_factory=dict)
    questions: Mapping[str, Asked] = field(default_factory=dict)
    modules: Mapping[str, Texts] = field(default_factory=dict)
    rosters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def ddi_codebook(book: Dictionary, collection: Collection | None = None) -> bytes:
    """Write the codebook of one wave, all languages in one document.

    Parameters
    ----------
    book : Dictionary
        Of an instrument, or of a file; its first language is that of the labels.
    collection : Collection, optional
        What is known of the questions behind the variables.

    Returns
    -------
    bytes
        XML, UTF-8, valid against the schema of DDI-Codebook 2.5.
    """
    tree = Tree(_NAMESPACES, "codeBook", version="2.5")
    described = _Codebook(tree, book, collection or Collection())
    described.study(book.title, "-".join(part for part in (book.wave, book.mode) if part))
    described.data()
    return tree.document()


def ddi_codebook_of_waves(title: str, books: Sequence[Dictionary]) -> bytes:
    """Write the codebook of several waves as one document: a file and its variables for each.

    Parameters
    ----------
    title : str
        Of the study.
    books : sequence of Dictionary
        At least one; `wave` says which wave each is of.

    Returns
    -------
    bytes
        XML, UTF-8, valid against the schema of DDI-Codebook 2.5.
    """
    tree = Tree(_NAMESPACES, "codeBook", version="2.5")
    waves = [_Codebook(tree, book, Collection(), number) for number, book in enumerate(books, 1)]
    waves[0].study(title, "")
    for wave in waves:
        wave.file()
    for wave in waves:
        wave.data()
    return tree.document()


class _Codebook:
    """One wave in a document; with a `number` it is one of several files."""

    def __init__(self, tree: Tree, book: Dictionary, collection: Collection, number: int = 0) -> None:
        self.tree = tree
        self.book = book
        self.collection = collection
        self.first = book.languages[0]
        self.of_file = f"F{number}" if number else ""
        self.ids = {name: f"{self.of_file}V{at}" for at, name in enumerate(book.names, 1)}

    def file(self) -> None:
        described = self.tree.add(self.tree.root, "fileDscr", ID=self.of_file)
        self.tree.add(self.tree.add(described, "fileTxt"), "fileName", self.book.wave or "")

    def data(self) -> None:
        data = self.tree.add(self.tree.root, "dataDscr")
        self.groups(data)
        for variable in self.book:
            self.variable(data, variable)

    def study(self, title: str, known: str) -> None:
        add = self.tree.add
        study = add(self.tree.root, "stdyDscr")
        titles = add(add(study, "citation"), "titlStmt")
        add(titles, "titl", title, self.first)
        if known:
            add(titles, "IDNo", known)
        collected = add(add(study, "method"), "dataColl")
        add(collected, "timeMeth", "Longitudinal: panel", "en")
        self.translated(collected, "collMode", self.collection.mode)

    def groups(self, data: Node) -> None:
        """Give a group for every module, for every roster, and for every multiple response."""
        modules: dict[str, list[str]] = {}
        for variable in self.book:
            if variable.module is not None:
                modules.setdefault(variable.module, []).append(self.ids[variable.name])
        for module, ids in modules.items():
            group = self.tree.add(data, "varGrp", type="section", name=module, var=" ".join(ids))
            headings = self.collection.modules.get(module, {})
            self.translated(group, "labl", {each: headings.get(each, module) for each in self.book.languages})
        for roster, names in self.collection.rosters.items():
            within = " ".join(self.ids[name] for name in names)
            group = self.tree.add(data, "varGrp", type="repetition", name=roster, var=within)
            self.tree.add(group, "labl", roster, self.first)
        for each in self.book.sets:
            ids = [self.ids[name] for name in each.variables]
            group = self.tree.add(data, "varGrp", type="multipleResp", name=each.name, var=" ".join(ids))
            self.tree.add(group, "labl", each.label, self.first)

    def variable(self, data: Node, variable: Variable) -> None:
        found = self.tree.add(
            data, "var", ID=self.ids[variable.name], name=variable.name, files=self.of_file,
            intrvl="contin" if variable.measure == "scale" else "discrete",
            dcml=str(variable.decimals) if variable.type == "decimal" else "",
            nature=_NATURES.get(variable.measure, ""),
            representationType=_REPRESENTATIONS.get(variable.type, "other"),
        )  # fmt: skip
        self.translated(found, "labl", {self.first: variable.label} | dict(variable.translations))
        asked = self.collection.questions.get(variable.name)
        if asked is not None:
            self.question(found, asked)
        self.ranges(found, variable)
        if asked is not None:
            self.universe(found, asked)
        self.categories(found, variable)
        kind = "character" if variable.is_text else "numeric"
        self.tree.add(found, "varFormat", type=kind, category=_CATEGORIES.get(variable.type, "other"))
        self.notes(found, variable)

    def translated(self, parent: Node, name: str, texts: Texts) -> None:
        for language, words in texts.items():
            self.tree.add(parent, name, words, language)

    def question(self, parent: Node, asked: Asked) -> None:
        for language, texts in asked.texts.items():
            found = self.tree.add(
                parent, "qstn", language=language, seqNo=asked.number, responseDomainType=asked.domain
            )
            if texts.before:
                self.tree.add(found, "preQTxt", texts.before)
            self.tree.add(found, "qstnLit", texts.words)
            if texts.instruction:
                self.tree.add(found, "ivuInstr", texts.instruction)

    def ranges(self, parent: Node, variable: Variable) -> None:
        units = "REAL" if variable.type == "decimal" else "INT"
        if variable.low is not None and variable.high is not None:
            valid = self.tree.add(parent, "valrng")
            self.tree.add(valid, "range", UNITS=units, min=exact(variable.low), max=exact(variable.high))
        if variable.missing:
            invalid = self.tree.add(parent, "invalrng")
            for part in variable.missing:
                self.invalid(invalid, part, units)

    def invalid(self, parent: Node, part: MissingRange, units: str) -> None:
        if part.low == part.high:
            self.tree.add(parent, "item", UNITS=units, VALUE=_value(part.low))
        else:
            self.tree.add(parent, "range", UNITS=units, min=_value(part.low), max=_value(part.high))

    def universe(self, parent: Node, asked: Asked) -> None:
        for language, texts in asked.texts.items():
            if texts.universe:
                self.tree.add(parent, "universe", texts.universe, language, clusion="I")

    def categories(self, parent: Node, variable: Variable) -> None:
        codes = self.book.code_list(variable.name)
        for code in codes.codes if codes is not None else ():
            self.category(parent, code)
        for part in variable.missing:
            if part.low == part.high:
                self.missing(parent, part)

    def category(self, parent: Node, code: Code) -> None:
        found = self.tree.add(parent, "catgry")
        self.tree.add(found, "catValu", _value(code.value))
        self.translated(found, "labl", {self.first: code.label} | dict(code.translations))

    def missing(self, parent: Node, part: MissingRange) -> None:
        word = "" if part.reason is None else part.reason.word
        found = self.tree.add(parent, "catgry", missing="Y", missType=word)
        self.tree.add(found, "catValu", _value(part.low))
        label = part.label or ("" if part.reason is None else part.reason.label)
        if label:
            self.tree.add(found, "labl", label, "en")

    def notes(self, parent: Node, variable: Variable) -> None:
        """Say which item it is and how it is routed, in the words of the question bank."""
        said = {
            "item": variable.item, "version": variable.version, "routing": variable.ask,
            "sensitive": "never read back or printed" if variable.sensitive else None,
        }  # fmt: skip
        for kind, text in said.items():
            if text:
                self.tree.add(parent, "notes", text, type=kind)


def _value(value: Value) -> str:
    """Write a value; an open end of a range is left out."""
    if isinstance(value, str):
        return value
    return "" if math.isinf(value) else exact(value)
