"""Rules in plain Welsh; every part begins with its verb, and is joined by "ac os" or "neu os"."""

from __future__ import annotations

from .spoken import Patterns

__all__ = ["WELSH"]

WELSH = Patterns(
    both=" ac os ",
    either=" neu os ",
    last_or=" neu ",
    compare={
        "=": "yw {left} yn {right}",
        "!=": "nad yw {left} yn {right}",
        "<": "yw {left} yn llai na {right}",
        "<=": "yw {left} yn {right} neu lai",
        ">": "yw {left} yn fwy na {right}",
        ">=": "yw {left} yn {right} neu fwy",
    },
    compare_dates={
        "=": "yw {left} yn {right}",
        "!=": "nad yw {left} yn {right}",
        "<": "yw {left} yn gynharach na {right}",
        "<=": "yw {left} yn {right} neu'n gynharach",
        ">": "yw {left} yn hwyrach na {right}",
        ">=": "yw {left} yn {right} neu'n hwyrach",
    },
    within="yw {left} yn {right}",
    not_within="nad yw {left} yn {right}",
    has="yw {name} yn cynnwys {right}",
    has_not="nad yw {name} yn cynnwys {right}",
    states={
        "missing": "nad oes ateb i {name}",
        "answered": "oes ateb i {name}",
        "refused": "gwrthodwyd ateb {name}",
        "dont_know": "yw {name} yn “ddim yn gwybod”",
        "not_applicable": "na ofynnwyd {name}",
    },
    not_states={
        "missing": "oes ateb i {name}",
        "answered": "nad oes ateb i {name}",
        "refused": "na wrthodwyd ateb {name}",
        "dont_know": "nad yw {name} yn “ddim yn gwybod”",
        "not_applicable": "gofynnwyd {name}",
    },
    interview={
        "prior held": "cafodd y teulu ei gyfweld mewn ton gynharach",
        "prior none": "na chafodd y teulu ei gyfweld mewn ton gynharach",
        "baseline held": "cafodd y teulu ei gyfweld yn y don gyntaf",
        "baseline none": "na chafodd y teulu ei gyfweld yn y don gyntaf",
    },
    total="cyfanswm {parts}",
    count="nifer y rhain sy'n wir ({parts})",
)
