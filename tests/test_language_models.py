"""What the chapter on language models and attention states, over random distributions, words, queries and keys."""

from collections import Counter, defaultdict

import numpy as np
from distributions import pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st

from infolib import cross_entropy, entropy, kl_divergence, normalize, softmax

seeds = st.integers(0, 2**32 - 1)
words = st.lists(st.text("ab", min_size=1, max_size=6), min_size=1, max_size=12)


def answers_of_a_teacher(n_contexts=4):
    """Weights of contexts, an answer for each, and any student."""
    rows = st.lists(pmfs(5, positive=True), min_size=n_contexts, max_size=n_contexts)
    return st.tuples(pmfs(n_contexts, positive=True), rows.map(np.array), pmfs(5, positive=True))


def counts_by_context(texts, n):
    counts = defaultdict(Counter)
    for word in texts:
        text = "_" * (n - 1) + word + "_"
        for i in range(n - 1, len(text)):
            counts[text[i - n + 1 : i]][text[i]] += 1
    return counts


def training_bits(texts, n):
    counts = counts_by_context(texts, n)
    bits = sum(c.total() * entropy(normalize(list(c.values()))) for c in counts.values())
    return bits / sum(c.total() for c in counts.values())


@repeatably
@given(words, st.integers(1, 5))
def test_counted_on_the_training_words_a_longer_memory_never_pays_more(texts, n):
    assert training_bits(texts, n + 1) <= training_bits(texts, n) + 1e-12


@repeatably
@given(words, st.integers(1, 4), seeds)
def test_on_the_training_words_no_table_of_beliefs_pays_less_than_the_shares(texts, n, seed):
    rng = np.random.default_rng(seed)
    counts = counts_by_context(texts, n).values()
    total = sum(c.total() for c in counts)
    rival = sum(
        c.total() * cross_entropy(normalize(list(c.values())), rng.dirichlet(np.ones(len(c)))) for c in counts
    )
    assert rival / total >= training_bits(texts, n) - 1e-12


@repeatably
@given(answers_of_a_teacher())
def test_no_student_is_nearer_to_the_teachers_answers_than_their_arithmetic_mean(drawn):
    w, t, s = drawn
    best = normalize(w @ t)
    assert np.isclose(
        w @ kl_divergence(t, s), w @ kl_divergence(t, best) + kl_divergence(best, s), atol=1e-12
    )


@repeatably
@given(answers_of_a_teacher())
def test_in_the_reverse_divergence_none_is_nearer_than_their_geometric_mean(drawn):
    w, t, s = drawn
    product = np.exp(w @ np.log(t))
    best = normalize(product)
    least = w @ kl_divergence(best, t)
    assert np.isclose(least, -np.log2(product.sum()), atol=1e-12)
    assert np.isclose(w @ kl_divergence(s, t), least + kl_divergence(s, best), atol=1e-12)


@repeatably
@given(pmfs(6), st.lists(st.floats(0, 20), min_size=6, max_size=6))
def test_a_mean_of_perplexities_is_never_below_the_perplexity_of_the_mean(w, bits):
    bits = np.array(bits)
    assert w @ 2**bits >= 2 ** (w @ bits) * (1 - 1e-12)
    assert np.isclose(w @ 2 ** np.full(6, bits[0]), 2 ** bits[0])


@repeatably
@given(seeds, st.sampled_from([1, 4, 9, 64]))
def test_along_the_query_a_weight_changes_as_its_key_differs_from_the_mean_key(seed, d):
    rng = np.random.default_rng(seed)
    query, keys, step = rng.normal(size=d), rng.normal(size=(5, d)), 1e-6 * rng.normal(size=d)
    a = softmax(keys @ query / np.sqrt(d))
    slopes = a[:, None] * (keys - a @ keys) / np.sqrt(d)
    moved = softmax(keys @ (query + step) / np.sqrt(d)) - softmax(keys @ (query - step) / np.sqrt(d))
    np.testing.assert_allclose(moved / 2, slopes @ step, atol=1e-10)


@repeatably
@given(seeds, st.sampled_from([2, 7, 64, 512]))
def test_dividing_each_factor_by_the_fourth_root_divides_the_score_by_the_root(seed, d):
    rng = np.random.default_rng(seed)
    query, keys = rng.normal(size=d), rng.normal(size=(16, d))
    np.testing.assert_allclose((keys / d**0.25) @ (query / d**0.25), keys @ query / np.sqrt(d), atol=1e-12)


def test_a_score_has_variance_d_for_entries_that_are_not_normal_too():
    rng = np.random.default_rng(0)
    for d in (1, 4, 64):
        query, key = (
            rng.choice([-1, 1], size=(2, 20_000, d)),
            rng.uniform(-1, 1, size=(20_000, d)) * np.sqrt(3),
        )
        for factor in query:
            score = np.sum(factor * key, axis=1)
            assert abs(score.mean()) < 5 * np.sqrt(d / 20_000)
            assert abs(score.var() / d - 1) < 0.06


def test_the_own_slopes_of_attention_sum_to_less_than_the_bound():
    z = np.random.default_rng(0).normal(size=(50_000, 16))
    for r in (0.5, 2, 8, 32):
        a = softmax(r * z)
        own = 1 - np.sum(a**2, axis=1)
        look = np.sum(a * z, axis=1) / r
        scatter = np.hypot(own.std(), look.std()) / np.sqrt(len(z))
        assert abs(own.mean() - look.mean()) < 5 * scatter
        assert np.all(look <= z.max(axis=1) / r + 1e-12) and look.mean() < z.max(axis=1).mean() / r


def test_without_the_division_the_entropy_of_attention_falls_and_with_it_stays():
    rng = np.random.default_rng(0)
    plain, scaled = [], []
    for d in (4, 64, 1024):
        scores = np.sqrt(rng.chisquare(d, size=(20_000, 1))) * rng.normal(size=(20_000, 16))
        plain.append(entropy(softmax(scores)).mean())
        scaled.append(entropy(softmax(scores / np.sqrt(d))).mean())
    np.testing.assert_allclose(plain, [2.548, 0.593, 0.1345], atol=0.025)
    np.testing.assert_allclose(scaled, [3.435, 3.403, 3.400], atol=0.02)
