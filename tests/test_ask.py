"""infolib.ask: what a question says and stores, and bad input is named."""

import json
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from bs4 import BeautifulSoup

from infolib.ask import ask, choose


def soup(question):
    return BeautifulSoup(question._repr_html_(), "html.parser")


def data(question):
    return json.loads(soup(question).find("script", type="application/json").string)


def coin(**options):
    return ask("How much is <b>half</b> & half?", 0.5, unit="bits", **options)


def direction():
    return choose(
        "Which?", "up", {"down": "It rises.", "a <side>": "It has none."}, why="It grows.", hints=["Look."]
    )


def test_without_script_the_question_stands_there_and_its_controls_rest():
    page = soup(coin(hints=["Think."]))
    assert page.find(class_="ask-question").string == "How much is <b>half</b> & half?"
    assert "scripts" in page.find(class_="ask-still").string
    assert all(control.has_attr("disabled") for control in page.select("input, button"))
    assert len(page.select("input, button")) == 3


def test_the_field_is_named_by_the_question_and_shows_its_unit():
    page = soup(coin())
    assert page.find(id=page.input["aria-labelledby"])["class"] == ["ask-question"]
    assert page.find(class_="ask-unit").string == "bits"
    assert page.find(class_="ask-said")["role"] == "status"
    assert page.input.has_attr("data-lm-suppress-shortcuts")  # the keys are not JupyterLab's here


def test_the_options_stand_in_the_order_of_the_alphabet_each_with_its_reason():
    buttons = [button.string for button in soup(direction()).select("button[aria-pressed]")]
    assert buttons == ["a <side>", "down", "up"]
    assert data(direction()) == {
        "right": 2,
        "reasons": ["It has none.", "It rises.", "It grows."],
        "hints": ["Look."],
    }


def test_values_are_stored_with_ten_digits_and_infinity_as_a_text():
    stored = data(ask("?", math.inf, mistakes={"a": 1 / 3}))
    assert stored["answer"] == "inf" and stored["shown"] == "infinite"
    assert stored["mistakes"] == [[0.3333333333, "a"]]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (np.log2(52), "5.7004 bits"),
        (np.float32(0.5), "0.5 bits"),
        (Fraction(1, 4), "0.25 bits"),
        (np.int64(3), "3 bits"),
        (0, "0 bits"),
        (-0.0, "0 bits"),
        (-0.4, "-0.4 bits"),
        (7.3e-6, "7.3e-06 bits"),
        (0.00175, "0.00175 bits"),
        (0.080793, "0.08079 bits"),
        (1, "1 bit"),
        (np.log2(1e6), "19.932 bits"),
        (99999.6, "100000 bits"),
        (123456.7, "1.235e+05 bits"),
        (36765.53, "36766 bits"),
        (2e9, "2e+09 bits"),
    ],
)
def test_the_exact_value_is_shown_to_the_digits_of_the_page(answer, shown):
    assert data(ask("?", answer, unit="bits"))["shown"] == shown


def test_one_of_a_unit_is_singular():
    for unit, one in {"bits a day": "bit a day", "base-4 digits": "base-4 digit", "births": "births"}.items():
        assert data(ask("?", 1, unit=unit))["shown"] == f"1 {one}"
        assert data(ask("?", 2, unit=unit))["shown"] == f"2 {unit}"


def test_the_text_of_a_question_is_one_line_that_holds_answer_mistakes_hints_and_question():
    text = repr(ask("Two\nlines?", 2, unit="bits", mistakes={"The sum.": 3}, hints=["Half."]))
    assert text == r"<ask: 2 bits; 3: 'The sum.'; hint 'Half.'; 'Two\nlines?'>"
    assert repr(direction()) == (
        "<choose: 'up': 'It grows.'; not 'down': 'It rises.'; not 'a <side>': 'It has none.'; hint 'Look.'; 'Which?'>"
    )


def test_texts_with_markup_stay_texts():
    question = ask("</script><i>?", 1, unit="<u>", mistakes={"</script><b>": 2}, hints=["<s>"])
    assert soup(question).find(["i", "b", "u", "s"]) is None
    assert data(question)["mistakes"] == [[2.0, "</script><b>"]]


def test_script_and_style_are_the_same_text_in_every_question():
    for tag in ("style", "script"):
        assert soup(coin()).find_all(tag)[-1].string == soup(direction()).find_all(tag)[-1].string


def test_a_question_weighs_less_than_two_kilobytes_beside_its_script_and_style():
    page = soup(
        coin(mistakes={f"A message of a usual length, the one of number {n}.": n for n in range(1, 5)})
    )
    for shared in (page.style, page.find_all("script")[-1]):
        shared.decompose()
    assert len(str(page).encode()) < 2000


def test_a_question_keeps_its_name_until_its_answer_or_text_changes():
    def name(question):
        return soup(question).div["data-ask"]

    assert name(ask("a", 1)) == name(ask("a", 1 + 1e-12, hints=["b"])) != name(ask("a", 2))
    assert name(ask("b", 1)) != name(ask("a", 1))


