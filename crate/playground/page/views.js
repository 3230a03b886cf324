// What can be seen of a trained network, each view folded until somebody opens it.

/** The views of a run; `ready` gives the line where a run has begun. */
function views(figure, ready) {
  const all = [
    view("Weights of the first layer", "weights", (reply, body) => {
      const dead = (reply.dead ?? []).reduce((sum, count) => sum + count, 0);
      const words = dead > 0 ? `${dead} hidden units are 0 on every training image: they are dead.` : "";
      body.replaceChildren(picture(reply), make("p", {}, `Blue is below 0, orange above; each picture's color is full at its own largest weight. ${words}`));
    }),
    view("Which class is taken for which", "confusion", (reply, body) => {
      const largest = Math.max(...reply.counts.flat());
      const rows = reply.counts.map((counts, row) => [reply.classes[row], ...counts, fixed(reply.recall[row], 2)]);
      const shade = (row, column) => {
        const count = reply.counts[row][column];
        if (count === undefined) {
          return null;
        }
        return { style: `--share: ${(count / largest).toFixed(3)}`, class: row === column ? "pg-right" : "pg-cell" };
      };
      body.replaceChildren(table("Rows: true class. Columns: answer. Last: recall.", [["true class", ...reply.classes, "recall"], ...rows], "pg-matrix", shade));
    }),
    view("Wrong answers", "wrong", (reply, body) => {
      const first = reply.shown < reply.wrong ? ` Here are the first ${reply.shown} of ${reply.wrong}.` : "";
      const count = make("p", {}, `${reply.wrong} of ${reply.of} test images are answered wrongly.${first}`);
      body.replaceChildren(count, reply.svg ? picture(reply) : make("p", {}, reply.words));
    }),
    drawing(figure, ready),
  ];

  function view(title, at, show) {
    const body = make("div", { class: "pg-view" });
    const element = make("details", { class: "pg-details", toggle: () => refresh() }, make("summary", {}, title), body);
    async function refresh() {
      const line = ready();
      if (!element.open || !line) {
        return;
      }
      try {
        show(await line.ask({ ask: "look", at, room: figure.room() }), body);
      } catch {
        // The only thing that can be missing is an epoch.
        body.replaceChildren(make("p", {}, "Train an epoch first."));
      }
    }
    return { element, refresh };
  }

  return {
    element: make("div", { class: "pg-views" }, ...all.map((one) => one.element)),
    refresh: () => all.forEach((one) => one.refresh()),
  };
}
