"""Figures with sliders that need no server and no library: one SVG, and what changes in it between states."""

import html
import io
import itertools
import json
import math
import re
from collections.abc import Iterable
from importlib.resources import files
from numbers import Real
from urllib.parse import quote
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.style
from matplotlib.figure import Figure

from infolib._page import Page

MOST_STATES, MOST_BYTES = 400, 150_000

# On top of the course's style: a size whose text is as large as the page's, text that stays text, titles that
# do not look for free space (a quarter of the drawing time).
_LOOK = {
    "figure.figsize": (5, 3),
    "figure.constrained_layout.w_pad": 0.03,
    "axes.titley": 1.0,
    "svg.fonttype": "none",
}
_ROOT = {
    "xmlns": "http://www.w3.org/2000/svg",
    "role": "img",
    "font-family": "system-ui, sans-serif",
    "stroke-linejoin": "round",
    "stroke-linecap": "butt",
}
_FONT = r"font: (italic |oblique |)(\d+ |)([\d.]+px) "  # how matplotlib 3.8 writes fonts
# The picture stands in an <img>, since JupyterLab strips scripts and inline SVG from a notebook that it does
# not trust, but shows images; the script puts the SVG itself in its place, where it follows the page's theme.
_FRAME = """<div class="explore">
<style>{css}</style>
<img src="data:image/svg+xml,{svg}" alt="{name}" width="608" height="365">
<div class="explore-sliders">
{sliders}
</div>
<p class="explore-reading" role="status">{reading}</p>
<p class="explore-still">{still}</p>
<script type="application/json">{data}</script>
<script>{js}</script>
</div>"""
_SLIDER = (
    "<label><span>{label}</span>"
    '<input type="range" min="0" max="{last}" value="{index}" aria-valuetext="{shown}; {reading}"'
    ' autocomplete="off" data-lm-suppress-shortcuts disabled>'  # the arrow keys are not JupyterLab's here
    '<span aria-hidden="true">{shown}</span></label>'
)


_STILL = "A still picture: to move it, run this cell in a notebook, or allow scripts on this page."


def explore(draw, *, start=None, **parameters):
    """Return a figure with a slider for each parameter, alive in a notebook and in a page without a server.

    Every combination of values is drawn now, with the course's style. Let each draw the same parts in the
    same order within the same limits, and name the figure by the title of its axes, the same in every state.

    Parameters
    ----------
    draw : function
        ``draw(ax, **values)`` draws one state on a matplotlib Axes and returns its reading, a short text.
    start : dict, optional
        The values shown first, ``{name: value}``; the middle one of each parameter that is not named here.
    **parameters : one, two or three sequences of numbers or short texts
        The values that the sliders step through. A slider is labelled with its name, underscores as spaces.

    Raises
    ------
    ValueError
        For parameters that make no slider, more than 400 states or 150 kB, or a state that draws other parts.
    TypeError
        For values that are no numbers or texts, or a `draw` that returns no text.

    Examples
    --------
    >>> def draw(ax, p):
    ...     ax.set(title="A coin", ylim=(0, 1))
    ...     ax.bar(["heads", "tails"], [p, 1 - p])
    ...     return f"tails with probability {1 - p}"
    >>> explore(draw, p=[0.25, 0.5, 0.75], start={"p": 0.25})
    <explore: p=0.25 of 3 states, tails with probability 0.75>
    """
    choices = {name: _read(name, values) for name, values in parameters.items()}
    if not 1 <= len(choices) <= 3:
        raise ValueError(f"explore takes 1 to 3 parameters, such as p=[0.1, 0.5, 0.9]; got {len(choices)}")
    n_states = math.prod(len(values) for values in choices.values())
    if n_states > MOST_STATES:
        raise ValueError(f"{n_states} states are more than {MOST_STATES}; give fewer values")
    chosen = _start(choices, {} if start is None else start)
    states = [dict(zip(choices, state, strict=True)) for state in itertools.product(*choices.values())]
    first = states.index(chosen)

    with mpl.style.context("infolib.course", after_reset=True), mpl.rc_context(_LOOK):
        position = _layout(draw, chosen)
        drawings, readings = zip(*(_draw(draw, state, position) for state in states), strict=True)
    for state, drawing in zip(states, drawings, strict=True):
        _check_same_parts(drawing, state, drawings[first], chosen)

    labels = [[_shown(value) for value in values] for values in choices.values()]
    data = {"values": labels, "readings": readings, "changes": _changes(drawings)}
    sliders = [
        _SLIDER.format(
            label=html.escape(name.replace("_", " ")),
            last=len(values) - 1,
            index=values.index(chosen[name]),
            shown=html.escape(_shown(chosen[name])),
            reading=html.escape(readings[first]),
        )
        for name, values in choices.items()
    ]
    page = _FRAME.format(
        css=files("infolib").joinpath("explore.css").read_text("utf-8"),
        svg=quote(ElementTree.tostring(drawings[first], "unicode"), safe=" ()*+,/:;<=>'"),
        name=html.escape(drawings[first].get("aria-label")),
        sliders="\n".join(sliders),
        reading=html.escape(readings[first]),
        still=_STILL,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        js=files("infolib").joinpath("explore.js").read_text("utf-8"),
    )
    if (weight := len(page.encode())) > MOST_BYTES:
        raise ValueError(
            f"the figure of {n_states} states weighs {weight} bytes, more than {MOST_BYTES}; "
            "give fewer values, or let less of the drawing move"
        )
    return Page(page, f"<explore: {_call(chosen)} of {n_states} states, {readings[first]}>")


