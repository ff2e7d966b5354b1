"""Pages that show what a public function answers as it is: quotes, clusters, the panel."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from ....study.looks import looks
from ....study.table import Table
from ...clustering import cluster
from ...quotations import quotes
from .page import Page, study

__all__ = ["PAGES"]


def _page(name: str, *tables: Table) -> str:
    return render_template("tables.html", name=name, tables=[Markup(table.to_html()) for table in tables])


def _quotes() -> str:
    return _page("quotes", quotes(study()))


def _clusters() -> str:
    return _page("clusters", cluster(study()))


def _panel() -> str:
    return _page("panel", *(shown for look in looks().values() if (shown := _shown(look(study())))))


def _shown(table: Table) -> Table | None:
    return table if table.rows else None


PAGES = (
    Page("/quotes", "quotes", _quotes),
    Page("/clusters", "clusters", _clusters),
    Page("/panel", "panel", _panel),
)
