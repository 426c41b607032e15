"""infolib.explore: the stored differences give back every state, and bad input is named."""

import gzip
import itertools
import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup

from infolib.explore import explore

HEIGHTS, SHIFTS = [0.25, 0.5, 1], [0, 0.1]


def bars(ax, height, shift):
    """A bar, a marker, a note that is hidden for small heights, a curve and a tilted text."""
    ax.set(title="Bars", xlim=(-1, 2), ylim=(0, 1.2), ylabel="height")
    ax.bar([0, 1], [height, 1 - height], hatch=["", "//"])
    ax.plot([shift], [height], "o")
    ax.plot([0, 1, 2], [shift, height, shift])
    ax.text(shift, 0.1, f"shift {shift}", alpha=0 if height < 0.5 else None)
    ax.text(1, shift, "tilted", rotation=30)
    return f"height {height} <& shift> {shift}"


def coin(ax, p):
    ax.set(title="A coin", ylim=(0, 1))
    ax.bar(["heads", "tails"], [p, 1 - p])
    return f"p = {p}"


def soup(figure):
    return BeautifulSoup(figure._repr_html_(), "html.parser")


def picture(figure):
    """The SVG of the starting state."""
    return ElementTree.fromstring(unquote(soup(figure).img["src"].removeprefix("data:image/svg+xml,")))


def data(figure):
    return json.loads(soup(figure).find("script", type="application/json").string)


def drawing(figure, state):
    """The SVG after moving the sliders to a state: what explore.js does, in Python."""
    svg = picture(figure)
    parts = list(svg.iter())
    for which, moved in data(figure)["changes"]:
        for part, attribute, values in moved:
            value = values[which[state]]
            if attribute == "":
                parts[part].text = value
            elif value is None:
                parts[part].attrib.pop(attribute, None)
            else:
                parts[part].set(attribute, value)
    return ElementTree.canonicalize(ElementTree.tostring(svg))


@pytest.fixture(scope="module")
def figure():
    return explore(bars, height=HEIGHTS, shift=SHIFTS)


def test_the_differences_give_every_state_exactly_as_it_is_drawn_alone(figure):
    states = list(itertools.product(HEIGHTS, SHIFTS))
    drawn = [drawing(figure, i) for i in range(len(states))]
    alone = [drawing(explore(bars, height=[height], shift=[shift]), 0) for height, shift in states]
    assert drawn == alone
    assert len(set(drawn)) == len(states)


def test_readings_and_values_stand_in_the_order_in_which_the_script_counts_the_states(figure):
    readings = [f"height {height} <& shift> {shift}" for height, shift in itertools.product(HEIGHTS, SHIFTS)]
    assert data(figure)["readings"] == readings
    assert data(figure)["values"] == [["0.25", "0.5", "1"], ["0", "0.1"]]


def test_three_sliders_give_the_product_of_their_values():
    def draw(ax, a, b, c):
        ax.set_title("Three")
        return f"{a}{b}{c}"

    figure = explore(draw, a=["x", "y"], b=[1, 2], c=[3])
    assert data(figure)["readings"] == ["x13", "x23", "y13", "y23"]
    assert [label.span.string for label in soup(figure).find_all("label")] == ["a", "b", "c"]


def test_without_script_the_first_state_its_reading_and_a_line_that_says_what_to_do_stand_there(figure):
    page = soup(figure)
    assert page.img["alt"] == "Bars"
    assert [text.text for text in picture(figure).findall(".//{*}text")][-1] == "Bars"
    assert page.find(class_="explore-reading").string == "height 0.5 <& shift> 0.1"
    assert page.find(class_="explore-still").string == (
        "A still picture: to move it, run this cell in a notebook, or allow scripts on this page."
    )


def test_each_slider_has_a_label_its_value_and_the_reading_for_screen_readers(figure):
    height, shift = soup(figure).find_all("label")
    assert [height.span.string, shift.span.string] == ["height", "shift"]
    assert [height.find_all("span")[1].string, shift.find_all("span")[1].string] == ["0.5", "0.1"]
    assert (height.input["type"], height.input["min"], height.input["max"]) == ("range", "0", "2")
    assert (height.input["value"], shift.input["value"]) == ("1", "1")
    assert height.input["aria-valuetext"] == "0.5; height 0.5 <& shift> 0.1"
    assert soup(figure).find(class_="explore-reading")["role"] == "status"
    assert height.find_all("span")[1]["aria-hidden"] == "true"  # not a part of the slider's name
    svg = picture(figure)
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Bars")


def test_the_sliders_rest_until_the_script_wakes_them_and_keep_their_keys_from_jupyterlab(figure):
    for slider in soup(figure).find_all("input"):
        assert slider.has_attr("disabled")
        assert slider["autocomplete"] == "off"  # a reloaded page starts again where its picture starts
        assert slider.has_attr("data-lm-suppress-shortcuts")
    assert "input.disabled = false" in soup(figure).find_all("script")[1].string


