"""The built pages: complete, linked, rendered, and in need of no other host."""

import base64
import re
import shutil
from copy import copy
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import archive
import nbformat
import pytest
from bs4 import BeautifulSoup
from contents import LISTED, ROOT
from held import held_numbers, shown_numbers
from notebooks import BOOK, CHAPTERS, METADATA, NOTEBOOKS, code_cells, read

HIDDEN = {"remove-cell", "remove-output"}
PICTURE = 'main img:not([src^="data:"])'  # sliders carry theirs within
RAW_MATHS = re.compile(r"\$|\\\(|\\\[|\\begin\{")
# what a browser fetches without being asked
FETCHED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "use": "href",
    "image": "href",
}


def stem(value):
    return Path(value).stem


@cache
def parse(file):
    """Return what a built page holds, read once and for all tests: not to be changed."""
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def pages(site):
    """Yield the path within the site and the parsed html of every page, search page and root included."""
    for file in sorted(site.rglob("*.html")):
        yield file.relative_to(site).as_posix(), parse(file)


def outputs(notebook, kind):
    """Return the outputs of one media type that a page has to show, in order."""
    return [
        (cell, output.data[kind])
        for cell in code_cells(notebook)
        if not HIDDEN & set(cell.metadata.get("tags", []))
        for output in cell.outputs
        if kind in output.get("data", {})
    ]


def target(site, page, address):
    """Return the file and the anchor that a relative address on a page leads to; /thread/ is the site's folder."""
    parts = urlsplit(address.removeprefix("/thread/"))
    file = (site / page).parent / unquote(parts.path) if parts.path else site / page
    return file, unquote(parts.fragment)


