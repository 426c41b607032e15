// Cells that run in the page: Run, an editor in place of the code, Stop, Reset. Python itself is loaded by
// live-worker.js at the first Run and not before. book.js has been loaded: it marks boxes that scroll.
"use strict";

{
  const WORKER = new URL("live-worker.js", document.currentScript.src);
  const LONG = 10_000; // milliseconds after which a cell that runs says so
  const LABEL = "Code of this cell: Shift and Enter run it, Escape leaves it";
  let cells = [];
  let worker = null; // the Python of this page, once a cell was run
  let ready = false;
  let notebook = null; // the promise of the sources of all code cells, also of those that the page does not show
  let runs = new Map(); // id: what to do with an answer
  let lastId = 0;

  const create = (tag, className, text = "") =>
    Object.assign(document.createElement(tag), { className, textContent: text });

  function button(text, act) {
    const made = create("button", "live-button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  // Why no cell can run here, or "".
  function obstacle() {
    if (location.protocol === "file:")
      return "Cells run on a page that a server sends: this one was opened from a folder. The command that serves it: python3 -m http.server";
    if (typeof WebAssembly !== "object") return "This browser cannot run Python: it has no WebAssembly.";
    return "";
  }

  // The sources come from the notebook that the page offers for download.
  async function readNotebook() {
    let answer;
    try {
      answer = await fetch(document.querySelector(".tools a[download]").href);
    } catch {
      throw "The connection was lost while Python was being loaded. Run the cell again to try once more.";
    }
    if (!answer.ok) throw "Python cannot be loaded: the notebook of this page is missing from this site.";
    const code = (await answer.json()).cells.filter(({ cell_type }) => cell_type === "code");
    const sources = code.map(({ source }) => [].concat(source).join(""));
    const changed = cells.some((cell) => cell.code && cell.stored !== sources[cell.number]);
    if (sources.length !== cells.length || changed) throw "This page has changed meanwhile. Reload it to run its cells.";
    return sources;
  }

  // The worker --------------------------------------------------------------------------------------------------

  function hear({ data }) {
    if (data.kind === "ready") ready = true;
    if (data.kind === "failed") dismiss();
    runs.get(data.id)?.(data);
    if (data.kind === "done" || data.kind === "failed") runs.delete(data.id);
  }

  function start() {
    worker = new Worker(WORKER, { type: "module" });
    worker.onmessage = hear;
    worker.onerror = (event) => {
      event.preventDefault();
      stopAll("Python cannot be loaded: the file live-worker.js is missing from this site or does not run in this browser.");
    };
  }

  function dismiss() {
    worker?.terminate();
    worker = null;
    ready = false;
  }

  function stopAll(text) {
    dismiss();
    const waiting = [...runs.values()];
    runs = new Map();
    for (const tell of waiting) tell({ kind: "failed", text });
  }

  // A cell ------------------------------------------------------------------------------------------------------

  class Cell {
    constructor(box, number) {
      Object.assign(this, { box, number, code: box.querySelector(".cell_input .highlight"), running: false });
      this.starter = box.classList.contains("tag_starter");
      if (!this.code) return; // a question: it runs for those below it, and stays as it is
      this.pre = this.code.querySelector("pre");
      this.stored = this.pre.textContent.replace(/\n$/, "");
      this.output = box.querySelector(".cell_output") ?? box.appendChild(create("div", "cell_output"));
      this.before = [...this.output.childNodes];
      this.alts = [...this.output.querySelectorAll("img:not([src^='data:image/svg'])")].map((image) => image.alt);

      this.run = button("Run", () => this.start());
      this.stop = button("Stop", () => this.halt());
      this.reset = button("Reset", () => this.restore());
      this.stop.hidden = this.reset.hidden = true;
      const buttons = create("div", "live-buttons");
      buttons.append(...box.querySelectorAll(".cell_input .copy"), this.run, this.stop, this.reset);
      this.code.prepend(buttons);

      this.said = create("p", "live-said");
      this.said.setAttribute("role", "status");
      this.bar = create("progress", "");
      this.bar.setAttribute("aria-label", "Loading Python");
      this.megabytes = create("span", "");
      this.loading = create("p", "live-loading");
      this.loading.append(this.bar, this.megabytes);
      this.loading.hidden = true;
      const live = create("div", "live");
      live.append(this.said, this.loading);
      this.code.closest(".cell_input").append(live);
      if (this.starter) this.edit();
    }

    get source() {
      return this.editor?.value ?? this.stored;
    }

    edit() {
      if (this.editor) return;
      this.editor = create("textarea", "live-editor");
      this.editor.value = this.stored;
      for (const [name, value] of Object.entries({ "aria-label": LABEL, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" }))
        this.editor.setAttribute(name, value);
      this.editor.addEventListener("input", () => this.fit());
      this.editor.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "Enter" && event.shiftKey) {
          event.preventDefault();
          this.start();
        } else if (event.key === "Escape") this.run.focus();
      });
      this.pre.hidden = true;
      this.pre.after(this.editor);
      this.fit();
    }

    fit() {
      this.editor.rows = Math.max(this.editor.value.split("\n").length, 2);
      if (this.editor.value !== this.stored) this.reset.hidden = false;
    }

    say(text, kind = "") {
      this.said.textContent = text;
      this.said.dataset.kind = kind;
    }

    async start() {
      if (this.running) return;
      const hindrance = obstacle();
      if (hindrance) return this.say(hindrance, "failed");
      this.edit();
      this.running = true;
      this.stop.hidden = this.reset.hidden = false;
      this.box.classList.add("live-running");
      this.say(ready ? (runs.size ? "Waiting for the cell that runs." : "Running.") : "Loading Python. This is needed once.");
      const turn = (this.turn = {}); // what is stopped must not start later
      try {
        notebook ??= readNotebook();
        const sources = await notebook;
        if (this.turn !== turn) return;
        this.send(sources);
      } catch (text) {
        notebook = null;
        this.finish(String(text), "failed");
      }
    }

    send(sources) {
      const above = cells.filter((cell) => cell.number < this.number && !cell.starter);
      const wanted = [...above, this].map((cell) => ({
        number: cell.number,
        source: cell.code ? cell.source : sources[cell.number],
        aside: cell.starter,
        hidden: !cell.code,
      }));
      this.anyEdited = wanted.some(({ number, source }) => source !== sources[number]);
      this.wanted = wanted;
      const id = ++lastId;
      runs.set(id, (data) => this.hear(data));
      if (!worker) start();
      worker.postMessage({ id, cells: wanted });
    }

    hear({ kind, ...data }) {
      if (kind === "progress") this.showProgress(data);
      else if (kind === "starting") this.say("Python is here and starts.");
      else if (kind === "ready") this.loading.hidden = true;
      else if (kind === "start") this.startOf(data.number);
      else if (kind === "end") this.endOf(data);
      else if (kind === "done") this.finish(this.broken ? this.broken : "", this.broken ? "failed" : "");
      else if (kind === "failed") this.finish(data.text, "failed");
      else this.shown?.add(kind, data);
    }

    showProgress({ have, total }) {
      const mega = (bytes) => (bytes / 1e6).toFixed(1);
      this.loading.hidden = false;
      this.bar.max = total;
      this.bar.value = have;
      this.megabytes.textContent = `${mega(have)} of ${mega(total)} MB`;
    }

    // A cell begins: this one, or one above that it needs.
    startOf(number) {
      const position = this.wanted.findIndex((cell) => cell.number === number);
      const last = position === this.wanted.length - 1;
      const what = last ? "Running." : `Running the cells above first: ${position + 1} of ${this.wanted.length - 1}.`;
      this.say(what);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.say(`${last ? "This cell" : "A cell above"} is still running. Stop ends it.`), LONG);
      this.broken = "";
      this.shown = new Output(cells[number], last || this.anyEdited);
    }

    endOf({ number, well }) {
      clearTimeout(this.timer);
      const cell = cells[number];
      this.shown.end(well);
      if (!well && cell !== this && cell.code) this.broken = "A cell above ended with an error; it says which below its code.";
      cell.box.dispatchEvent(new CustomEvent("live-ran", { bubbles: true, detail: { number, outputs: this.shown.all } }));
    }

    finish(text, kind = "") {
      clearTimeout(this.timer);
      this.running = false;
      this.box.classList.remove("live-running");
      this.loading.hidden = true;
      if (document.activeElement === this.stop) this.run.focus();
      this.stop.hidden = true;
      this.say(text, kind);
    }

    halt() {
      const sources = this.wanted;
      const again = ready;
      this.turn = null;
      stopAll("Stopped. The next Run starts anew.");
      this.finish("Stopped. The next Run starts anew.");
      if (!again) return;
      start();
      worker.postMessage({ id: ++lastId, cells: sources, idle: true });
    }

    restore() {
      if (this.running) this.halt();
      if (this.starter) {
        this.editor.value = this.stored;
        this.fit();
      } else {
        this.editor?.remove();
        this.editor = null;
        this.pre.hidden = false;
      }
      this.output.replaceChildren(...this.before);
      this.say("");
      if ([this.reset, document.body].includes(document.activeElement)) this.run.focus();
      this.reset.hidden = true;
      markScrollers();
    }
  }

  // What a cell gives, in the form that the stored outputs have -------------------------------------------------

  class Output {
    constructor(cell, visible) {
      Object.assign(this, { cell, all: [], images: 0, text: null, visible: visible && Boolean(cell.code) });
    }

    add(kind, data) {
      this.all.push({ kind, ...data });
      if (!this.visible) return;
      this.clear();
      if (kind === "text" && this.text) this.text.append(data.text);
      else this.cell.output.append(this.make(kind, data));
      if (kind !== "text") this.text = null;
    }

    // The old output goes when the new one comes, so that the page below does not jump.
    clear() {
      if (!this.cleared) this.cell.output.replaceChildren();
      this.cleared = true;
    }

    make(kind, data) {
      if (kind === "image") return this.makeImage(data);
      if (kind === "html") return makeHtml(data.html);
      const box = create("div", `output live-${kind}`);
      const frame = create("div", "highlight");
      const pre = create("pre", "", data.text ?? data.plain);
      if (kind === "text") this.text = pre;
      frame.append(pre);
      box.append(frame);
      return box;
    }

    makeImage({ png }) {
      const image = create("img", "live-figure");
      const known = this.cell.alts[this.images++];
      const same = this.cell.source === this.cell.stored;
      image.alt = known && same ? known : known ? `Drawn by the changed cell. Before: ${known}` : "A figure drawn by this cell.";
      image.src = `data:image/png;base64,${png}`;
      image.addEventListener("load", markScrollers);
      return image;
    }

    end(well) {
      if (!this.visible) return;
      this.clear();
      this.cell.reset.hidden = false;
      if (!well) for (let fold = this.cell.box; (fold = fold.parentElement?.closest("details")); ) fold.open = true;
      markScrollers();
    }
  }

  // Html with the scripts of sliders and questions as files of the site: the page's policy lets no other in.
  function makeHtml(html) {
    const parsed = document.createElement("template"); // in it no style applies and no script runs
    parsed.innerHTML = html;
    const kind = ["explore", "ask"].find((name) => parsed.content.firstElementChild?.matches(`.${name}`));
    for (const part of parsed.content.querySelectorAll("style, script:not([type])")) {
      if (kind && part.tagName === "SCRIPT") {
        const script = document.createElement("script");
        script.src = new URL(`${kind}.js`, WORKER);
        part.replaceWith(script);
      } else part.remove();
    }
    if (kind && !document.querySelector(`link[href*="${kind}.css"]`)) {
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(`${kind}.css`, WORKER) });
      document.head.append(style);
    }
    const box = create("div", "output text_html");
    box.append(parsed.content);
    return box;
  }

  addEventListener("DOMContentLoaded", () => {
    cells = [...document.querySelectorAll("main div.cell")].map((box, number) => new Cell(box, number));
  });
}
