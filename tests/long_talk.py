"""An interview of 200 pages with 2,000 codings, and how to see whether it scrolls."""

from __future__ import annotations

import random

from familypanel.coding.events.placing import Wish, tag_all
from familypanel.study.documents import Document
from familypanel.study.folder import Study

__all__ = ["CODINGS", "SCROLL", "coded_often", "long_talk"]

TURNS, SENTENCES, CODINGS = 1_000, 6, 2_000
SENTENCE = "We waited for a letter about the rent and nobody rang us back about it that week."

# Scrolls through the whole page a screen at a time, and measures how long each frame takes.
SCROLL = """async () => {
  const waits = [];
  let last = performance.now();
  for (let at = 0; at < document.documentElement.scrollHeight; at += 700) {
    scrollTo(0, at);
    await new Promise(requestAnimationFrame);
    waits.push(performance.now() - last);
    last = performance.now();
  }
  waits.sort((a, b) => a - b);
  return {
    frames: waits.length, median: waits[waits.length >> 1], p95: waits[Math.floor(waits.length * 0.95)],
    worst: waits.at(-1),
  };
}"""


def long_talk() -> str:
    """Write 1,000 turns of six sentences: about 500,000 characters, 200 pages."""
    return "\n".join(
        f"{'MUM' if n % 2 else 'INTERVIEWER'}: {' '.join([SENTENCE] * SENTENCES)}" for n in range(TURNS)
    )


def coded_often(study: Study, document: Document) -> None:
    """Put 2,000 codings of several coders on it, many of which overlap."""
    chance = random.Random(4)
    wishes: dict[Wish, None] = {}
    while len(wishes) < CODINGS:
        turn = chance.choice(document.turns)
        start = turn.start + chance.randrange(len(turn.text) - 90)
        code, coder = chance.choice(["trust", "money", "sleep"]), chance.choice(["Bea", "Cat"])
        wishes[Wish(document.name, start, start + chance.randrange(20, 90), code, coder)] = None
    tag_all(study, wishes, dry_run=False)
