"""Saying how far long work has come, without printing: the command line listens, libraries tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

__all__ = ["Listener", "announce", "announcer", "listener", "tell", "telling"]

Listener = Callable[[str, int, int], None]
Item = TypeVar("Item")

listener: ContextVar[Listener | None] = ContextVar("familypanel_progress", default=None)
"""Called with what is being done, how many steps are done, and of how many (0: not known)."""

announcer: ContextVar[Callable[[str], None] | None] = ContextVar("familypanel_announcer", default=None)
"""Called with a line that must be read while a command goes on, such as the address of the desk."""


def announce(line: str) -> None:
    """Say a line that must be read before the command has ended; nothing happens where nobody listens."""
    hears = announcer.get()
    if hears is not None:
        hears(line)


def tell(what: str, done: int = 0, of: int = 0) -> None:
    """Say what is being done; nothing happens where nobody listens."""
    hears = listener.get()
    if hears is not None:
        hears(what, done, of)


def telling(what: str, items: Iterable[Item], of: int = 0) -> Iterator[Item]:
    """Pass items through and tell after each how many are done."""
    for done, item in enumerate(items):
        tell(what, done, of)
        yield item
