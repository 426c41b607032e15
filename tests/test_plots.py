"""infolib.plots and course.mplstyle: what the shared charts draw, in which colours and at which size."""

import struct
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.pylabtools import print_figure
from matplotlib.colors import to_hex

from infolib.plots import GAP, REFERENCE, P, Q, bars

LABELS, TRUTH, BELIEF = ["sunny", "cloudy", "rainy"], [0.6, 0.3, 0.1], [0.3, 0.3, 0.4]


@pytest.fixture
def ax():
    with plt.style.context("infolib.course", after_reset=True):
        fig, ax = plt.subplots()
        yield ax
        plt.close(fig)


def test_bars_are_as_high_as_the_probabilities_and_say_so(ax):
    bars(ax, LABELS, TRUTH)
    assert [bar.get_height() for bar in ax.patches] == TRUTH
    assert [text.get_text() for text in ax.texts] == ["p 0.6", "p 0.3", "p 0.1"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == LABELS
    assert ax.get_ylabel() == "probability"


def test_bars_of_p_and_q_stand_side_by_side_in_their_colours(ax):
    bars(ax, LABELS, TRUTH, BELIEF)
    assert [bar.get_height() for bar in ax.patches] == TRUTH + BELIEF
    assert [to_hex(bar.get_facecolor()).upper() for bar in ax.patches] == [P] * 3 + [Q] * 3
    edges = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches)
    assert all(right < next_left for (_, right), (next_left, _) in pairwise(edges))
    middles = np.mean([edges[0::2], edges[1::2]], axis=(0, 2))
    assert middles == pytest.approx([0, 1, 2])


def test_numbers_on_bars_have_three_digits(ax):
    bars(ax, ["a", "b", "c"], np.ones(3) / 3)
    assert [text.get_text() for text in ax.texts] == ["p 0.333"] * 3


def test_the_styles_colours_are_those_of_the_vocabulary(ax):
    assert [to_hex(ax.plot([0, 1])[0].get_color()).upper() for _ in range(4)] == [P, Q, GAP, REFERENCE]


@pytest.mark.parametrize("n_panels", [1, 2])
@pytest.mark.parametrize("labels", [{}, {"title": "A title", "xlabel": "probability", "ylabel": "bits"}])
def test_every_figure_of_a_notebook_has_one_size(n_panels, labels):
    with plt.style.context("infolib.course", after_reset=True):
        fig, axes = plt.subplots(1, n_panels, squeeze=False)
        axes[0, 0].plot([0, 1000])
        axes[0, 0].set(**labels)
        png = print_figure(fig)  # what the inline backend calls
        plt.close(fig)
    width, height = struct.unpack(">II", png[16:24])
    assert abs(width - 1008) <= 1
    assert abs(height - 504) <= 1
