// Fills every place of the page that asks for a figure, when it comes into sight, and follows the page's address.

/** Calls `begin` when the place comes near the window, or onto paper, which has no window. */
function inSight(root, begin) {
  const paper = matchMedia("print");
  const once = () => {
    watch.disconnect();
    paper.removeEventListener("change", once);
    begin();
  };
  const watch = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      once();
    }
  }, { rootMargin: "300px" });
  watch.observe(root);
  // What asks first is there at once; what computes would come too late.
  if (root.dataset.question) {
    paper.addEventListener("change", once);
  }
}

/** Brings a figure to the top of the window, and keeps it there while those above it grow, until the reader moves. */
function bringIntoSight(place) {
  const stop = new AbortController();
  const watch = new ResizeObserver(() => place.scrollIntoView());
  stop.signal.addEventListener("abort", () => watch.disconnect());
  for (const moves of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(moves, () => stop.abort(), { passive: true, signal: stop.signal });
  }
  setTimeout(() => stop.abort(), 5000);
  place.scrollIntoView();
  watch.observe(document.body);
}

/** All figures, one below the other: the playground's page. */
function playground(root) {
  const places = {};
  for (const [name, kind] of Object.entries(FIGURES)) {
    places[name] = make("div", { "data-figure": name });
    const notebook = make("p", { class: "pg-notebook" }, "In the course: ", make("code", {}, `notebooks/${kind.notebook}`));
    root.append(make("section", { class: "pg-section", id: `figure-${name}` },
      make("h2", {}, kind.title), make("p", { class: "pg-question" }, kind.question), places[name], notebook));
  }
  return places;
}

/** The figures of the page by their names, and whether its address is theirs alone. */
function figures() {
  for (const root of document.querySelectorAll(".playground-figure[data-figure=playground]")) {
    const notice = make("p", { class: "pg-trouble", role: "alert" });
    root.append(notice);
    return { places: playground(root), alone: true, notice };
  }
  const places = {};
  for (const root of document.querySelectorAll(".playground-figure")) {
    if (root.dataset.figure in FIGURES) {
      places[root.dataset.figure] ??= root;
    }
  }
  return { places, alone: false, notice: null };
}

function start() {
  const { places, alone, notice } = figures();
  const follow = () => {
    const { figure, text } = address();
    const place = figure ? places[figure] : null;
    if (notice) {
      const names = Object.keys(places).join(", ");
      notice.textContent = figure && !place ? `There is no figure “${figure}”. There are: ${names}.` : "";
    }
    if (place) {
      built.has(place) ? refill(place, text) : (place.dataset.settings = text);
      bringIntoSight(place.closest("section") ?? place);
    } else if (notice && figure) {
      bringIntoSight(notice);
    }
  };
  follow();
  for (const [name, root] of Object.entries(places)) {
    inSight(root, () => fill(root, name, root.dataset.settings ?? "", alone));
  }
  // An address that somebody pastes into the open page, or a link to settings.
  addEventListener("hashchange", follow);
}

document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
