"""Clusters: a map of the turns by their words, and the quotes nearest to the middle of each group."""

from __future__ import annotations

from flask import render_template, request

from ..grouping import Grouped, Point
from .page import Page, groups

__all__ = ["PAGES"]

MOST = 8
SHAPES = ("circle", "square", "diamond", "triangle", "cross", "plus", "star", "bar")


def _clusters() -> str:
    wanted = request.args.get("k", "")
    k = int(wanted) if wanted in {str(n) for n in range(2, MOST + 1)} else None
    grouped = groups().grouped(k) if wanted else None
    rows = [_row(grouped, dict(row)) for row in grouped.found.rows] if grouped else []
    points = [_drawn(one) for one in grouped.points] if grouped else []
    return render_template(
        "clusters.html", wanted=wanted, rows=rows, points=points, shapes=SHAPES, most=MOST,
        notes=grouped.found.notes if grouped else (),
    )  # fmt: skip


def _row(grouped: Grouped, row: dict[str, object]) -> dict[str, object]:
    return row | {"quotes": grouped.nearest(row)}


def _drawn(one: Point) -> dict[str, object]:
    """Place a turn in a picture of 640 by 400."""
    shape = SHAPES[one.cluster] if one.cluster >= 0 else "dot"
    return {
        "x": round(20 + 600 * one.x), "y": round(380 - 360 * one.y), "shape": shape, "point": one,
        "cluster": one.cluster,
    }  # fmt: skip


PAGES = (Page("/clusters", "clusters", _clusters),)
