// A plane that hidden units bend until a border closes around its middle.

/** Steps between two pictures, and in all. */
const AT_ONCE = 15;
const ALL = 600;

FIGURES.plane = {
  title: "Bend the plane",
  question: "How many hidden units does it take until the border closes around the middle?",
  notebook: "04_multi_layer_perceptron.ipynb",
  settings: {
    units: whole(2, 1, 32),
    activation: word("relu", ACTIVATIONS),
    lr: number(0.03, 1e-6, 10),
    seed: whole(0, 0, Number.MAX_SAFE_INTEGER),
  },

  build(figure) {
    const { line, settings, change } = figure;
    const numbers = make("p", { class: "pg-numbers" });
    const shown = make("div");
    // Only the newest plane goes on.
    let turn = 0;
    const still = matchMedia("(prefers-reduced-motion: reduce)");

    function show(reply) {
      numbers.textContent = `After ${reply.steps} steps: loss ${fixed(reply.loss)}, ${fixed(reply.right * 100, 1)} % of the points right.`;
      figure.root.dataset.steps = reply.steps;
      figure.root.dataset.right = reply.right;
      // Its lines are dark on light ground, which lies in a picture: inverted, they would be lost.
      shown.replaceChildren(picture(reply.figure, "pg-toned"));
    }

    async function begin() {
      if (turn > 0) {
        figure.say("");
      }
      turn += 1;
      const reply = await figure.tell(() => line.ask({ ask: "plane", ...settings }));
      if (reply) {
        show(reply);
      }
      return reply;
    }

    async function bend() {
      if (!(await begin())) {
        return;
      }
      const mine = turn;
      const steps = still.matches ? ALL : AT_ONCE;
      for (let done = 0; done < ALL && mine === turn; done += steps) {
        const reply = await figure.tell(() => line.ask({ ask: "bend", steps }));
        if (!reply || mine !== turn) {
          return;
        }
        show(reply);
        await new Promise(requestAnimationFrame);
      }
      // Whoever stopped it, or changed a setting, sees another plane now.
      if (mine !== turn) {
        return;
      }
      figure.say(numbers.textContent);
      figure.tried({ key: JSON.stringify(settings), units: settings.units, right: Number(figure.root.dataset.right) });
    }

    const set = (name) => (value) => {
      change(name, value);
      begin();
    };
    figure.body.append(
      make("div", { class: "pg-controls" },
        slider("Hidden units", range(1, 16), settings.units, String, set("units")),
        choice("Activation", ACTIVATIONS, settings.activation, set("activation")),
        slider("Learning rate", decades(-4, 0), settings.lr, String, set("lr")),
        slider("Seed", range(0, 9), settings.seed, String, set("seed"))),
      make("div", { class: "pg-buttons" },
        button("Bend it", bend, "pg-button pg-main"),
        button("Stop", () => (turn += 1)),
        button("Flat again", begin)),
      numbers,
      shown,
      make("p", {}, "Each line is where one hidden unit is 0; its arrow points to where the unit is positive. The ground has the color of the answer."),
    );
    begin();
  },
};
