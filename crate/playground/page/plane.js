// A plane that hidden units bend until a border closes around its middle.

/** Steps between two pictures, and until it stops by itself. */
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
    const start = button("Bend it", () => (bending ? stop() : go()), "pg-button pg-main");
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    // As in training: the plane that the module has, as a promise of whether it is there; and the bending that goes on, each an object
    // of its own, so that what comes late knows that it is over.
    let plane = null;
    let bending = null;

    function show(reply) {
      numbers.textContent = `After ${reply.steps} steps: loss ${fixed(reply.loss)}, ${fixed(reply.right * 100, 1)} % of the points right.`;
      figure.root.dataset.steps = reply.steps;
      figure.root.dataset.right = reply.right;
      shown.replaceChildren(picture(reply.figure, "pg-drawn pg-tinted"));
    }

    /** The next step is the first one of a network that has learned nothing. */
    function fresh() {
      stop();
      if (plane) {
        figure.say("");
      }
      plane = begin();
    }

    async function begin() {
      const reply = await figure.tell(() => line.ask({ ask: "plane", ...settings }));
      if (reply) {
        show(reply);
      }
      return Boolean(reply);
    }

    function stop() {
      bending = null;
      start.textContent = "Bend it";
    }

    async function go() {
      const mine = {};
      bending = mine;
      start.textContent = "Stop";
      const bent = plane;
      const steps = still.matches ? ALL : AT_ONCE;
      let more = await bent;
      for (let done = 0; done < ALL && more && bending === mine; done += steps) {
        more = await bend(bent, steps);
        await new Promise(requestAnimationFrame);
      }
      // Somebody may have stopped it, or begun anew.
      if (bending !== mine) {
        return;
      }
      stop();
      if (more) {
        figure.say(numbers.textContent);
        figure.tried({ key: JSON.stringify(settings), units: settings.units, right: Number(figure.root.dataset.right) });
      }
    }

    /** Steps of this plane; whether more can follow. */
    async function bend(bent, steps) {
      const reply = await figure.tell(() => line.ask({ ask: "bend", steps }));
      if (!reply || plane !== bent) {
        return false;
      }
      show(reply);
      return true;
    }

    const set = (name) => (value) => {
      change(name, value);
      fresh();
    };
    figure.body.append(
      make("div", { class: "pg-controls" },
        slider("Hidden units", range(1, 16), settings.units, String, set("units")),
        choice("Activation", ACTIVATIONS, settings.activation, set("activation")),
        slider("Learning rate", decades(-4, 0), settings.lr, String, set("lr")),
        slider("Seed", range(0, 9), settings.seed, String, set("seed"))),
      make("div", { class: "pg-buttons" }, start, button("Start again", () => fresh())),
      numbers,
      shown,
      make("p", {}, "Each line is where one hidden unit is 0; its arrow points to where the unit is positive. The ground has the color of the answer."),
    );
    fresh();
  },
};