def test_underscores_in_a_name_are_spaces_in_its_label():
    def draw(ax, share_of_rain):
        return "reading"

    figure = explore(draw, share_of_rain=[0.1])
    assert soup(figure).label.span.string == "share of rain"
    assert soup(figure).img["alt"] == "A figure that changes with share of rain"


def test_the_figure_starts_in_the_middle_or_where_start_says():
    values = np.linspace(0, 1, 11)  # with 0.30000000000000004
    assert repr(explore(coin, p=values[:3])) == "<explore: p=0.1 of 3 states, p = 0.1>"
    start = explore(coin, p=values[:4], start={"p": 0.3})
    assert repr(start) == "<explore: p=0.3 of 4 states, p = 0.30000000000000004>"
    assert soup(start).input["value"] == "3"


def test_the_same_call_gives_the_same_bytes_in_every_process(printed_with_seed):
    code = (
        "import test_explore as t; print(t.explore(t.bars, height=t.HEIGHTS, shift=t.SHIFTS)._repr_html_())"
    )
    assert printed_with_seed(1, code) == printed_with_seed(2, code)


def test_every_id_carries_the_mark_that_the_script_replaces_by_the_figures_own(figure):
    page = unquote(figure._repr_html_())
    ids = re.findall(r'\bid="([^"]*)', page)
    references = re.findall(r'(?:url\(|href=")#([^)"]+)', page)
    assert len(ids) >= 4  # ticks, marker, clip path, hatch
    assert all(name.startswith("explore~") for name in ids)
    assert set(references) == set(ids)
    assert 'replaceAll("explore~"' in soup(figure).find_all("script")[1].string


def test_script_and_style_are_the_same_text_in_every_figure(figure):
    other = explore(coin, p=[0.1, 0.2])
    assert soup(figure).find_all("script")[1].string == soup(other).find_all("script")[1].string
    assert soup(figure).style.string == soup(other).style.string


def test_the_page_asks_no_other_host(figure):
    assert set(re.findall(r"\w+://[^\s\"']*", unquote(figure._repr_html_()))) == {
        "http://www.w3.org/2000/svg"
    }


def test_no_content_policy_stands_in_the_way_of_an_attribute(figure):
    assert all(part.get("style") is None for part in picture(figure).iter())
    assert all(tag.get("style") is None for tag in soup(figure).find_all(True))


def test_the_picture_brings_no_style_that_would_reach_the_rest_of_the_page(figure):
    assert picture(figure).findall(".//{*}style") == []


def test_nothing_is_stored_that_draws_nothing(figure):
    assert "\n" not in soup(figure).img["src"] and "%0A" not in soup(figure).img["src"]
    assert not [part for part in picture(figure).iter() if "rotate(0" in part.get("transform", "")]


def test_coordinates_have_at_most_one_decimal(figure):
    for part in picture(figure).iter():
        for name in ("d", "x", "y", "width", "height", "transform"):
            assert not re.search(r"\.\d\d", part.get(name, "")), part.attrib


def test_texts_with_markup_stay_texts():
    def draw(ax, **values):
        kind = values["<b>"]
        ax.set_title(f"</script> & {kind}")
        return f'</script><b>"{kind}"</b>'

    kinds = ["<i>", "'<i>\"#%~é‖"]
    figure = explore(draw, **{"<b>": kinds})
    page, readings = soup(figure), data(figure)["readings"]
    assert readings == [f'</script><b>"{kind}"</b>' for kind in kinds]
    assert [text.string for text in page.label.find_all("span")] == ["<b>", kinds[1]]
    assert page.input["aria-valuetext"] == f"{kinds[1]}; {readings[1]}"
    assert page.find(class_="explore-reading").string == readings[1]
    assert page.img["alt"] == picture(figure).get("aria-label") == f"</script> & {kinds[1]}"
    assert page.find(["b", "i"]) is None


