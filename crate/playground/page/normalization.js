// One picture in the five forms that the lecture compares.

FIGURES.normalization = {
  title: "The five forms of one picture",
  question: "Make the picture brighter as a whole. Which form does not notice?",
  notebook: "03_normalization.ipynb",
  sample: true,
  defaults: { position: 0, brighter: 0 },

  build(figure) {
    const { line, settings, change } = figure;
    const shown = make("div");
    const latest = new Latest(line, (reply) => {
      const rows = reply.forms.map((form) => [
        form.name,
        form.formula,
        ...["smallest", "largest", "mean", "std"].map((key) => fixed(form[key], 3)),
      ]);
      const head = ["form", "formula", "smallest", "largest", "mean", "standard deviation"];
      figure.root.dataset.mean = reply.forms.map((form) => fixed(form.mean, 3)).join(" ");
      shown.replaceChildren(picture(reply.figure), table(`The numbers of this ${reply.class}`, [head, ...rows]));
    });
    const ask = () => figure.tell(() => latest.ask({ ask: "normalization", ...settings }));
    const set = (name) => (value) => {
      change(name, value);
      ask();
    };
    figure.body.append(
      make("div", { class: "pg-controls" },
        slider("Picture", range(0, 99), settings.position, (value) => `number ${value}`, set("position")),
        slider("Brighter by", range(-100, 100, 5), settings.brighter, (value) => fixed(value, 0), set("brighter"))),
      shown,
    );
    ask();
  },
};
