"""Who is interviewed in each family: the sex that the project wrote into the register."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .homes import lives
from .streams import stream

__all__ = ["with_sex"]

_MOTHER, _FATHER = 1, 2
# Of partners of a parent, grandparents and other relatives.
_WOMEN = 0.6


def with_sex(register: pd.DataFrame, seed: int = 2011) -> pd.DataFrame:
    """Add the column ``sex``: mothers and fathers are what they are, for others it is drawn."""
    relation = lives(register, seed)["baseline"].relation
    drawn = stream(seed, "sex").random(len(register)) < _WOMEN
    woman = np.where(relation > _FATHER, drawn, relation == _MOTHER)
    return register.assign(sex=np.where(woman, "Female", "Male"))