def _read(name, values):
    """The values of one slider as a list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(
            f"{name} must be a sequence of values, such as {name}=[0.1, 0.5, 0.9]; got {values!r}"
        )
    values, seen = list(values), {}
    if not values:
        raise ValueError(f"{name} is empty; give the values of its slider, such as {name}=[0.1, 0.5, 0.9]")
    for i, value in enumerate(values):
        if not isinstance(value, (str, Real)):
            raise TypeError(f"{name}[{i}] is {value!r}; a slider steps through numbers or short texts")
        if (j := seen.setdefault(_shown(value), i)) != i:
            raise ValueError(f"{name}[{j}] and {name}[{i}] are both shown as {_shown(value)}; give each once")
    return values


def _start(choices, start):
    """The state shown first. Values are found as they are shown, so 0.3 finds 0.30000000000000004."""
    if not isinstance(start, dict):
        raise TypeError(f"start must be a dict of values, such as {{'p': 0.5}}; got {start!r}")
    chosen = {name: values[len(values) // 2] for name, values in choices.items()}
    for name, value in start.items():
        if name not in choices:
            raise ValueError(f"start names {name!r}, which is no parameter; there are {', '.join(choices)}")
        found = [v for v in choices[name] if _shown(v) == _shown(value)]
        if not found:
            listed = ", ".join(map(_shown, choices[name]))
            raise ValueError(f"start[{name!r}] is {_shown(value)}, not one of the values {listed}")
        chosen[name] = found[0]
    return chosen


def _shown(value):
    return f"{float(value):g}" if isinstance(value, Real) else str(value)


def _call(state):
    return ", ".join(f"{name}={_shown(value)}" for name, value in state.items())


def _layout(draw, state):
    """Where the axes of every state go: where constrained layout puts them in this one."""
    figure = Figure()
    ax = figure.add_subplot()
    draw(ax, **state)
    figure.draw_without_rendering()
    return ax.get_position()


def _draw(draw, state, position):
    """One state as an SVG element, and its reading."""
    figure = Figure(layout="none")
    ax = figure.add_axes(position)
    reading = draw(ax, **state)
    if not isinstance(reading, str) or not reading.strip():
        raise TypeError(
            f"draw({_call(state)}) returned {reading!r}; return the reading, such as 'H = 0.5 bits'"
        )
    out = io.StringIO()
    figure.savefig(out, format="svg")
    drawing = _simplify(out.getvalue())
    name = ax.get_title("left") or f"A figure that changes with {' and '.join(state).replace('_', ' ')}"
    drawing.set("aria-label", name)
    return drawing, reading


def _simplify(svg):
    """Matplotlib's SVG with ids by number, coordinates to a tenth of a point, attributes for styles."""
    for i, name in enumerate(dict.fromkeys(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))):
        svg = svg.replace(name, f"explore~{i}")
    source = ElementTree.fromstring(svg)
    root = ElementTree.Element("svg", _ROOT | {"viewBox": source.get("viewBox")})
    _copy(source, root)
    return root


