// The search of Sphinx, with summaries that show the place where the word stands.
"use strict";

Object.assign(Documentation.TRANSLATIONS, {
  "Search Results": "Results",
  "Search finished, found ${resultCount} page(s) matching the search query.": "Places found: ${resultCount}.",
  "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
    "Nothing found. Try another form of the word, or fewer words.",
});

const wholeText = Search.htmlToText;
Search.htmlToText = (html, anchor) =>
  wholeText(html.replace(/<(math|style)\b.*?<\/\1>/gs, ""), anchor); // each formula once, as it is drawn

// Sphinx looks for the stems of the words ("entropi"), which need not be in the text.
Search.makeSearchSummary = (html, stems, anchor) => {
  const text = Search.htmlToText(html, anchor).replace(/\s+/g, " ").trim();
  const asked = new URLSearchParams(location.search).get("q").toLowerCase().match(/[\p{L}\p{N}]+/gu);
  const places = [...asked, ...stems].map((word) => text.toLowerCase().indexOf(word));
  const place = places.find((at) => at >= 0) ?? 0;
  const start = place < 100 ? 0 : text.indexOf(" ", place - 100);
  const end = start + 240 < text.length ? text.lastIndexOf(" ", start + 240) : text.length;
  const summary = document.createElement("p");
  summary.className = "context";
  summary.textContent = (start ? "… " : "") + text.slice(start, end).trim() + (end < text.length ? " …" : "");
  return summary;
};
