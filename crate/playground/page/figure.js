// One figure in its place: its guess, its settings, its line to the module, and what it says to its reader.

/** The figures of this page that have been built, by their places. */
const built = new Map();

/** Fills a place. `alone` where the page is about figures, and its address follows the reader's hand. */
async function fill(root, name, text, alone) {
  const kind = FIGURES[name];
  root.classList.add("pg-figure");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", root.dataset.title ?? kind.title);
  built.set(root, { wanted: text, show: null, shown: null });
  const tried = root.dataset.question ? await guess(root) : () => {};
  const content = make("div", { class: "pg-content" });
  root.append(content);
  let here = null;
  const show = (settings) => {
    here?.end();
    here = build(root, content, name, settings, alone, tried);
  };
  // Meanwhile the address may have changed.
  show(built.get(root).wanted);
  built.set(root, { wanted: null, show, shown: () => here.address() });
}

/** Shows a figure that is there already with other settings; one that waits for a guess shows them afterwards. */
function refill(root, text) {
  const place = built.get(root);
  if (!place.show) {
    place.wanted = text;
  } else if (text !== place.shown()) {
    // Its own link, followed, must not end the run that the reader sees.
    place.show(text);
  }
}

/** Builds the figure with the settings of an address; what it returns ends it, and says its address. */
function build(root, content, name, text, alone, tried) {
  const kind = FIGURES[name];
  const { settings, troubles } = settingsFrom(text, kind.settings);
  const begun = { ...settings };
  const body = make("div", { class: "pg-body" });
  const status = make("p", { class: "pg-status", role: "status", "aria-live": "polite" }, "Fetching the module …");
  const refused = troubles.map((words) => make("p", { class: "pg-trouble" }, words));
  const send = make("a", { class: "pg-send" }, "A link to these settings");
  const link = () => (send.href = `#${addressOf(name, settings, kind.settings)}`);
  content.replaceChildren(make("div", { class: "pg-refused", role: "alert" }, ...refused), body, status, make("p", {}, send));
  delete root.dataset.ready;
  const figure = {
    root,
    body,
    settings,
    line: new Line(kind.sample?.(settings) ?? null),
    /** How many pixels wide a drawing may be. */
    room: () => Math.max(200, body.clientWidth - 16),
    /** Takes a setting of the reader's, and where the page is about figures alone, into its address. */
    change(setting, value) {
      settings[setting] = value;
      link();
      if (alone) {
        history.replaceState(null, "", send.hash);
      }
    },
    say(words) {
      // What is written anew is read out anew.
      if (status.textContent !== words) {
        status.textContent = words;
      }
      status.classList.remove("pg-trouble");
    },
    /** What the module answers, or nothing and a word for the reader. */
    async tell(ask) {
      try {
        const answer = await ask();
        if (status.classList.contains("pg-trouble")) {
          figure.say("");
        }
        return answer;
      } catch (error) {
        status.textContent = error.message;
        status.classList.add("pg-trouble");
        return null;
      }
    },
    /** A trial of the reader's, to stand beside the guess; a later one with the same key takes its place. */
    tried: (trial) => tried(trial, begun),
  };
  link();
  kind.build(figure);
  figure.tell(() => figure.line.ready).then((reply) => {
    if (status.textContent === "Fetching the module …") {
      figure.say("");
    }
    if (reply !== null) {
      root.dataset.ready = "yes";
    }
  });
  return { end: () => figure.line.end(), address: () => send.hash.slice(1) };
}
