"""The questions of the book, as a reader meets them: each answer and each mistake typed or clicked in a real browser."""

import ast
import re

import pytest
from contents import LISTED
from notebooks import BOOK, code_cells, read

TEXT = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
HELP = "Type a number such as"
NONSENSE = "no idea"


def stored_questions(page):
    """The one-line texts of a page's questions, in order."""
    path = BOOK.parent / f"{page}.ipynb"
    if not path.exists():
        return []
    texts = [o.get("data", {}).get("text/plain", "") for cell in code_cells(read(path)) for o in cell.outputs]
    return [text for text in texts if re.match("<(ask|choose): ", text)]


PAGES = [page for page in LISTED if stored_questions(page)]


def said(box, kind):
    """What a question answers, once it says something of this kind."""
    answer = box.locator(f".ask-said[data-kind={kind}]:not(:empty)")
    answer.wait_for(timeout=2000)
    return answer.text_content()


def enter(box, text):
    box.locator("input").fill(text)
    box.locator("input").press("Enter")


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_right_every_mistake_is_named_and_nonsense_is_helped(open_page, offences, path):
    page = open_page(f"{path}.html")
    boxes = page.locator(".ask").all()
    texts = stored_questions(path)
    assert len(boxes) == len(texts)
    for box, text in zip(boxes, texts, strict=True):
        box.evaluate(
            "box => { for (let f = box; (f = f.parentElement?.closest('details')); ) f.open = true; }"
        )
        if text.startswith("<ask: "):
            enter(box, NONSENSE)
            assert said(box, "help").startswith(HELP), text
            for value, message in re.findall(rf"; (-?[\d.]+(?:e[-+]\d+)?): ({TEXT})", text):
                enter(box, value)
                assert said(box, "mistake") == f"Not yet. {ast.literal_eval(message)}", text
            enter(box, re.match(r"<ask: ([^ ;]+)", text)[1])
            assert said(box, "right").startswith("Right: "), text
        else:
            for option, reason in re.findall(rf"; not ({TEXT}): ({TEXT})", text):
                box.get_by_role("button", name=ast.literal_eval(option), exact=True).click()
                assert said(box, "mistake") == f"Not yet. {ast.literal_eval(reason)}", text
            right, why = re.match(rf"<choose: ({TEXT}): ({TEXT})", text).groups()
            box.get_by_role("button", name=ast.literal_eval(right), exact=True).click()
            assert said(box, "right") == f"Right. {ast.literal_eval(why)}", text
        assert "ask-solved" in box.get_attribute("class")
    assert f"{len(boxes)} of the {len(boxes)} questions" in page.locator(".left").text_content()
    for scheme in ("light", "dark"):  # solved, said and counted
        page.emulate_media(color_scheme=scheme)
        assert not offences(page, ".ask", ".left", ".contents")


# What a reader may type, tried on questions of our own ------------------------------------------------------

UNDERSTOOD = {
    5.700439718141092: [
        "5.7004", "5,70", "5.7", " 5.7 ", "+5.7", "log2(52)", "LOG2(52)", "2 + log2(13)", "log2(4)+log2(13)", "ln(52)/ln(2)",
        "log10(52) / log10(2)", "-log2(1/52)", "−log2(1/52)", "log₂(52)", "5.7 bits", "5.7 bit", "5.7bits", "(5.7)", "57/10",
        "57e-1", "57:10", "57÷10", "570 %", "570%", "0.57*10", "0.57×10", "0.57·10", "2**2.511", "2^2.511", "５.７", "log2( 52 )",
        "sqrt(32.495)", "exp(1.7405)", "log2(26*2)", "(log2(13) + 2)", "5.70044e0", "log2 52", "log_2(52)", "log_2 52", "np.log2(52)", "2 + log2 13", "√32.495", "√(32.495)", "5.7 cents", "5.7 bits a day",
        "5.7 bits/day", "5.7 bit per day", "2 log2(7.21111)", "2log2(7.21111)", "0.5 log2 2704", "log₁₀(52)/log₁₀(2)", "5.7 BITS",
    ],
    0.125: ["2^{-3}", "1/8", "0.125", ".125", "12.5 %", "12.5%", "2^-3", "2**-3", "1e-3*125", "0,125", "1/2^3", "1/2/4", "0.5*0.5*0.5"],
    -0.4: ["-0.4", "−0.4", "–0.4", "-2/5", "-(2/5)", "-40 %", "0.6 - 1", "-0,4"],
    0.0: ["0", "-0", "0.0", "0/5", "0 %", "log2(1)", "1-1", "ln(e) - 1", "0 bits"],
    float("inf"): ["inf", "infinity", "∞", "Inf", "inf bits"],
}  # fmt: skip

