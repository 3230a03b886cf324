// A run of training: its settings, its curves, and what the network has become.

const WIDTHS = [4, 8, 16, 32, 64, 128, 256, 512];
const HOW_WELL = "Guessing among ten classes has a loss of ln 10 = 2.303 and an accuracy of 0.1.";
const DATA = [["garments", "garments (Fashion-MNIST)"], ["digits", "digits (MNIST)"]];
const NORMALIZATIONS = [
  ["none", "raw pixels"],
  ["unit-range", "/255"],
  ["symmetric", "/127.5 − 1"],
  ["z-score", "z-score"],
  ["per-image", "per image"],
];
const OPTIMIZERS = [["sgd", "SGD"], ["momentum", "SGD, momentum 0.9"], ["adam", "Adam"]];

FIGURES.train = {
  title: "Train a network",
  question: "Which change makes the test accuracy better: more hidden units, another normalization, or another optimizer?",
  notebook: "05_step_by_step.ipynb",
  sample: (settings) => settings.data,
  settings: {
    data: word("garments", DATA),
    normalization: word("unit-range", NORMALIZATIONS),
    hidden: list([64], whole(64, 1, 1024), 0, 4, "up to 4 widths of layers"),
    activation: word("relu", ACTIVATIONS),
    optimizer: word("sgd", OPTIMIZERS),
    lr: number(0.1, 1e-6, 1000),
    batch: whole(128, 1, 2000),
    seed: whole(0, 0, Number.MAX_SAFE_INTEGER),
    epochs: whole(20, 1, 1000),
  },

  build(figure) {
    const { line, settings, change } = figure;
    let epochs = [];
    let before = [];
    let seconds = [];
    let ended = false;
    // The network that the module has, as a promise of whether it is there; and the training that goes on, each an object of its own,
    // so that what comes late knows that it is over.
    let network = null;
    let training = null;

    const units = () => settings.hidden[0] ?? 64;
    const layers = () => settings.hidden.length;
    // An address may give each layer a width of its own; one slider cannot, so the words beside it say what is trained.
    const widths = (width) => (layers() === 0 ? "no hidden layer" : new Set(settings.hidden).size > 1 ? settings.hidden.join(", ") : String(width));
    // A layer more is as wide as the last; those that stay keep their widths.
    const deepened = (count) => Array.from({ length: count }, (_, place) => settings.hidden[place] ?? settings.hidden.at(-1) ?? units());
    const pick = (label, name) => choice(label, FIGURES.train.settings[name].options, settings[name], (value) => set(name, value));
    const slide = (label, name, values) => slider(label, values, settings[name], String, (value) => set(name, value));
    const controls = {
      data: choice("Pictures", DATA, settings.data, (value) => {
        line.use(value).catch(() => {});
        set("data", value);
      }),
      normalization: pick("Normalization", "normalization"),
      layers: slider("Hidden layers", range(0, 4), layers(), String, (count) => set("hidden", deepened(count))),
      units: slider("Units in each", WIDTHS, units(), widths, (width) => set("hidden", Array(Math.max(1, layers())).fill(width))),
      activation: pick("Activation", "activation"),
      optimizer: pick("Optimizer", "optimizer"),
      lr: slide("Learning rate", "lr", decades(-5, 1)),
      batch: slide("Batch", "batch", [8, 16, 32, 64, 128, 256, 512, 1024, 2000]),
      seed: slide("Seed", "seed", range(0, 9)),
      epochs: slider("Epochs", [1, 2, 5, 10, 20, 50, 100], settings.epochs, String, (value) => change("epochs", value)),
    };

    const start = button("Train", () => (training ? stop() : go(settings.epochs)), "pg-button pg-main");
    const one = button("One epoch", () => go(1));
    const again = button("Start again", () => fresh());
    const about = make("p", { class: "pg-about" });
    const charts = make("div");
    const numbers = make("p", { class: "pg-numbers" });
    const looks = views(figure, () => network && line);

    function set(name, value) {
      change(name, value);
      controls.layers.set(layers());
      controls.units.set(units());
      fresh();
    }

    /** The next epoch is the first one of a network that has learned nothing. */
    function fresh() {
      stop();
      ended = false;
      before = epochs.length > 0 ? epochs : before;
      epochs = [];
      seconds = [];
      if (network) {
        figure.say("");
      }
      show();
      network = begin();
    }

    async function begin() {
      const told = await figure.tell(() => line.ask({ ask: "train", ...settings }));
      if (told) {
        about.textContent = `${told.settings}: ${told.parameters} parameters, ${told.batches} ${told.batches > 1 ? "batches" : "batch"} of the ${told.train} training images an epoch.`;
        looks.refresh();
      }
      return Boolean(told);
    }

    function stop() {
      training = null;
      start.textContent = "Train";
    }

    async function go(count) {
      if (training) {
        return;
      }
      const mine = {};
      training = mine;
      start.textContent = "Stop";
      const trained = network;
      let more = await trained;
      for (let done = 0; done < count && more && training === mine; done++) {
        more = await epoch(trained);
        await new Promise(requestAnimationFrame);
      }
      // Somebody may have stopped it, or begun anew.
      if (training === mine) {
        stop();
        report();
      }
      if (network === trained) {
        looks.refresh();
      }
    }

    /** One epoch of this network; whether another one can follow. */
    async function epoch(trained) {
      const reply = await figure.tell(() => line.timed({ ask: "epoch" }));
      if (!reply || network !== trained) {
        return false;
      }
      ended = reply.answer.ended;
      seconds.push(reply.seconds);
      if (!ended) {
        epochs.push(reply.answer.epoch);
      }
      show();
      if (reply.answer.notice) {
        figure.say(reply.answer.notice);
      }
      return !ended;
    }

    function show() {
      charts.replaceChildren(curves(epochs, before));
      const last = epochs.at(-1);
      figure.root.dataset.epochs = epochs.length;
      figure.root.dataset.accuracy = last?.test_accuracy ?? "";
      numbers.textContent = last
        ? `Epoch ${last.epoch}: training loss ${fixed(last.train_loss)}, accuracy ${fixed(last.train_accuracy)}; ` +
          `test loss ${fixed(last.test_loss)}, accuracy ${fixed(last.test_accuracy)}; ${fixed(median(seconds) * 1000, 0)} ms an epoch.`
        : HOW_WELL;
    }

    /** For those who listen: a word at the end, not one an epoch. */
    function report() {
      const last = epochs.at(-1);
      if (last && !ended) {
        figure.say(`After epoch ${last.epoch} the test accuracy is ${fixed(last.test_accuracy, 3)}.`);
      }
      if (last) {
        // What was trained longer or shorter than the setting says counts as what it is.
        const settled = { ...settings, epochs: epochs.length };
        figure.tried({ key: JSON.stringify(settled), settings: settled, epochs: [...epochs], ended });
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
