// What the pages do beyond being read: light and dark, the menu of small screens, copying code, the place in the text.
// Loaded before the first paint, so that a dark page never flashes.
"use strict";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const KEY = "from-surprise-to-loss.theme"; // unset: as the system has it

function showTheme() {
  root.dataset.theme = localStorage.getItem(KEY) ?? (system.matches ? "dark" : "light");
  document.querySelector(".mode")?.setAttribute("aria-pressed", root.dataset.theme === "dark");
}

function switchTheme() {
  const theme = root.dataset.theme === "dark" ? "light" : "dark";
  if ((theme === "dark") === system.matches) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  showTheme();
}

function openMenu(button, open) {
  button.setAttribute("aria-expanded", open);
  root.classList.toggle("menu-open", open);
}

function addCopyButton(block) {
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const code = block.querySelector("textarea")?.value ?? block.querySelector("pre").textContent; // live.js edits it
    await navigator.clipboard.writeText(code.trimEnd());
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  block.append(button);
}

// A box that scrolls sideways must be reachable by keyboard.
function markScrollers() {
  for (const box of document.querySelectorAll("pre, div.table, .katex-display, .text_html")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

function followSections() {
  const links = new Map();
  for (const link of document.querySelectorAll('.contents .current a[href^="#"]')) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) links.get(target).setAttribute("aria-current", "true");
        else links.get(target).removeAttribute("aria-current");
      }
    },
    { rootMargin: "-30% 0px -69% 0px" },
  );
  for (const section of links.keys()) observer.observe(section);
}

// Questions (ask.js): what was solved stays in this browser, as {page: {of, solved: [names]}}.
const SOLVED = "from-surprise-to-loss.solved";
const readSolved = () => {
  try {
    return JSON.parse(localStorage.getItem(SOLVED)) ?? {};
  } catch {
    return {};
  }
};

function rememberQuestions() {
  const boxes = [...document.querySelectorAll(".ask")];
  const here = document.body.dataset.page;
  const names = boxes.map((box) => box.dataset.ask);
  const known = (readSolved()[here]?.solved ?? []).filter((name) => names.includes(name));
  for (const box of boxes) box.classList.toggle("ask-solved", known.includes(box.dataset.ask));

  const left = document.createElement("section");
  left.className = "left";
  left.setAttribute("aria-label", "Your answers");
  if (boxes.length) document.querySelector("main").append(left);

  function show() {
    const all = readSolved();
    for (const link of document.querySelectorAll(".contents a[data-of]")) {
      const { of, solved = [] } = all[link.dataset.of] ?? {};
      link.querySelector(".count")?.remove();
      if (!solved.length) continue;
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = `${solved.length}/${of}`;
      count.title = `${solved.length} of ${of} questions answered`;
      link.append(" ", count);
    }
    if (!boxes.length) return;
    const solved = all[here]?.solved ?? [];
    const text = document.createElement("p");
    text.textContent = `You have answered ${solved.length} of the ${boxes.length} questions of this page.`;
    const open = new Map(); // sections that have an open question
    for (const box of boxes) {
      const section = box.closest("section section") ?? box.closest("section");
      if (!solved.includes(box.dataset.ask)) open.set(section.id, section.querySelector("h1, h2").firstChild.data);
    }
    left.replaceChildren(text);
    if (open.size && solved.length) {
      text.append(" Still open: ");
      [...open].forEach(([id, title], i) => {
        const link = document.createElement("a");
        link.href = `#${id}`;
        link.textContent = title;
        text.append(i ? ", " : "", link);
      });
      text.append(".");
    }
    if (Object.keys(all).length) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Start over";
      button.addEventListener("click", () => {
        localStorage.removeItem(SOLVED);
        for (const box of boxes) box.classList.remove("ask-solved");
        show();
        left.tabIndex = -1;
        left.focus();
      });
      const note = document.createElement("p");
      note.append(button, " forgets all answers, of every page. They are kept in this browser only.");
      left.append(note);
    }
  }

  for (const link of document.querySelectorAll(".contents a")) {
    const page = link.matches('[aria-current="page"]') ? here : link.pathname.match(/book\/\w+(?=\.html$)/)?.[0];
    if (page && (page === here) === link.matches('[aria-current="page"]')) link.dataset.of = page; // no section
  }
  document.addEventListener("ask-solved", ({ detail }) => {
    const all = readSolved();
    const solved = (all[here]?.solved ?? []).filter((name) => names.includes(name));
    if (names.includes(detail) && !solved.includes(detail)) solved.push(detail); // a reader's cell may ask others
    localStorage.setItem(SOLVED, JSON.stringify({ ...all, [here]: { of: boxes.length, solved } }));
    show();
  });
  show();
}

