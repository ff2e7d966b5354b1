"""The coefficients of one code: what coders did with it, as numbers that say what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from ..reliability.krippendorff import Level, alpha
from ..reliability.many_coders import fleiss
from ..reliability.paired_coders import cohen
from ..reliability.resampling import bootstrap_interval, bootstrap_of_sums
from ..reliability.shared_choices import percent_agreement
from ..reliability.span_matching import Match
from ..reliability.unitizing import end_to_end, u_alpha
from .coded_texts import CodedText, Compared
from .intervals import PATTERNED, matched_spans, twice_matched

__all__ = ["OVERALL", "Basis", "coefficients", "counted", "ratings_of"]

OVERALL = "overall"
Basis = Literal["all", "coded"]
_Ratings = tuple[list[list[bool | None]], list[int]]
_PAIR = 2
_MOST_REDRAWN = 200


def coefficients(found: Compared, name: str, basis: Basis, chance: tuple[int, int]) -> dict[str, Any]:
    """Work out everything about one code, or about all; `chance` is the seed and the number of draws."""
    codes = found.codes if name == OVERALL else (name,)
    ratings, weights = ratings_of(found.texts, codes, basis)
    width = {len(text.coders) for text in found.texts}
    people = sorted({who for text in found.texts for who in text.coders})
    results: dict[str, Any] = {
        "percent": percent_agreement(ratings, weights), "alpha": alpha(ratings, weights=weights),
        "fleiss": fleiss(_counts(ratings), weights),
    }  # fmt: skip
    undefined = {key: one.undefined for key, one in results.items() if one.undefined}
    row = {"documents": len(found.texts), "coders": len(people), "characters": sum(weights) // len(codes)}
    row |= {key: one.value for key, one in results.items()}
    row |= _paired(ratings, weights, people, undefined)
    row |= _intervals(found.texts, codes, basis, chance, undefined)
    row |= _unitized(found.texts, codes, basis, width, chance, undefined)
    row |= _borders(found.texts, None if name == OVERALL else name, basis, chance, undefined)
    return row | {"undefined": undefined}


def ratings_of(texts: Iterable[CodedText], codes: Sequence[str], basis: Basis) -> _Ratings:
    """Lay out coders x kinds of characters, with how many characters there are of each kind."""
    people = sorted({who for text in texts for who in text.coders})
    kinds: Counter[tuple[bool | None, ...]] = Counter()
    for text in texts:
        for counts in text.patterns(codes, coded_only=basis == "coded").values():
            for pattern, n in counts.items():
                there = dict(zip(text.coders, pattern, strict=True))
                kinds[tuple(there.get(who) for who in people)] += n
    ordered = sorted(kinds, key=repr)
    return [[kind[at] for kind in ordered] for at in range(len(people))], [kinds[kind] for kind in ordered]


def _counts(ratings: Sequence[Sequence[bool | None]]) -> list[list[int]]:
    return [
        [sum(one is False for one in unit), sum(one is True for one in unit)]
        for unit in zip(*ratings, strict=True)
    ]


def _paired(
    ratings: Sequence[Sequence[bool | None]],
    weights: Sequence[int],
    people: Sequence[str],
    undefined: dict[str, str],
) -> dict[str, Any]:
    if len(people) != _PAIR:
        undefined["cohen"] = f"undefined because there are {len(people)} coders, and Cohen's kappa is for two"
        return {"cohen": None}
    found = cohen(ratings[0], ratings[1], weights)
    _why(undefined, found.undefined, "cohen")
    return {"cohen": found.value}


def _why(undefined: dict[str, str], reason: str, *figures: str) -> None:
    """Write down why figures are empty, if they are."""
    if reason:
        undefined.update(dict.fromkeys(figures, reason))


def _intervals(
    texts: Sequence[CodedText],
    codes: Sequence[str],
    basis: Basis,
    chance: tuple[int, int],
    undefined: dict[str, str],
) -> dict[str, Any]:
    """Draw documents again and again, and work the coefficients over characters out from their sums."""
    counts = [sum(text.patterns(codes, coded_only=basis == "coded").values(), Counter()) for text in texts]
    row: dict[str, Any] = {}
    for name, (sums_of, value) in PATTERNED.items():
        row |= _ends(name, undefined, [sums_of(one) for one in counts], value, chance)
    return row


def _ends(
    name: str,
    undefined: dict[str, str],
    sums: Sequence[tuple[float, ...]],
    value: Callable[[Sequence[float]], float | None],
    chance: tuple[int, int],
) -> dict[str, float | None]:
    """Give the ends of an interval; where the coefficient is undefined, so are they."""
    if name in undefined:
        _why(undefined, undefined[name], f"{name}_interval")
        return {f"{name}_low": None, f"{name}_high": None}
    found = bootstrap_of_sums(sums, value, *chance)
    _why(undefined, found.undefined, f"{name}_interval")
    return {f"{name}_low": found.low, f"{name}_high": found.high}


def _unitized(  # noqa: PLR0917 - the parts of one figure
    texts: Sequence[CodedText],
    codes: Sequence[str],
    basis: Basis,
    width: set[int],
    chance: tuple[int, int],
    undefined: dict[str, str],
) -> dict[str, Any]:
    """Work out u-alpha with coders as first, second and so on: they are exchangeable in it."""
    empty = {"u_alpha": None, "u_low": None, "u_high": None}
    if basis == "coded" or len(width) > 1:
        why = (
            "spans need the text between them"
            if basis == "coded"
            else "the transcripts were coded by different numbers of coders"
        )
        _why(undefined, f"undefined because {why}", "u_alpha", "u_interval")
        return empty
    found = u_alpha(*end_to_end([_units(text, codes) for text in texts]), coders=range(max(width)))
    _why(undefined, found.undefined, "u_alpha")
    seed, draws = chance

    def again(drawn: list[tuple[list[tuple[int, int, int, str]], int]]) -> float | None:
        return u_alpha(*end_to_end(drawn), coders=range(max(width))).overall

    interval = bootstrap_interval(
        [_units(text, codes) for text in texts], again, seed, min(draws, _MOST_REDRAWN)
    )
    _why(undefined, interval.undefined, "u_interval")
    return {"u_alpha": found.overall, "u_low": interval.low, "u_high": interval.high}


def _units(text: CodedText, codes: Sequence[str]) -> tuple[list[tuple[int, int, int, str]], int]:
    units = [
        (slot, start, end - start, code)
        for slot, who in enumerate(text.coders)
        for start, end, code in text.spans(who)
        if code in codes
    ]
    return units, text.length


def _borders(
    texts: Sequence[CodedText],
    code: str | None,
    basis: Basis,
    chance: tuple[int, int],
    undefined: dict[str, str],
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    kinds: tuple[tuple[str, Match], ...] = (("f1", "exact"), ("f1_overlap", "overlap"))
    for name, match in kinds:
        sums = [matched_spans(text, code, match) for text in texts] if basis == "all" else []
        row[name] = twice_matched([sum(column) for column in zip(*sums, strict=True)]) if sums else None
        _why(undefined, "" if sums else "undefined because spans are told for all text", name)
        row |= _ends(name, undefined, sums, twice_matched, chance)
    return row


def counted(found: Compared, name: str, level: Level, chance: tuple[int, int]) -> dict[str, Any]:
    """Work out alpha of how many times each coder used a code in each transcript."""
    people = sorted({who for text in found.texts for who in text.coders})
    code = None if name == OVERALL else name
    columns = [[_times(text, who, code) for who in people] for text in found.texts]
    result = alpha(list(zip(*columns, strict=True)), level)

    def again(drawn: list[list[int | None]]) -> float | None:
        return alpha(list(zip(*drawn, strict=True)), level).value

    interval = bootstrap_interval(columns, again, *chance)
    undefined: dict[str, str] = {}
    _why(undefined, result.undefined, "alpha")
    _why(undefined, interval.undefined, "alpha_interval")
    return {
        "documents": len(found.texts), "coders": len(people), "alpha": result.value,
        "alpha_low": interval.low, "alpha_high": interval.high, "undefined": undefined,
    }  # fmt: skip


def _times(text: CodedText, who: str, code: str | None) -> int | None:
    return len(text.spans(who, code)) if who in text.coders else None
