"""Headings of an enrolment file that look like a misspelt one.

Further columns are kept as facts about the member, so a misspelt `referral_date` would be kept too, and
no window would ever open.  A heading is held against the known ones only where the file lacks that one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ..study.problems import Problem, problem
from .delivered_rows import DeliveredRows

__all__ = ["misspelt"]

KNOWN = ("urn", "family", "person", "cohort", "project", "referral_date", "support_start")
_DATE = re.compile(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}( .*)?")
_ALIKE, _ALIKE_FOR_DATES = 0.8, 0.6


def misspelt(rows: DeliveredRows) -> Iterator[Problem]:
    """Find headings that are nearly a known one which the file does not have."""
    for heading in rows.headings:
        wanted = next((known for known in KNOWN if _nearly(rows, heading, known)), None)
        if wanted:
            yield problem("FP4040", rows.place(), column=heading, wanted=wanted)


def _nearly(rows: DeliveredRows, heading: str, known: str) -> bool:
    if not heading or known in rows.headings or heading in KNOWN:
        return False
    alike = difflib.SequenceMatcher(None, heading, known).ratio()
    if known == "referral_date":
        # Dates under a word of referral are meant, however the heading is worded; another date is a fact.
        meant = "refer" in heading or alike >= _ALIKE_FOR_DATES
        return alike >= _ALIKE or (meant and _holds_dates(rows, heading))
    return alike >= _ALIKE


def _holds_dates(rows: DeliveredRows, heading: str) -> bool:
    cells = [row[heading] for row in rows.rows if row[heading]]
    return bool(cells) and all(_DATE.fullmatch(cell) for cell in cells)
