"""The picture of the thread shows true widths: the weather of the course, at one scale."""

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from infolib import cross_entropy, entropy, information_content, kl_divergence

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = Path(__file__).resolve().parents[1] / "book" / "_static" / "thread.svg"
P, Q = np.array([0.6, 0.3, 0.1]), np.array([0.3, 0.3, 0.4])
PREVIEW = PICTURE.with_name("preview.png")  # the same in 1200 by 630 points
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


def test_the_picture_for_link_previews_shows_the_same_bars():
    drawn = (255 * imread(PREVIEW)[..., :3]).round()
    height, width, _ = drawn.shape
    root = ET.parse(PICTURE).getroot()
    box_width, box_height = map(float, root.get("viewBox").split()[2:])
    scale = (width - 2 * MARGIN) / box_width
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (scale * float(rect.get(name)) for name in ("x", "y", "width", "height"))
        row = drawn[round((height - scale * box_height) / 2 + y + h / 2)]
        (inside,) = np.nonzero(np.abs(row - 255 * np.array(to_rgb(rect.get("fill")))).max(-1) < 1)
        ends = pytest.approx((MARGIN + x, MARGIN + x + w), abs=1)
        assert (inside[0], inside[-1] + 1) == ends, rect.get("id")
