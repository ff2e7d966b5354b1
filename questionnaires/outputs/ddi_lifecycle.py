"""The questionnaire of a wave as a DDI-Lifecycle 3.3 document: questions, routing, codes and variables.

The routing is the control flow of the instrument: a sequence of modules, and an if-then-else round each
question that not everybody is asked, with the condition in words, as authored, and for SPSS.
Source: DDI Alliance, *DDI-Lifecycle 3.3* (2020), field-level documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ...study.dictionary import MissingRange, Variable
from ..bank import Texts
from ..instrument import Choice, Instrument, Question, Words
from ..phrases import MODE_LABELS, phrase
from ..printers.dialect import exact
from ..printers.naming import rule_spoken
from ..printers.spss import print_spss
from ..wording import plain_wording
from .ddi_codebook import questions_by_variable
from .holding import held_in_file
from .xml_tree import Node, Tree

__all__ = ["ddi_lifecycle"]

AGENCY = "org.example"
"""Stands for the agency that publishes; DDI registers agencies by name."""

_NAMESPACES = {
    "ddi": "ddi:instance:3_3", "s": "ddi:studyunit:3_3", "d": "ddi:datacollection:3_3",
    "l": "ddi:logicalproduct:3_3", "r": "ddi:reusable:3_3",
}  # fmt: skip
_VERSION = "1.0.0"
_MISSING = "missing"


def ddi_lifecycle(instrument: Instrument) -> bytes:
    """Write the instrument of one wave, all languages in one document.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.

    Returns
    -------
    bytes
        XML, UTF-8, valid against the schema of DDI-Lifecycle 3.3.

    Raises
    ------
    NotPrintableError
        If a rule says what SPSS cannot.
    """
    return _Lifecycle(instrument).document()


class _Lifecycle:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.book = instrument.dictionary
        self.languages = instrument.languages
        self.holding = held_in_file(instrument)
        self.tree = Tree(_NAMESPACES, "ddi:DDIInstance")
        self.questions = questions_by_variable(instrument)

    def document(self) -> bytes:
        self.identified(self.tree.root, "instance", self.instrument.wave, self.instrument.mode)
        self.titled(self.tree.root)
        study = self.part(self.tree.root, "s:StudyUnit", "study", self.instrument.wave)
        self.titled(study)
        self.collection(study)
        self.product(study)
        return self.tree.document()

    # What everything in DDI has: an identification, labels, references.

    def identified(self, node: Node, *name: str) -> Node:
        for tag, text in (("r:Agency", AGENCY), ("r:ID", _id(*name)), ("r:Version", _VERSION)):
            self.tree.add(node, tag, text)
        return node

    def part(self, parent: Node, tag: str, *name: str, **attributes: str) -> Node:
        return self.identified(self.tree.add(parent, tag, **attributes), *name)

    def refers(self, parent: Node, tag: str, kind: str, *name: str) -> Node:
        node = self.identified(self.tree.add(parent, tag), *name)
        self.tree.add(node, "r:TypeOfObject", kind)
        return node

    def named(self, parent: Node, tag: str, name: str) -> None:
        self.tree.add(self.tree.add(parent, tag), "r:String", name, self.languages[0])

    def labelled(self, parent: Node, texts: Mapping[str, str], tag: str = "r:Label") -> None:
        node = self.tree.add(parent, tag)
        for language, text in texts.items():
            self.tree.add(node, "r:Content", text, language)

    def titled(self, parent: Node) -> None:
        self.named(self.tree.add(parent, "r:Citation"), "r:Title", self.book.title)

    def each(self, words: Words) -> Texts:
        return {language: plain_wording(words[language]) for language in self.languages if language in words}

    # Data collection.

    def collection(self, study: Node) -> None:
        data = self.part(study, "d:DataCollection", "collection")
        questions = self.part(data, "d:QuestionScheme", "questions")
        for question in self.asked():
            self.question(questions, question)
        flow = self.part(data, "d:ControlConstructScheme", "flow")
        self.flow(flow)
        told = [question for question in self.asked() if question.instruct]
        if told:
            instructions = self.part(data, "d:InterviewerInstructionScheme", "instructions")
            for question in told:
                node = self.part(instructions, "d:Instruction", "instruction", question.id)
                self.dynamic(node, "d:InstructionText", question.instruct)
        self.fielded(data)

    def asked(self) -> Iterator[Question]:
        return (question for question in self.instrument.questions if question.stores)

    def dynamic(self, parent: Node, tag: str, words: Words) -> None:
        for language, text in self.each(words).items():
            node = self.tree.add(parent, tag, audienceLanguage=language)
            self.tree.add(self.tree.add(node, "d:LiteralText"), "d:Text", text, language)

    def question(self, scheme: Node, question: Question) -> None:
        seconds = "" if question.seconds is None else exact(question.seconds)
        node = self.part(
            scheme, "d:QuestionItem", "question", question.id, estimatedSecondsResponseTime=seconds
        )
        self.named(node, "d:QuestionItemName", question.variable)
        self.dynamic(node, "d:QuestionText", question.words)
        self.domains(node, question)
        if question.kind == "any":
            self.tree.add(node, "r:ResponseCardinality", maximumResponses=str(len(question.choices)))
        if question.instruct:
            self.refers(node, "d:InterviewerInstructionReference", "Instruction", "instruction", question.id)

    def domains(self, node: Node, question: Question) -> None:
        """Give what can be answered; with reasons beside it, both together."""
        if not question.reasons:
            self.domain(node, question)
            return
        mixed = self.tree.add(node, "d:StructuredMixedResponseDomain")
        self.domain(self.tree.add(mixed, "d:ResponseDomainInMixed"), question)
        reasons = self.tree.add(self.tree.add(mixed, "d:ResponseDomainInMixed"), "d:CodeDomain")
        self.refers(reasons, "r:CodeListReference", "CodeList", "codes", _reasons(question.reasons))

    def domain(self, parent: Node, question: Question) -> None:
        if question.is_choice:
            node = self.tree.add(parent, "d:CodeDomain")
            self.refers(node, "r:CodeListReference", "CodeList", "codes", str(question.list))
        elif question.kind == "text":
            self.tree.add(parent, "d:TextDomain")
        elif question.kind == "date":
            self.tree.add(self.tree.add(parent, "d:DateTimeDomain"), "r:DateTypeCode", "Date")
        else:
            self.numeric(parent, "d:NumericDomain", question.low, question.high, question.kind == "whole")

    def numeric(self, parent: Node, tag: str, low: float | None, high: float | None, whole: bool) -> Node:
        node = self.tree.add(parent, tag)
        if low is not None and high is not None:
            span = self.tree.add(node, "r:NumberRange")
            self.tree.add(span, "r:Low", exact(low))
            self.tree.add(span, "r:High", exact(high))
        self.tree.add(node, "r:NumericTypeCode", "Integer" if whole else "Decimal")
        return node

    # Control flow.

    def flow(self, scheme: Node) -> None:
        modules = list(dict.fromkeys(question.module for question in self.instrument.questions))
        self.sequence(scheme, ("sequence",), [("Sequence", "sequence", module) for module in modules])
        for module in modules:
            inside = [question for question in self.instrument.questions if question.module == module]
            self.sequence(scheme, ("sequence", module), [_entry(question) for question in inside])
        for question in self.instrument.questions:
            self.construct(scheme, question)

    def sequence(self, scheme: Node, name: tuple[str, ...], entries: Iterable[tuple[str, ...]]) -> None:
        node = self.part(scheme, "d:Sequence", *name)
        for kind, *target in entries:
            self.refers(node, "d:ControlConstructReference", kind, *target)

    def construct(self, scheme: Node, question: Question) -> None:
        if question.ask is not None:
            self.condition(scheme, question)
        if question.stores:
            node = self.part(scheme, "d:QuestionConstruct", "ask", question.id)
            self.refers(node, "r:QuestionReference", "QuestionItem", "question", question.id)
        else:
            node = self.part(scheme, "d:StatementItem", "ask", question.id)
            self.dynamic(node, "d:DisplayText", question.words)

    def condition(self, scheme: Node, question: Question) -> None:
        assert question.ask is not None  # noqa: S101  from the only caller
        node = self.part(scheme, "d:IfThenElse", "if", question.id)
        found = self.tree.add(node, "d:IfCondition")
        spoken = {
            language: phrase("ask_if", language, rule=rule_spoken(question.ask, self.instrument, language))
            for language in self.languages
        }
        self.labelled(found, spoken, "r:Description")
        written = {"familypanel": question.routing, "SPSS": print_spss(question.ask, self.holding)}
        for program, text in written.items():
            command = self.tree.add(found, "r:Command")
            self.tree.add(command, "r:ProgramLanguage", program)
            self.tree.add(command, "r:CommandContent", text)
        kind = "QuestionConstruct" if question.stores else "StatementItem"
        self.refers(node, "d:ThenConstructReference", kind, "ask", question.id)

    def fielded(self, data: Node) -> None:
        scheme = self.part(data, "d:InstrumentScheme", "instruments")
        node = self.part(scheme, "d:Instrument", "instrument", self.instrument.wave, self.instrument.mode)
        self.named(node, "d:InstrumentName", self.book.title)
        self.labelled(node, {each: MODE_LABELS[self.instrument.mode][each] for each in self.languages})
        self.refers(node, "d:ControlConstructReference", "Sequence", "sequence")

    # Logical product.

    def product(self, study: Node) -> None:
        product = self.part(study, "l:LogicalProduct", "product")
        lists = dict(self.lists())
        categories = self.part(product, "l:CategoryScheme", "categories")
        for name, codes in lists.items():
            for value, texts in codes.items():
                reason = name.startswith(_MISSING)
                node = self.part(
                    categories, "l:Category", "category", name, value, isMissing="true" if reason else ""
                )
                self.labelled(node, texts)
        schemes = self.part(product, "l:CodeListScheme", "lists")
        for name, codes in lists.items():
            self.code_list(schemes, name, codes)
        self.missing_values(product)
        variables = self.part(product, "l:VariableScheme", "variables")
        for variable in self.book:
            self.variable(variables, variable)

    def lists(self) -> Iterator[tuple[str, dict[str, Texts]]]:
        """Give every list by name: those of the answers, of the reasons allowed, and of the scheme."""
        first = self.languages[0]
        for name, codes in self.book.lists.items():
            yield name, {_value(c.value): {first: c.label, **c.translations} for c in codes.codes}
        for question in self.asked():
            if question.reasons:
                texts = {
                    str(e.code): {lang: e.label[lang] for lang in self.languages} for e in question.reasons
                }
                yield _reasons(question.reasons), texts
        yield _MISSING, {_value(part.low): {"en": part.label} for part in self.missing()}

    def missing(self) -> tuple[MissingRange, ...]:
        return max((v.missing for v in self.book if not v.is_text), key=len, default=())

    def code_list(self, schemes: Node, name: str, codes: Mapping[str, Texts]) -> None:
        node = self.part(schemes, "l:CodeList", "codes", name)
        self.named(node, "l:CodeListName", name)
        for value in codes:
            code = self.part(node, "l:Code", "code", name, value)
            self.refers(code, "r:CategoryReference", "Category", "category", name, value)
            self.tree.add(code, "r:Value", value)

    def missing_values(self, product: Node) -> None:
        scheme = self.part(product, "r:ManagedRepresentationScheme", "representations")
        node = self.part(scheme, "r:ManagedMissingValuesRepresentation", _MISSING)
        codes = self.tree.add(node, "r:MissingCodeRepresentation")
        self.refers(codes, "r:CodeListReference", "CodeList", "codes", _MISSING)

    def variable(self, scheme: Node, variable: Variable) -> None:
        node = self.part(scheme, "l:Variable", "variable", variable.name)
        self.named(node, "l:VariableName", variable.name)
        self.labelled(node, {self.languages[0]: variable.label, **variable.translations})
        question = self.questions.get(variable.name)
        if question is not None:
            self.refers(node, "r:QuestionReference", "QuestionItem", "question", question.id)
        shown = self.tree.add(node, "l:VariableRepresentation")
        self.representation(shown, variable)
        if variable.missing:
            self.refers(shown, "l:MissingValuesReference", "ManagedMissingValuesRepresentation", _MISSING)

    def representation(self, parent: Node, variable: Variable) -> None:
        if variable.codes is not None:
            node = self.tree.add(parent, "r:CodeRepresentation")
            self.refers(node, "r:CodeListReference", "CodeList", "codes", variable.codes)
        elif variable.type == "text":
            width = "" if variable.width is None else str(variable.width)
            self.tree.add(parent, "r:TextRepresentation", maxLength=width)
        elif variable.type == "date":
            self.tree.add(self.tree.add(parent, "r:DateTimeRepresentation"), "r:DateTypeCode", "Date")
        else:
            whole = variable.type == "integer"
            self.numeric(parent, "r:NumericRepresentation", variable.low, variable.high, whole)


def _id(*name: str) -> str:
    """Write an identification: letters, digits, hyphens and underscores."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", "-".join(name))


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else exact(float(value))


def _reasons(reasons: tuple[Choice, ...]) -> str:
    return "-".join([_MISSING, *(each.reason.word for each in reasons if each.reason is not None)])


def _entry(question: Question) -> tuple[str, str, str]:
    if question.ask is not None:
        return "IfThenElse", "if", question.id
    return ("QuestionConstruct" if question.stores else "StatementItem"), "ask", question.id
