"""Text to features for the peers that bring none: words 1–2-grams and character 3–5-grams, tf-idf."""

from __future__ import annotations

import re
import unicodedata

from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer, TfidfVectorizer

WORD = re.compile(r"\w+")
# Words are what stands between blanks: the pattern of scikit-learn's default would drop words of one character.
BLOCKS = (
    {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\S+", "lowercase": False},
    {"analyzer": "char_wb", "ngram_range": (3, 5), "lowercase": False},
)


def normalise(text: str) -> str:
    """NFKC, case-folded, words apart by one blank: what every peer that reads text is given."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


class VocabularyFeatures:
    """scikit-learn's own way: a vocabulary a block, cut at a minimum document frequency, each block of norm 1."""

    def __init__(self, minimum_document_frequency: int) -> None:
        self._vectorizers = [
            TfidfVectorizer(min_df=minimum_document_frequency, **block) for block in BLOCKS
        ]

    def fit_transform(self, texts: list[str]):
        """Fits on the train rows and returns their CSR matrix."""
        words = [normalise(text) for text in texts]
        return hstack([vectorizer.fit_transform(words) for vectorizer in self._vectorizers], format="csr")

    def transform(self, texts: list[str]):
        """CSR matrix of other rows over the fitted vocabulary."""
        words = [normalise(text) for text in texts]
        return hstack([vectorizer.transform(words) for vectorizer in self._vectorizers], format="csr")


class HashedFeatures:
    """Both blocks hashed into the same 2^bits ids (murmur3), then tf-idf with rows of norm 1."""

    def __init__(self, bits: int) -> None:
        self._hashers = [
            HashingVectorizer(n_features=2**bits, alternate_sign=False, norm=None, **block) for block in BLOCKS
        ]
        self._idf = TfidfTransformer()

    def fit_transform(self, texts: list[str]):
        """Fits the document frequencies on the train rows and returns their CSR matrix."""
        return self._idf.fit_transform(self._count(texts))

    def transform(self, texts: list[str]):
        """CSR matrix of other rows with the fitted document frequencies."""
        return self._idf.transform(self._count(texts))

    def _count(self, texts: list[str]):
        words = [normalise(text) for text in texts]
        return sum(hasher.transform(words) for hasher in self._hashers)
