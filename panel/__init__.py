"""The panel: members, windows, contacts, outcomes, retention, and change between occasions.

Names are loaded when first used, so that importing the room does not load pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..study.months import due_dates
    from .alluvial_picture import transitions_figure
    from .answering_patterns import patterns
    from .between import change
    from .bias_of_loss import bias
    from .bounds import margin_bounds
    from .calls import due
    from .change_picture import change_figure, change_figures
    from .comparison import compare_published
    from .competing_risks import cumulative_incidence
    from .contact_file import contacts
    from .contact_route import contact
    from .design_effect import kish
    from .detectable import smallest_change
    from .disclosure_control import CountTable, protection_intervals, suppress
    from .enrolment import enrol
    from .event_log import record
    from .fieldwork import attrition, outcomes
    from .flows import transitions
    from .group_table import table
    from .group_tests import chi_square, fisher, holm, mann_whitney, standardised_difference, welch
    from .groups_picture import groups_figure
    from .indicators import Indicator
    from .linearisation import linearised
    from .loss_and_outcome import bglw, lagged_outcomes
    from .mean_change import paired_means
    from .member_history import history
    from .missing_at_random import little_mcar
    from .multiplicity import benjamini_hochberg
    from .paired import paired_change
    from .pairs import mcnemar
    from .patterns_picture import patterns_figure
    from .propensities import propensity
    from .proportions import wilson
    from .raking import rake
    from .representativity import r_indicator
    from .response_rates import aapor, eligible_share
    from .retained import retention
    from .retention_picture import retention_figure
    from .rounding_control import controlled_rounding
    from .signed_ranks import wilcoxon_signed_rank
    from .survival_curve import survival
    from .survival_picture import survival_figure
    from .trimming import trim
    from .verification import verify
    from .wave_rates import rates
    from .weighted_estimates import estimate
    from .weighting import weights
    from .withdrawal import withdraw

_HOME = {
    "CountTable": "disclosure_control",
    "Indicator": "indicators",
    "aapor": "response_rates",
    "attrition": "fieldwork",
    "benjamini_hochberg": "multiplicity",
    "bglw": "loss_and_outcome",
    "bias": "bias_of_loss",
    "change": "between",
    "change_figure": "change_picture",
    "change_figures": "change_picture",
    "chi_square": "group_tests",
    "compare_published": "comparison",
    "contact": "contact_route",
    "contacts": "contact_file",
    "controlled_rounding": "rounding_control",
    "cumulative_incidence": "competing_risks",
    "due": "calls",
    "due_dates": ".study.months",
    "eligible_share": "response_rates",
    "enrol": "enrolment",
    "estimate": "weighted_estimates",
    "fisher": "group_tests",
    "groups_figure": "groups_picture",
    "history": "member_history",
    "holm": "group_tests",
    "kish": "design_effect",
    "lagged_outcomes": "loss_and_outcome",
    "linearised": "linearisation",
    "little_mcar": "missing_at_random",
    "mann_whitney": "group_tests",
    "margin_bounds": "bounds",
    "mcnemar": "pairs",
    "outcomes": "fieldwork",
    "paired_change": "paired",
    "patterns": "answering_patterns",
    "patterns_figure": "patterns_picture",
    "paired_means": "mean_change",
    "propensity": "propensities",
    "protection_intervals": "disclosure_control",
    "r_indicator": "representativity",
    "rake": "raking",
    "rates": "wave_rates",
    "record": "event_log",
    "retention": "retained",
    "retention_figure": "retention_picture",
    "smallest_change": "detectable",
    "standardised_difference": "group_tests",
    "survival": "survival_curve",
    "survival_figure": "survival_picture",
    "suppress": "disclosure_control",
    "table": "group_table",
    "transitions": "flows",
    "transitions_figure": "alluvial_picture",
    "trim": "trimming",
    "verify": "verification",
    "weights": "weighting",
    "welch": "group_tests",
    "wilcoxon_signed_rank": "signed_ranks",
    "wilson": "proportions",
    "withdraw": "withdrawal",
}

__all__ = [
    "CountTable", "Indicator", "aapor", "attrition", "benjamini_hochberg", "bglw", "bias", "change",
    "change_figure", "change_figures", "chi_square", "compare_published", "contact", "contacts",
    "controlled_rounding", "cumulative_incidence", "due", "due_dates", "eligible_share", "enrol",
    "estimate", "fisher", "groups_figure", "history", "holm", "kish", "lagged_outcomes", "linearised",
    "little_mcar", "mann_whitney", "margin_bounds", "mcnemar", "outcomes", "paired_change",
    "paired_means", "patterns", "patterns_figure", "propensity", "protection_intervals", "r_indicator",
    "rake", "rates", "record", "retention", "retention_figure", "smallest_change",
    "standardised_difference", "suppress", "survival", "survival_figure", "table", "transitions",
    "transitions_figure", "trim", "verify", "weights", "welch", "wilcoxon_signed_rank", "wilson",
    "withdraw",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