def is_outside(address):
    """Whether an address leads away from the site; data: addresses are part of the page."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def css_addresses(css):
    """Return what a style sheet would fetch: each url(...) and each @import."""
    found = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", css)
    return [url or imported for url, imported in found]


@pytest.mark.parametrize("page", LISTED, ids=stem)
def test_a_page_of_the_contents_is_built_and_has_its_title(site, page):
    soup = parse(site / f"{page}.html")
    assert len(soup.select("main h1")) == 1, f"{page}: not exactly one title"
    assert soup.title.text.startswith(soup.h1.find(string=True)), f"{page}: {soup.title.text}"


@pytest.mark.parametrize("page", LISTED, ids=stem)
def test_a_page_says_what_it_is_to_search_engines_and_link_previews(site, page):
    soup = parse(site / f"{page}.html")
    said = {tag.get("name") or tag.get("property"): tag["content"] for tag in soup.select("meta[content]")}
    assert 20 < len(said["description"]) <= 200 and "\\" not in said["description"], said["description"]
    assert said["og:description"] == said["description"]
    assert soup.title.text.startswith(said["og:title"])
    address = f"https://acme.github.io/thread/{page}.html"
    assert said["og:url"] == soup.select_one("link[rel=canonical]")["href"] == address
    assert (site / said["og:image"].removeprefix("https://acme.github.io/thread/")).is_file()
    assert address in soup.footer.text


def test_no_two_pages_have_the_same_description(site):
    said = [parse(site / f"{page}.html").select_one("meta[name=description]")["content"] for page in LISTED]
    assert len(set(said)) == len(said)


def test_the_sitemap_lists_every_page_and_robots_txt_names_it(site):
    home = "https://acme.github.io/thread/"
    places = ElementTree.parse(site / "sitemap.xml").iterfind(".//{*}loc")
    assert {place.text for place in places} == {f"{home}{page}.html" for page in LISTED}
    assert f"Sitemap: {home}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


def test_the_page_for_lost_addresses_finds_the_others_from_any_depth(site):
    assert parse(site / "404.html").base["href"] == "/thread/"


def test_every_page_carries_a_policy_and_no_code_in_attributes(site):
    for page, soup in pages(site):
        policy = soup.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
        if soup.select_one("script[src*='live.js']"):  # its cells run: so much more, and nothing else
            policy = policy.replace(" 'wasm-unsafe-eval'; style-src", "; style-src").removesuffix(
                "; worker-src 'self'"
            )
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
        assert "worker" not in policy
        assert not soup.select("[style]"), f"{page}: {soup.select('[style]')[0]}"
        code = [name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
        assert not code, f"{page}: {code}"


def test_the_address_of_the_site_leads_to_the_first_page(site):
    soup = parse(site / "index.html")
    refresh = soup.find("meta", attrs={"http-equiv": "refresh"})["content"]
    assert refresh == f"0; url={LISTED[0]}.html" and soup.a["href"] == f"{LISTED[0]}.html"


@pytest.mark.parametrize("direction, order", [("next", LISTED), ("prev", LISTED[::-1])])
def test_previous_and_next_walk_the_whole_book_in_order(site, direction, order):
    walked, page = [], f"{order[0]}.html"
    while page:
        walked.append(page.removesuffix(".html"))
        link = parse(site / page).select_one(f"nav.turn a.{direction}")
        page = link and target(site, page, link["href"])[0].resolve().relative_to(site.resolve()).as_posix()
    assert walked == order


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_a_page_shows_the_pictures_of_its_notebook(site, path):
    page = f"book/{path.stem}.html"
    shown = [(site / "book" / img["src"], img["alt"]) for img in parse(site / page).select(PICTURE)]
    stored = outputs(read(path), "image/png")
    assert len(shown) == len(stored), f"{page} shows {len(shown)} pictures, its notebook has {len(stored)}"
    for (file, alt), (cell, png) in zip(shown, stored, strict=True):
        assert file.read_bytes() == base64.b64decode(png), (
            f"{page}: {file.name} is not the notebook's picture"
        )
        assert alt == cell.metadata.mystnb.image.alt, f"{page}: {file.name} has the alternative text {alt!r}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_a_cell_that_draws_has_a_picture(path):
    for number, cell in enumerate(code_cells(read(path)), 1):
        if "plt.show()" in cell.source:
            kinds = [kind for output in cell.outputs for kind in output.get("data", {})]
            assert "image/png" in kinds, f"{path.name}, code cell {number}: drawn, but no picture is stored"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_a_slider_and_a_question_stand_on_their_page_as_the_notebook_stores_them(site, path):
    html = (site / "book" / f"{path.stem}.html").read_text(encoding="utf-8")
    for cell, stored in outputs(read(path), "text/html"):
        shown = stored.strip()
        if 'class="ask"' in shown:  # the page has their script and style once, as files
            shown = re.sub(r"<style>.*?</style>\n|\n<script>.*?</script>", "", shown, flags=re.DOTALL)
        assert shown in html, f"{path.stem}.html: the output of {cell.source!r} is missing or changed"


@pytest.mark.parametrize("path", CHAPTERS, ids=stem)
def test_a_chapter_has_a_slider_and_a_question(site, path):
    soup = parse(site / "book" / f"{path.stem}.html")
    assert soup.select(".explore input[type=range]") and soup.select(".ask")


def test_questions_are_awake_on_their_page_by_one_script(site):
    for page, soup in pages(site):
        files = {
            (tag.get("src") or tag["href"]).rpartition("/")[2].partition("?")[0]
            for tag in soup.select("script[src], link[rel=stylesheet]")
        }
        assert {"ask.js", "ask.css"} & files == ({"ask.js", "ask.css"} if soup.select(".ask") else set()), (
            page
        )
        assert not soup.select(".ask > script:not([type]), .ask > style"), page


def test_every_picture_is_described_sized_and_there(site):
    for page, soup in pages(site):
        for img in soup.select(PICTURE):
            file = target(site, page, img["src"])[0]
            assert file.is_file() and file.stat().st_size, f"{page}: {img['src']} is missing or empty"
            assert img.get("alt", "").strip(), f"{page}: {img['src']} has no alternative text"
            assert file.name not in img["alt"], f"{page}: the alternative text of {img['src']} is its address"
            sizes = [int(img.get(side, 0)) for side in ("width", "height")]
            assert min(sizes) > 0, f"{page}: {img['src']} does not say its size"


def test_the_typeface_of_the_text_is_there_and_fetched_before_the_style_sheet_asks_for_it(site):
    for page in [f"{name}.html" for name in LISTED]:
        early = [link["href"] for link in parse(site / page).select("link[rel=preload][as=font]")]
        assert any(address.endswith("/source-serif-4-latin-wght-normal.woff2") for address in early), page
        for address in early:
            assert target(site, page, address)[0].is_file(), f"{page}: {address} is missing"


def test_long_names_in_tables_may_go_on_in_the_next_line(site):
    for page, soup in pages(site):
        for code in soup.select("td code"):
            pieces = re.split(r"[\s-]", code.get_text("\n"))
            assert max(map(len, pieces)) <= 32, f"{page}: {code.get_text()} is as wide as it is long"


def test_every_internal_link_and_anchor_leads_somewhere(site):
    soups = dict(pages(site))
    anchors = {page: {tag["id"] for tag in soup.select("[id]")} for page, soup in soups.items()}
    for page, soup in soups.items():
        for tag in soup.select("[href], [src], form[action]"):
            address = tag.get("href") or tag.get("src") or tag.get("action")
            if not address or is_outside(address) or address.startswith("data:"):
                continue
            file, anchor = target(site, page, address)
            assert file.is_file(), f"{page}: {address} leads nowhere"
            name = file.resolve().relative_to(site.resolve()).as_posix()
            assert not anchor or anchor in anchors[name], f"{page}: {address} names no place in {name}"


def test_no_page_fetches_anything_from_another_host(site):
    for page, soup in pages(site):
        for tag in soup.select(", ".join(f"{name}:not([rel=canonical])" for name in FETCHED)):
            values = [tag.get(name, "") for name in (FETCHED[tag.name], "xlink:href", "srcset", "poster")]
            assert not any(is_outside(value) for value in values), f"{page}: {str(tag)[:200]}"
        styles = [tag.get_text() for tag in soup.find_all("style")] + [
            tag["style"] for tag in soup.select("[style]")
        ]
        for address in css_addresses("\n".join(styles)):
            assert not is_outside(address), f"{page}: its style fetches {address}"
        for script in soup.find_all("script"):
            addresses = set(re.findall(r"https?://[^\s'\"`)]+", script.get_text()))
            addresses.discard("http://www.w3.org/2000/svg")
            assert not addresses, f"{page}: a script names {addresses}"
    for css in site.rglob("*.css"):
        for address in css_addresses(css.read_text(encoding="utf-8")):
            if not address.startswith("data:"):
                assert not is_outside(address), f"{css.relative_to(site)}: fetches {address}"
                if css.name != "basic.css":  # Sphinx's own, which no page uses
                    assert (css.parent / address).is_file(), f"{css.relative_to(site)}: {address} is missing"


def test_every_script_and_style_of_a_page_is_the_books_own(site):
    own = {file.name for file in (BOOK / "_static").glob("*.*s")} | {"katex.min.css", "ask.css", "ask.js"}
    for page, soup in pages(site):
        if page != "search.html":
            files = [
                tag.get("src") or tag.get("href") for tag in soup.select("script[src], link[rel=stylesheet]")
            ]
            assert {urlsplit(file).path.rpartition("/")[2] for file in files} <= own, f"{page}: {files}"
    assert not list(site.rglob("katex*.js")), "KaTeX's script is published"


@pytest.mark.parametrize("page", LISTED, ids=stem)
def test_every_formula_is_rendered(site, page):
    source = next(ROOT.glob(f"{page}.*"))
    cells = read(source).cells if source.suffix == ".ipynb" else [source.read_text(encoding="utf-8")]
    written = "".join(
        cell if isinstance(cell, str) else cell.source * (cell.cell_type == "markdown") for cell in cells
    )
    has_maths = RAW_MATHS.search(re.sub(r"```.*?```|`[^`\n]*`", "", written, flags=re.DOTALL))
    soup = copy(parse(site / f"{page}.html"))
    assert bool(soup.select(".math .katex-html")) == bool(has_maths), f"{page}: formulas are missing"
    assert bool(soup.select('link[href*="katex.min.css"]')) == bool(has_maths), f"{page}: KaTeX's style"
    for tag in soup.select("pre, code, script, style, annotation"):
        tag.decompose()
    raw = RAW_MATHS.search(soup.get_text())
    assert not raw, (
        f"{page}: a formula is not rendered: {soup.get_text()[raw.start() - 40 : raw.end() + 40]!r}"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_the_notebook_to_download_is_the_stored_one(site, path):
    (link,) = parse(site / "book" / f"{path.stem}.html").select("nav.tools a[download]")
    assert (site / "book" / link["href"]).read_bytes() == path.read_bytes(), (
        f"{path.stem}.html: {link['href']}"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_every_number_outside_formulas_leads_to_a_cell_of_its_page_that_holds_it(site, path):
    soup, notebook = parse(site / "book" / f"{path.stem}.html"), read(path)
    for tag in soup.select("[data-from]"):
        assert soup.select_one(f".cell#cell-{tag['data-from']}"), f"{path.stem}.html: {tag} leads nowhere"
        before, after = tag.previous_sibling or "", tag.next_sibling or ""
        context = f"{str(before)[-3:]}{tag.get_text()}{str(after)[:9]}"
        held = held_numbers(notebook.cells[int(tag["data-from"])])
        assert any(shown.is_held_in(held) for shown in shown_numbers(context)), f"{path.stem}.html: {context}"
    text = copy(soup.main)
    for part in text.select(".cell, .math, code, pre, h1, h2, h3, script, style, [data-from]"):
        part.replace_with("…")
    left = [shown.text for shown in shown_numbers(text.get_text())]
    assert not left, f"{path.stem}.html: no cell is known for {left}"


def test_the_first_page_alone_offers_the_course_as_an_archive(site):
    for page, soup in pages(site):
        links = soup.select("nav.tools a[href$='.zip']")
        assert len(links) == (page == f"{LISTED[0]}.html"), page
        for link in links:
            packed = target(site, page, link["href"])[0].read_bytes()
            assert packed == archive.pack(ROOT)
            assert link.get_text() == f"Download the course ({len(packed) / 1e6:.1f} MB)"


@pytest.mark.parametrize("page", LISTED, ids=stem)
def test_a_page_links_to_the_repository_that_built_it(site, page):
    opened = f"{page}.ipynb" if (ROOT / f"{page}.ipynb").exists() else "book"
    tools = {link.get_text(): link["href"] for link in parse(site / f"{page}.html").select("nav.tools a")}
    binder = f"https://mybinder.org/v2/gh/acme/thread/main?urlpath=lab/tree/{opened}"
    assert tools["Launch in Binder"] == binder
    assert tools["Source repository"] == "https://github.com/acme/thread"
    assert tools["Report an issue"].startswith("https://github.com/acme/thread/issues/new?title=")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_a_page_weighs_less_than_one_and_a_half_megabytes(site, path):
    page = site / "book" / f"{path.stem}.html"
    pictures = {page.parent / img["src"] for img in parse(page).select(PICTURE)}
    assert page.stat().st_size + sum(file.stat().st_size for file in pictures) < 1_500_000, page.name


SAMPLE = """\
# Sample

