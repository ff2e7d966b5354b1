"""Rules in plain English."""

from __future__ import annotations

from .spoken import Patterns

__all__ = ["ENGLISH"]

ENGLISH = Patterns(
    both=" and ",
    either=" or ",
    last_or=" or ",
    compare={
        "=": "{left} is {right}",
        "!=": "{left} is not {right}",
        "<": "{left} is less than {right}",
        "<=": "{left} is {right} or less",
        ">": "{left} is more than {right}",
        ">=": "{left} is {right} or more",
    },
    compare_dates={
        "=": "{left} is {right}",
        "!=": "{left} is not {right}",
        "<": "{left} is earlier than {right}",
        "<=": "{left} is {right} or earlier",
        ">": "{left} is later than {right}",
        ">=": "{left} is {right} or later",
    },
    within="{left} is {right}",
    not_within="{left} is none of {right}",
    has="{name} includes {right}",
    has_not="{name} does not include {right}",
    states={
        "missing": "{name} has no answer",
        "answered": "{name} is answered",
        "refused": "{name} was refused",
        "dont_know": "{name} is “don't know”",
        "not_applicable": "{name} was not asked",
    },
    not_states={
        "missing": "{name} is answered",
        "answered": "{name} has no answer",
        "refused": "{name} was not refused",
        "dont_know": "{name} is not “don't know”",
        "not_applicable": "{name} was asked",
    },
    interview={
        "prior held": "the family was interviewed at an earlier wave",
        "prior none": "the family was not interviewed at an earlier wave",
        "baseline held": "the family was interviewed at the baseline",
        "baseline none": "the family was not interviewed at the baseline",
    },
    total="the sum of {parts}",
    count="the number of these that are true ({parts})",
)
