// The summaries of search results show each formula once, as it is drawn, without its MathML, and no page's style.
"use strict";

const wholeText = Search.htmlToText;
Search.htmlToText = (html, anchor) =>
  wholeText(html.replace(/<(math|style)\b.*?<\/\1>/gs, ""), anchor);