def _copy(source, target):
    for child in source:
        tag = child.tag.rpartition("}")[2]
        attributes = _attributes(child)
        if tag == "g" and not attributes:
            _copy(child, target)
        elif tag not in ("metadata", "style"):
            copy = ElementTree.SubElement(target, tag, attributes)
            copy.text = child.text if tag in ("text", "tspan") and not len(child) else None
            _copy(child, copy)


def _attributes(element):
    style = re.sub(
        _FONT, r"font-style: \1; font-weight: \2; font-size: \3; font-family: ", element.get("style", "")
    )
    attributes = {}
    for name, value in [*element.items(), *(rule.split(": ", 1) for rule in style.split("; ") if rule)]:
        name = name.rpartition("}")[2]  # xlink:href
        if name == "d":
            value = re.sub(r"\s*([A-Za-z])\s*", r"\1", _rounded(value)).strip()
        elif name in ("x", "y", "width", "height"):
            value = _rounded(value)
        elif name == "transform":  # the numbers of scale(...) and matrix(...) keep their digits
            value = re.sub(r"(translate|rotate)\(.*?\)", lambda match: _rounded(match[0]), value)
            value = re.sub(r"^rotate\(0 .*\)$", "", value)
        if value and name not in ("style", "font-family") and (name != "id" or value.startswith("explore~")):
            attributes[name] = value
    return attributes


def _rounded(text):
    return re.sub(r"-?\d+(\.\d+)?(e-?\d+)?", lambda match: f"{round(float(match[0]), 1) + 0.0:g}", text)


def _parts(element, depth=0):
    """The structure of a drawing, element by element: depth, tag and references; beside it a description."""
    refers = [value for value in element.attrib.values() if "explore~" in value]
    yield (depth, element.tag, refers), " ".join([f"<{element.tag}>", *refers, element.text or ""]).strip()
    for child in element:
        yield from _parts(child, depth + 1)


def _check_same_parts(drawing, state, other, other_state):
    pairs = itertools.zip_longest(_parts(drawing), _parts(other), fillvalue=((), "nothing"))
    for (part, text), (other_part, other_text) in pairs:
        if part != other_part:
            raise ValueError(
                f"draw({_call(state)}) draws {text} where draw({_call(other_state)}) draws {other_text}; "
                "draw the same parts in every state: fix the limits and ticks of the axes, "
                "and hide a part with alpha=0 instead of leaving it out"
            )


def _changes(drawings):
    """What differs between states: [which[state], [[part, attribute or "" for text, values[which]], ...]]."""
    states = []
    for drawing in drawings:
        parts = [{**part.attrib, "": part.text} for part in drawing.iter()]
        states.append({(i, name): value for i, part in enumerate(parts) for name, value in part.items()})
    changes = {}
    for key in dict.fromkeys(itertools.chain(*states)):
        column = [state.get(key) for state in states]
        values = {value: i for i, value in enumerate(dict.fromkeys(column))}
        if len(values) > 1:  # parts that follow the same slider share `which`
            which = tuple(values[value] for value in column)
            changes.setdefault(which, []).append([*key, list(values)])
    return list(changes.items())
