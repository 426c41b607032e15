"""The rule of the numbers: what the text shows, a cell beside it must hold. One rule for the tests and for the pages.

The text is what a reader reads: Markdown without code, link targets and tags, but with its maths, the
texts of pictures, and those of questions. It shows numbers such as 1.2955, -0.153 or 18.3 %. The code and the outputs of the same
level-2 section (among the exercises: of the same exercise), and of three cells to either side, hold numbers. Each shown number must be a held one,
correctly rounded to the digits that it shows; half way between two, either will do. N % may be held as N or
as N/100. tests/test_prose.py asks it of every number; origins.py marks on a page where a number comes from.
"""

import ast
import re
from decimal import Decimal
from typing import NamedTuple

# Notebooks as a reader goes through them ----------------------------------------------------------------------


def cell_name(nb, index):
    """A cell as a person finds it: its position, counted from 1, and its first line.

    >>> from nbformat import v4
    >>> cell_name(v4.new_notebook(cells=[v4.new_markdown_cell("# Entropy")]), 0)
    'cell 1 (# Entropy)'
    """
    first_line, *_ = nb.cells[index].source.strip().split("\n")
    return f"cell {index + 1} ({first_line[:50]})"


def without_code(markdown):
    """Markdown without its fenced code; of a fenced MyST directive only the fences go.

    >>> without_code("One.\\n```python\\n2.0\\n```\\n```{note}\\nThree.\\n```")
    'One.\\n\\nThree.\\n'
    """

    def body(fence):
        return without_code(fence["body"]) if re.match(r"\{(?!code)", fence["info"]) else ""

    return re.sub(r"(?ms)^ *(?P<ticks>```+|~~~+)(?P<info>.*?)\n(?P<body>.*?)^ *(?P=ticks) *$", body, markdown)


def prose(markdown):
    """What a reader reads of Markdown without fenced code: its maths, but no code spans, link targets or tags.

    >>> prose("See `1.0` in [chapter 2](02_entropy.ipynb): <em>about</em> $1.3$ bits.")
    'See  in [chapter 2]: about $1.3$ bits.'
    """
    text = re.sub(r"(?s)(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", markdown)  # code spans
    text = re.sub(r"\]\([^()\s]*(\([^()\s]*\)[^()\s]*)*( \"[^\"]*\")?\)", "]", text)  # link targets
    text = re.sub(r"(?s)<!--.*?-->|<?https?://[^\s>]+>?", "", text)  # comments, bare addresses
    return re.sub(r"</?[a-z]\w*(\s+[a-z-]+(=\"[^\"]*\")?)*\s*/?>", "", text)  # tags; `p<q` is none


class Piece(NamedTuple):
    """A code cell, or as much of a Markdown cell as lies in one level-2 section; fenced code is left out."""

    index: int
    section: str | None
    markdown: str


def pieces(nb):
    """A notebook in reading order, each piece with the title of its section (None before the first)."""
    section = None
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            yield Piece(i, section, "")
            continue
        for text in re.split(r"(?m)^(?=## )", without_code(cell.source)):
            if heading := re.match(r"## +(.+)", text):
                section = heading[1].strip()
            if text:
                yield Piece(i, section, text)


# Numbers that a text shows ----------------------------------------------------------------------------------


class Shown(NamedTuple):
    """A number in a text, where it starts: `value` is a multiple of `unit`, which its last digit counts."""

    start: int
    text: str
    value: Decimal
    unit: Decimal
    percent: bool

    def is_held_as(self, number):
        """Whether rounding `number` gives what is shown; without a minus sign only the size is shown."""
        size = number if self.value < 0 else abs(number)
        scales = (1, 100) if self.percent else (1,)
        return any(abs(size * scale - self.value) <= self.unit / 2 for scale in scales)

    def is_held_in(self, numbers):
        return any(self.is_held_as(number) for number in numbers)


