"""Information theory for machine learning: entropy, divergences, codes, channels and losses on plain arrays."""

from infolib.channels import bec_capacity, bsc_capacity, channel_capacity
from infolib.coding import (
    arithmetic_decode,
    arithmetic_encode,
    canonical_code,
    decode,
    encode,
    expected_length,
    huffman_lengths,
    kraft_sum,
    shannon_lengths,
)
from infolib.gaussians import gaussian_entropy, gaussian_kl
from infolib.losses import (
    binary_cross_entropy_loss,
    binary_cross_entropy_loss_gradient,
    cross_entropy_loss,
    cross_entropy_loss_gradient,
    log_softmax,
    sigmoid,
    softmax,
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
    "arithmetic_decode",
    "arithmetic_encode",
    "bec_capacity",
    "binary_cross_entropy_loss",
    "binary_cross_entropy_loss_gradient",
    "binary_entropy",
    "bsc_capacity",
    "canonical_code",
    "channel_capacity",
    "conditional_entropy",
    "cross_entropy",
    "cross_entropy_loss",
    "cross_entropy_loss_gradient",
    "decode",
    "encode",
    "entropy",
    "expected_length",
    "gaussian_entropy",
    "gaussian_kl",
    "huffman_lengths",
    "information_content",
    "joint_entropy",
    "js_divergence",
    "kl_divergence",
    "kraft_sum",
    "log_softmax",
    "mutual_information",
    "normalize",
    "perplexity",
    "shannon_lengths",
    "sigmoid",
    "softmax",
]
