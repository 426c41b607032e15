// The summaries of search results show each formula once, as it is drawn, without its MathML.
"use strict";

const wholeText = Search.htmlToText;
Search.htmlToText = (html, anchor) => wholeText(html.replace(/<math.*?<\/math>/gs, ""), anchor);
