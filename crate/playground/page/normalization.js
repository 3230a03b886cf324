// One picture in the five forms that the lecture compares.

FIGURES.normalization = {
  title: "The five forms of one picture",
  question: "Make the picture brighter as a whole. Which form does not notice?",
  notebook: "03_normalization.ipynb",
  sample: () => "garments",
  settings: { position: whole(0, 0, 1999), brighter: whole(0, -255, 255) },

  build(figure) {
    const { line, settings, change } = figure;
    const shown = make("div");
    // The forms of each picture as it is, asked once, to say how far they have moved: who moves the slider at once, or comes by an
    // address that is brighter already, has not seen them.
    const plain = new Map();
    const asIs = (position) => {
      if (!plain.has(position)) {
        plain.set(position, line.ask({ ask: "normalization", ...settings, position, brighter: 0, room: figure.room() }));
      }
      return plain.get(position);
    };
    const compare = async (forms, { position, brighter }) => {
      const before = (await asIs(position)).forms;
      const moved = forms.map(({ name, mean }, place) => ({ name, before: before[place].mean, after: mean }));
      figure.tried({ key: "brighter", brighter, forms: moved });
    };
    const latest = new Latest(line, (reply, asked) => {
      const rows = reply.forms.map((form) => [
        make("span", {}, form.name, make("small", { class: "pg-formula" }, form.formula)),
        ...["smallest", "largest", "mean", "std"].map((key) => fixed(form[key], 3)),
      ]);
      const head = ["form", "smallest", "largest", "mean", "deviation"];
      if (asked.brighter !== 0) {
        figure.tell(() => compare(reply.forms, asked));
      }
      figure.root.dataset.mean = reply.forms.map((form) => fixed(form.mean, 3)).join(" ");
      shown.replaceChildren(picture(reply.figure), make("p", {}, "Blue is below 0, orange above, white is 0."), table(`The numbers of this ${reply.class}`, [head, ...rows], "pg-forms"));
    });
    const ask = () => figure.tell(() => latest.ask({ ask: "normalization", ...settings, room: figure.room() }));
    const set = (name) => (value) => {
      change(name, value);
      ask();
    };
    figure.body.append(
      make("div", { class: "pg-controls" },
        slider("Picture", range(0, 99), settings.position, (value) => `number ${value}`, set("position")),
        slider("Brighter by", range(-100, 100, 5), settings.brighter, (value) => fixed(value, 0), set("brighter"))),
      make("p", {}, "Brighter adds the same to each of the pixels, which end at 0 and 255: what was bright already stays behind."),
      shown,
    );
    ask();
  },
};
