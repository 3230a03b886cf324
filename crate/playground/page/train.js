// A run of training: its settings, its curves, and what the network has become.

const EPOCHS = 20;
const WIDTHS = [4, 8, 16, 32, 64, 128, 256, 512];
const HOW_WELL = "Guessing among ten classes has a loss of ln 10 = 2.303 and an accuracy of 0.1.";

FIGURES.train = {
  title: "Train a network",
  question: "Which change makes the test accuracy better: more hidden units, another normalization, or another optimizer?",
  notebook: "05_step_by_step.ipynb",
  sample: true,
  defaults: {
    normalization: "unit-range",
    hidden: [64],
    activation: "relu",
    optimizer: "sgd",
    lr: 0.1,
    batch: 128,
    seed: 0,
    epochs: EPOCHS,
  },

  build(figure) {
    const { line, settings, change } = figure;
    let epochs = [];
    let before = [];
    let begun = false;
    let running = false;
    let ended = false;
    let seconds = [];

    const units = () => settings.hidden[0] ?? 64;
    const layers = () => settings.hidden.length;
    const controls = {
      normalization: choice(
        "Normalization",
        [["none", "raw pixels"], ["unit-range", "/255"], ["symmetric", "/127.5 − 1"], ["z-score", "z-score"], ["per-image", "per image"]],
        settings.normalization,
        (value) => set("normalization", value),
      ),
      layers: slider("Hidden layers", range(0, 3), layers(), String, (count) => set("hidden", Array(count).fill(units()))),
      units: slider("Units in each", WIDTHS, units(), String, (width) => set("hidden", Array(Math.max(1, layers())).fill(width))),
      activation: choice(
        "Activation",
        [["relu", "ReLU"], ["sigmoid", "sigmoid"], ["tanh", "tanh"], ["identity", "none"]],
        settings.activation,
        (value) => set("activation", value),
      ),
      optimizer: choice(
        "Optimizer",
        [["sgd", "SGD"], ["momentum", "SGD, momentum 0.9"], ["adam", "Adam"]],
        settings.optimizer,
        (value) => set("optimizer", value),
      ),
      lr: slider("Learning rate", decades(-5, 1), settings.lr, String, (value) => set("lr", value)),
      batch: slider("Batch", [8, 16, 32, 64, 128, 256, 512, 1024, 2000], settings.batch, String, (value) => set("batch", value)),
      seed: slider("Seed", range(0, 9), settings.seed, String, (value) => set("seed", value)),
      epochs: slider("Epochs", [1, 2, 5, 10, 20, 50, 100], settings.epochs, String, (value) => change("epochs", value)),
    };

    const start = button("Train", () => (running ? stop() : go(settings.epochs)), "pg-button pg-main");
    const one = button("One epoch", () => go(1));
    const again = button("Start again", () => fresh());
    const about = make("p", { class: "pg-about" });
    const charts = make("div");
    const numbers = make("p", { class: "pg-numbers" });
    const looks = views(figure, () => begun && line);

    function set(name, value) {
      change(name, value);
      controls.layers.set(layers());
      controls.units.set(units());
      fresh();
    }

    /** The next epoch is the first one of a network that has learned nothing. */
    async function fresh() {
      running = false;
      begun = false;
      ended = false;
      before = epochs.length > 0 ? epochs : before;
      epochs = [];
      seconds = [];
      start.textContent = "Train";
      await begin();
      show();
    }

    async function begin() {
      const question = { ask: "train", ...settings };
      const told = await figure.tell(() => line.ask(question));
      if (told) {
        about.textContent = `${told.settings}: ${told.parameters} parameters, ${told.batches} batches of the ${told.train} training images an epoch.`;
        begun = true;
        looks.refresh();
      }
    }

    function stop() {
      running = false;
      start.textContent = "Train";
    }

    async function go(count) {
      if (running) {
        return;
      }
      running = true;
      start.textContent = "Stop";
      if (!begun) {
        await begin();
      }
      for (let done = 0; done < count && running && begun && !ended; done++) {
        const reply = await figure.tell(() => line.timed({ ask: "epoch" }));
        // Somebody may have changed a setting meanwhile.
        if (!reply || !running) {
          break;
        }
        ended = reply.answer.ended;
        seconds.push(reply.seconds);
        if (!ended) {
          epochs.push(reply.answer.epoch);
        }
        show(reply.answer.notice);
        await new Promise(requestAnimationFrame);
      }
      stop();
      if (begun) {
        report();
        looks.refresh();
      }
    }

    function show(notice = null) {
      charts.replaceChildren(curves(epochs, before));
      const last = epochs.at(-1);
      figure.root.dataset.epochs = epochs.length;
      figure.root.dataset.accuracy = last?.test_accuracy ?? "";
      numbers.textContent = last
        ? `Epoch ${last.epoch}: training loss ${fixed(last.train_loss)}, accuracy ${fixed(last.train_accuracy)}; ` +
          `test loss ${fixed(last.test_loss)}, accuracy ${fixed(last.test_accuracy)}; ${fixed(median(seconds) * 1000, 0)} ms an epoch.`
        : HOW_WELL;
      if (notice) {
        figure.say(notice);
      }
    }

    /** For those who listen: a word at the end, not one an epoch. */
    function report() {
      const last = epochs.at(-1);
      if (last && !ended) {
        figure.say(`After epoch ${last.epoch} the test accuracy is ${fixed(last.test_accuracy, 3)}.`);
      }
    }

    figure.body.append(
      make("div", { class: "pg-controls" }, ...Object.values(controls)),
      make("div", { class: "pg-buttons" }, start, one, again),
      about,
      numbers,
      charts,
      looks.element,
    );
    fresh();
  },
};
