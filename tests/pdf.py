"""The book as one PDF, printed by Chromium from the built pages: make pdf.

The pages become one document, so that Chromium itself makes the links between chapters, the outline and the tags of
the PDF. What only moves on a screen is left out, and the code of the figures, which the notebooks have; the solutions
of a chapter go to its end, and what its questions answer on a screen. It is printed twice: the first print tells the
pages that the contents and the links name.

    python tests/pdf.py                                           # only asks whether there is a browser
    python tests/pdf.py _build/html/from-surprise-to-loss.pdf     # beside the built pages
"""

import json
import re
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import pikepdf
import yaml
from bs4 import BeautifulSoup
from contents import LISTED, ROOT, parts
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CSS = ("_static/book.css", "_static/katex/katex.min.css", "_static/ask.css", "_static/explore.css")
NO_USE = "script, style, noscript, form, button, .headerlink, .tag_starter, .live, .live-buttons, footer"
FIGURE_CODE = "Code of the figure"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BROWSER = f"""\
make pdf prints by Chromium, and none of {", ".join(BROWSERS)} is on the path: install Chromium (apt install chromium, \
brew install --cask chromium) or Chrome."""
SOLUTION = re.compile(r"Solution\b")
EXERCISE = re.compile(r"(Exercise|Self-test) \d+")
CHAPTER = re.compile(r"(\d\d)_")
LETTERS = "ABCDEFGHIJ"
LINES = 5  # an output with fewer stands on the page of its code
UNKNOWN = "000"  # holds the room of a page number
CHINESE = re.compile("[\u4e00-\u9fff]")
NO_CHINESE = (
    "The Chinese of the glossary is not in the PDF: no typeface here has it (apt install fonts-noto-cjk)."
)


# One page of the site ---------------------------------------------------------------------------------------


