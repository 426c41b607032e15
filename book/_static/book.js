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
  const code = block.querySelector("pre").textContent;
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
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
  followSections();
  markScrollers();
  addEventListener("resize", markScrollers);
  document.addEventListener("toggle", markScrollers, true); // what was folded had no width
  document.fonts.addEventListener("loadingdone", markScrollers);
});
