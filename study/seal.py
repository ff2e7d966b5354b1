"""Seals: the URN, the wave and two check digits, printed on everything that was made for one member."""

from __future__ import annotations

__all__ = ["seal_fits", "seal_of"]


def seal_of(urn: str, wave: str) -> str:
    """Give the seal of a pack.

    The check digits are those of ISO 7064 MOD 97-10 over URN and wave: they find every single wrong character
    and every swap of neighbours, so that a pack is matched to its record or to none.

    Parameters
    ----------
    urn : str
        The member's URN; characters outside A-Z and 0-9 enter as their number.
    wave : str
        The wave the pack is for.

    Examples
    --------
    >>> seal_of("AB2CD3F", "m12")
    'AB2CD3F-m12-03'
    """
    from stdnum.iso7064 import mod_97_10

    return f"{urn}-{wave}-{mod_97_10.calc_check_digits(_plain(urn) + _plain(wave))}"


def seal_fits(seal: str) -> bool:
    """Say whether the check digits of a seal fit its URN and wave.

    Examples
    --------
    >>> seal_fits("AB2CD3F-m12-03"), seal_fits("AB2CD3F-m24-03")
    (True, False)
    """
    body, _, _ = seal.rpartition("-")
    urn, _, wave = body.rpartition("-")
    return bool(urn and wave) and seal == seal_of(urn, wave)


def _plain(text: str) -> str:
    capital = text.upper()
    return "".join(each if each.isascii() and each.isalnum() else str(ord(each)) for each in capital)
