"""Questions that answer: a reader types a number or picks a text, and the page says at once what is right and why."""

import html
import json
import math
import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from numbers import Real

from infolib._page import Page

# The script finds its data before it and every question that is not awake yet; a page may also load it once as a file.
_FRAME = """<div class="ask" data-ask="{name}">
<style>{css}</style>
<p class="ask-question" id="ask-{name}">{question}</p>
{controls}
<p class="ask-said" role="status"></p>
<p class="ask-still">{still}</p>
<script type="application/json">{data}</script>
<script>{js}</script>
</div>"""
_NUMBER = (
    '<form class="ask-row"><input type="text" aria-labelledby="ask-{name}" autocomplete="off" autocapitalize="none"'
    ' spellcheck="false" data-lm-suppress-shortcuts disabled>{unit}'
    "<button disabled>Check</button>{hint}</form>"
)
_OPTIONS = '<div class="ask-row" role="group" aria-labelledby="ask-{name}">{options}{hint}</div>'
_OPTION = '<button type="button" aria-pressed="false" disabled>{text}</button>'
_HINT = '<button type="button" class="ask-hint" disabled>Hint</button>'
_STILL = "To answer here, run this cell in a notebook, or allow scripts on this page."


def ask(question, answer, *, unit="", within=0.005, mistakes=None, hints=()):
    """Return a question whose answer is a number.

    The reader may type a decimal number, a fraction or a short formula such as ``2 + log2(13)``, ``ln(3)``,
    ``sqrt(2)``, ``e``, ``inf`` or ``12 %``, with the unit or without it.

    Parameters
    ----------
    question : str
        What is asked, as plain text; it should say the unit and how many digits are enough.
    answer : float
        A finite number, or ``math.inf``; computed, never typed.
    unit : str, optional
        What stands behind the field, such as ``"bits"``.
    within : float, optional
        How far off a number may be, as a share of the value; where the value is 0, as it stands.
    mistakes : dict, optional
        ``{message: value}``: numbers that a known misconception gives, each with a text that says what was done and
        what to do instead.
    hints : sequence of str, optional
        Shown one by one when the reader asks for them.

    Raises
    ------
    ValueError
        For an empty text, a value that is not finite, a tolerance that is not between 0 and 1, or two values that
        `within` cannot tell apart; both are named.
    TypeError
        For a text that is no text or a number that is no real number.

    Examples
    --------
    >>> from infolib import information_content
    >>> ask("How surprising is the queen of hearts?", information_content(1/52), unit="bits",
    ...     mistakes={"That is in nats: divide by ln 2.": information_content(1/52, base=math.e)})
    <ask: 5.700439718 bits; 3.951243719: 'That is in nats: divide by ln 2.'; 'How surprising is the queen of hearts?'>
    """
    _check_text("question", question)
    _check_text("unit", unit, may_be_empty=True)
    answer = _number("answer", answer, may_be_infinite=True)
    within = _number("within", within)
    if not 0 < within < 1:
        raise ValueError(f"within is {within!r}, but a tolerance is between 0 and 1, such as 0.005")
    mistakes = {} if mistakes is None else mistakes
    if not isinstance(mistakes, Mapping):
        raise TypeError(f"mistakes must be a dict of messages and values; got {mistakes!r}")
    for message in mistakes:
        _check_text("a message of mistakes", message)
    values = {message: _number(f"mistakes[{message!r}]", value) for message, value in mistakes.items()}
    _check_apart({"answer": answer} | {f"mistakes[{m!r}]": value for m, value in values.items()}, within)
    hints = _hints(hints)
    name = _name("ask", question, answer)
    data = {
        "answer": _stored(answer),
        "shown": _shown(answer, unit),
        "unit": unit,
        "within": within,
        "mistakes": [[_stored(value), message] for message, value in values.items()],
        "hints": hints,
    }
    unit_shown = f'<span class="ask-unit">{html.escape(unit)}</span>' if unit else ""
    controls = _NUMBER.format(name=name, unit=unit_shown, hint=_HINT if hints else "")
    parts = [f"{answer:.10g} {unit}".strip(), *(f"{value:.10g}: {m!r}" for m, value in values.items())]
    return _finish("ask", name, question, controls, data, parts, hints)


