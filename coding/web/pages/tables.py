"""Pages of figures: codes by group (matrix), and a look at the panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from ....study.folder import Study
from ....study.looks import looks
from ....study.problems import ProblemError
from ....study.table import Table
from ...theme_tables import themes
from .page import Page, coder, interpreter, say, study

__all__ = ["PAGES"]

_TITLES = {"panel.attrition": "look_panel_attrition", "panel.due": "look_panel_due"}
_GROUPS = ("role", "wave", "project")


def _matrix() -> str:
    by = request.args.get("by", "role")
    by = by if by in _GROUPS else "role"
    found = themes(study(), by, coder=coder())
    cells = {(row["code"], row["group"]): row for row in found.rows}
    codes = {row["code"]: row["label"] for row in found.rows}
    groups = {row["group"]: row["group_label"] for row in found.rows}
    return render_template(
        "matrix.html", by=by, ways=_GROUPS, cells=cells, codes=codes, groups=groups, notes=found.notes
    )


def _panel() -> str:
    return render_template("panel.html", looks={_title(name): _look(one) for name, one in looks().items()})


def _title(name: str) -> str:
    """Give what a look is called; one of another package has its name only."""
    return say(_TITLES[name]) if name in _TITLES else name


def _look(show: Callable[[Study], Table]) -> dict[str, Any]:
    """Show what a room offers, or say why there is nothing to see."""
    try:
        found = show(study())
    except ProblemError as error:
        return {"problems": error.problems}
    table = Markup(interpreter().table(found).to_html()) if found.shown_rows else ""
    return {"table": table, "notes": found.notes}


PAGES = (
    Page("/matrix", "matrix", _matrix),
    Page("/panel", "panel", _panel),
)
