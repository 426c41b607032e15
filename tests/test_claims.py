"""Every worked example of the articles that the course grew out of, and of its plan, is computed: in its chapter or in Common mistakes."""

from decimal import Decimal

import pytest
from held import numbers_in_text, read_output
from notebooks import BOOK, code_cells, read

# The exact values of each example, in bits or nats as the articles give them, by chapter.
CLAIMS = {
    "the certain event": (1, "0"),
    "the cup in three matches": (1, "3 2 1 0.125 0.03125"),
    "inverse proportion": (1, "1.442695 1 2 3"),
    "rain under two beliefs": (1, "3.321928 1.321928"),
    "the mean throw and the entropy of a die": (2, "3.5 2.584963"),
    "the sum that ranks two matches the wrong way round": (2, "2 1 6.658356 0.080793"),
    "symbols of a code": (2, "0.468996 1.75 0.875"),
    "which coin is closer": (3, "0.143841 0.207519 0.413339 0.596323 0.130812 0.316377"),
    "a symmetric pair": (3, "0.415888 0.6 0.831777"),
    "a detour": (3, "0.510826 0.143841 0.092332"),
    "advertisements": (3, "0.500402 0.526135 0.025732"),
    "fruit": (3, "1.279854 1.302788 0.022934"),
    "a term is no punishment": (3, "0.235531 -0.153248 0.082283"),
    "the forecaster's bill": (4, "0.897946 1.175205 1.295462 1.695462 0.111902 1.854190"),
    "spam": (4, "0.591919 0.091516 0.673012"),
    "vehicles": (4, "1.366159 0.086305"),
    "the place is the same, the smallest value is not": (5, "1.295462 -0.084730"),
    "the sum over examples": (6, "0.328504 0.228393"),
    "the push on every class": (6, "-0.340999 0.242433 0.098566"),
    "the floor of a soft label": (6, "0.325083"),
    "a bound that a code for single symbols misses": (7, "0.468996 1.0 1.75 0.875"),
    "the price of the wrong code, ideal and in whole digits": (7, "1.9 0.6045 1.6955 0.4"),
    "blocks of days": (7, "1.4 1.335 1.309 1.3022 1.3033"),
    "a density is no probability": (10, "-1.0 8.9658"),
    "the third term of a variational autoencoder": (14, "0.125"),
}


def printed(path):
    """The numbers that the cells of a notebook print."""
    return set().union(
        *(numbers_in_text(read_output(o)) for cell in code_cells(read(path)) for o in cell.outputs)
    )


def is_printed(value, numbers):
    """Whether one of the numbers, rounded to the digits of the value, is the value."""
    value = Decimal(value)
    return any(round(number, -value.as_tuple().exponent) == value for number in numbers)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_computed(claim):
    chapter, values = CLAIMS[claim]
    pages = [*BOOK.glob(f"{chapter:02}_*.ipynb"), BOOK / "common_mistakes.ipynb"]
    numbers = set().union(*map(printed, pages))
    missing = [value for value in values.split() if not is_printed(value, numbers)]
    assert not missing, f"{claim}: {missing} is printed neither by {pages[0].name} nor by {pages[1].name}"


def test_a_changed_digit_is_missed():
    assert is_printed("0.0808", {Decimal("0.080793")})
    assert not is_printed("0.0809", {Decimal("0.080793")})
    assert not is_printed("-0.153", {Decimal("0.153")})
