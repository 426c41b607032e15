// Brings one figure of explore.py to life: replaces its still picture by inline SVG, and lets the sliders change
// the attributes and texts in which the states differ. The text is the same for every figure of every page.
(() => {
  const script = document.currentScript;
  const { values, readings, changes } = JSON.parse(script.previousElementSibling.textContent);
  const figure = script.parentElement;
  const inputs = [...figure.querySelectorAll("input")];
  const reading = figure.querySelector(".explore-reading");

  // Inline, the picture's ids join the page's, where another figure may have the same ones.
  window.exploreFigures = (window.exploreFigures ?? 0) + 1;
  const picture = figure.querySelector("img");
  const svg = decodeURIComponent(picture.src.slice(picture.src.indexOf(",") + 1));
  picture.outerHTML = svg.replaceAll("explore~", `explore-${window.exploreFigures}-`);
  const root = figure.querySelector("svg");
  const parts = [root, ...root.querySelectorAll("*")]; // in the order in which explore.py counts them

  function show() {
    const state = inputs.reduce((sum, input, i) => sum * values[i].length + Number(input.value), 0);
    for (const [which, moved] of changes) {
      for (const [part, attribute, choices] of moved) {
        const value = choices[which[state]];
        if (attribute === "") parts[part].textContent = value;
        else if (value === null) parts[part].removeAttribute(attribute);
        else parts[part].setAttribute(attribute, value);
      }
    }
    reading.textContent = readings[state];
    inputs.forEach((input, i) => {
      const value = values[i][input.value];
      input.nextElementSibling.textContent = value;
      input.setAttribute("aria-valuetext", `${value}; ${readings[state]}`);
    });
  }

  for (const input of inputs) {
    input.disabled = false;
    input.addEventListener("input", show);
  }
  figure.querySelector(".explore-still").remove();
})();
