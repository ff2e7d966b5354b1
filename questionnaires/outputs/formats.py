"""The formats of `build`, by name: what each is called on disk, and how it is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ...study.data_formats import writer
from ..instrument import Instrument

__all__ = ["FORMATS", "Format", "Variant"]

Write = Callable[[Instrument, str], bytes]


@dataclass(frozen=True, slots=True)
class Variant:
    """A further file of a format, for other eyes: ``_large``, ``_easy`` or ``_bilingual`` in its name.

    A variant without `by_language` holds two languages, and is written where the instrument has two.
    """

    pattern: str
    by_language: bool
    write: Write


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Parameters
    ----------
    name : str
        As given to ``--format``.
    pattern : str
        File name; ``{stem}`` is the wave, with the mode where it is not the wave's own.
    by_language : bool
        Whether there is one file a language, or one with all of them.
    write : callable
        Gives the bytes for an instrument and (where it matters) a language.
    """

    name: str
    pattern: str
    by_language: bool
    write: Write
    variants: tuple[Variant, ...] = ()


def _html(instrument: Instrument, language: str) -> bytes:
    from .web_page import html

    return html(instrument, language).encode("utf-8")


def _html_large(instrument: Instrument, language: str) -> bytes:
    from .web_page import html_large

    return html_large(instrument, language).encode("utf-8")


def _html_easy(instrument: Instrument, language: str) -> bytes:
    from .web_page import html_easy

    return html_easy(instrument, language).encode("utf-8")


def _docx(instrument: Instrument, language: str) -> bytes:
    from .word import docx

    return docx(instrument, language)


def _docx_large(instrument: Instrument, language: str) -> bytes:
    from .word import docx_large

    return docx_large(instrument, language)


def _docx_bilingual(instrument: Instrument, language: str) -> bytes:
    from .word import docx_bilingual

    return docx_bilingual(instrument, language)


def _pdf(instrument: Instrument, language: str) -> bytes:
    from .pdf import pdf

    return pdf(instrument, language)


def _pdf_large(instrument: Instrument, language: str) -> bytes:
    from .pdf import pdf_large

    return pdf_large(instrument, language)


def _pdf_bilingual(instrument: Instrument, language: str) -> bytes:
    from .pdf import pdf_bilingual

    return pdf_bilingual(instrument, language)


def _showcards(instrument: Instrument, language: str) -> bytes:
    from .pdf import showcards

    return showcards(instrument, language)


def _xlsform(instrument: Instrument, _: str) -> bytes:
    from .xlsform import xlsform

    return xlsform(instrument)


def _sav(instrument: Instrument, _: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{instrument.wave}.sav"
        writer("sav")(path, instrument.dictionary)
        return path.read_bytes()


def _sps(instrument: Instrument, _: str) -> bytes:
    from .spss_syntax import spss_syntax

    return spss_syntax(instrument).encode("utf-8")


def _redcap(instrument: Instrument, language: str) -> bytes:
    from .redcap import redcap

    return redcap(instrument, language)


def _limesurvey(instrument: Instrument, _: str) -> bytes:
    from .limesurvey import limesurvey

    return limesurvey(instrument)


def _ddi_codebook(instrument: Instrument, _: str) -> bytes:
    from .ddi_codebook import ddi_codebook

    return ddi_codebook(instrument)


def _ddi_lifecycle(instrument: Instrument, _: str) -> bytes:
    from .ddi_lifecycle import ddi_lifecycle

    return ddi_lifecycle(instrument)


def _diagram(instrument: Instrument, language: str) -> bytes:
    from .diagram import diagram

    return diagram(instrument, language).encode("utf-8")


def _dictionary(instrument: Instrument, _: str) -> bytes:
    return instrument.dictionary.to_json().encode("utf-8")


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(
                "html",
                "{stem}_{language}.html",
                True,
                _html,
                (
                    Variant("{stem}_{language}_large.html", True, _html_large),
                    Variant("{stem}_{language}_easy.html", True, _html_easy),
                ),
            ),
            Format(
                "docx",
                "{stem}_{language}.docx",
                True,
                _docx,
                (
                    Variant("{stem}_{language}_large.docx", True, _docx_large),
                    Variant("{stem}_bilingual.docx", False, _docx_bilingual),
                ),
            ),
            Format(
                "pdf",
                "{stem}_{language}.pdf",
                True,
                _pdf,
                (
                    Variant("{stem}_{language}_large.pdf", True, _pdf_large),
                    Variant("{stem}_bilingual.pdf", False, _pdf_bilingual),
                ),
            ),
            Format("showcards", "{stem}_showcards.pdf", False, _showcards),
            Format("xlsform", "{stem}_xlsform.xlsx", False, _xlsform),
            Format("sav", "{stem}.sav", False, _sav),
            Format("sps", "{stem}.sps", False, _sps),
            Format("redcap", "{stem}_redcap_{language}.csv", True, _redcap),
            Format("limesurvey", "{stem}_limesurvey.txt", False, _limesurvey),
            Format("ddi-codebook", "{stem}_ddi_codebook.xml", False, _ddi_codebook),
            Format("ddi-lifecycle", "{stem}_ddi_lifecycle.xml", False, _ddi_lifecycle),
            Format("diagram", "{stem}_diagram_{language}.svg", True, _diagram),
            Format("dictionary", "dictionary{other_mode}.json", False, _dictionary),
        )
    }
)
