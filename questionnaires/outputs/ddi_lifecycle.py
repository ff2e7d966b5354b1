"""The questionnaire of a wave as a DDI-Lifecycle 3.3 document: questions, routing, codes and variables.

The routing is the control flow of the instrument: a sequence of modules, and an if-then-else round each
question that not everybody is asked, with the condition in words, as authored, and for SPSS.
Source: DDI Alliance, *DDI-Lifecycle 3.3* (2020), field-level documentation.
"""

from __future__ import annotations

from ...study.xml_tree import Node
from ..instrument import Instrument
from .ddi_collection import add_collection
from .ddi_document import Document
from .ddi_product import add_product

__all__ = ["ddi_lifecycle"]


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
    xml = Document(instrument.languages)
    xml.identified(xml.root, "instance", instrument.wave, instrument.mode)
    _titled(xml, xml.root, instrument)
    study = xml.part(xml.root, "s:StudyUnit", "study", instrument.wave)
    _titled(xml, study, instrument)
    add_collection(xml, study, instrument)
    add_product(xml, study, instrument)
    return xml.document()


def _titled(xml: Document, parent: Node, instrument: Instrument) -> None:
    xml.named(xml.add(parent, "r:Citation"), "r:Title", instrument.dictionary.title)
