"""What is slow the first time, done before anybody asks: words, templates, the codebook, queries."""

from __future__ import annotations

from flask import Flask

from ...study.folder import Study
from ...study.problems import ProblemError
from ..codebook import read_codebook
from ..corpus import stored_documents
from ..visibility import shown_codings
from .strings import catalogue, phrases

__all__ = ["rehearse"]


def rehearse(app: Flask, study: Study) -> None:
    """Read what the first page needs; nothing is changed, and what is wrong with it is told on the page."""
    catalogue(), phrases()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    try:
        read_codebook(study.codebook)
        for document in stored_documents(study)[:1]:
            shown_codings(study, document=document.name, between=(0, 1))
    except ProblemError:
        return