def choose(question, right, wrong, *, why, hints=()):
    """Return a question with several texts to choose from, each with its reason.

    Parameters
    ----------
    question, right : str
        What is asked, and the right answer, as plain texts.
    wrong : dict
        ``{text: reason}``: the other answers, and for each what is wrong with it.
    why : str
        Why the right answer is right.
    hints : sequence of str, optional
        Shown one by one when the reader asks for them.

    Raises
    ------
    ValueError
        For an empty text, no wrong answer, or an answer that occurs twice, which is named.
    TypeError
        For a text that is no text.

    Examples
    --------
    >>> choose("Which is rarer?", "3 bits", {"1 bit": "More bits mean rarer."}, why="Three halvings against one.")
    <choose: '3 bits': 'Three halvings against one.'; not '1 bit': 'More bits mean rarer.'; 'Which is rarer?'>
    """
    _check_text("question", question)
    _check_text("right", right)
    _check_text("why", why)
    if not isinstance(wrong, Mapping):
        raise TypeError(
            f"wrong must be a dict of texts and reasons, such as {{'1 bit': 'Why not.'}}; got {wrong!r}"
        )
    if not wrong:
        raise ValueError("wrong is empty; give at least one other answer with its reason")
    reasons, seen = {right: why}, {right.strip(): "right"}
    for text, reason in wrong.items():
        _check_text("an answer of wrong", text)
        _check_text(f"wrong[{text!r}]", reason)
        if other := seen.get(text.strip()):
            raise ValueError(f"wrong[{text!r}] is the same answer as {other}; each answer stands once")
        seen[text.strip()] = f"wrong[{text!r}]"
        reasons[text] = reason
    hints = _hints(hints)
    name = _name("choose", question, right)
    options = sorted(reasons)  # so that the right one has no place of its own
    data = {"right": options.index(right), "reasons": [reasons[text] for text in options], "hints": hints}
    controls = _OPTIONS.format(
        name=name,
        options="".join(_OPTION.format(text=html.escape(text)) for text in options),
        hint=_HINT if hints else "",
    )
    parts = [f"{right!r}: {why!r}", *(f"not {text!r}: {reason!r}" for text, reason in wrong.items())]
    return _finish("choose", name, question, controls, data, parts, hints)


def _finish(kind, name, question, controls, data, parts, hints):
    page = _FRAME.format(
        name=name,
        css=files("infolib").joinpath("ask.css").read_text("utf-8"),
        question=html.escape(question),
        controls=controls,
        still=_STILL,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        js=files("infolib").joinpath("ask.js").read_text("utf-8"),
    )
    texts = [*parts, *(f"hint {hint!r}" for hint in hints), repr(question)]
    return Page(page, f"<{kind}: {'; '.join(texts)}>")


def _check_text(name, text, may_be_empty=False):
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a text; got {text!r}")
    if not text.strip() and not (may_be_empty and text == ""):
        raise ValueError(f"{name} is empty; write what the reader should see")


def _number(name, value, may_be_infinite=False):
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number; got {value!r}")
    if not (math.isfinite(value) or (may_be_infinite and value == math.inf)):
        raise ValueError(f"{name} is {float(value)}, not a finite number: check what computes it")
    return float(value) + 0.0  # no -0.0


def _hints(hints):
    if isinstance(hints, str):
        raise TypeError(f"hints must be a sequence of texts, such as ({hints!r},); got one text")
    hints = list(hints)
    for i, hint in enumerate(hints):
        _check_text(f"hints[{i}]", hint)
    return hints


def _check_apart(values, within):
    """Refuse two values that one typed number could stand for: those whose ranges of tolerance meet."""
    seen = []
    for name, value in values.items():
        reach = within * abs(value) or within
        for other_name, other, other_reach in seen:
            if abs(value - other) <= reach + other_reach and math.isfinite(other):
                raise ValueError(
                    f"{other_name} = {other:.10g} and {name} = {value:.10g} cannot be told apart within {within:g}; "
                    "drop one, or make within smaller"
                )
        seen.append((name, value, reach))


def _name(*parts):
    """A short name that stays the same as long as question and answer do: what a browser remembers."""
    text = "\n".join(f"{part:.6g}" if isinstance(part, float) else part for part in parts)
    return sha256(text.encode()).hexdigest()[:10]


def _stored(value):
    """A number for the script: ten digits, the same on every machine; JSON has no infinity."""
    return "inf" if math.isinf(value) else float(f"{value:.10g}")


def _shown(value, unit):
    """A number as the page shows it: whole, or with five digits and at most four decimals, or with four digits where it is
    small or large; with its unit, which is singular for one."""
    if abs(value) == 1:
        unit = re.sub(r"\b(bit|nat|digit)s\b", r"\1", unit)
    if math.isinf(value):
        number = "infinite"
    elif value == round(value) and abs(value) < 1e6:
        number = f"{value:.0f}"
    elif 0.1 <= abs(value) < 1e5:
        number = f"{float(f'{value:.5g}'):.4f}".rstrip("0").rstrip(".")
    else:
        number = f"{value:.4g}"
    return f"{number} {unit}".strip()
