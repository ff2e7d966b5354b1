"""Which members are alike because they were served together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from .register import Register

__all__ = ["PROJECT", "clusters_of"]

PROJECT, FAMILY = "project", "family"
_NOT_KNOWN = "not recorded"


def clusters_of(register: Register, urns: Iterable[str]) -> pd.Series | None:
    """Give the cluster of every member: the project, in which families are nested, else the family.

    Parameters
    ----------
    register : Register
        Where projects and families stand.
    urns : iterable of str
        Of whom.

    Returns
    -------
    Series of str or None
        Indexed by URN and named after what it is; None where every member stands for itself.
    """
    index = pd.Index(list(urns))
    projects = [register.members[urn].project or _NOT_KNOWN for urn in index]
    if len(set(projects)) > 1:
        return pd.Series(np.array(projects, dtype=object), index, name=PROJECT)
    families = [register.members[urn].family or urn for urn in index]
    if 1 < len(set(families)) < len(index):
        return pd.Series(np.array(families, dtype=object), index, name=FAMILY)
    return None
