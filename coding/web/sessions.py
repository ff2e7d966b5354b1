"""Who sits at the desk: one-time tokens, what they are swapped for, and the lock after a while of nothing.

Sessions live in memory only: when the desk ends, every cookie is worth nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["IDLE_SECONDS", "Session", "Sessions", "set_word"]

IDLE_SECONDS = 15 * 60.0
WRONG_WORDS = 5
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}


@dataclass(slots=True)
class Session:
    """One coder in one browser.

    Parameters
    ----------
    coder : str
        Who codes; empty until a name was given.
    language : str
        Of the pages.
    seen : float
        When the last request came, in seconds of a clock that never goes back.
    locked : bool
        Nothing is shown until the word is given.
    word : bytes
        Salt and hash of the word that unlocks; empty: there is none.
    wrong : int
        Wrong words since the last right one.
    left : str
        The page that was covered when it was locked.
    invited : str
        Whom its address was made for; empty: anybody.
    heard : tuple of int
        The last row of the log that this coder was told of, and up to which row it was looked through.
    """

    coder: str
    language: str
    seen: float
    locked: bool = False
    word: bytes = field(default=b"", repr=False)
    wrong: int = 0
    left: str = "/"
    invited: str = ""
    heard: tuple[int, int] = (0, 0)


class Sessions:
    """The tokens that are still to be used, and the sessions they were swapped for.

    Parameters
    ----------
    idle_seconds : float
        A session that was silent for longer is locked.
    clock : callable
        Gives seconds.
    ended : callable, optional
        Called with whom the address was made for when a session has ended, so that a fresh one can be told.
    """

    def __init__(
        self,
        idle_seconds: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        ended: Callable[[str], None] | None = None,
    ) -> None:
        self.idle_seconds = idle_seconds
        self._clock = clock
        self._ended = ended
        self._waiting: dict[str, str] = {}
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def invite(self, coder: str = "") -> str:
        """Make a token that lets one browser in, once."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._waiting[_hashed(token)] = coder
        return token

    def enter(self, token: str, language: str) -> str | None:
        """Swap a token for the value of a cookie; None if it was used before or never given."""
        with self._lock:
            coder = self._waiting.pop(_hashed(token), None)
            if coder is None:
                return None
            key = secrets.token_urlsafe(32)
            self._sessions[_hashed(key)] = Session(coder, language, self._clock(), invited=coder)
        return key

    def find(self, key: str | None, *, acts: bool = True) -> Session | None:
        """Find the session of a cookie, and lock it where it was silent for too long.

        A request that a page sends by itself (`acts` False) breaks no silence.
        """
        with self._lock:
            found = self._sessions.get(_hashed(key)) if key else None
            if found is not None:
                now = self._clock()
                found.locked = found.locked or now - found.seen > self.idle_seconds
                found.seen = now if acts else found.seen
        return found

    def leave(self, key: str | None) -> None:
        """End a session."""
        with self._lock:
            gone = self._sessions.pop(_hashed(key or ""), None)
        if gone is not None and self._ended is not None:
            self._ended(gone.invited)

    def unlock(self, key: str, word: str) -> bool:
        """Try a word on a locked session; after five wrong ones the session is ended."""
        found = self.find(key)
        if found is None or not found.word or not self._may_try(found):
            return False
        if secrets.compare_digest(_scrypted(word, found.word[:16]), found.word):
            found.locked, found.wrong = False, 0
            return True
        if found.wrong >= WRONG_WORDS:
            self.leave(key)
        return False

    def _may_try(self, session: Session) -> bool:
        """Count a try before its word is looked at: those who try at the same moment get no more of them."""
        with self._lock:
            session.wrong += 1
            return session.wrong <= WRONG_WORDS


def set_word(session: Session, word: str) -> None:
    """Set the word that unlocks a session; only its hash is kept."""
    session.word = _scrypted(word, secrets.token_bytes(16)) if word else b""


def _scrypted(word: str, salt: bytes) -> bytes:
    return salt + hashlib.scrypt(word.encode(), salt=salt, **_SCRYPT)


def _hashed(secret: str) -> str:
    """Look secrets up by their hash: how long that takes says nothing about them."""
    return hashlib.sha256(secret.encode()).hexdigest()