UNREADABLE = [
    "", " ", "\t", "\u3000", "no idea", "?", "??", "a", "x", "p", "q", "H(p)", "bits", "bit", "nats", "5 nats", "five", "5 apples",
    "5 5", "1 000", "1 000.5", "5..7", "5.7.1", ".", "..", "-", "--", "---", "--5", "- -5", "+-5", "2--3", "2+-3", "2-+3", "++5",
    "+", "*", "/", "^", "**", "***", "5*", "5/", "5^", "5**", "*5", "/5", "^5", "5***2", "5//2", "5^^2", "(", ")", "()", "(5", "5)",
    "((5)", "5(2)", "(5)(2)", "[5]", "<5>", "5!", "5?", "5;", "5:", "5;6", "'5'", '"5"', "`5`", "5=5", "=5", "x=5", "~5",
    "≈5", "about 5", "5 or 6", "5-", "5+", "5 -", "1/0", "0/0", "1/(1-1)", "log2(0)", "-log2(0)", "ln(-1)", "sqrt(-1)", "log(2)",
    "log(", "log2(", "log2()", "log2(5", "log2",  "log2 1/8", "1/2 ln 2", "1/2 log2(3)", "5 dollars", "2^{-3", "5 a day", "5 bits a week",  "lg(2)", "lb(2)", "sin(1)", "cos(0)", "abs(-5)", "max(1,2)",
    "log2(5,2)", "log2(5))", "ln((3)", "sqrt",  "exp", "eval(1)", "alert(1)", "constructor", "toString", "__proto__",
    "hasOwnProperty(1)", "window", "document.title", "this", "null", "undefined", "NaN", "nan", "true", "false", "0x10x", "0b2", "1e",
    "1e+", "e5e", "ee", "pipi", "2pi", "2e", "2 e", "pi pi", "infinf", "inf inf", "inf-inf", "0*inf", "1+inf", "inf/2", "2^9999", "10^400",
    "1e400", "9e999", "exp(1000)", "%", "%%", "5%%", "% 5", "5 % 3", "5 % of 3", "$5", "€5", "5€", "#5", "@",
    "&", "&amp;", "<b>5</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</form>", "\\", "\\frac{1}{8}", "$1/8$",
    "½", "2½", "⅛", "²", "2²",   "Ⅷ", "五", "５ ６", "٣", "१", "😀", "5😀", "👍🏽", "🇬🇧", "é", "ß", "\u0000", "\u202e5",
    "1,000", "12,345", "1,2,3", "1,000,000", "5,7,", ",", ",5,", "1.000,5", "1,000.5", "5,5 + 1", "(1,2)", "1;2", "1|2", "1&2", "5 _",
    "5_000", "_5", "5__5", "5a", "a5",    "1/", "/1", "1 / / 2", "1 2/3", "1-2-", "(1+2", "1+2)",
    "9" * 201, "(" * 150, "-" * 150, "1+" * 5000, "a" * 10_000, "x" * 201, "5" + " " * 300 + "5", "SELECT 1", "import os", "print(5)",
     "math.log(2)", "2 to the 3", "one half", "half", "yes", "idk", "…", "—", "- 5 -", "log2(log2(1))", "0^-1", "1/0.0",
]  # fmt: skip


@pytest.fixture(scope="module")
def workbench(browser):
    """A bare page on which questions can be put."""
    page = browser.new_page()
    yield page
    page.close()


def put(page, question):
    page.set_content(f"<main>{question._repr_html_()}</main>")
    return page.locator(".ask")


@pytest.mark.parametrize("answer", UNDERSTOOD)
def test_what_a_reader_may_type_is_understood(workbench, answer):
    from infolib.ask import ask

    box = put(workbench, ask("?", answer, unit="bits"))
    for text in UNDERSTOOD[answer]:
        enter(box, NONSENSE)
        said(box, "help")
        enter(box, text)
        assert said(box, "right").startswith("Right: "), text


def test_what_cannot_be_read_gets_one_line_that_helps_and_never_a_verdict(workbench):
    from infolib.ask import ask

    assert len(set(UNREADABLE)) >= 200
    box = put(workbench, ask("?", 5, unit="bits", mistakes={"A mistake.": 0.125}))
    for text in UNREADABLE:
        enter(box, "7")
        said(box, "wrong")
        enter(box, text)
        line = said(box, "help")
        assert line and "\n" not in line and len(line) < 160, text
        assert box.locator("*").count() < 12, text  # no html of the reader's got in


def test_a_number_that_is_right_but_rounded_too_far_is_told_so(workbench):
    from infolib.ask import ask

    box = put(workbench, ask("?", 0.0808))
    for text in ("0.08", "0,08", ".08", "8 %", "0.1"):
        enter(box, "7")
        said(box, "wrong")
        enter(box, text)
        assert "one more digit" in said(box, "close"), text


