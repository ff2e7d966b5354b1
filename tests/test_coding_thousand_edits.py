"""A thousand random edits of a coded transcript: what was not touched is found where its words are."""

from __future__ import annotations

import random
import unicodedata

import pytest

from familypanel.coding.plain_text import canonical
from familypanel.coding.text_changes import find_again

WORDS = """
    yes no I said we were waiting for the letter and nobody rang so it was hard but then she came on Monday
    😀 👩\u200d👧 cafe\u0301 e\u0301te\u0301 ty\u0302 x\u0302y don’t mum's אבג שָׁלוֹם مرحبا سَلام नमः 日本
""".split()  # noqa: SIM905
EDITS, QUOTES = 1_000, 10
Passage = tuple[int, int]


def _sentence(chance: random.Random) -> list[str]:
    words = [chance.choice(WORDS) for _ in range(chance.randint(1, 12))]
    return [*words[:-1], words[-1] + chance.choice(".?!,")]


def _interview(chance: random.Random) -> list[str]:
    """Write an interview as words; short answers come again and again, as they do."""
    words: list[str] = []
    for _ in range(chance.randint(8, 30)):
        said = [chance.choice(["Yes.", "No.", "Mm."])] if chance.random() < 0.3 else _sentence(chance)
        words += ["\n", chance.choice(["INTERVIEWER:", "MUM:"]), *said]
    return words[1:]


def _laid(words: list[str], form: str, line: str) -> str:
    """Write words as one program or another does: accents as one sign or two, lines ended in three ways."""
    lines = " ".join(words).split("\n")
    return unicodedata.normalize(form, line.join(one.strip(" ") for one in lines))  # type: ignore[arg-type]


def _place(words: list[str], first: int, last: int) -> Passage:
    """Say where words stand in the canonical text."""
    start = len(canonical(_laid([*words[:first], "x"], "NFC", "\n"))) - 1
    return start, start + len(canonical(_laid(words[first:last], "NFC", "\n")))


def _passage(chance: random.Random, words: list[str]) -> Passage:
    """Choose some words of one line."""
    first = chance.choice([at for at, word in enumerate(words) if word != "\n"])
    ends = [at for at, word in enumerate(words) if word == "\n" and at > first]
    return first, min([first + chance.randint(1, 8), len(words), *ends])


def _edited(chance: random.Random, words: list[str], kept: list[Passage]) -> tuple[list[str], list[int]]:
    """Change words, take some out, put in sentences and turns; gives also which old words are left."""
    left, new = list(range(len(words))), list(words)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(new))
        if not any(first <= left[at] < last for first, last in kept):
            turn = ["\n", "MUM:", *_sentence(chance)]
            put = chance.choice([[], [chance.choice(WORDS)], _sentence(chance), turn])
            new[at : at + 1], left[at : at + 1] = put, [-1] * len(put)
    return new, left


@pytest.mark.parametrize("seed", range(10))
def test_every_untouched_passage_is_found_with_its_words(seed: int) -> None:
    chance = random.Random(seed)
    elsewhere = 0
    for _ in range(EDITS // 10):
        words = _interview(chance)
        kept = [_passage(chance, words) for _ in range(QUOTES)]
        new, left = _edited(chance, words, kept)
        form, line = chance.choice(["NFC", "NFD"]), chance.choice(["\n", "\r\n", "\r"])
        old_text, new_text = canonical(_laid(words, "NFD", "\r\n")), canonical(_laid(new, form, line))
        spans = [_place(words, *one) for one in kept]
        for one, span, found in zip(kept, spans, find_again(old_text, new_text, spans), strict=True):
            at = left.index(one[0])
            assert new_text[found.start : found.end] == old_text[slice(*span)]
            assert not found.changed
            elsewhere += (found.start, found.end) != _place(new, at, at + one[1] - one[0])
    # Where the same answer stands twice and what parted the two was edited, nobody can say which is which.
    assert elsewhere <= 1
