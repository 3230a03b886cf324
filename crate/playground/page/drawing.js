// A canvas to draw a garment or a digit on, and what the network says of it.

const SIDE = 140;
const PEN = 9;
const HINTS = {
  garments: "Draw a shirt, a shoe, a bag. Then draw a digit: what does a network say of what it has never seen?",
  digits: "Draw a digit, 0 to 9, as large as you like. Then draw a shoe: what does a network say of what it has never seen?",
};

/** The view; `ready` gives the line where a run has begun. */
function drawing(figure, ready) {
  const canvas = make("canvas", {
    width: SIDE,
    height: SIDE,
    class: "pg-canvas",
    tabindex: 0,
    "aria-label": "A dark ground to draw on, light: with a pointer, or with the arrow keys; Shift lifts the pen, Escape clears",
  });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const said = make("div", { class: "pg-said" });
  let at = { x: SIDE / 2, y: SIDE / 2 };
  let drawn = false;
  const latest = { asked: false, busy: false };

  function clear() {
    pen.fillStyle = "black";
    pen.fillRect(0, 0, SIDE, SIDE);
    drawn = false;
    said.replaceChildren(make("p", {}, HINTS[figure.settings.data]));
  }

  function stroke(to) {
    pen.strokeStyle = "white";
    pen.lineWidth = PEN;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(at.x, at.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    at = to;
    drawn = true;
    refresh();
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    stroke(at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons > 0) {
      stroke(place(event));
    }
  });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, -6], ArrowDown: [0, 6] }[event.key];
    if (event.key === "Escape") {
      clear();
    }
    if (!step) {
      return;
    }
    event.preventDefault();
    const inside = (value) => Math.min(SIDE - PEN, Math.max(PEN, value));
    const to = { x: inside(at.x + step[0]), y: inside(at.y + step[1]) };
    if (event.shiftKey) {
      at = to;
    } else {
      stroke(to);
    }
  });

  /** Asks for the newest drawing once the last one is answered. */
  async function refresh() {
    const line = ready();
    if (!drawn) {
      said.replaceChildren(make("p", {}, HINTS[figure.settings.data]));
    }
    if (!element.open || !line || !drawn) {
      return;
    }
    latest.asked = true;
    if (latest.busy) {
      return;
    }
    latest.busy = true;
    while (latest.asked && drawn) {
      latest.asked = false;
      const { data } = pen.getImageData(0, 0, SIDE, SIDE);
      const pixels = Array.from({ length: SIDE * SIDE }, (_, place) => data[4 * place]);
      const reply = await figure.tell(() => line.ask({ ask: "drawing", pixels, room: said.clientWidth - 16 }));
      if (reply && drawn) {
        said.replaceChildren(picture(reply));
      }
    }
    latest.busy = false;
  }

  const element = make(
    "details",
    { class: "pg-details", toggle: () => refresh() },
    make("summary", {}, "Draw something"),
    make("div", { class: "pg-view pg-draw" }, make("div", {}, canvas, button("Clear", clear)), said),
  );
  clear();
  return { element, refresh };
}