def test_an_answer_that_is_nought_infinite_or_in_per_cent_is_judged_like_any_other(workbench):
    from infolib.ask import ask

    box = put(workbench, ask("?", 0, mistakes={"That is the maximum.": 1}))
    enter(box, "1")
    assert said(box, "mistake") == "Not yet. That is the maximum."
    enter(box, "0.1")
    assert said(box, "wrong")
    enter(box, "0")
    assert said(box, "right") == "Right: 0."
    box = put(workbench, ask("?", float("inf"), mistakes={"It is larger.": 7}))
    for text, kind in (
        ("5", "wrong"),
        ("7", "mistake"),
        ("-inf", "wrong"),
        ("1e300", "wrong"),
        ("inf", "right"),
    ):
        enter(box, text)
        assert said(box, kind), text
    box = put(workbench, ask("?", 12, unit="%"))
    enter(box, "12 %")
    assert said(box, "right") == "Right: 12 %."


def test_a_comma_that_can_be_read_in_two_ways_is_read_as_what_is_known(workbench):
    from infolib.ask import ask

    box = put(workbench, ask("?", 1220, mistakes={"The odds.": 2.585}))
    for text, kind in (("1,220", "right"), ("2,585", "mistake"), ("1,220.4", "right"), ("4,158", "help")):
        enter(box, "7")
        said(box, "wrong")
        enter(box, text)
        assert said(box, kind), text


def test_slips_of_sign_and_unit_are_named_in_any_question_of_that_unit(workbench):
    from infolib.ask import ask

    box = put(workbench, ask("?", 2.5, unit="bits a day", mistakes={"Half.": 1.25}))
    for text, line in (
        ("-2.5", "The size is right, the sign is not."),
        ("2.5 * ln(2)", "That is in nats: divide by ln 2."),
        ("2.5 log10(2)", "That is to base 10: divide by log10(2)."),
        ("1.25", "Half."),
    ):
        enter(box, "7")
        said(box, "wrong")
        enter(box, text)
        assert said(box, "mistake") == f"Not yet. {line}"
    box = put(workbench, ask("?", 2.5, unit="nats"))
    enter(box, "2.5/ln(2)")
    assert said(box, "mistake") == "Not yet. That is in bits: multiply by ln 2."


def test_hints_come_one_by_one(workbench):
    from infolib.ask import ask

    box = put(workbench, ask("?", 1, hints=["Think.", "It is one."]))
    for name, hint in (("Hint", "Think."), ("Next hint", "It is one."), ("First hint", "Think.")):
        box.get_by_role("button", name=name, exact=True).click()
        workbench.get_by_text(f"Hint: {hint}").wait_for(timeout=2000)


# What the site remembers ------------------------------------------------------------------------------------


def solve_first(page, path):
    text = stored_questions(path)[0]
    box = page.locator(".ask").first
    if text.startswith("<ask: "):
        enter(box, re.match(r"<ask: ([^ ;]+)", text)[1])
    else:
        right = ast.literal_eval(re.match(rf"<choose: ({TEXT})", text)[1])
        box.get_by_role("button", name=right, exact=True).click()
    said(box, "right")


def test_what_was_solved_is_ticked_and_counted_until_the_reader_starts_over(open_page):
    first, second = PAGES[:2]
    page = open_page(f"{first}.html")
    home = page.url.removesuffix(f"{first}.html")
    count = page.locator(".contents .count")
    assert not count.count() and not page.locator(".ask-solved").count()
    solve_first(page, first)
    of = len(stored_questions(first))
    assert count.all_text_contents() == [f"1/{of}"]
    page.goto(f"{home}{second}.html")
    assert count.all_text_contents() == [f"1/{of}"] and not page.locator(".ask-solved").count()
    page.goto(f"{home}{first}.html")
    assert page.locator(".ask-solved").count() == 1
    for link in page.locator(".left a").all():  # sections that are still open
        assert page.locator(link.get_attribute("href")).count() == 1
    page.get_by_role("button", name="Start over").click()
    assert not page.locator(".ask-solved").count() and not count.count()
    assert page.evaluate("localStorage.length") == 0


def test_questions_work_by_keyboard_alone(open_page):
    page = open_page(f"{PAGES[1]}.html")
    field = page.locator(".ask input").first
    field.focus()
    page.keyboard.type(NONSENSE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Enter")
    assert said(page.locator(".ask:has(input)").first, "help").startswith(HELP)
    option = page.locator(".ask [aria-pressed]").first
    option.focus()
    page.keyboard.press("Space")
    assert option.get_attribute("aria-pressed") == "true"


def test_a_broken_memory_does_no_harm(open_page):
    page = open_page(f"{PAGES[0]}.html")
    for broken in ("{", "[]", "3", '"a"', "null", '{"book/before_you_start": {}}'):
        page.evaluate("text => localStorage.setItem('from-surprise-to-loss.solved', text)", broken)
        page.reload()
        solve_first(page, PAGES[0])
        assert page.locator(".contents .count").all_text_contents()[0].startswith("1/")


def test_without_script_a_question_can_be_read(open_page):
    page = open_page(f"{PAGES[1]}.html", java_script_enabled=False)
    assert page.locator(".ask-question").first.is_visible() and page.locator(".ask-still").first.is_visible()
    assert not page.locator(".ask :is(input, button):enabled").count()
