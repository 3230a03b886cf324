// The lecture's example on three samples: every weight a slider, every number in sight.

const PRINTED = { hidden: [0, 0, 0.86, -1.04, 0.41, -0.65], output: [0, 0, 0, 0.32, 0.25, 0.14, -0.47, -1.06, 0.063] };
const NAMES = {
  hidden: (row, column) => `W_h[${row}, ${column}]`,
  output: (row, column) => `W_z[${row}, ${column}]`,
};
const COLUMNS = { hidden: 2, output: 3 };
/** The place of W_h[1, 1], which leads from the first input into the second unit. */
const WAKING = 3;
/** What leads into the second hidden unit and out of it: as the lecture prints them, the unit is 0 on all three samples, and they change
    nothing until it wakes. */
const second = (matrix, row, column) => (matrix === "hidden" ? column === 1 : row === 2);

FIGURES["worked-example"] = {
  title: "The lecture's example, with your hand on every weight",
  question: "The loss begins at 1.2731. W_h[1, 1], which leads into the second hidden unit, can be moved a little without changing it. From which value on does it change?",
  notebook: "04_multi_layer_perceptron.ipynb",
  settings: {
    hidden: list(PRINTED.hidden, number(0, -1000, 1000), 6, 6, "the 6 numbers of W_h, row by row"),
    output: list(PRINTED.output, number(0, -1000, 1000), 9, 9, "the 9 numbers of W_z, row by row"),
  },

  build(figure) {
    const { line, settings, change } = figure;
    const latest = new Latest(line, show);
    const loss = make("output", { class: "pg-loss" });
    const numbers = make("div");
    const board = make("div");
    const state = make("span", { hidden: true });
    const sliders = { hidden: [], output: [] };
    const sleeping = [];

    const pack = (matrix) => {
      const width = COLUMNS[matrix];
      return range(0, settings[matrix].length / width - 1).map((row) => settings[matrix].slice(row * width, (row + 1) * width));
    };
    const ask = (more = {}) =>
      figure.tell(() => latest.ask({ ask: "worked-example", hidden: pack("hidden"), output: pack("output"), room: figure.room(), ...more }));

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
        if (second(matrix, row, column)) {
          one.hidden = true;
          sleeping.push(one);
        }
        set.append(one);
      });
      return set;
    }

    function show(reply, asked) {
      loss.textContent = `loss ${fixed(reply.loss)}`;
      figure.root.dataset.loss = fixed(reply.loss);
      // A sample a column: twelve numbers one below the other fit on a phone, beside one another they do not.
      const line = (name, values) => [name, ...values.map((value) => fixed(value, 3))];
      const lines = (sign, matrix) => matrix[0].map((_, place) => line(`${sign}${"₁₂₃"[place]}`, matrix.map((row) => row[place])));
      const head = ["sample", ...reply.x.map((x) => `(${x[1]}, ${x[2]})`)];
      const rows = [
        ...lines("h", reply.h),
        ...lines("a", reply.relu),
        ...lines("z", reply.z),
        ...lines("ŷ", reply.y_hat),
        line("−log ŷ", reply.y_hat.map((row, n) => -Math.log(row[reply.labels[n]]))),
      ];
      // ŷ₁ stands in the eighth row.
      const right = (row, column) => (row === 7 + reply.labels[column] ? { class: "pg-label" } : null);
      numbers.replaceChildren(table("Forward, a sample a column; ŷ of the right class of each stands out", [head, ...rows], "", right));
      const awake = reply.relu.flatMap((row, n) => (row[1] > 0 ? [n + 1] : []));
      state.textContent = awake.length > 0 ? `: it is above 0 on sample ${awake.join(" and ")}` : ": it is 0 on all three samples";
      const [W_h, W_z] = [reply.hidden.flat(), reply.output.flat()];
      const others = W_h.every((value, place) => place === WAKING || value === PRINTED.hidden[place]);
      if (others && String(W_z) === String(PRINTED.output)) {
        figure.tried({ key: W_h[WAKING], value: W_h[WAKING], loss: reply.loss });
      }
      board.replaceChildren(picture(reply.figure));
      // Steps move the weights; without them a slow answer would put a slider back that has been moved on since.
      for (const matrix of asked.steps ? ["hidden", "output"] : []) {
        const flat = reply[matrix].flat();
        change(matrix, flat);
        flat.forEach((value, place) => sliders[matrix][place].set(value));
      }
    }

    const wake = make("input", { type: "checkbox", change: () => [state, ...sleeping].forEach((one) => (one.hidden = !wake.checked)) });
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
      labelled(make("span", {}, "Show the weights of the second hidden unit", state), wake),
      numbers,
      board,
    );
    wake.parentElement.classList.add("pg-check");
    ask();
  },
};
