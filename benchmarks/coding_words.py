"""What coders wait for besides search: many segments grouped anew, and one suggestion.

Run: ``python benchmarks/coding_words.py [--segments 100000]``.

The texts are drawn from words of invented topics.
"""

from __future__ import annotations

import argparse
import random
import time

TOPICS, WORDS, COMMON, LENGTH = 6, 1_500, 6_000, 25


def drawn(segments: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Draw segments: a third of the words of each belong to its topic, the others to the language."""
    draw = random.Random(seed)
    letters = "bcdfghklmnprstvw"

    def word() -> str:
        return "".join(draw.choice(letters) + draw.choice("aeiou") for _ in range(draw.randint(2, 4)))

    shares = [1 / (rank + 3) for rank in range(COMMON)]
    common, topics = [word() for _ in range(COMMON)], [[word() for _ in range(WORDS)] for _ in range(TOPICS)]
    texts, codes = [], []
    for _ in range(segments):
        topic = draw.randrange(TOPICS)
        mine = draw.choices(topics[topic], shares[:WORDS], k=LENGTH // 3)
        texts.append(" ".join(mine + draw.choices(common, shares, k=LENGTH - LENGTH // 3)))
        codes.append(f"topic{topic}")
    return texts, codes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=100_000)
    segments = parser.parse_args().segments
    from familypanel.coding import Suggester, cluster

    texts, codes = drawn(segments)
    for again in ("first", "again"):
        began, wall = time.process_time(), time.perf_counter()
        found = cluster(texts)
        spent, wall = time.process_time() - began, time.perf_counter() - wall
        print(f"{segments:,} segments grouped ({again}): {spent:.1f} s CPU, {wall:.1f} s; k {found.k}")
    coded = 5_000
    began = time.process_time()
    groups = [f"t{number % 200}" for number in range(coded)]
    model = Suggester().fit(texts[:coded], codes[:coded], groups)
    print(f"learned from {coded:,} codings in {time.process_time() - began:.1f} s CPU")
    times = []
    for text in texts[coded : coded + 200]:
        began = time.process_time()
        found = [code for code, _ in model.suggest([text])[0]]
        model.grounds([text] * len(found), found)
        times.append(1000 * (time.process_time() - began))
    times.sort()
    print(f"a suggestion, its words and quotes: median {times[100]:.1f} ms, 95 % under {times[190]:.1f} ms")
    many = texts[coded : coded + 10_000]
    began = time.process_time()
    pairs = [(text, code) for text, row in zip(many, model.suggest(many), strict=True) for code, _ in row]
    model.grounds(*map(list, zip(*pairs, strict=True)))
    print(f"the same for {len(many):,} sentences at once: {time.process_time() - began:.1f} s CPU")


if __name__ == "__main__":
    main()
