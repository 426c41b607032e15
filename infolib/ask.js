// Wakes the questions of ask.py that are not awake yet. The text is the same for every question of every page; a page
// may carry it in each question, as a notebook does, or load it once as a file.
(() => {
  const HELP =
    "Type a number such as 0.25, 1/52, 1e-3, 12 %, or a formula such as log2(52), 2 + ln(3), sqrt(2), 2^-3, e, pi or inf.";
  const FUNCTIONS = { log2: Math.log2, ln: Math.log, log10: Math.log10, sqrt: Math.sqrt, exp: Math.exp };
  const CONSTANTS = { e: Math.E, pi: Math.PI, π: Math.PI, inf: Infinity, infinity: Infinity, "∞": Infinity };
  const LONGEST = 200;

  // The value of a short formula, by recursive descent; throws the line that helps.
  function read(text) {
    const tokens = text.match(/\d+(\.\d*)?(e[-+]?\d+)?|\.\d+(e[-+]?\d+)?|[a-zπ∞]\w*|\*\*|\S/g) ?? [];
    let at = 0;
    const take = (...wanted) => (wanted.includes(tokens[at]) ? tokens[at++] : null);

    function sum() {
      let value = product();
      for (let sign; (sign = take("+", "-")); ) value = sign === "+" ? value + unsigned() : value - unsigned();
      return value;
    }
    function unsigned() {
      if (tokens[at] === "-" || tokens[at] === "+") throw HELP;
      return product();
    }
    function product() {
      let value = signed();
      for (let sign; (sign = take("*", "/")); ) {
        const next = signed();
        if (sign === "/" && next === 0) throw "That divides by 0. If the answer is infinite, type inf.";
        value = sign === "*" ? value * next : value / next;
      }
      return value;
    }
    function signed() {
      if (take("-")) return -power();
      take("+");
      return power();
    }
    function power() {
      const base = primary();
      if (!take("^", "**")) return base;
      return base ** (take("-") ? -power() : power());
    }
    function primary() {
      const token = tokens[at++];
      if (token === undefined) throw HELP;
      if (/^[\d.]/.test(token) && token !== ".") return Number(token);
      if (Object.hasOwn(CONSTANTS, token)) return CONSTANTS[token];
      if (token === "log") throw "Say which logarithm: log2(...), ln(...) or log10(...).";
      const call = Object.hasOwn(FUNCTIONS, token);
      if (call && tokens[at] !== "(") throw `Put what follows ${token} into brackets: ${token}(...).`;
      if (call) at++;
      else if (token !== "(") throw HELP;
      const value = sum();
      if (!take(")")) throw HELP;
      return call ? FUNCTIONS[token](value) : value;
    }

    const value = sum();
    if (at < tokens.length) throw HELP;
    return value;
  }

  // What was typed as a number, and the text of a plain decimal number; throws the line that helps.
  function understand(typed, unit) {
    if (typed.length > LONGEST) throw HELP;
    let text = typed
      .replace(/[！-～]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0)) // full width
      .toLowerCase()
      .replace(/[\s\u3000\u200b]+/g, " ")
      .replace(/[−–—]/g, "-")
      .replace(/[×·]/g, "*")
      .replace(/[÷:]/g, "/")
      .replace(/₂/g, "2")
      .trim();
    for (const word of [unit.toLowerCase(), unit.toLowerCase().replace(/s$/, "")]) {
      const bare = text.slice(0, text.length - word.length);
      if (word && text.endsWith(word) && /[\d)% .]$/.test(bare)) {
        text = bare.trim();
        break;
      }
    }
    const percent = text.endsWith("%") && unit !== "%";
    if (percent) text = text.slice(0, -1).trim();
    if (/\d[ .]?\d* \d/.test(text) && !/[-+*/^]/.test(text)) throw HELP; // 1 000
    if (/^[-+]?\d+,\d+$/.test(text)) {
      if (/^[-+]?[1-9]\d{0,2},\d{3}$/.test(text)) throw "Is that a decimal comma? Write a point, as in 0.25.";
      text = text.replace(",", ".");
    }
    if (text.includes(",")) throw "Write a point for the decimal comma, as in 0.25, and nothing between thousands.";
    const value = read(text) / (percent ? 100 : 1);
    const infinite = /^[-+]?(inf|infinity|∞)$/.test(text);
    if (!Number.isFinite(value) && !infinite) throw "That is no finite number. If the answer is infinite, type inf.";
    const decimal = /^[-+]?\d*\.?\d+$/.test(text) ? text : null;
    return { value, decimals: decimal && (decimal.split(".")[1] ?? "").length + (percent ? 2 : 0) };
  }

  const number = (stored) => (stored === "inf" ? Infinity : stored);
  const fits = (value, stored, within) => {
    const exact = number(stored);
    if (value === exact || exact === Infinity) return value === exact;
    return Math.abs(value - exact) <= (within * Math.abs(exact) || within);
  };

  function judge({ answer, shown, unit, within, mistakes, hints }, typed) {
    let given;
    try {
      given = understand(typed, unit);
    } catch (help) {
      if (typeof help !== "string") throw help;
      return { kind: "help", text: help };
    }
    if (fits(given.value, answer, within)) return { kind: "right", text: `Right: ${shown}.` };
    const made = mistakes.find(([value]) => fits(given.value, value, within));
    if (made) return { kind: "mistake", text: `Not yet. ${made[1]}` };
    const { value, decimals } = given;
    if (decimals !== null && value && Math.abs(value - number(answer)) <= 0.5000001 * 10 ** -decimals)
      return { kind: "close", text: "Not yet: that is close, but rounded too far. Give one more digit." };
    return { kind: "wrong", text: `Not yet. Try again${hints.length ? ", or take a hint" : ""}.` };
  }

  function wake(box) {
    const data = JSON.parse(box.querySelector('script[type="application/json"]').textContent);
    const said = box.querySelector(".ask-said");
    const input = box.querySelector("input");

    function say({ kind, text }) {
      said.textContent = "";
      said.dataset.kind = kind;
      // a screen reader hears the same words again only if they are new to the page
      setTimeout(() => (said.textContent = text));
      if (kind === "right") {
        box.classList.add("ask-solved");
        box.dispatchEvent(new CustomEvent("ask-solved", { bubbles: true, detail: box.dataset.ask }));
      }
    }

    if (input) {
      input.form.addEventListener("submit", (event) => {
        event.preventDefault();
        say(judge(data, input.value));
      });
    } else {
      const options = [...box.querySelectorAll("[aria-pressed]")];
      options.forEach((option, i) =>
        option.addEventListener("click", () => {
          for (const other of options) other.setAttribute("aria-pressed", other === option);
          const right = i === data.right;
          say({ kind: right ? "right" : "mistake", text: `${right ? "Right" : "Not yet"}. ${data.reasons[i]}` });
        }),
      );
    }
    let hints = 0;
    box.querySelector(".ask-hint")?.addEventListener("click", (event) => {
      say({ kind: "hint", text: `Hint: ${data.hints[hints % data.hints.length]}` });
      hints += 1;
      event.currentTarget.textContent = hints % data.hints.length ? "Next hint" : data.hints.length > 1 ? "First hint" : "Hint";
    });

    for (const control of box.querySelectorAll(":disabled")) control.disabled = false;
    box.querySelector(".ask-still").remove();
  }

  for (const box of document.querySelectorAll(".ask:has(> .ask-still)")) wake(box);
})();