def test_neither_the_callers_style_nor_open_figures_are_touched():
    expected = explore(coin, p=[0.1, 0.2])._repr_html_()
    with plt.style.context("dark_background"), mpl.rc_context({"font.size": 30, "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        figures = plt.get_fignums()
        assert explore(coin, p=[0.1, 0.2])._repr_html_() == expected
        assert dict(mpl.rcParams) == before
        assert plt.get_fignums() == figures


def test_the_courses_style_is_drawn(figure):
    texts = picture(figure).findall(".//{*}text")
    assert {text.get("fill") for text in texts} == {"#1a1a1a"}
    assert [text.get("font-size") for text in (texts[0], texts[-1])] == ["10px", "12px"]  # tick, title


def test_the_axes_leave_room_for_their_labels():
    def draw(ax, p):
        ax.set_yticks([0, 1], ["none of the days", "all of the days"])
        return "reading"

    texts = picture(explore(draw, p=[1])).findall(".//{*}text")
    right_ends = {text.text: float(text.get("x")) for text in texts if text.get("text-anchor") == "end"}
    assert right_ends["none of the days"] == right_ends["all of the days"] > 80


def test_a_state_costs_few_bytes():
    def draw(ax, p, q):
        coin(ax, p)
        ax.bar(["heads ", "tails "], [q, 1 - q])
        return f"D = {p * q:.4f} bits"

    values = np.linspace(0.1, 0.9, 8)
    page = explore(draw, p=values, q=values)._repr_html_().encode()
    one = explore(draw, p=values[:1], q=values[:1])._repr_html_().encode()
    assert (len(page) - len(one)) / 63 < 100
    assert len(gzip.compress(page)) < 6000


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({}, ValueError, "explore takes 1 to 3 parameters, such as p=[0.1, 0.5, 0.9]; got 0"),
        (
            {"a": [1], "b": [1], "c": [1], "d": [1]},
            ValueError,
            "explore takes 1 to 3 parameters, such as p=[0.1, 0.5, 0.9]; got 4",
        ),
        ({"p": []}, ValueError, "p is empty; give the values of its slider, such as p=[0.1, 0.5, 0.9]"),
        ({"p": 0.3}, TypeError, "p must be a sequence of values, such as p=[0.1, 0.5, 0.9]; got 0.3"),
        ({"p": "ab"}, TypeError, "p must be a sequence of values, such as p=[0.1, 0.5, 0.9]; got 'ab'"),
        ({"p": [0.1, None]}, TypeError, "p[1] is None; a slider steps through numbers or short texts"),
        (
            {"p": [0.3, 0.5, 0.1 + 0.2]},
            ValueError,
            "p[0] and p[2] are both shown as 0.3; give each once",
        ),
        (
            {"p": range(20), "q": range(21)},
            ValueError,
            "420 states are more than 400; give fewer values",
        ),
        (
            {"p": [0.1], "start": {"q": 0.1}},
            ValueError,
            "start names 'q', which is no parameter; there are p",
        ),
        (
            {"p": [0.1, 0.5], "start": {"p": 0.3}},
            ValueError,
            "start['p'] is 0.3, not one of the values 0.1, 0.5",
        ),
        (
            {"p": [0.1], "start": 0.1},
            TypeError,
            "start must be a dict of values, such as {'p': 0.5}; got 0.1",
        ),
    ],
)
def test_parameters_that_make_no_figure_are_named(parameters, error, message):
    def never(ax, **values):
        raise AssertionError("drawn before the parameters were checked")

    with pytest.raises(error) as caught:
        explore(never, **parameters)
    assert str(caught.value) == message


@pytest.mark.parametrize("reading", [None, 0.5, " "])
def test_a_draw_without_a_reading_is_refused_with_its_state(reading):
    with pytest.raises(TypeError) as caught:
        explore(lambda ax, p, q: "fine" if p < 0.2 else reading, p=[0.1, 0.2], q=["x"], start={"p": 0.1})
    assert str(caught.value) == (
        f"draw(p=0.2, q=x) returned {reading!r}; return the reading, such as 'H = 0.5 bits'"
    )


def more(ax):
    ax.axhline(0.5)


def less(ax):
    ax.texts[0].remove()


def unclipped(ax):
    ax.lines[0].set_clip_on(False)


def moved_out_of_the_clipped_group(ax):
    ax.lines[1].set_data([0.1, np.nan], [0.1, 0.1])
    ax.lines[2].set_data([0.3, 0.4], [0.1, 0.1])


@pytest.mark.parametrize(
    ("change", "drawn"),
    [
        (more, "<path> url(#explore~0) where draw(p=0.1) draws <text> half"),
        (less, "<defs> where draw(p=0.1) draws <text> half"),
        (unclipped, "<path> where draw(p=0.1) draws <path> url(#explore~0)"),
        (moved_out_of_the_clipped_group, "<use> #explore~1 where draw(p=0.1) draws <use> #explore~1"),
    ],
)
def test_a_state_that_draws_other_parts_is_refused_and_named(change, drawn):
    def draw(ax, p):
        ax.axis("off")
        ax.set(xlim=(0, 1), ylim=(0, 1))
        ax.plot([0, 1], [0, p])
        ax.plot([0.1, 0.2], [0.1, 0.1], "ko")
        ax.plot([0.3], [0.1], "ko", clip_on=False)
        ax.text(0.5, 0.5, "half")
        if p > 0.8:
            change(ax)
        return "reading"

    with pytest.raises(ValueError) as caught:
        explore(draw, p=[0.1, 0.5, 0.9], start={"p": 0.1})
    assert str(caught.value) == (
        f"draw(p=0.9) draws {drawn}; "
        "draw the same parts in every state: fix the limits and ticks of the axes, "
        "and hide a part with alpha=0 instead of leaving it out"
    )


def test_a_figure_that_weighs_too_much_is_refused_with_its_weight():
    x = np.arange(2000)

    def draw(ax, p):
        ax.set(title="Noise", ylim=(-1, 1))
        ax.plot(x, np.sin(x * x * p))
        return "reading"

    with pytest.raises(ValueError) as caught:
        explore(draw, p=[1, 2, 3, 4, 5, 6, 7, 8])
    assert re.fullmatch(
        r"the figure of 8 states weighs \d{6} bytes, more than 150000; "
        r"give fewer values, or let less of the drawing move",
        str(caught.value),
    )
