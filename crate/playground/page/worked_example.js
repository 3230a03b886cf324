// The lecture's example on three samples: every weight a slider, every number in sight.

const PRINTED = { hidden: [0, 0, 0.86, -1.04, 0.41, -0.65], output: [0, 0, 0, 0.32, 0.25, 0.14, -0.47, -1.06, 0.063] };
const NAMES = {
  hidden: (row, column) => `W_h[${row}, ${column}]`,
  output: (row, column) => `W_z[${row}, ${column}]`,
};
const COLUMNS = { hidden: 2, output: 3 };
/** The second hidden unit is 0 on all three samples: what leads into it and out of it changes nothing, until it wakes. */
const dead = (matrix, row, column) => (matrix === "hidden" ? column === 1 : row === 2);

FIGURES["worked-example"] = {
  title: "The lecture's example, with your hand on every weight",
  question: "The loss begins at 1.2731. Which weights can be moved without changing it, and from where on do they change it?",
  notebook: "04_multi_layer_perceptron.ipynb",
  sample: false,
  defaults: { ...PRINTED },

  build(figure) {
    const { line, settings, change } = figure;
    const latest = new Latest(line, show);
    const loss = make("output", { class: "pg-loss" });
    const numbers = make("div");
    const board = make("div");
    const sliders = { hidden: [], output: [] };
    const sleeping = [];

    const pack = (matrix) => {
      const width = COLUMNS[matrix];
      return range(0, settings[matrix].length / width - 1).map((row) => settings[matrix].slice(row * width, (row + 1) * width));
    };
    const ask = (more = {}) =>
      figure.tell(() => latest.ask({ ask: "worked-example", hidden: pack("hidden"), output: pack("output"), ...more }));

    function group(matrix, title) {
      const set = make("fieldset", {}, make("legend", {}, title));
      settings[matrix].forEach((value, place) => {
        const [row, column] = [Math.floor(place / COLUMNS[matrix]), place % COLUMNS[matrix]];
        const one = slider(NAMES[matrix](row, column), range(-200, 200).map((n) => n / 100), value, (number) => fixed(number, 3), (number) => {
          const changed = [...settings[matrix]];
          changed[place] = number;
          change(matrix, changed);
          ask();
        });
        sliders[matrix].push(one);
        if (dead(matrix, row, column)) {
          one.hidden = true;
          sleeping.push(one);
        }
        set.append(one);
      });
      return set;
    }

    function show(reply) {
      loss.textContent = `loss ${fixed(reply.loss)}`;
      figure.root.dataset.loss = reply.loss.toFixed(4);
      const rows = reply.x.map((x, n) => [
        `${n + 1}: x = (${x[1]}, ${x[2]})`,
        ...reply.h[n].map((value) => fixed(value, 3)),
        ...reply.relu[n].map((value) => fixed(value, 3)),
        ...reply.z[n].map((value) => fixed(value, 3)),
        ...reply.y_hat[n].map((value) => fixed(value, 3)),
        fixed(-Math.log(reply.y_hat[n][reply.labels[n]]), 3),
      ]);
      const head = ["sample", "h₁", "h₂", "a₁", "a₂", "z₁", "z₂", "z₃", "ŷ₁", "ŷ₂", "ŷ₃", "−log ŷ"];
      const right = (row, column) => (column === 7 + reply.labels[row] ? { class: "pg-label" } : null);
      numbers.replaceChildren(table("Forward, sample by sample; the right class of each stands out", [head, ...rows], right));
      board.replaceChildren(picture(reply.figure));
      for (const matrix of ["hidden", "output"]) {
        const flat = reply[matrix].flat();
        if (flat.some((value, place) => value !== settings[matrix][place])) {
          change(matrix, flat);
          flat.forEach((value, place) => sliders[matrix][place].set(value));
        }
      }
    }

    const wake = make("input", { type: "checkbox", change: () => sleeping.forEach((one) => (one.hidden = !wake.checked)) });
    const groups = [group("hidden", "W_h, into the hidden units"), group("output", "W_z, into the classes")];
    const back = () => {
      for (const matrix of ["hidden", "output"]) {
        change(matrix, [...PRINTED[matrix]]);
        PRINTED[matrix].forEach((value, place) => sliders[matrix][place].set(value));
      }
      ask();
    };
    figure.body.append(
      make("p", { class: "pg-numbers" }, loss),
      make("div", { class: "pg-buttons" },
        button("One step downhill, rate 0.1", () => ask({ steps: 1, lr: 0.1 })),
        button("A hundred steps", () => ask({ steps: 100, lr: 0.1 })),
        button("The lecture's weights", back)),
      make("div", { class: "pg-two" }, ...groups),
      labelled("Show the weights of the second hidden unit, which is dead", wake),
      numbers,
      board,
    );
    wake.parentElement.classList.add("pg-check");
    ask();
  },
};
