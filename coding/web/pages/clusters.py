"""Clusters: a map of the turns by their words, and the quotes nearest to the middle of each group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from ...cluster_map import clusters_figure
from ..grouping import Asked, Grouped
from .page import Page, groups, interpreter, spoken_language

__all__ = ["PAGES"]

MOST = 8
_GROUPS = ("role", "wave", "project")


def _clusters() -> str:
    wanted = {key: request.args.get(key, "") for key in ("k", "adjust")}
    grouped = groups().grouped(_asked(wanted)) if wanted["k"] else None
    rows = [_row(grouped, row) for row in grouped.found.rows] if grouped else []
    return render_template(
        "clusters.html", wanted=wanted, rows=rows, most=MOST, ways=_GROUPS, address=urlencode(wanted),
        map=clusters_figure(grouped.found, interpreter().say) if grouped else None, spoken=spoken_language,
        notes=grouped.found.notes if grouped else (),
    )  # fmt: skip


def _asked(wanted: Mapping[str, str]) -> Asked:
    k = int(wanted["k"]) if wanted["k"] in {str(n) for n in range(2, MOST + 1)} else None
    return k, wanted["adjust"] if wanted["adjust"] in _GROUPS else None


def _row(grouped: Grouped, row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"quotes": grouped.nearest(row)}


def _map() -> Response:
    """Give the map as a picture of its own: inside a page its styles would not be allowed."""
    asked = _asked({key: request.args.get(key, "") for key in ("k", "adjust")})
    figure = clusters_figure(groups().grouped(asked).found, interpreter().say)
    return Response(figure.svg, mimetype="image/svg+xml")


PAGES = (
    Page("/clusters", "clusters", _clusters),
    Page("/clusters.svg", "clusters_map", _map),
)
