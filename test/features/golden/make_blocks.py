"""Writes blocks.json beside this file: rows of scikit-learn's FeatureUnion of two TfidfVectorizers, words and characters, each with a norm of its own.

Run with scikit-learn 1.7: python make_blocks.py; then format the file: npx biome check --write blocks.json
Names are those of an n-gram table: text=rye bread for words, text~ ry for characters.
"""
import json
import pathlib

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

TEXTS = ["rye bread", "rye rye rye oat", "a bread of oats and oats", "milk", "bread bread milk"]


def rows(weights, **settings):
    words = TfidfVectorizer(analyzer="word", token_pattern=r"\S+", ngram_range=(1, 2), norm="l2", **settings)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), norm="l2", **settings)
    union = FeatureUnion([("words", words), ("chars", chars)], transformer_weights=weights)
    matrix = union.fit_transform(TEXTS).toarray()
    names = [f"text={name}" for name in words.get_feature_names_out()] + [f"text~{name}" for name in chars.get_feature_names_out()]
    return [{name: round(float(value), 9) for name, value in zip(names, row) if value != 0} for row in matrix]


cases = [
    {"features": {"termWeight": "count"}, "rows": rows(None)},
    {"features": {"termWeight": "log", "blockWeights": {"text.words": 2, "text.chars": 0.5}}, "rows": rows({"words": 2, "chars": 0.5}, sublinear_tf=True)},
    {"features": {"termWeight": "binary", "idf": "none", "blockWeights": {"text": 3}}, "rows": rows({"words": 3, "chars": 3}, binary=True, use_idf=False)},
]
path = pathlib.Path(__file__).with_name("blocks.json")
path.write_text(json.dumps({"scikitLearn": sklearn.__version__, "texts": TEXTS, "cases": cases}, ensure_ascii=False))