def test_the_same_call_gives_the_same_bytes_in_every_process(printed_with_seed):
    code = "import test_ask as t; print(t.coin()._repr_html_(), t.direction()._repr_html_())"
    assert printed_with_seed(1, code) == printed_with_seed(2, code)


def test_a_question_asks_no_other_host_and_brings_no_style_attribute():
    page = coin()._repr_html_() + direction()._repr_html_()
    assert not re.findall(r"\w+://", page)
    assert not BeautifulSoup(page, "html.parser").select("[style]")


@pytest.mark.parametrize("answer, mistake", [(1, 1.004), (1, 1.009), (-2, -2.01), (0, 0.004), (0.08, 0.0805)])
def test_two_values_that_the_tolerance_cannot_tell_apart_are_named(answer, mistake):
    with pytest.raises(ValueError) as caught:
        ask("?", answer, mistakes={"a": mistake})
    for part in (f"answer = {answer:g}", f"mistakes['a'] = {mistake:g}", "within 0.005"):
        assert part in str(caught.value)


def test_two_mistakes_are_told_apart_too():
    with pytest.raises(ValueError, match=r"mistakes\['a'\] = 2 and mistakes\['b'\] = 2.001 cannot"):
        ask("?", 1, mistakes={"a": 2, "b": 2.001})


@pytest.mark.parametrize("answer, mistake", [(1, 1.02), (0, 0.02), (math.inf, 1e300), (1, -1), (1e-9, 2e-9)])
def test_values_further_apart_are_accepted(answer, mistake):
    assert ask("?", answer, mistakes={"a": mistake})


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ask("?", math.nan), ValueError, "answer is nan, not a finite number: check what computes it"),
        (lambda: ask("?", -math.inf), ValueError, "answer is -inf, not a finite number: check what computes it"),
        (
            lambda: ask("?", 1, mistakes={"a": math.inf}),
            ValueError,
            "mistakes['a'] is inf, not a finite number: check what computes it",
        ),
        (lambda: ask("?", "1"), TypeError, "answer must be a number; got '1'"),
        (lambda: ask("?", True), TypeError, "answer must be a number; got True"),
        (lambda: ask("?", 1j), TypeError, "answer must be a number; got 1j"),
        (lambda: ask("?", None), TypeError, "answer must be a number; got None"),
        (lambda: ask("?", 1, mistakes={"a": "2"}), TypeError, "mistakes['a'] must be a number; got '2'"),
        (lambda: ask(" ", 1), ValueError, "question is empty; write what the reader should see"),
        (lambda: ask(1, 1), TypeError, "question must be a text; got 1"),
        (lambda: ask("?", 1, unit=2), TypeError, "unit must be a text; got 2"),
        (lambda: ask("?", 1, unit=" "), ValueError, "unit is empty; write what the reader should see"),
        (lambda: ask("?", 1, within=0), ValueError, "within is 0.0, but a tolerance is between 0 and 1, such as 0.005"),
        (lambda: ask("?", 1, within=1), ValueError, "within is 1.0, but a tolerance is between 0 and 1, such as 0.005"),
        (lambda: ask("?", 1, within="a"), TypeError, "within must be a number; got 'a'"),
        (lambda: ask("?", 1, mistakes=[2]), TypeError, "mistakes must be a dict of messages and values; got [2]"),
        (
            lambda: ask("?", 1, mistakes={"": 2}),
            ValueError,
            "a message of mistakes is empty; write what the reader should see",
        ),
        (
            lambda: ask("?", 1, hints="ab"),
            TypeError,
            "hints must be a sequence of texts, such as ('ab',); got one text",
        ),
        (lambda: ask("?", 1, hints=["a", ""]), ValueError, "hints[1] is empty; write what the reader should see"),
        (lambda: choose("?", "a", {}, why="b"), ValueError, "wrong is empty; give at least one other answer with its reason"),
        (
            lambda: choose("?", "a", ["b"], why="b"),
            TypeError,
            "wrong must be a dict of texts and reasons, such as {'1 bit': 'Why not.'}; got ['b']",
        ),
        (
            lambda: choose("?", "a", {"b": "c", "a ": "d"}, why="b"),
            ValueError,
            "wrong['a '] is the same answer as right; each answer stands once",
        ),
        (
            lambda: choose("?", "a", {"b": "c", " b": "d"}, why="b"),
            ValueError,
            "wrong[' b'] is the same answer as wrong['b']; each answer stands once",
        ),
        (lambda: choose("?", "a", {"b": ""}, why="b"), ValueError, "wrong['b'] is empty; write what the reader should see"),
        (lambda: choose("?", "a", {"b": "c"}, why=""), ValueError, "why is empty; write what the reader should see"),
        (lambda: choose("?", "", {"b": "c"}, why="a"), ValueError, "right is empty; write what the reader should see"),
        (lambda: choose("?", 1, {"b": "c"}, why="a"), TypeError, "right must be a text; got 1"),
    ],
)  # fmt: skip
def test_what_makes_no_question_is_named(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
