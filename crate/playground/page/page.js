// Fills every place of the page that asks for a figure, when it comes into sight.

/** In a lesson: nothing is shown before the reader has committed to a guess. Resolves with the guess. */
function guess(root) {
  return new Promise((resolve) => {
    const input = make("input", { type: "text", required: true, autocomplete: "off" });
    const form = make("form", {
      class: "pg-guess",
      submit: (event) => {
        event.preventDefault();
        form.replaceWith(make("p", { class: "pg-guessed" }, `Your guess: ${input.value}`));
        resolve(input.value);
      },
    }, labelled("Your guess, before you look", input), make("button", { class: "pg-button pg-main" }, "Show"));
    root.append(form);
  });
}

/** One figure in its place. */
async function fill(root, name, text, alone) {
  const kind = FIGURES[name];
  root.classList.add("pg-figure");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", root.dataset.title ?? kind.title);
  const settings = settingsFrom(text, kind.defaults);
  if (root.dataset.question) {
    await guess(root);
  }
  const body = make("div", { class: "pg-body" });
  const status = make("p", { class: "pg-status", role: "status", "aria-live": "polite" }, "Fetching the module …");
  const send = make("a", { class: "pg-send" }, "A link to these settings");
  const link = () => {
    const hash = `#${addressOf(name, settings, kind.defaults)}`;
    send.href = alone ? hash : new URL(`index.html${hash}`, HERE).href;
    return hash;
  };
  root.append(body, status, make("p", {}, send));
  const figure = {
    root,
    body,
    settings,
    line: new Line(kind.sample),
    /** Takes a setting of the reader's, and where the page is about figures alone, into its address. */
    change(setting, value) {
      settings[setting] = value;
      const hash = link();
      if (alone) {
        history.replaceState(null, "", hash);
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
  };
  link();
  kind.build(figure);
  figure.tell(() => figure.line.ready).then(() => {
    if (status.textContent === "Fetching the module …") {
      figure.say("");
    }
    root.dataset.ready = "yes";
  });
}

/** Calls `begin` when the place comes near the window. */
function inSight(root, begin) {
  const watch = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      watch.disconnect();
      begin();
    }
  }, { rootMargin: "300px" });
  watch.observe(root);
}

/** All figures, one below the other: the playground's page. */
function playground(root) {
  const asked = address();
  for (const [name, kind] of Object.entries(FIGURES)) {
    const place = make("div", { "data-figure": name });
    const notebook = make("p", { class: "pg-notebook" }, "In the course: ", make("code", {}, `cargo lab notebooks/${kind.notebook}`));
    root.append(make("section", { class: "pg-section", id: `figure-${name}` },
      make("h2", {}, kind.title), make("p", { class: "pg-question" }, kind.question), place, notebook));
    inSight(place, () => fill(place, name, asked.figure === name ? asked.text : "", true));
  }
  if (asked.figure) {
    document.getElementById(`figure-${asked.figure}`)?.scrollIntoView();
  }
  // An address that somebody pastes into the open page.
  addEventListener("hashchange", () => {
    if (location.hash.includes("figure=")) {
      location.reload();
    }
  });
}

function start() {
  for (const root of document.querySelectorAll(".playground-figure")) {
    const { figure, settings = "" } = root.dataset;
    if (figure === "playground") {
      playground(root);
    } else if (figure in FIGURES) {
      inSight(root, () => fill(root, figure, settings, false));
    }
  }
}

document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
