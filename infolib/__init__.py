"""Information theory for machine learning: entropy, divergences, codes, channels and losses on plain arrays."""

from infolib.coding import (
    canonical_code,
    decode,
    encode,
    expected_length,
    huffman_lengths,
    kraft_sum,
    shannon_lengths,
)
from infolib.measures import (
    binary_entropy,
    conditional_entropy,
    cross_entropy,
    entropy,
    information_content,
    joint_entropy,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
)
from infolib.pmf import normalize

__all__ = [
    "binary_entropy",
    "canonical_code",
    "conditional_entropy",
    "cross_entropy",
    "decode",
    "encode",
    "entropy",
    "expected_length",
    "huffman_lengths",
    "information_content",
    "joint_entropy",
    "js_divergence",
    "kl_divergence",
    "kraft_sum",
    "mutual_information",
    "normalize",
    "perplexity",
    "shannon_lengths",
]
