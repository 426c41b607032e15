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
      for (let sign, last; ; last = sign) {
        sign = take("*", "/") ?? (Object.hasOwn(FUNCTIONS, tokens[at] ?? "") ? "" : null); // "" as in 6 ln(2)
        if (sign === null) break;
        if (sign === "" && last === "/") throw HELP; // 1/2 ln(2) can be read in two ways
        const next = signed();
        if (sign === "/" && next === 0) throw "That divides by 0. If the answer is infinite, type inf.";
        value = sign === "/" ? value / next : value * next;
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
      if (call && tokens[at] !== "(") {
        // log2 52 is clear, log2 1/8 is not
        const clear = /^[\d.πe]/.test(tokens[at] ?? "") && !["/", "*", "^", "**"].includes(tokens[at + 1]);
        if (!clear) throw `Put what follows ${token} into brackets: ${token}(...).`;
        return FUNCTIONS[token](primary());
      }
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

  // What was typed as a number, and how many decimals it has; throws the line that helps. `isKnown` says whether a value
  // would be judged: where a comma can be read in two ways, that decides.
  function understand(typed, unit, isKnown) {
    if (typed.length > LONGEST) throw HELP;
    let text = typed
      .replace(/[！-～]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0)) // full width
      .toLowerCase()
      .replace(/[\s\u3000\u200b]+/g, " ")
      .replace(/[−–—]/g, "-")
      .replace(/[×·]/g, "*")
      .replace(/[÷:]/g, "/")
      .replace(/log(_|(?=[₁₂]))/g, "log")
      .replace(/[₀-₉]/g, (digit) => digit.charCodeAt(0) - 0x2080)
      .replace(/\b(np|math)\./g, "")
      .replace(/√/g, "sqrt ")
      .replace(/\{/g, "(")
      .replace(/\}/g, ")")
      .trim();
    const [word] = unit.toLowerCase().split(" ");
    const words = word === "bits" ? "bits?|cents?" : word.replace(/[^a-z]/g, "").replace(/s$/, "s?"); // a cent is a bit
    if (words) text = text.replace(RegExp(`(?<=[\\d)%. ])(${words})( ?(a|per|/) ?day)?$`), "").trim();
    const percent = text.endsWith("%") && unit !== "%";
    if (unit === "%" || percent) text = text.replace(/%$/, "").trim();
    if (/\d \d/.test(text) && !/[-+*/^a-z(]/.test(text)) throw HELP; // 1 000
    if (/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) {
      const readings = [text.replaceAll(",", ""), text.replace(",", ".")];
      const found = readings.find((reading) => isKnown(Number(reading)));
      if (!found) throw "Is that a decimal comma? Write a point, as in 0.25, and nothing between thousands.";
      text = found;
    }
    if (/^[-+]?\d+,\d+$/.test(text)) text = text.replace(",", ".");
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

  // Slips that any question of a kind may meet: the factor that leads from the answer to what was typed.
  const SLIPS = [
    [/^/, -1, "The size is right, the sign is not."],
    [/^bit/, Math.LN2, "That is in nats: divide by ln 2."],
    [/^bit/, Math.LN2 / Math.LN10, "That is to base 10: divide by log10(2)."],
    [/^nat/, 1 / Math.LN2, "That is in bits: multiply by ln 2."],
  ];

  function judge({ answer, shown, unit, within, mistakes, hints }, typed) {
    const known = [answer, ...mistakes.map(([value]) => value)];
    let given;
    try {
      given = understand(typed, unit, (value) => known.some((stored) => fits(value, stored, within)));
    } catch (help) {
      if (typeof help !== "string") throw help;
      return { kind: "help", text: help };
    }
    const { value, decimals } = given;
    if (fits(value, answer, within)) return { kind: "right", text: `Right: ${shown}.` };
    const made = mistakes.find(([stored]) => fits(value, stored, within));
    if (made) return { kind: "mistake", text: `Not yet. ${made[1]}` };
    const exact = number(answer);
    if (decimals !== null && value && Math.abs(value - exact) <= 0.5000001 * 10 ** -decimals)
      return { kind: "close", text: "Not yet: that is close, but rounded too far. Give one more digit." };
    const slip = exact && Number.isFinite(exact) && SLIPS.find(([of, factor]) => of.test(unit) && fits(value, exact * factor, within));
    if (slip) return { kind: "mistake", text: `Not yet. ${slip[2]}` };
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
      const check = (event) => {
        event.preventDefault();
        say(judge(data, input.value));
      };
      input.form.addEventListener("submit", check);
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing) check(event); // JupyterLab lets no form be sent by it
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
