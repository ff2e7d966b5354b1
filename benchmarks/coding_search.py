"""Measure `coding kwic` beside nltk's ConcordanceIndex, on one corpus in one run.

A corpus of invented words is stored as transcripts, the index is built once, and then the first page (50
hits) of words of several frequencies is searched for. nltk builds its index of the same tokens and is asked
for the same words. Times are CPU seconds of this process.

Run ``python benchmarks/coding_search.py [--words 10000000]``.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from pathlib import Path

PAGE, TURN, TURNS = 50, 40, 250


def corpus(words: int) -> list[str]:
    """Write transcripts of 250 turns with 40 words each, drawn by a long-tailed law."""
    chance = random.Random(5)
    vocabulary = [
        f"{a}{b}{c}"
        for a in "bdfglmnprst"
        for b in "aeiou"
        for c in ("ck", "nd", "ll", "st", "rm", "sh", "p", "t")
    ]
    vocabulary += [one + two for one in vocabulary[:120] for two in vocabulary[120:220]]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    texts = []
    for _ in range(max(1, words // (TURN * TURNS))):
        drawn = chance.choices(vocabulary, weights, k=TURN * TURNS)
        turns = (" ".join(drawn[at : at + TURN]) for at in range(0, len(drawn), TURN))
        texts.append(
            "\n".join(f"{'MUM' if n % 2 else 'INTERVIEWER'}: {said}." for n, said in enumerate(turns))
        )
    return texts


def stored(texts: list[str], folder: Path) -> object:
    from familypanel.coding.turn_splitting import split_turns
    from familypanel.study.beginning import begin
    from familypanel.study.folder import load
    from familypanel.study.store.documents import add_document

    begin(folder)
    study = load(folder)
    with study.store.transaction() as connection:
        for number, text in enumerate(texts):
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            add_document(
                connection, split_turns(text), name=f"t{number:05d}", version=1, raw_sha256=sha256,
                text_sha256=sha256, text=text, urn=None, wave="baseline", role=None, project=None,
                language="en", source="benchmark",
            )  # fmt: skip
    return study


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=10_000_000)
    words = parser.parse_args().words
    from nltk.text import ConcordanceIndex

    from familypanel.coding import kwic
    from familypanel.coding.words import tokens

    texts = corpus(words)
    with tempfile.TemporaryDirectory() as place:
        study = stored(texts, Path(place) / "study")
        began = time.process_time()
        kwic(study, "zzz", first=PAGE)
        built = time.process_time() - began
        print(f"{words:,} words, {len(texts):,} transcripts; index built in {built:.1f} s")
        last = tokens(texts[-1])
        asked = ["back", "land", "mush", "reckrand", last[-3] + " " + last[-2], "rast*"]
        ours = []
        for pattern in asked:
            began, ended = time.process_time(), time.perf_counter()
            found = kwic(study, pattern, first=PAGE)
            ours.append(time.process_time() - began)
            wall = time.perf_counter() - ended
            print(
                f"  {pattern:20} {len(found.rows):3} hits {1000 * ours[-1]:7.1f} ms CPU {1000 * wall:7.1f} ms"
            )
        # Only now: a list of millions of words would be walked through by the garbage collector in between.
        flat = [word for text in texts for word in tokens(text)]
        began = time.process_time()
        index = ConcordanceIndex(flat)
        for pattern in asked[:4]:
            index.find_concordance(pattern)
        theirs = time.process_time() - began
        print(f"nltk: index built and four words asked in {theirs:.1f} s CPU")
        own = sum(ours[:4])
        print(f"ours: the same four words in {own:.3f} s CPU, {theirs / own:.0f} times faster")


if __name__ == "__main__":
    main()
