// Elements of a page: made, labelled, filled.

/** An element with attributes and children; an attribute that is a function is a handler, one that is null or false stays out. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value === true) {
      element.setAttribute(key, "");
    } else if (value !== null && value !== false) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

let labels = 0;

/** A control under its label; `shown` says what stands behind it. */
function labelled(label, control, shown = null) {
  control.id = `playground-${labels++}`;
  return make("div", { class: "pg-control" }, make("label", { for: control.id }, label), control, shown);
}

/** A slider over a list of values, such as powers of two; `word` says a value in words. */
function slider(label, values, value, word, changed) {
  const nearest = (goal) =>
    values.reduce((best, one, place) => (Math.abs(one - goal) < Math.abs(values[best] - goal) ? place : best), 0);
  const shown = make("output", {});
  const input = make("input", { type: "range", min: 0, max: values.length - 1, step: 1, value: nearest(value) });
  const say = (number) => {
    shown.textContent = word(number);
    input.setAttribute("aria-valuetext", word(number));
  };
  input.addEventListener("input", () => {
    const number = values[Number(input.value)];
    say(number);
    changed(number);
  });
  say(value);
  const element = labelled(label, input, shown);
  element.set = (number) => {
    input.value = nearest(number);
    say(number);
  };
  return element;
}

/** A choice among values, each with its name. */
function choice(label, options, value, changed) {
  const select = make(
    "select",
    { change: () => changed(select.value) },
    ...options.map(([key, name]) => make("option", { value: key, selected: key === value }, name)),
  );
  const element = labelled(label, select);
  element.set = (key) => (select.value = key);
  return element;
}

/** A button. */
function button(text, pressed, kind = "pg-button") {
  return make("button", { type: "button", class: kind, click: pressed }, text);
}

/** Whole numbers from low to high. */
function range(low, high, step = 1) {
  return Array.from({ length: Math.floor((high - low) / step + 1.5) }, (_, place) => low + place * step);
}

/** 1, 2, 5 and so on, each decade, from 10^low to 10^high. */
function decades(low, high) {
  const all = range(low, high).flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  return all.filter((value) => value <= 10 ** high * 1.0001);
}

/** A number with so many digits behind the point, and a true minus. The module has null for what is no number. */
function fixed(value, digits = 4) {
  if (value === null || Number.isNaN(value)) {
    return "–";
  }
  const written = value.toFixed(digits);
  const isNegative = written.startsWith("-") && Number(written) !== 0;
  return value === Infinity ? "∞" : `${isNegative ? "−" : ""}${written.replace("-", "")}`;
}

/** The one in the middle. */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** A picture as the library has drawn it for this place: SVG with its own description. `kind` says how it looks in the dark. */
function picture(figure, kind = "pg-drawn") {
  const element = make("div", { class: `pg-picture ${kind}`, role: "img", "aria-label": figure.words });
  element.innerHTML = figure.svg;
  return element;
}

/** A table: the first row and the first column are headings. `kind` says how it keeps to a narrow place. */
function table(caption, rows, kind = "", mark = () => null) {
  const [head, ...body] = rows;
  return make(
    "div",
    { class: `pg-table ${kind}`, role: "group", "aria-label": caption },
    make(
      "table",
      {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
      make(
        "tbody",
        {},
        ...body.map(([first, ...cells], row) =>
          make(
            "tr",
            {},
            make("th", { scope: "row" }, first),
            ...cells.map((text, column) => make("td", mark(row, column) ?? {}, String(text))),
          ),
        ),
      ),
    ),
  );
}