// A number of the text and the cell that it comes from mark each other, under the pointer, a finger or the focus.
// By keyboard the numbers can be reached once a button was pressed: each a stop, they would be in a reader's way.
function tieNumbers() {
  const main = document.querySelector("main");
  const numbers = [...main.querySelectorAll("[data-from]")];
  if (!numbers.length) return;
  const cellOf = (number) => document.getElementById(`cell-${number.dataset.from}`);
  let left = null; // the number from which a cell was visited

  function mark(part) {
    for (const marked of main.querySelectorAll(".tied")) marked.classList.remove("tied");
    const number = part.closest("[data-from]");
    const cell = part.closest(".cell");
    const tied = number ? [number, cellOf(number)] : cell ? numbers.filter((other) => cellOf(other) === cell) : [];
    for (const one of tied) one.classList.add("tied");
  }

  function visit(number) {
    const cell = cellOf(number);
    left = number;
    cell.tabIndex = -1;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest" });
  }

  main.addEventListener("pointerover", ({ target, pointerType }) => pointerType === "mouse" && mark(target));
  main.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && mark(main));
  main.addEventListener("focusin", ({ target }) => mark(target));
  main.addEventListener("focusout", () => mark(main));
  main.addEventListener("click", ({ target }) => mark(target));
  main.addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target.matches("[data-from]")) visit(target);
    if (key === "Escape" && left && target === cellOf(left)) left.focus();
  });

  const button = document.querySelector(".tie");
  button.addEventListener("click", () => {
    const shown = root.classList.toggle("show-numbers");
    button.setAttribute("aria-pressed", shown);
    for (const number of numbers) {
      if (shown) Object.assign(number, { tabIndex: 0, role: "link" });
      else for (const name of ["tabindex", "role"]) number.removeAttribute(name);
    }
  });
}

// What a part of the page says, a formula by its source.
function textOf(part) {
  for (const formula of part.querySelectorAll(".katex")) {
    formula.replaceWith(`$${formula.querySelector("annotation")?.textContent ?? ""}$`);
  }
  for (const noText of part.querySelectorAll("script, style, button, .headerlink")) noText.remove();
  return part.textContent.replace(/\s+/g, " ").trim();
}

// The link for errors names the page; on its way the section and the sentence that are selected join it.
function sayWhere(link) {
  const report = new URL(link.href);
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const start = range?.startContainer.parentElement?.closest("main section");
  const lines = [`Page: ${document.body.dataset.page}`];
  if (start) {
    const heading = textOf(start.querySelector("h1, h2, h3").cloneNode(true));
    const sentence = textOf(range.cloneContents());
    lines.push(`Section: ${heading} (#${start.id})`, `Sentence: ${sentence.slice(0, 500)}`);
  }
  const gitlab = report.searchParams.has("issue[title]");
  const form = report.hostname === "github.com"; // .github/ISSUE_TEMPLATE/error.yml
  if (form) report.searchParams.set("template", "error.yml");
  report.searchParams.set(gitlab ? "issue[description]" : form ? "where" : "body", lines.join("\n"));
  link.href = report;
}

showTheme();
system.addEventListener("change", showTheme);
root.classList.add("script");

addEventListener("DOMContentLoaded", () => {
  showTheme();
  document.querySelector(".mode").addEventListener("click", switchTheme);

  const menu = document.querySelector(".menu");
  menu.addEventListener("click", () => openMenu(menu, menu.getAttribute("aria-expanded") === "false"));
  document.querySelector(".contents").addEventListener("click", (event) => {
    if (event.target.closest("a")) openMenu(menu, false);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("menu-open")) {
      openMenu(menu, false);
      menu.focus();
    }
  });

  // navigator.clipboard exists on https and on localhost only
  if (navigator.clipboard) document.querySelectorAll(".cell_input .highlight").forEach(addCopyButton);
  const report = document.querySelector(".tools .report");
  report?.addEventListener("pointerdown", () => sayWhere(report)); // a click would take the selection away first
  report?.addEventListener("click", ({ detail }) => detail || sayWhere(report)); // by keyboard
  rememberQuestions();
  tieNumbers();
  followSections();
  markScrollers();
  addEventListener("resize", markScrollers);
  document.addEventListener("toggle", markScrollers, true); // what was folded had no width
  document.fonts.addEventListener("loadingdone", markScrollers);
});