def shown_numbers(text):
    """The numbers with a decimal point or a per cent sign, in order.

    >>> [str(number.value) for number in shown_numbers("2 or 2.50, $-0.3$, 7 %, $1{,}234.5$, 6.5 × 10^-6")]
    ['2.50', '-0.3', '7', '1234.5', '0.0000065']
    """
    text = re.sub(r"(?<=\d)(?:\{,\}|\\,)(?=\d{3}(?!\d))", ",", text)  # 1{,}234 and 1\,234 in maths
    for match in re.finditer(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?!\w|\.\d)", text):
        before, after = text[: match.start()], text[match.end() :]
        percent = re.match(r"[\s\\,]*%", after)
        if not match[1] and not percent:
            continue
        value = Decimal(match[0].replace(",", ""))
        unit = Decimal(1).scaleb(value.as_tuple().exponent)
        if power := re.match(r"\s*(?:\\times|\\cdot|[×·])\s*10\^\{?([-−]?\d+)", after):
            exponent = int(power[1].replace("−", "-"))
            value, unit = value.scaleb(exponent), unit.scaleb(exponent)
        # The minus of a difference, or before a product such as -0.6 log 0.6, is no sign of the number.
        signed = re.search(r"(?:^|[^\w.)\]}])[-−]$", before) and not re.match(r"\s*(?:\\|[×·])", after)
        yield Shown(match.start(), match[0], -value if signed else value, unit, bool(percent))


# Numbers that a cell holds ----------------------------------------------------------------------------------


def numbers_in_code(source):
    """The literals of Python code, with the minus sign before them; comments and texts hold nothing."""
    numbers = set()
    for node in ast.walk(ast.parse(source)):
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        literal = node.operand if negative else node
        if isinstance(literal, ast.Constant) and type(literal.value) in (int, float):
            number = Decimal(repr(literal.value))
            numbers.add(-number if negative else number)
    return numbers


def numbers_in_text(text):
    """The numbers that an output prints.

    >>> sorted(map(str, numbers_in_text("p1 = [0.5 1.], -0.25, 1e-06, 12,345 at 3.11.7")))
    ['-0.25', '0.000001', '0.5', '1', '12345']
    """
    found = re.findall(r"(?<![\w.])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[-+]?\d+)?(?!\d|\.\d)", text)
    return {Decimal(number.replace(",", "").replace("−", "-")) for number in found}


QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""


def asked(output):
    r"""The texts that a question shows its reader, or nothing for another output.

    >>> asked({"data": {"text/plain": "<ask: 0.5; 0.25: 'Half.'; 'p?'>"}})
    'Half.\np?'
    """
    text = output.get("data", {}).get("text/plain", "")
    quoted = re.findall(QUOTED, text) if re.match(r"<(ask|choose): ", text) else []
    return "\n".join(map(ast.literal_eval, quoted))


def read_output(output):
    """What one output says: printed text, values, the text of html outside its drawings."""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    if "image/png" in data:
        return ""  # its text/plain is the size of the figure
    if asked(output):
        return re.sub(rf"; \S+: ({QUOTED})|{QUOTED}", " ", data["text/plain"])  # the answer: no mistake holds
    html = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", data.get("text/html", ""))
    return re.sub(r'<("[^"]*"|[^">])*>', " ", html) + " " + data.get("text/plain", "")


def held_numbers(cell):
    if cell.cell_type != "code":
        return set()
    return numbers_in_code(cell.source).union(
        *[numbers_in_text(read_output(output)) for output in cell.outputs]
    )


# Where a number must be held --------------------------------------------------------------------------------


def neighbourhoods(nb):
    """The pieces of a notebook in order, each with the cells that may hold its numbers: a set of indices."""
    places, exercise = [], ""
    for piece in pieces(nb):  # an exercise is a section of its own
        if number := re.match(r"\*\*Exercise (\d+)|## ", piece.markdown):
            exercise = number[1] or ""
        places.append(piece._replace(section=f"{piece.section} {exercise}"))
    for one in places:
        yield one, {p.index for p in places if p.section == one.section or abs(p.index - one.index) <= 3}
