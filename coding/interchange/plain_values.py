"""Values to JSON and back, so that a child process can hand over what it read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

__all__ = ["revive"]

Value = TypeVar("Value")


def revive(kind: type[Value], plain: Any) -> Value:
    """Make a value again from what ``dataclasses.asdict`` and JSON made of it.

    Parameters
    ----------
    kind : type
        A dataclass, or a tuple of such, of plain fields, other dataclasses, tuples and mappings.
    plain : Any
        The JSON value.

    Examples
    --------
    >>> from .project import User
    >>> revive(tuple[User, ...], [{"guid": "A", "name": "Ann"}])
    (User(guid='A', name='Ann'),)
    """
    made: Value = _revived(kind, plain)
    return made


def _revived(kind: Any, plain: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{one.name: _revived(hints[one.name], plain[one.name]) for one in fields(kind)})
    origin = get_origin(kind)
    if origin is tuple:
        return tuple(_revived(get_args(kind)[0], one) for one in plain)
    if origin is UnionType and plain is not None:
        return _revived(get_args(kind)[0], plain)
    return dict(plain) if origin is Mapping else plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
