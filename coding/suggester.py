"""Which codes a text probably deserves, learned from what was coded: a linear model, honest probabilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..study.problems import ProblemError, problem
from .embedders import Embedder, beside, embedded
from .suggestion_grounds import CodedTexts, strongest_words
from .term_space import Floats, one_thread, weigher
from .words import stems, words_of_stems

__all__ = ["Reliability", "Suggester"]

LEAST_CODINGS = 3
FOLDS = 5
STRENGTH = 10.0
LIKELY = 0.3
CERTAIN = 0.5
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often the first suggestion was right among those of about one probability, on texts held out."""

    lowest: float
    highest: float
    texts: int
    stated: float
    right: float


class Suggester:
    """Suggests codes for a text.

    Parameters
    ----------
    seed : int
        Where chance begins (which groups of texts form a fold).
    embedder : Embedder, optional
        Something that places texts in a space by meaning; its numbers stand beside those of the words.

    Attributes
    ----------
    codes_ : tuple of str
        The codes that can be suggested; codes with fewer than three texts are left out.
    accuracy_ : float, 0..1
        Share of held-out texts whose first suggestion is right; `accuracy3_`: one of the first three.
    majority_ : float, 0..1
        Share of the most frequent code: what a guess without looking reaches.
    reliability_ : tuple of Reliability
        Stated and found probabilities on held-out texts.
    held_out_ : {'groups', 'texts'}
        What was held out together: with a single group only texts can be.

    Notes
    -----
    Multinomial logistic regression on TF-IDF of stems.  Probabilities are calibrated on texts held out by
    group: p is proportional to exp(a * score + b * log share of the code), a and b by maximum
    likelihood (temperature scaling after Guo and others 2017, with the share added), so that where words tell
    nothing the shares remain.

    Examples
    --------
    >>> texts = ["late rent and bills", "rent arrears", "the rent went up"] * 2
    >>> texts += ["bedtime story", "a bath then bedtime", "bedtime is at eight"] * 2
    >>> model = Suggester().fit(texts, ["money"] * 6 + ["routines"] * 6)
    >>> model.suggest(["we are behind with the rent"])[0][0][0]
    'money'
    """

    def __init__(self, seed: int = 0, embedder: Embedder | None = None) -> None:
        self.seed = seed
        self.embedder = embedder

    def fit(
        self, texts: Sequence[str], codes: Sequence[str], groups: Sequence[str] | None = None
    ) -> Suggester:
        """Learn from coded texts.

        Parameters
        ----------
        texts, codes : sequence of str, one per coding
            A text with two codes stands twice.
        groups : sequence of str, optional
            Transcripts; texts of one are never on both sides of a fold.  Without it, and where there is only
            one, every distinct text is its own.

        Raises
        ------
        ProblemError
            FP5030 if fewer than two codes have three texts each, or none of these has a word to learn from.
        """
        self.held_out_ = "texts" if groups is None or len(set(groups)) == 1 else "groups"
        apart = texts if groups is None or self.held_out_ == "texts" else groups
        rows = sorted(zip(texts, codes, apart, strict=True))
        times = Counter(codes)
        kept = [row for row in rows if times[row[1]] >= LEAST_CODINGS]
        if len({code for _, code, _ in kept}) < 2:  # noqa: PLR2004 - one code is no choice
            found = f"{len(rows)} codings of {len(times)} codes"
            raise ProblemError(problem("FP5030", found=found, least=LEAST_CODINGS))
        self.texts_ = tuple(text for text, _, _ in kept)
        self.answers_ = np.array([code for _, code, _ in kept])
        self.codes_ = tuple(sorted(set(self.answers_.tolist())))
        self.words_ = words_of_stems(self.texts_)
        documents = list(stems(self.texts_))
        if not any(documents):
            found = f"{len(rows)} codings, none of which holds a word that is not a stop word"
            raise ProblemError(problem("FP5030", found=found, least=LEAST_CODINGS))
        with one_thread():
            self._fit(documents, _numbers([group for _, _, group in kept]))
        return self

    def suggest(self, texts: Sequence[str], k: int = 3) -> list[list[tuple[str, float]]]:
        """Suggest up to `k` codes a text, likeliest first, each with its probability.

        A text gets none where nothing is likely: where it shares no word with what was coded, or where the
        first code has neither a probability of a half nor one of 0.3 with at least twice the odds it has in
        any text.
        """
        if not texts:
            return []
        return [self._chosen(row, known, k) for row, known in zip(*self.probabilities(texts), strict=True)]

    def probabilities(self, texts: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """Give the probability of every code, and whether a text shares a word with what was coded.

        Returns
        -------
        tuple of ndarray
            Of shape (n_texts, n_codes), rows summing to 1, and (n_texts,).
        """
        with one_thread():
            weights = self._weighed(texts)
            known = np.asarray(weights.getnnz(axis=1) > 0)
            return _shares(np.asarray(weights @ self._coefficients.T), self._prior, *self._scale), known

    def evidence(self, text: str, code: str, most: int = 3) -> list[str]:
        """Give the words of a text that speak most for a code."""
        return self.grounds([text], [code], words=most, quotes=0)[0][0]

    def nearest(self, text: str, code: str, most: int = 2) -> list[str]:
        """Give the texts with this code that are most like a text (cosine of TF-IDF)."""
        return self.grounds([text], [code], words=0, quotes=most)[0][1]

    def grounds(
        self, texts: Sequence[str], codes: Sequence[str], *, words: int = 3, quotes: int = 2
    ) -> list[tuple[list[str], list[str]]]:
        """Give what speaks for each of several suggestions: `evidence` and `nearest` of all of them at once.

        Parameters
        ----------
        texts, codes : sequence of str, one per suggestion
            A text with three suggestions stands three times.
        words, quotes : int
            Most words and most coded texts of each.
        """
        if not texts:
            return []
        places = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        weights = self._weighed(list(places))
        rows = np.array([places[text] for text in texts], dtype=np.intp)
        near = self._nearest(weights, rows, np.array(codes, dtype=object), quotes)
        return [
            (self._strongest(weights, row, code, words), near.get(at, []))
            for at, (row, code) in enumerate(zip(rows, codes, strict=True))
        ]

    def _weighed(self, texts: Sequence[str]) -> Any:
        return beside(self._weigher.transform(stems(texts)), embedded(self.embedder, texts))

    def _strongest(self, weights: Any, row: int, code: str, most: int) -> list[str]:
        coefficients = self._coefficients[self.codes_.index(code)]
        return strongest_words(weights, row, coefficients, names=self._names, words=self.words_, most=most)

    def _nearest(
        self, weights: Any, rows: NDArray[np.intp], codes: NDArray[np.object_], most: int
    ) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for code in dict.fromkeys(codes.tolist() if most else ()):
            mine = np.flatnonzero(codes == code)
            found |= zip(mine.tolist(), self._coded[code].nearest(weights[rows[mine]], most), strict=True)
        return found

    def _fit(self, documents: list[list[str]], groups: NDArray[np.intp]) -> None:
        answers = np.searchsorted(self.codes_, self.answers_)
        self._prior = np.log(np.bincount(answers) / len(answers))
        vectors = embedded(self.embedder, self.texts_)
        scores = _held_out(documents, vectors, answers, groups, codes=len(self.codes_), seed=self.seed)
        self._scale = _calibrated(scores, self._prior, answers)
        self._judge(_shares(scores, self._prior, *self._scale), answers)
        self._weigher = weigher()
        weights = beside(self._weigher.fit_transform(documents), vectors)
        self._names = self._weigher.get_feature_names_out().tolist()
        self._coefficients = _coefficients(_linear(weights, answers), len(self.codes_))
        insides = {code: np.flatnonzero(self.answers_ == code) for code in self.codes_}
        self._coded = {
            code: CodedTexts([self.texts_[at] for at in inside], weights[inside])
            for code, inside in insides.items()
        }

    def _judge(self, stated: Floats, answers: NDArray[np.intp]) -> None:
        ranks = np.argsort(-stated, axis=1, kind="stable")
        self.accuracy_ = float(np.mean(ranks[:, 0] == answers))
        self.accuracy3_ = float(
            np.mean([answer in row[:3] for answer, row in zip(answers, ranks, strict=True)])
        )
        self.majority_ = float(np.exp(self._prior.max()))
        self.reliability_ = _reliability(stated.max(axis=1), ranks[:, 0] == answers)

    def _chosen(self, row: Floats, known: bool, k: int) -> list[tuple[str, float]]:
        order = np.argsort(-row, kind="stable")
        p, share = float(row[order[0]]), float(np.exp(self._prior[order[0]]))
        doubled = p * (1 - share) >= 2 * share * (1 - p)
        if not known or not (p >= CERTAIN or (p >= LIKELY and doubled)):
            return []
        return [(self.codes_[at], float(row[at])) for at in order[:k]]


def _numbers(groups: Sequence[str]) -> NDArray[np.intp]:
    return np.unique(np.array(groups, dtype=object), return_inverse=True)[1]


def _linear(weights: Any, answers: NDArray[np.intp]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, max_iter=1000).fit(weights, answers)


def _coefficients(model: Any, codes: int) -> Floats:
    """Give one row of coefficients a code; two codes share one row, with opposite signs."""
    rows = np.asarray(model.coef_, dtype=np.float64)
    full = np.zeros((codes, rows.shape[1]))
    full[model.classes_] = rows if len(rows) > 1 else np.vstack([-rows[0] / 2, rows[0] / 2])
    return full


def _some(vectors: Floats | None, places: NDArray[np.intp]) -> Floats | None:
    return None if vectors is None else vectors[places]


def _held_out(
    documents: list[list[str]], vectors: Floats | None, answers: NDArray[np.intp], groups: NDArray[np.intp],
    *, codes: int, seed: int,
) -> Floats:  # fmt: skip
    """Score every text by a model that has seen no text of its group."""
    folds = np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups] % FOLDS
    scores = np.zeros((len(documents), codes))
    for fold in np.unique(folds):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        # Where there is nothing to learn the scores stay 0.
        if len(np.unique(answers[inside])) < 2 or not any(documents[at] for at in inside):  # noqa: PLR2004
            continue
        maker = weigher()
        seen = beside(maker.fit_transform([documents[at] for at in inside]), _some(vectors, inside))
        new = beside(maker.transform([documents[at] for at in outside]), _some(vectors, outside))
        # The words alone: the intercepts, which stand for the shares, stay out.
        scores[outside] = new @ _coefficients(_linear(seen, answers[inside]), codes).T
    return scores


def _shares(scores: Floats, prior: Floats, a: float, b: float) -> Floats:
    raw = a * scores + b * prior
    powers = np.exp(raw - raw.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _calibrated(scores: Floats, prior: Floats, answers: NDArray[np.intp]) -> tuple[float, float]:
    from scipy.optimize import minimize

    rows = np.arange(len(answers))

    def loss(scale: Floats) -> float:
        chosen = _shares(scores, prior, float(scale[0]), float(scale[1]))[rows, answers]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    found = minimize(loss, x0=np.array([1.0, 1.0]), bounds=[(0.0, 20.0), (0.0, 2.0)], method="L-BFGS-B")
    return float(found.x[0]), float(found.x[1])


def _reliability(stated: Floats, right: NDArray[np.bool_]) -> tuple[Reliability, ...]:
    places = np.clip(np.digitize(stated, BINS[1:-1]), 0, len(BINS) - 2)
    return tuple(
        Reliability(
            BINS[at], BINS[at + 1], int(np.sum(places == at)), float(stated[places == at].mean()),
            float(right[places == at].mean()),
        )
        for at in np.unique(places).tolist()
    )  # fmt: skip
