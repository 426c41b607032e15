"""The picture of the thread shows true widths: the weather of the course and its uses, at one scale."""

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from infolib import (
    bsc_capacity,
    conditional_entropy,
    cross_entropy,
    entropy,
    expected_length,
    huffman_lengths,
    information_content,
    kl_divergence,
)

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = Path(__file__).resolve().parents[1] / "book" / "_static" / "thread.svg"
P, Q = np.array([0.6, 0.3, 0.1]), np.array([0.3, 0.3, 0.4])
BAROMETER = np.array([[10, 20, 10], [10, 10, 0], [40, 0, 0]]) / 100  # rows: falling, steady, rising
PREVIEW = PICTURE.with_name("preview.png")  # its upper part, down to the loss, in 1200 by 630 points
UPPER = 372  # how far down that goes
MARGIN = 30  # at its left and right
ORIGIN, BIT = 214, 110  # where 0 bits lies, and how many units make a bit


@pytest.fixture(scope="module")
def rects():
    drawn = ET.parse(PICTURE).iter(f"{SVG}rect")
    return {rect.get("id"): (float(rect.get("x")), float(rect.get("width"))) for rect in drawn}


def test_the_dots_stand_at_the_information_of_the_outcomes():
    dots = ET.parse(PICTURE).findall(f".//{SVG}g[@id='surprise']/{SVG}circle")
    np.testing.assert_allclose(
        [float(dot.get("cx")) for dot in dots], ORIGIN + BIT * information_content(P), atol=0.01
    )


def test_the_dots_have_areas_in_proportion_to_the_probabilities():
    dots = ET.parse(PICTURE).findall(f".//{SVG}g[@id='surprise']/{SVG}circle")
    areas = np.array([float(dot.get("r")) ** 2 for dot in dots])
    np.testing.assert_allclose(areas / areas.sum(), P, atol=0.001)


def test_the_bars_have_the_widths_of_entropy_divergence_and_cross_entropy(rects):
    def ends(start, stop):
        return pytest.approx((ORIGIN + BIT * start, BIT * (stop - start)), abs=0.02)

    assert rects["entropy"] == rects["floor"] == ends(0, entropy(P))
    assert rects["divergence"] == rects["gap"] == ends(entropy(P), cross_entropy(P, Q))
    assert rects["divergence"][1] == pytest.approx(BIT * kl_divergence(P, Q), abs=0.02)


def test_learning_leaves_the_floor_and_shrinks_the_gap(rects):
    assert [rects[f"floor{k}"] for k in range(4)] == 4 * [rects["entropy"]]
    gaps = [rects[f"gap{k}"][1] for k in range(4)]
    assert gaps[0] == rects["gap"][1] and gaps == sorted(gaps, reverse=True) and min(gaps) > 0


def test_the_uses_have_the_widths_of_what_they_show(rects):
    rounded_up = expected_length(P, huffman_lengths(P))
    for first, second, start, middle, end in [
        ("length", "rounding", 0, entropy(P), rounded_up),
        ("left", "told", 0, conditional_entropy(BAROMETER), entropy(P)),
        ("capacity", "noise", 0, bsc_capacity(0.1), 1),
    ]:
        assert rects[first] == pytest.approx((ORIGIN + BIT * start, BIT * middle), abs=0.02)
        assert rects[second] == pytest.approx((ORIGIN + BIT * middle, BIT * (end - middle)), abs=0.02)
    assert BAROMETER.sum(axis=0) == pytest.approx(P)


def test_the_picture_for_link_previews_shows_the_same_bars():
    drawn = (255 * imread(PREVIEW)[..., :3]).round()
    height, width, _ = drawn.shape
    root = ET.parse(PICTURE).getroot()
    scale = (width - 2 * MARGIN) / float(root.get("viewBox").split()[2])
    upper = [rect for rect in root.iter(f"{SVG}rect") if float(rect.get("y")) < UPPER - 20]
    assert len(upper) == 12
    for rect in upper:
        x, y, w, h = (scale * float(rect.get(name)) for name in ("x", "y", "width", "height"))
        row = drawn[round((height - scale * UPPER) / 2 + y + h / 2)]
        (inside,) = np.nonzero(np.abs(row - 255 * np.array(to_rgb(rect.get("fill")))).max(-1) < 1)
        ends = pytest.approx((MARGIN + x, MARGIN + x + w), abs=1)
        assert (inside[0], inside[-1] + 1) == ends, rect.get("id")
