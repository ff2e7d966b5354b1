"""Outcomes of the panel as dispositions of the AAPOR Standard Definitions.

====================================================  ===  ==============================================
outcome                                                    why
====================================================  ===  ==============================================
``full``, ``partial``                                 I P
``refusal``, ``withdrawn``                            R    who takes part no longer has refused
``non_contact``                                       NC   a member is known to be eligible once enrolled
``other`` (away, ill, language, no safe route)        O
``untraced``                                          UO   nobody knows if the family still lives here
``deceased``, ``out_of_scope``, ``moved_abroad``      NE
====================================================  ===  ==============================================

UH stays empty: members are persons known by name, and no address has to be found inhabited.  ``not_issued``
and ``pending`` are no final dispositions; they are counted beside the rates and are in none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .response_rates import DISPOSITIONS

__all__ = ["DISPOSITION_OF", "dispositions"]

DISPOSITION_OF: Mapping[str, str] = {
    "full": "I", "partial": "P", "refusal": "R", "withdrawn": "R", "non_contact": "NC", "other": "O",
    "untraced": "UO", "deceased": "NE", "out_of_scope": "NE", "moved_abroad": "NE",
}  # fmt: skip


def dispositions(outcomes: Iterable[str]) -> dict[str, int]:
    """Count outcomes by disposition; those without a final one are left out.

    Examples
    --------
    >>> dispositions(["full", "refusal", "withdrawn", "pending"])
    {'I': 1, 'P': 0, 'R': 2, 'NC': 0, 'O': 0, 'UH': 0, 'UO': 0, 'NE': 0}
    """
    counted = Counter(DISPOSITION_OF[word] for word in outcomes if word in DISPOSITION_OF)
    return {key: counted[key] for key in DISPOSITIONS}