> **Definition (entropy).** The mean
>
> $$H(p) = -\\sum_x p(x) \\log_2 p(x)$$

> A quotation.

**Exercise 1.** Why?

<details>
<summary>Solution</summary>

Because $p \\le 1$.

</details>

$$a = b$$ (equal)

| | a |
|---|---|
| b | 1 |
"""


def small_book(folder, text):
    """Write a book of one notebook in the course's clothes: the text, and a cell folded in each way."""
    (folder / "book").mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", folder)
    for part in ("_ext", "_static", "_templates"):
        shutil.copytree(BOOK / part, folder / "book" / part)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/sample\n", encoding="utf-8")
    v4 = nbformat.v4
    folded = [("1", "hide-cell"), ("plt.show()", "hide-input"), ("x = '<b>'\nassert x", "hide-input")]
    code = [v4.new_code_cell(source, metadata={"tags": [tag]}) for source, tag in folded]
    cells = [v4.new_markdown_cell(text), *code]
    nbformat.write(v4.new_notebook(cells=cells, metadata=METADATA), folder / "book" / "sample.ipynb")


@pytest.fixture(scope="module")
def small_site(build, tmp_path_factory):
    """The folder of the built pages of a small book that no address is known of."""
    folder = tmp_path_factory.mktemp("sample")
    small_book(folder, SAMPLE)
    code, said = build(folder, folder)
    assert code == 0, said
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def sample(small_site):
    """The page of the small book."""
    return parse(small_site / "book" / "sample.html")


