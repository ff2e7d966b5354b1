"""The data collection of a DDI-Lifecycle document: questions, instructions, control flow, instrument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...study.numbers import exact
from ...study.xml_tree import Node
from ..instrument import Instrument, Question
from ..phrases import MODE_LABELS
from ..printers.naming import asked_if
from ..printers.spss import print_spss
from .ddi_document import Document, reasons_list
from .holding import held_in_file

__all__ = ["add_collection"]


def add_collection(xml: Document, study: Node, instrument: Instrument) -> None:
    """Add what is asked, in which order, and of whom."""
    _Collection(xml, instrument).add(study)


class _Collection:
    def __init__(self, xml: Document, instrument: Instrument) -> None:
        self.xml = xml
        self.instrument = instrument
        self.holding = held_in_file(instrument)

    def add(self, study: Node) -> None:
        data = self.xml.part(study, "d:DataCollection", "collection")
        questions = self.xml.part(data, "d:QuestionScheme", "questions")
        for question in self.asked():
            self.question(questions, question)
        flow = self.xml.part(data, "d:ControlConstructScheme", "flow")
        self.flow(flow)
        told = [question for question in self.asked() if question.instruct]
        if told:
            instructions = self.xml.part(data, "d:InterviewerInstructionScheme", "instructions")
            for question in told:
                node = self.xml.part(instructions, "d:Instruction", "instruction", question.id)
                self.xml.dynamic(node, "d:InstructionText", question.instruct)
        self.fielded(data)

    def asked(self) -> Iterator[Question]:
        return (question for question in self.instrument.questions if question.stores)

    def question(self, scheme: Node, question: Question) -> None:
        seconds = "" if question.seconds is None else exact(question.seconds)
        node = self.xml.part(
            scheme, "d:QuestionItem", "question", question.id, estimatedSecondsResponseTime=seconds
        )
        self.xml.named(node, "d:QuestionItemName", question.variable)
        self.xml.dynamic(node, "d:QuestionText", question.words)
        self.domains(node, question)
        if question.kind == "any":
            self.xml.add(node, "r:ResponseCardinality", maximumResponses=str(len(question.choices)))
        if question.instruct:
            self.xml.refers(
                node, "d:InterviewerInstructionReference", "Instruction", "instruction", question.id
            )

    def domains(self, node: Node, question: Question) -> None:
        """Give what can be answered; with reasons beside it, both together."""
        if not question.reasons:
            self.domain(node, question)
            return
        mixed = self.xml.add(node, "d:StructuredMixedResponseDomain")
        self.domain(self.xml.add(mixed, "d:ResponseDomainInMixed"), question)
        reasons = self.xml.add(self.xml.add(mixed, "d:ResponseDomainInMixed"), "d:CodeDomain")
        self.xml.refers(reasons, "r:CodeListReference", "CodeList", "codes", reasons_list(question.reasons))

    def domain(self, parent: Node, question: Question) -> None:
        if question.is_choice:
            node = self.xml.add(parent, "d:CodeDomain")
            self.xml.refers(node, "r:CodeListReference", "CodeList", "codes", str(question.list))
        elif question.kind == "text":
            self.xml.add(parent, "d:TextDomain")
        elif question.kind == "date":
            self.xml.add(self.xml.add(parent, "d:DateTimeDomain"), "r:DateTypeCode", "Date")
        else:
            self.xml.numeric(parent, "d:NumericDomain", question.low, question.high, question.kind == "whole")

    # Control flow.

    def flow(self, scheme: Node) -> None:
        modules = list(dict.fromkeys(question.module for question in self.instrument.questions))
        self.sequence(scheme, ("sequence",), [("Sequence", "sequence", module) for module in modules])
        for module in modules:
            inside = [question for question in self.instrument.questions if question.module == module]
            entries = dict.fromkeys(_row(question) or _entry(question) for question in inside)
            self.sequence(scheme, ("sequence", module), entries)
        for row, of_row in groupby(self.instrument.questions, _row):
            if row:
                self.sequence(scheme, row[1:], map(_entry, of_row))
        for question in self.instrument.questions:
            self.construct(scheme, question)

    def sequence(self, scheme: Node, name: tuple[str, ...], entries: Iterable[tuple[str, ...]]) -> None:
        node = self.xml.part(scheme, "d:Sequence", *name)
        for kind, *target in entries:
            self.xml.refers(node, "d:ControlConstructReference", kind, *target)

    def construct(self, scheme: Node, question: Question) -> None:
        if question.ask is not None:
            self.condition(scheme, question)
        if question.stores:
            node = self.xml.part(scheme, "d:QuestionConstruct", "ask", question.id)
            self.xml.refers(node, "r:QuestionReference", "QuestionItem", "question", question.id)
        else:
            node = self.xml.part(scheme, "d:StatementItem", "ask", question.id)
            self.xml.dynamic(node, "d:DisplayText", question.words)

    def condition(self, scheme: Node, question: Question) -> None:
        assert question.ask is not None  # noqa: S101  from the only caller
        node = self.xml.part(scheme, "d:IfThenElse", "if", question.id)
        found = self.xml.add(node, "d:IfCondition")
        spoken = {language: asked_if(question, self.instrument, language) for language in self.xml.languages}
        self.xml.labelled(found, spoken, "r:Description")
        written = {"familypanel": question.routing, "SPSS": print_spss(question.ask, self.holding)}
        for program, text in written.items():
            command = self.xml.add(found, "r:Command")
            self.xml.add(command, "r:ProgramLanguage", program)
            self.xml.add(command, "r:CommandContent", text)
        kind = "QuestionConstruct" if question.stores else "StatementItem"
        self.xml.refers(node, "d:ThenConstructReference", kind, "ask", question.id)

    def fielded(self, data: Node) -> None:
        scheme = self.xml.part(data, "d:InstrumentScheme", "instruments")
        node = self.xml.part(scheme, "d:Instrument", "instrument", self.instrument.wave, self.instrument.mode)
        self.xml.named(node, "d:InstrumentName", self.instrument.dictionary.title)
        self.xml.labelled(
            node, {each: MODE_LABELS[self.instrument.mode][each] for each in self.xml.languages}
        )
        self.xml.refers(node, "d:ControlConstructReference", "Sequence", "sequence")


def _row(question: Question) -> tuple[str, ...]:
    """Name the sequence of the row a question belongs to; empty outside of rosters."""
    return () if question.row is None else ("Sequence", "sequence", "row", question.row.name)


def _entry(question: Question) -> tuple[str, ...]:
    if question.ask is not None:
        return "IfThenElse", "if", question.id
    return ("QuestionConstruct" if question.stores else "StatementItem"), "ask", question.id
