"""URNs: the Unique Reference Number that leads from a return to a member; always text.

The default scheme draws six random characters, without I, L, O, U, 0 and 1, and appends an ISO 7064
MOD 37,2 check character, which finds every single wrong character and every swap of neighbours.
Studies with numbers of their own declare a pattern and a check method, both verified with python-stdnum.

Source: ISO/IEC 7064:2003, pure system MOD 37-2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ALPHABET", "CHECKS", "DEFAULT", "UrnScheme", "generate", "normalise"]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 6


def _iso7064_37_2(text: str) -> bool:
    from stdnum.iso7064 import mod_37_2

    return bool(mod_37_2.is_valid(text))


def _iso7064_97_10(text: str) -> bool:
    from stdnum.iso7064 import mod_97_10

    return bool(mod_97_10.is_valid(text))


def _luhn(text: str) -> bool:
    from stdnum import luhn

    return bool(luhn.is_valid(text))


def _damm(text: str) -> bool:
    from stdnum import damm

    return bool(damm.is_valid(text))


CHECKS: dict[str, Callable[[str], bool]] = {
    "none": lambda _text: True,
    "damm": _damm,
    "luhn": _luhn,
    "iso7064_37_2": _iso7064_37_2,
    "iso7064_97_10": _iso7064_97_10,
}


@dataclass(frozen=True, slots=True)
class UrnScheme:
    """How the URNs of a study are built.

    Parameters
    ----------
    pattern : str, optional
        Regular expression the whole URN must match; None accepts any non-blank text.
    check : str
        A key of `CHECKS`.
    width : int, optional
        Length to which ids of nothing but digits are padded with zeros on the left.
    separators : str
        Characters that people write between the parts of a URN, and that are no part of it.

    Examples
    --------
    >>> scheme = UrnScheme(pattern="[0-9]{6}", check="luhn", separators="-/")
    >>> scheme.fault("123455") is None, scheme.fault("123456")
    (True, 'its luhn check character does not fit')
    >>> scheme.normalise(" 12-34/55")
    '123455'
    """

    pattern: str | None = None
    check: str = "none"
    width: int | None = None
    separators: str = ""

    def normalise(self, text: str) -> str:
        """Write a URN as the study keeps it: see `normalise`; separators taken out, digits padded."""
        urn = normalise(text).translate(dict.fromkeys(map(ord, self.separators))).strip()
        return urn.zfill(self.width) if self.width and urn.isascii() and urn.isdigit() else urn

    @property
    def demands(self) -> bool:
        """Whether a URN has to be more than not blank."""
        return self.pattern is not None or self.check != "none"

    def fault(self, urn: str) -> str | None:
        """Say what is wrong with `urn`, or None."""
        if not urn.strip():
            return "it is blank"
        if self.pattern is not None and re.fullmatch(self.pattern, urn) is None:
            return f"it does not match the pattern {self.pattern}"
        if not CHECKS[self.check](urn):
            return f"its {self.check} check character does not fit"
        return None


DEFAULT = UrnScheme(f"[{ALPHABET}]{{{RANDOM_LENGTH + 1}}}", "iso7064_37_2")


def normalise(text: str) -> str:
    """Trim, apply Unicode NFKC and make capital; nothing else is ever changed in a URN.

    Examples
    --------
    >>> normalise(" ab2\N{FULLWIDTH DIGIT THREE}4 ")
    'AB234'
    """
    return unicodedata.normalize("NFKC", text).strip().upper()


def generate(rng: np.random.Generator, taken: set[str] | frozenset[str] = frozenset()) -> Iterator[str]:
    """Draw URNs of the default scheme for ever, none of them twice and none in `taken`.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from; the same seed gives the same URNs.
    taken : set of str
        URNs that exist already.
    """
    from stdnum.iso7064 import mod_37_2

    seen = set(taken)
    while True:
        body = "".join(ALPHABET[i] for i in rng.integers(0, len(ALPHABET), RANDOM_LENGTH))
        urn = body + mod_37_2.calc_check_digit(body)
        # A check character that can be misread (0, O, 1, I, L, U) or misheard (*) is drawn again.
        if urn[-1] in ALPHABET and urn not in seen:
            seen.add(urn)
            yield urn
