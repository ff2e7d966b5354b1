"""The logical product of a DDI-Lifecycle document: categories, code lists, missing values, variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...study.dictionary import MissingRange, Variable
from ...study.numbers import exact
from ...study.xml_tree import Node
from ..bank import Texts
from ..instrument import Choice, Instrument
from .ddi_codebook import questions_by_variable
from .ddi_document import MISSING, Document, reasons_list

__all__ = ["add_product"]


def add_product(xml: Document, study: Node, instrument: Instrument) -> None:
    """Add what is stored, and how it is coded."""
    _Product(xml, instrument).add(study)


class _Product:
    def __init__(self, xml: Document, instrument: Instrument) -> None:
        self.xml = xml
        self.instrument = instrument
        self.book = instrument.dictionary
        self.questions = questions_by_variable(instrument)

    def add(self, study: Node) -> None:
        product = self.xml.part(study, "l:LogicalProduct", "product")
        lists = dict(self.lists())
        categories = self.xml.part(product, "l:CategoryScheme", "categories")
        for name, codes in lists.items():
            for value, texts in codes.items():
                reason = name.startswith(MISSING)
                node = self.xml.part(
                    categories, "l:Category", "category", name, value, isMissing="true" if reason else ""
                )
                self.xml.labelled(node, texts)
        schemes = self.xml.part(product, "l:CodeListScheme", "lists")
        for name, codes in lists.items():
            self.code_list(schemes, name, codes)
        self.missing_values(product)
        variables = self.xml.part(product, "l:VariableScheme", "variables")
        for variable in self.book:
            self.variable(variables, variable)

    def lists(self) -> Iterator[tuple[str, dict[str, Texts]]]:
        """Give every list by name: those of the answers, of the reasons allowed, and of the scheme."""
        first = self.xml.languages[0]
        for name, codes in self.book.lists.items():
            yield name, {_value(c.value): {first: c.label, **c.translations} for c in codes.codes}
        for question in self.instrument.questions:
            if question.reasons:
                yield reasons_list(question.reasons), {str(e.code): self.label(e) for e in question.reasons}
        yield MISSING, {_value(part.low): {"en": part.label} for part in self.missing()}

    def label(self, each: Choice) -> Texts:
        return {language: each.label[language] for language in self.xml.languages}

    def missing(self) -> tuple[MissingRange, ...]:
        return max((v.missing for v in self.book if not v.is_text), key=len, default=())

    def code_list(self, schemes: Node, name: str, codes: Mapping[str, Texts]) -> None:
        node = self.xml.part(schemes, "l:CodeList", "codes", name)
        self.xml.named(node, "l:CodeListName", name)
        for value in codes:
            code = self.xml.part(node, "l:Code", "code", name, value)
            self.xml.refers(code, "r:CategoryReference", "Category", "category", name, value)
            self.xml.add(code, "r:Value", value)

    def missing_values(self, product: Node) -> None:
        scheme = self.xml.part(product, "r:ManagedRepresentationScheme", "representations")
        node = self.xml.part(scheme, "r:ManagedMissingValuesRepresentation", MISSING)
        codes = self.xml.add(node, "r:MissingCodeRepresentation")
        self.xml.refers(codes, "r:CodeListReference", "CodeList", "codes", MISSING)

    def variable(self, scheme: Node, variable: Variable) -> None:
        node = self.xml.part(scheme, "l:Variable", "variable", variable.name)
        self.xml.named(node, "l:VariableName", variable.name)
        self.xml.labelled(node, {self.xml.languages[0]: variable.label, **variable.translations})
        question = self.questions.get(variable.name)
        if question is not None:
            self.xml.refers(node, "r:QuestionReference", "QuestionItem", "question", question.id)
        shown = self.xml.add(node, "l:VariableRepresentation")
        self.representation(shown, variable)
        if variable.missing:
            self.xml.refers(shown, "l:MissingValuesReference", "ManagedMissingValuesRepresentation", MISSING)

    def representation(self, parent: Node, variable: Variable) -> None:
        if variable.codes is not None:
            node = self.xml.add(parent, "r:CodeRepresentation")
            self.xml.refers(node, "r:CodeListReference", "CodeList", "codes", variable.codes)
        elif variable.type == "text":
            width = "" if variable.width is None else str(variable.width)
            self.xml.add(parent, "r:TextRepresentation", maxLength=width)
        elif variable.type == "date":
            self.xml.add(self.xml.add(parent, "r:DateTimeRepresentation"), "r:DateTypeCode", "Date")
        else:
            whole = variable.type == "integer"
            self.xml.numeric(parent, "r:NumericRepresentation", variable.low, variable.high, whole)


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else exact(float(value))
