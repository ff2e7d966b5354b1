"""Many coders at one desk at once, each at the pace of a person: how long they wait, and what came of it."""

from __future__ import annotations

import http.client
import random
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

__all__ = ["Crowd", "crowd"]


@dataclass
class Crowd:
    """What many coders met with: seconds of each tag, errors, and what each put where."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    put: list[tuple[str, int, int, str]] = field(default_factory=list)

    def p95(self) -> float:
        return sorted(self.seconds)[int(0.95 * len(self.seconds))]

    def median(self) -> float:
        return sorted(self.seconds)[len(self.seconds) // 2]


class _Coder:
    """A browser of few words: a cookie, and forms."""

    def __init__(self, address: str) -> None:
        where = urllib.parse.urlsplit(address)
        self.connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        self.connection.request("GET", f"{where.path}?{where.query}")
        answer = self.connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        form = "application/x-www-form-urlencoded"
        self.headers = {"Cookie": cookie, "Origin": f"http://{where.netloc}", "Content-Type": form,
                        "Accept": "application/json"}  # fmt: skip

    def ask(self, method: str, path: str, **fields: object) -> tuple[int, bytes]:
        self.connection.request(method, path, urllib.parse.urlencode(fields), self.headers)
        with self.connection.getresponse() as answer:
            return answer.status, answer.read()


def crowd(addresses: dict[str, str], each: int, pause: float, documents: int, codes: list[str]) -> Crowd:
    """Let every coder tag `each` passages, about `pause` seconds apart, and look for changes like a page."""
    found, start = Crowd(), threading.Barrier(len(addresses))

    def work(number: int, name: str) -> None:
        me, chance = _Coder(addresses[name]), random.Random(number)
        start.wait()
        for at in range(each):
            time.sleep(pause * (0.5 + chance.random()))
            place = 10 + at * 9, 16 + at * 9 + chance.randrange(12)
            document, code = 1 + (number + at // 50) % documents, chance.choice(codes)
            began = time.perf_counter()
            status, words = me.ask(
                "POST", f"/documents/{document}/codings", start=place[0], end=place[1], code=code
            )
            found.seconds.append(time.perf_counter() - began)
            found.put.append((name, document, place[0], code))
            if status != 200:
                found.errors.append(f"{status} {words[:200]!r}")
            if at % 8 == 0:
                me.ask("GET", f"/documents/{document}/changes?since={1_000_000_000}")
        me.connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(addresses)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found
