"""What speaks for suggestions: the same for many at once as for one, and the words weighed once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from interviews import tell
from sklearn.feature_extraction.text import TfidfVectorizer
from test_coding_queue import pool
from test_coding_suggestions import coded

from familypanel.coding import Suggester, queue, suggest
from familypanel.coding.words import stems
from familypanel.study import ProblemError, Study

__all__ = ["pool"]


def _likest(model: Suggester, text: str, code: str) -> list[str]:
    """Rank every text with the code by cosine, each text once, equals by the alphabet."""
    inside = sorted({text for text, one in zip(model.texts_, model.answers_, strict=True) if one == code})
    rows = model._weigher.transform(stems([text, *inside])).toarray()
    alike = np.round(rows[1:] @ rows[0], 9)
    ranked = sorted((-value, one) for value, one in zip(alike.tolist(), inside, strict=True) if value > 0)
    return [one for _, one in ranked[:2]]


def test_many_at_once_say_what_each_says_alone() -> None:
    texts, codes, groups = coded(each=40)
    model = Suggester().fit([*texts, texts[0]], [*codes, codes[0]], [*groups, groups[0]])
    asked = [(text, code) for text in ["rent and a bath", *texts[:30], "zebra"] for code in model.codes_]
    several = model.grounds(*map(list, zip(*asked, strict=True)))
    assert several == [(model.evidence(*one), model.nearest(*one)) for one in asked]
    assert [quotes for _, quotes in several] == [_likest(model, *one) for one in asked]
    assert model.grounds([], []) == []


def test_words_are_weighed_as_often_for_a_hundred_suggestions_as_for_one(
    pool: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    plain = TfidfVectorizer.transform

    def counting(self: TfidfVectorizer, texts: Sequence[str]) -> Any:
        calls.append(1)
        return plain(self, texts)

    suggest(pool)  # learns
    monkeypatch.setattr(TfidfVectorizer, "transform", counting)
    assert suggest(pool, k=1, document="t00").facts["suggested"] > 0
    few = len(calls)
    assert suggest(pool, k=2).facts["suggested"] > 100
    assert len(calls) == 2 * few


def test_suggestions_for_a_thousand_sentences_take_a_moment(pool: Study) -> None:
    said = " ".join("Rent arrears wages bills and the landlord meter." for _ in range(1_000))
    tell(pool, "long", f"INTERVIEWER: And?\nMUM: {said}")
    suggest(pool, document="t00")  # learns
    began = time.process_time()
    assert suggest(pool, document="long").facts["suggested"] == 1_000
    # Each on its own took about 4 ms, and the thousand more than 4 s.
    assert time.process_time() - began < 2


class _Meaning:
    """Tells texts about rent from all others, and those apart by nothing."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if "rent" in text.lower() else [0.0, 1.0] for text in texts])


def test_an_embedder_decides_with_what_is_coded_next(pool: Study, tmp_path: Path) -> None:
    plain, plugged = queue(pool), queue(pool, embedder=_Meaning())
    assert plugged.facts["learned"]
    assert [row["text"] for row in plain.rows] != [row["text"] for row in plugged.rows]
    (tmp_path / "vectors.txt").write_text("rent 1 0\nbedtime 0 1\n", encoding="utf-8")
    assert queue(pool, embedder=tmp_path).to_json() == queue(pool, embedder=tmp_path).to_json()


def test_what_is_alike_by_meaning_is_not_chosen_twice(study: Study) -> None:
    words = ["Rent arrears late again.", "Rent wages owing monthly.", "Pyjamas pillow bath story."]
    tell(study, "t1", f"INTERVIEWER: How?\nMUM: {' '.join(words)}")
    chosen = [row["text"] for row in queue(study, n=2, embedder=_Meaning()).rows]
    assert sum("Rent" in text for text in chosen) == 1


def test_a_folder_that_is_no_embedder_is_refused_by_the_queue_too(pool: Study, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="FP5151"):
        queue(pool, embedder=tmp_path)
