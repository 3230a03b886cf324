// In a lesson nothing is shown before the reader has committed to a guess, and then the guess stands beside what came out.

const ASK = "Your guess, before you look";

/** Where the guess is made. `wanted` is {number, low, high, step}, with a unit as `number`; {choices}; or null for words. */
function guessControl(wanted) {
  if (wanted?.choices) {
    const group = `playground-guess-${labels++}`;
    const boxes = wanted.choices.map((text) => {
      const box = make("input", { type: "radio", name: group, value: text, required: true });
      return make("label", { class: "pg-choice" }, box, text);
    });
    const element = make("fieldset", { class: "pg-choices" }, make("legend", {}, ASK), ...boxes);
    const value = () => element.querySelector("input:checked").value;
    return { element, value, words: value };
  }
  if (wanted?.number) {
    const { number: unit, low, high, step = 1 } = wanted;
    const input = make("input", { type: "number", min: low, max: high, step, required: true, inputmode: "decimal" });
    const element = labelled(`${ASK}: ${unit}, from ${low} to ${high}`.replaceAll("-", "−"), input);
    return { element, value: () => Number(input.value), words: () => `${input.value.replace("-", "−")} (${unit})` };
  }
  const input = make("input", { type: "text", required: true, autocomplete: "off" });
  return { element: labelled(ASK, input), value: () => input.value, words: () => input.value };
}

/** Asks for a guess. What it resolves with takes the reader's trials and says what came out. */
function guess(root) {
  const { guess: wanted, outcome: name } = root.dataset;
  const outcome = OUTCOMES[name] ?? null;
  const control = guessControl(wanted ? JSON.parse(wanted) : null);
  return new Promise((resolve) => {
    const form = make("form", {
      class: "pg-guess",
      submit(event) {
        event.preventDefault();
        const value = control.value();
        const said = make("p", { class: "pg-outcome", tabindex: -1 }, outcome ? `What comes out: ${outcome.how}` : "");
        form.replaceWith(make("div", { class: "pg-guessed" }, make("p", {}, `Your guess: ${control.words()}`), said));
        // The button that had the focus is gone.
        said.focus();
        const trials = new Map();
        resolve((trial, begun) => {
          trials.set(trial.key, trial);
          const words = outcome?.judge([...trials.values()], value, begun);
          if (words) {
            said.textContent = `What came out: ${words}`;
          }
        });
      },
    }, control.element, make("button", { class: "pg-button pg-main" }, "Show"));
    root.append(form, make("p", { class: "pg-on-paper" }, "Your guess: ______________________"));
  });
}
