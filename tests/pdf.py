"""The book as one PDF, printed by Chromium from the built pages: make pdf.

The pages become one document, so that Chromium itself makes the links between chapters, the outline and the tags of
the PDF. What only moves on a screen is left out; the solutions of a chapter go to its end. It is printed twice: the
first print tells the pages that the contents name.

    python tests/pdf.py                                           # only asks whether there is a browser
    python tests/pdf.py _build/html/from-surprise-to-loss.pdf     # beside the built pages
"""

import re
import shutil
import sys
from pathlib import Path

import pikepdf
from bs4 import BeautifulSoup
from contents import LISTED, parts
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

CSS = ("_static/book.css", "_static/katex/katex.min.css", "_static/ask.css", "_static/explore.css")
NO_USE = "script, style, noscript, form, button, .headerlink, .katex-mathml, .tag_starter, .live, .live-buttons, footer"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BROWSER = f"""\
make pdf prints by Chromium, and none of {", ".join(BROWSERS)} is on the path: install Chromium (apt install chromium, \
brew install --cask chromium) or Chrome."""
SOLUTION = re.compile(r"Solution\b")
EXERCISE = re.compile(r"(Exercise|Self-test) \d+")
UNKNOWN = "000"  # holds the room of a page number


# One page of the site ---------------------------------------------------------------------------------------


class PrintedPage:
    """The text of a page, made ready for paper."""

    def __init__(self, site, page, part):
        self.name = Path(page).name
        self.soup = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
        self.main = self.soup.select_one("main > section")
        self.give_styles_back()
        self.say_formulas()
        self.show_choices()
        for tag in self.main.select(NO_USE):
            tag.decompose()
        self.unfold()
        self.rename(site)
        self.lower_headings(part)

    def make(self, name, text="", **attributes):
        tag = self.soup.new_tag(name, attrs={key.rstrip("_"): value for key, value in attributes.items()})
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
            formula["role"], formula["aria-label"] = "img", formula.select_one("annotation").get_text()

    def show_choices(self):
        for row in self.main.select(".ask div.ask-row"):
            choices = self.make("ul", class_="ask-options")
            for option in row.select("button:not(.ask-hint)"):
                choices.append(self.make("li", option.get_text()))
            row.replace_with(choices)

    def unfold(self):
        """Open what is folded; take the solutions to the end, with links from the exercise there and back."""
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
            self.main.append(end)

    def rename(self, site):
        """Give each place a name that no other page has, and lead the links there."""
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
                link["href"] = f"#{page}--{place}" if place else f"#{page}"
            else:
                link.unwrap()  # a file of the site

    def lower_headings(self, part):
        """Let the titles of chapters lie below their part, for the outline."""
        for tag in self.main.select("h1, h2, h3, h4"):
            level = int(tag.name[1])
            if level < 3:
                tag["class"] = ["page", "section"][level - 1]
            if part:
                tag.name = f"h{level + 1}"

    def html(self, part):
        heading = f'<h1 class="part">{part}</h1>' if part else ""
        return f'<div class="opens" id="{self.name}">{heading}{self.main}</div>'


# The whole book ---------------------------------------------------------------------------------------------


def headings(body):
    """Return the kind, the text and the place of each heading of the first three levels, in order."""
    found = []
    for tag in BeautifulSoup(body, "html.parser").select("h1, h2, h3"):
        kind = " ".join(tag.get("class", []))
        place = (tag.find_parent("div", class_="opens") if kind == "part" else tag.find_parent(id=True))["id"]
        found.append((kind, " ".join(tag.get_text().split()), place))
    return found


def document(site, body, places, pages):
    """Return the html of the book; the contents name the places and the numbers of their pages."""
    links = "".join(
        f'<link rel="stylesheet" href="{(site / css).as_uri()}">' for css in CSS if (site / css).exists()
    )
    lines = "".join(
        f'<li class="{kind}"><a href="#{place}"><span>{text}</span><b>{page}</b></a></li>'
        for (kind, text, place), page in zip(places, pages, strict=True)
        if kind
    )
    index = BeautifulSoup((site / f"{LISTED[0]}.html").read_text(encoding="utf-8"), "html.parser")
    title, foot = index.h1.find(string=True), index.select_one("footer")
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>{links}
<style>{Path(__file__).with_suffix(".css").read_text(encoding="utf-8")}</style></head>
<body><div class="page"><main id="main">
<section class="cover"><p class="title">{title}</p><p>Information theory for machine learning</p>
<p>{foot.decode_contents()}</p></section>
<nav class="places"><p class="title">Contents</p><ol>{lines}</ol></nav>
{body}</main></div></body></html>"""


def find_browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        sys.exit(NO_BROWSER)
    return found


def print_book(site, target):
    """Print the pages of a built site into a file."""
    browser_path = find_browser()
    seen, bodies = set(), []
    for page, part in parts():
        first = part if part not in seen else None
        seen.add(part)
        bodies.append(PrintedPage(site, page, part).html(first))
    body = "\n".join(bodies)
    whole = site / "book" / "whole.html"  # where the addresses of pictures lead on
    places = headings(body)
    pages = [UNKNOWN] * len(places)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            window = browser.new_page(java_script_enabled=False, color_scheme="light")
            for _ in range(2):
                whole.write_text(document(site, body, places, pages), encoding="utf-8")
                window.goto(whole.as_uri())
                window.pdf(
                    path=target, prefer_css_page_size=True, print_background=True, tagged=True, outline=True
                )
                pages = pages_of(PdfReader(target), len(pages))
            browser.close()
    finally:
        whole.unlink(missing_ok=True)
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)  # the tags weigh a tenth so


def pages_of(reader, count):
    """Return the page numbers of the outline's first three levels, in order."""

    def walk(entries, level=1):
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, level + 1)
            elif level <= 3:
                yield reader.get_destination_page_number(entry) + 1

    found = list(walk(reader.outline))
    if len(found) != count:
        sys.exit(f"The outline of the PDF has {len(found)} entries, the book {count} headings.")
    return found


if __name__ == "__main__":
    find_browser()
    if not sys.argv[1:]:
        sys.exit()
    target = Path(sys.argv[1]).resolve()
    print_book(target.parent, target)