def test_without_a_known_address_no_page_links_to_a_repository_or_binder(sample):
    outside = {tag["href"] for tag in sample.select("[href]") if is_outside(tag["href"])}
    assert outside == {"https://creativecommons.org/licenses/by/4.0/"}
    assert [link.get_text() for link in sample.select("nav.tools a")] == ["Download the notebook"]


def test_without_a_known_address_no_page_names_one(sample, small_site):
    assert sample.select_one("meta[name=description]")
    assert not sample.select("link[rel=canonical], meta[property='og:url'], meta[property='og:image']")
    assert "Sitemap" not in (small_site / "robots.txt").read_text(encoding="utf-8")
    assert not (small_site / "sitemap.xml").exists() and not parse(small_site / "404.html").base


def test_an_address_that_is_none_stops_the_build(build, tmp_path):
    small_book(tmp_path, SAMPLE)
    code, said = build(tmp_path, tmp_path, BOOK_PUBLIC_URL="acme.github.io/thread")
    assert code != 0 and "BOOK_PUBLIC_URL is no address of a site: 'acme.github.io/thread'" in said


def test_plain_markdown_gets_the_classes_that_the_style_draws(sample):
    definition, quotation = sample.select("blockquote")
    assert definition["class"] == ["box", "definition"] and "class" not in quotation.attrs
    assert sample.select_one("p.exercise strong").text == "Exercise 1."
    assert sample.select_one("div.table > table")
    assert [heading.get_text() for heading in sample.select("th")] == ["a"]