class PrintedPage:
    """The text of a page, made ready for paper."""

    def __init__(self, site, page, part, opens_part):
        self.name, self.opening = Path(page).name, part if opens_part else None
        self.number = int(match[1]) if (match := CHAPTER.match(self.name)) else None
        self.soup = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
        self.main = self.soup.select_one("main > section")
        self.give_styles_back()
        self.say_formulas()
        answers = [self.show_question(number, tag) for number, tag in enumerate(self.main.select(".ask"), 1)]
        for tag in self.main.select(NO_USE):
            tag.decompose()
        self.unfold(answers)
        self.keep_short_outputs_with_their_code()
        self.rename()
        self.lower_headings(part)

    def make(self, name, text="", **attributes):
        tag = self.soup.new_tag(
            name, attrs={key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        )
        tag.string = text
        return tag

    def give_styles_back(self):
        """Undo what policy.py does: paper needs no policy, and the numbers of two pages mean different styles."""
        sheets = "\n".join(style.get_text() for style in self.soup.head.select("style"))
        styles = dict(re.findall(r'\[data-style="(\d+)"\]\{(.*)\}', sheets))
        for tag in self.main.select("[data-style]"):
            tag["style"] = styles[tag["data-style"]]
            del tag["data-style"]

    def say_formulas(self):
        """Let a formula be a picture that says its source: its MathML would be a second text beside it."""
        for formula in self.main.select(".katex"):
            formula["role"], formula["aria-label"] = "img", formula.find("annotation").get_text()
            formula.find(class_="katex-mathml").decompose()

    def show_question(self, number, question):
        """Give a question its number and its choices letters; return what is right, as an item of a list."""
        question.insert(0, self.make("p", f"Question {number}", class_="ask-number"))
        data = json.loads(question.select_one("script").string)
        row = question.select_one("div.ask-row")
        if not row:
            return self.make("li", data["shown"])
        choices = self.make("ol", class_="ask-options", type="A")
        texts = [option.get_text() for option in row.select("button:not(.ask-hint)")]
        choices.extend(self.make("li", text) for text in texts)
        row.replace_with(choices)
        right = data["right"]
        return self.make("li", f"{LETTERS[right]}: {texts[right]}. {data['reasons'][right]}")

    def unfold(self, answers):
        """Open what is folded; take the solutions to the end, with links from the exercise there and back."""
        for summary in self.main.find_all("summary", string=FIGURE_CODE):
            summary.parent.decompose()
        exercise, moved, count = None, {}, 0
        for tag in self.main.select("p, details"):
            if tag.name == "p":
                if tag.strong and EXERCISE.match(tag.strong.get_text()):
                    exercise = tag
                continue
            said = tag.summary.get_text()
            cell = tag.parent if "tag_hide-cell" in tag.parent.get("class", []) else None
            tag.summary.replace_with(self.make("p", said, class_="leads"))
            tag.name, tag.attrs = "div", {"class": "fold"}
            if not (exercise and SOLUTION.match(said)):
                continue
            if id(exercise) not in moved:
                count += 1
                exercise["id"], place = f"exercise-{count}", f"solution-{count}"
                solution = moved[id(exercise)] = self.make("div", class_="solution", id=place)
                back = self.make("p", class_="leads")
                back.append(self.make("a", exercise.strong.get_text(), href=f"#exercise-{count}"))
                solution.append(back)
                there = self.make("p", class_="to-solution")
                there.append(self.make("a", "Solution", href=f"#{place}"))
                (cell or tag).insert_before(there)
            tag.select_one(".leads").decompose()
            moved[id(exercise)].append((cell or tag).extract())
            tag.unwrap()
        if moved:
            end = self.make("section", id="solutions-at-the-end")
            end.append(self.make("h2", "Solutions"))
            end.extend(moved.values())
            if answers:
                end.append(self.make("h3", "Answers to the questions"))
                end.append(self.make("ol", class_="answers"))
                end.contents[-1].extend(answers)
            self.main.append(end)

    def keep_short_outputs_with_their_code(self):
        for output in self.main.select(".cell_input + .cell_output"):
            if output.get_text().count("\n") < LINES:
                output["class"] = [*output["class"], "tail"]

    def rename(self):
        """Give each place a name that no other page has; lead the links there, and say on which page that is."""
        for tag in [self.main, *self.main.select("[id]")]:
            tag["id"] = f"{self.name}--{tag['id']}"
        for tag in self.main.select("[aria-labelledby], [for]"):
            tag.attrs.pop("aria-labelledby", None)
            tag.attrs.pop("for", None)
        pages = {Path(page).name for page in LISTED}
        for link in self.main.select("a[href]"):
            if re.match("[a-z]+:", link["href"]):
                continue
            path, _, place = link["href"].partition("#")
            page = Path(path).stem or self.name
            if page in pages and Path(path or ".html").suffix in ("", ".html") or not path:
                place = f"{page}--{place}" if place else page
                link["href"] = f"#{place}"
                link.insert_after(self.make("b", data_page=place))
            else:
                link.unwrap()  # a file of the site

    def lower_headings(self, part):
        """Let the titles of chapters lie below their part, for the outline; number the chapters."""
        if self.number:
            self.main.h1.insert(0, f"{self.number} ")
        for tag in self.main.select("h1, h2, h3, h4"):
            level = int(tag.name[1])
            if level < 3:
                tag["class"] = [["page"], ["section"]][level - 1]
            if part:
                tag.name = f"h{level + 1}"

    def headings(self):
        """Yield the kind, the text and the place of each line of the contents."""
        if self.opening:
            yield "part", self.opening, self.name
        for tag in self.main.select(".page, .section"):
            yield tag["class"][0], " ".join(tag.get_text().split()), tag.find_parent(id=True)["id"]

    def html(self):
        title = next(text for kind, text, _ in self.headings() if kind == "page")
        part = f'<h1 class="part">{self.opening}</h1>' if self.opening else ""
        return f"""<style>
@page of-{self.name} {{ @top-right {{ content: {json.dumps(title, ensure_ascii=False)}; }} }}
</style>
<div class="opens" id="{self.name}" style="page: of-{self.name}">{part}{self.main}</div>"""


# The whole book ---------------------------------------------------------------------------------------------


def document(site, pages):
    """Return the html of the book: the cover, the contents and its pages."""
    links = "".join(
        f'<link rel="stylesheet" href="{(site / css).as_uri()}">' for css in CSS if (site / css).exists()
    )
    lines = "".join(
        f'<li class="{kind}"><a href="#{place}"><span>{text}</span></a><b data-page="{place}"></b></li>'
        for page in pages
        for kind, text, place in page.headings()
    )
    body = "\n".join(page.html() for page in pages)
    index = BeautifulSoup((site / f"{LISTED[0]}.html").read_text(encoding="utf-8"), "html.parser")
    title, foot, address = (
        index.h1.find(string=True),
        index.select_one("footer"),
        index.select_one("[rel=canonical]"),
    )
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>{links}
<style>{Path(__file__).with_suffix(".css").read_text(encoding="utf-8")}</style></head>
<body><div class="page"><main id="main">
<section class="cover"><p class="title">{title}</p><p>Information theory for machine learning</p>
<p>{foot.decode_contents()}</p>
<p>Version {version("infolib")}{f", from {address['href']}" if address else ""}.
The notebooks of the course have the code of the figures, and its pages answer and run.</p></section>
<nav class="places"><p class="title">Contents</p><ol>{lines}</ol></nav>
{body}</main></div></body></html>"""


def name_pages(text, pages):
    """Return the text of the book with the page of each place that a link leads to."""
    return re.sub(r'(<b data-page="([^"]+)">)', lambda tag: f"{tag[1]}{pages.get(tag[2], UNKNOWN)}", text)


def browser_on_path():
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_browser():
    return browser_on_path() or sys.exit(NO_BROWSER)


def print_book(site, target):
    """Print the pages of a built site into a file."""
    browser_path = find_browser()
    printed, seen = [], {None}
    for page, part in parts():
        printed.append(PrintedPage(site, page, part, part not in seen))
        seen.add(part)
    text = document(site, printed)
    whole = site / "book" / "whole.html"  # where the addresses of pictures lead on
    pages = {}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            window = browser.new_page(java_script_enabled=False, color_scheme="light")
            for _ in range(2):
                whole.write_text(name_pages(text, pages), encoding="utf-8")
                window.goto(whole.as_uri())
                window.pdf(
                    path=target, prefer_css_page_size=True, print_background=True, tagged=True, outline=True
                )
                reader = PdfReader(target)
                pages = {
                    name.lstrip("/"): reader.get_destination_page_number(place) + 1
                    for name, place in reader.named_destinations.items()
                }
            browser.close()
    finally:
        whole.unlink(missing_ok=True)
    glossary = reader.pages[pages["glossary"] - 1 :]
    if CHINESE.search(text) and not any(CHINESE.search(page.extract_text()) for page in glossary):
        print(NO_CHINESE, file=sys.stderr)
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Author"] = CITATION["authors"][0]["name"]
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)  # the tags weigh a tenth so


if __name__ == "__main__":
    find_browser()
    if not sys.argv[1:]:
        sys.exit()
    target = Path(sys.argv[1]).resolve()
    print_book(target.parent, target)
