"""The codebook: what each code means and when it applies, at hand while coding."""

from __future__ import annotations

from collections import Counter

from flask import render_template

from ...codebook import read_codebook
from ...corpus import codings_of
from .looks import look
from .page import Page, study

__all__ = ["PAGES"]


def _codebook() -> str:
    codebook = read_codebook(study().codebook)
    counted = Counter(coding.code for coding in codings_of(study()))
    return render_template("codebook.html", codebook=codebook, counted=counted, looks=look(codebook))


PAGES = (Page("/codebook", "codebook", _codebook),)