def test_a_folded_cell_is_a_fold_like_one_in_the_text(sample):
    summaries = [summary.get_text() for summary in sample.select("details > summary")]
    assert summaries == ["Solution", "Solution in code", "Code of the figure", "The test"]
    assert sample.select_one("details .katex") and sample.select_one("details .cell_input")
    assert not sample.select("summary[aria-label]")


def test_what_is_chinese_says_so(site):
    for page, soup in pages(site):
        for text in soup.main.find_all(string=re.compile("[\u4e00-\u9fff]")) if soup.main else []:
            assert text.find_parent(["pre", "code", "script"]) or text.find_parent(lang="zh-Hans"), (
                f"{page}: {text} has no language"
            )
    assert len(parse(site / "book" / "glossary.html").select("[lang=zh-Hans]")) > 40


def test_a_labelled_equation_has_its_number_and_an_anchor(sample):
    equation = sample.select_one("div.math#equation-equal")
    assert equation.select_one(".eqno").get_text().startswith("(1)")
    assert equation.select_one(".eqno a")["href"] == "#equation-equal"


def test_an_edition_without_solutions_has_none_on_a_page_or_in_a_download(build, tmp_path):
    small_book(tmp_path, SAMPLE)
    config = tmp_path / "_config.yml"
    shown = config.read_text(encoding="utf-8")
    assert shown.count("hide_solutions: false") == 1
    config.write_text(shown.replace("hide_solutions: false", "hide_solutions: true"), encoding="utf-8")
    (tmp_path / ".gitignore").write_text("_build/", encoding="utf-8")  # else there would be no archive anyway
    code, said = build(tmp_path, tmp_path)
    assert code == 0, said
    site = tmp_path / "_build" / "html"
    soup = parse(site / "book" / "sample.html")
    summaries = [summary.get_text() for summary in soup.select("details > summary")]
    assert summaries == ["Code of the figure", "The test"] and soup.select_one("p.exercise")
    download = (site / "_sources" / "book" / "sample.ipynb").read_text(encoding="utf-8")
    assert "Because" not in soup.get_text() and "Because" not in download and "Solution" not in download
    assert len(soup.select(".cell")) == download.count('"code"')  # live.js compares the two
    assert not list(site.rglob("from-surprise-to-loss.zip"))


BROKEN = """\
# Sample

[lost](nowhere.ipynb), [lost](#nothing) and ![lost](nowhere.png)

$p \\lg{$
"""


def test_what_is_broken_stops_the_build_and_is_named(build, tmp_path):
    small_book(tmp_path, BROKEN)
    code, said = build(tmp_path, tmp_path)
    assert code != 0
    named = [
        "'nowhere.ipynb'",
        "'nothing'",
        "book/nowhere.png",
        r"$p \lg{$ cannot be drawn: KaTeX parse error",
    ]
    for name in named:
        assert name in said, f"the build does not name {name}:\n{said}"
    assert said.count("book/sample.ipynb:") == len(named), said
