"""The panel: members, windows, contacts, outcomes, retention, and change between occasions.

Names are loaded when first used, so that importing the room does not load pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..study.months import due_dates
    from .between import change
    from .calls import due
    from .change_picture import change_figure
    from .comparison import compare_published
    from .enrolment import enrol
    from .event_log import record
    from .fieldwork import attrition, outcomes
    from .groups_picture import groups_figure
    from .indicators import Indicator
    from .multiplicity import benjamini_hochberg
    from .paired import paired_change
    from .pairs import mcnemar
    from .proportions import wilson
    from .retained import retention
    from .retention_picture import retention_figure
    from .verification import verify

_HOME = {
    "Indicator": "indicators",
    "attrition": "fieldwork",
    "benjamini_hochberg": "multiplicity",
    "change": "between",
    "change_figure": "change_picture",
    "compare_published": "comparison",
    "due": "calls",
    "due_dates": ".study.months",
    "enrol": "enrolment",
    "groups_figure": "groups_picture",
    "mcnemar": "pairs",
    "outcomes": "fieldwork",
    "paired_change": "paired",
    "record": "event_log",
    "retention": "retained",
    "retention_figure": "retention_picture",
    "verify": "verification",
    "wilson": "proportions",
}

__all__ = [
    "Indicator", "attrition", "benjamini_hochberg", "change", "change_figure", "compare_published",
    "due", "due_dates", "enrol", "groups_figure", "mcnemar", "outcomes", "paired_change", "record",
    "retention", "retention_figure", "verify", "wilson",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
