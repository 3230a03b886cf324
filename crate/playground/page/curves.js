// Loss and accuracy as they grow, beside those of the run before.

const SVG = "http://www.w3.org/2000/svg";
const ROOM = { width: 380, height: 230, left: 46, right: 10, top: 26, bottom: 34 };

function draw(parent, name, attributes, text = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  if (text !== null) {
    element.textContent = text;
  }
  parent.append(element);
  return element;
}

/** Four to six round numbers from low to high. */
function ticks(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((one) => one >= rough * 0.999);
  return range(Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)).map((count) => count * step);
}

/** One chart. `lines` are {name, kind, values}, a value an epoch. */
function chart(title, lines, bounds = null) {
  const { width, height, left, right, top, bottom } = ROOM;
  const all = lines.flatMap((line) => line.values).filter(Number.isFinite);
  const longest = Math.max(2, ...lines.map((line) => line.values.length));
  const largest = Math.max(0, ...all);
  // A run that bounces would press all else to the ground.
  const [low, high] = bounds ?? [0, Math.max(0.5, Math.min(10, largest))];
  const isCut = largest > high || lines.some((line) => line.values.includes(null));
  const cut = isCut ? `Up to ${largest < 1e4 ? fixed(largest, 1) : largest.toExponential(1)}; above ${high} drawn at the edge.` : "";
  const x = (epoch) => left + ((epoch - 1) / (longest - 1)) * (width - left - right);
  const y = (value) => height - bottom - ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (height - top - bottom);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("role", "img");
  const ends = lines.filter((line) => line.values.length > 0).map((line) => `${line.name} ${fixed(line.values.at(-1), 3)}`);
  svg.setAttribute("aria-label", `${title} by epoch. Last: ${ends.join(", ") || "no epoch yet"}. ${cut}`);
  draw(svg, "text", { x: width / 2, y: 16, "text-anchor": "middle", class: "pg-title" }, title);
  for (const value of ticks(low, high)) {
    draw(svg, "line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "pg-grid" });
    draw(svg, "text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, String(Number(value.toPrecision(6))));
  }
  for (const epoch of ticks(1, longest).filter((epoch) => epoch >= 1 && Number.isInteger(epoch))) {
    draw(svg, "text", { x: x(epoch), y: height - bottom + 16, "text-anchor": "middle" }, String(epoch));
  }
  draw(svg, "text", { x: (left + width - right) / 2, y: height - 3, "text-anchor": "middle" }, "epoch");
  if (cut) {
    draw(svg, "text", { x: width - right, y: top + 14, "text-anchor": "end", class: "pg-cut" }, cut);
  }
  for (const { kind, values } of lines) {
    const points = values.map((value, place) => `${x(place + 1).toFixed(1)},${y(value ?? high).toFixed(1)}`);
    draw(svg, "polyline", { points: points.join(" "), class: `pg-line ${kind}` });
    if (values.length === 1) {
      draw(svg, "circle", { cx: x(1), cy: y(values[0] ?? high), r: 3, class: `pg-dot ${kind}` });
    }
  }
  return svg;
}

/** Both charts, with a legend in words and lines. */
function curves(epochs, before) {
  const lines = (key) => {
    const values = (run, part) => run.map((epoch) => epoch[`${part}_${key}`]);
    const now = [
      { name: "train", kind: "pg-train", values: values(epochs, "train") },
      { name: "test", kind: "pg-test", values: values(epochs, "test") },
    ];
    const then = [
      { name: "train before", kind: "pg-train pg-before", values: values(before, "train") },
      { name: "test before", kind: "pg-test pg-before", values: values(before, "test") },
    ];
    return before.length > 0 ? [...then, ...now] : now;
  };
  const legend = [["pg-train", "train"], ["pg-test", "test"]];
  if (before.length > 0) {
    legend.push(["pg-train pg-before", "the run before"]);
  }
  const key = make("p", { class: "pg-legend" });
  for (const [kind, name] of legend) {
    const sign = document.createElementNS(SVG, "svg");
    sign.setAttribute("viewBox", "0 0 30 8");
    sign.setAttribute("aria-hidden", "true");
    draw(sign, "polyline", { points: "0,4 30,4", class: `pg-line ${kind}` });
    key.append(make("span", {}, sign, name));
  }
  const both = make("div", { class: "pg-curves" }, chart("Loss", lines("loss")), chart("Accuracy", lines("accuracy"), [0, 1]));
  return make("div", {}, both, key);
}
