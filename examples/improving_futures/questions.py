"""How each question of the bank is answered; a test holds this table against the bank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .answering import (
    Answer,
    Chosen,
    Counted,
    Graded,
    Scene,
    Ticked,
    YesNo,
    days_before,
    in_own_words,
    initials,
)

__all__ = ["ANSWERS", "NEVER_WITHHELD"]

STRAIN, EASE, WANT, RELIEF = {"strain": 0.8}, {"strain": -0.8}, {"want": 0.8}, {"relief": -0.9}
_BANDS = ((0, 1), (2, 4), (5, 10), (11, 15), (16, 17))
_UNSETTLED, _WORSE = (4, 5), (4, 5)
_FACE_TO_FACE, _TELEPHONE = 1, 2
_SUPPORTED_AT_FIRST = 0.96


def _always(code: int) -> Answer:
    return lambda scene: np.full(scene.n, code)


def _of_home(name: str) -> Answer:
    return lambda scene: np.asarray(getattr(scene.homes, name))


def _yes(flags: NDArray[np.bool_]) -> NDArray[Any]:
    return np.where(flags, 1, 2)


def _mode(scene: Scene) -> NDArray[Any]:
    return np.full(scene.n, _FACE_TO_FACE if scene.wave == "baseline" else _TELEPHONE)


def _language(scene: Scene) -> NDArray[Any]:
    return np.where(scene.register["language"] == "cy", 2, 1)


def _age_groups(scene: Scene) -> NDArray[Any]:
    ages = scene.homes.ages
    return np.column_stack([((ages >= low) & (ages <= high)).any(axis=1) for low, high in _BANDS])


def _limited(scene: Scene) -> NDArray[Any]:
    """Tick who is limited by illness; another adult only where there is one."""
    ticked = Ticked((0.95, 1.35, 0.75), {"strain": 0.4})(scene)[:, :-1]
    ticked[:, 1] &= scene.homes.adults > 1
    ticked[:, 2] &= scene.homes.children > 0
    return np.column_stack([ticked, ~ticked.any(axis=1)])


def _supported(scene: Scene) -> NDArray[Any]:
    """Say whether there was support: so far at the start, within the last year later."""
    often = scene.rng.random(scene.n) < _SUPPORTED_AT_FIRST
    lately = scene.homes.supported | (scene.before.supported & often)
    return _yes(often if scene.wave == "baseline" else lately)


def _why_changed(scene: Scene) -> NDArray[Any]:
    """Give a reason that fits: another one where things have become worse."""
    worse = np.zeros(scene.n, dtype=bool)
    for question in ("chg_since", "chg_start"):
        worse |= np.isin(scene.told.get(question, 0), _WORSE)
    return np.where(worse, in_own_words("worse")(scene), in_own_words("better")(scene))


def _owed(scene: Scene) -> NDArray[Any]:
    pounds = np.round(np.exp(6.3 + 0.9 * scene.trait(WANT)), -1)
    return np.clip(pounds, 10, 9500)


def _changed(scene: Scene) -> NDArray[Any]:
    return Ticked((0.5, 0.6, 0.9, 1.0, 0.7), {"relief": 0.4})(scene)


_FREQUENT = (-1.2, -0.2, 0.5, 1.3)
_AGREE = (-1.1, 0.2, 0.8, 1.6)
_SATISFIED = (-0.3, 0.7, 1.2, 1.8)

ANSWERS: Mapping[str, Answer] = {
    "int_date": lambda scene: scene.dates,
    "int_mode": _mode,
    "int_language": _language,
    "int_safe": _always(1),
    "int_alone": Chosen((0.62, 0.27, 0.11)),
    "int_consent": _always(1),
    "hh_adults": _of_home("adults"),
    "hh_children": _of_home("children"),
    "hh_ages": _age_groups,
    "hh_child": initials,
    "hh_childage": lambda scene: scene.homes.ages[:, 0],
    "hh_rel": _of_home("relation"),
    "hh_born": _of_home("born"),
    "hh_lone": lambda scene: _yes(scene.homes.lone),
    "hh_tenure": _of_home("tenure"),
    "hh_moved": lambda scene: _yes(scene.homes.moved),
    "hh_movedin": days_before(12, 350),
    "hh_limit": _limited,
    "hh_work": Ticked((0.35, 0.75, 0.9, 1.1, 0.2, 0.9)),
    "ref_who": Chosen((0.13, 0.38, 0.16, 0.17, 0.11, 0.05)),
    "ref_explain": Graded((0.35, 1.1)),
    "ref_felt": Graded((0.1, 0.8), {"strain": 0.3}),
    "ref_wait": Counted(4.5, 3.5, 0, 16),
    "ref_sat": Graded(_SATISFIED, {"strain": 0.3}),
    "ref_better": in_own_words("ref_better"),
    "ref_hopes": Ticked((-0.1, 0.1, 0.2, 0.6, 0.7), {"strain": 0.3}),
    "sup_got": _supported,
    "sup_kinds": Ticked((-0.4, 0.1, 0.0, 0.2, 0.7, 0.9, 0.5, 0.9)),
    "sup_often": Graded((-1.2, 0.2, 0.7, 1.2), {"strain": -0.3}),
    "sup_hours": Counted(7, 5, 0, 38, {"strain": 0.3}),
    "sup_key": Chosen((0.86, 0.14)),
    "sup_listens": Graded((0.1, 1.0, 1.5, 2.1), {"strain": 0.3}),
    "sup_sat": Graded(_SATISFIED, {"strain": 0.35}),
    "sup_still": lambda scene: _yes(scene.homes.supported),
    "sup_ended": days_before(21, 340),
    "sup_why": Chosen((0.46, 0.10, 0.24, 0.13, 0.07)),
    "sup_helped": in_own_words("sup_helped"),
    "sup_other": Ticked((0.1, 0.5, 0.8, 1.0, 0.0)),
    "par_patience": Graded(_AGREE, STRAIN),
    "par_lost": Graded((-0.5, 0.5, 0.9, 1.7), EASE),
    "par_upset": Graded(_AGREE, {"strain": 0.6}),
    "par_rules": Graded((-0.9, 0.4, 0.9, 1.7), {"strain": 0.6}),
    "par_bed": Counted(4.6, 1.6, 0, 7, EASE),
    "par_fun": Counted(3.4, 1.7, 0, 7, EASE),
    "par_school": Graded((-0.5, 0.5, 1.3), STRAIN),
    "par_absent": Counted(0.8, 1.8, 0, 15, STRAIN),
    "par_more": Ticked((0.6, 0.2, 0.6, 0.7, 0.5), STRAIN),
    "wel_energy": Graded(_FREQUENT, EASE),
    "wel_hand": Graded((-1.7, -0.5, 0.3, 1.2), EASE),
    "wel_nights": Graded((-1.3, 0.0, 0.6, 1.4), STRAIN),
    "wel_own": Graded((-1.3, 0.1, 0.7, 1.5), EASE),
    "wel_week": Counted(5.7, 1.8, 0, 10, EASE),
    "wel_child": Graded((0.0, 1.0), STRAIN),
    "wel_doctor": YesNo(0.5, STRAIN),
    "mon_month": Graded((-1.0, 0.3, 1.2), WANT),
    "mon_behind": Ticked((1.0, 0.9, 0.9, 1.1, 1.2), WANT),
    "mon_owed": _owed,
    "mon_heat": YesNo(0.4, WANT),
    "mon_home": Ticked((0.8, 0.9, 1.1, 1.1, 1.0), {"want": 0.5}),
    "mon_lose": YesNo(1.6, WANT),
    "com_meet": Graded((-0.9, 0.0, 0.6, 1.1), {"strain": 0.5}),
    "com_alone": Graded((-0.7, 0.3, 0.9, 1.7), STRAIN),
    "com_groups": Ticked((0.7, 1.2, 0.9, 0.7, 1.2), {"strain": -0.4}),
    "com_street": Graded((-0.4, 0.9, 1.7), {"want": 0.4}),
    "com_ready": Chosen((0.86, 0.14)),
    "com_afraid": YesNo(1.75, STRAIN),
    "chg_since": Graded((-0.75, 0.1, 0.75, 1.4), RELIEF),
    "chg_start": Graded((-0.75, 0.1, 0.75, 1.4), RELIEF),
    "chg_days": Graded((-1.0, 0.3, 1.1), RELIEF),
    "chg_settled": lambda scene: _yes(~np.isin(scene.homes.tenure, _UNSETTLED)),
    "chg_what": _changed,
    "chg_why": _why_changed,
    "clo_again": lambda scene: _yes(~scene.leaving),
    "clo_when": Ticked((0.3, 0.6, 0.4, 0.9)),
    "clo_panel": Chosen((0.27, 0.73)),
    "clo_else": in_own_words("clo_else"),
}
"""By variable; for a multiple response, by the name of its set."""

NEVER_WITHHELD = frozenset({"hh_children", "hh_adults"})
"""Questions that everybody answers here, so that nobody is lost to most of the questionnaire."""
