// What came out, to stand beside a guess: each outcome reads the reader's own trials, and knows no answer of its own.

const percent = (share) => `${fixed(share * 100, 1)} %`;
const signed = (value, digits) => (value > 0 ? "+" : "") + fixed(value, digits);

/** Whether two runs differ in nothing but these settings. */
function alike(one, other, except) {
  return Object.keys(one).every((name) => except.includes(name) || String(one[name]) === String(other[name]));
}

const OUTCOMES = {
  "fewest-units": {
    how: "bend the plane with several numbers of units; a run counts when it has come to its end.",
    judge(trials, guess) {
      const closed = trials.filter((trial) => trial.right === 1);
      if (closed.length === 0) {
        const best = trials.reduce((best, trial) => (trial.right > best.right ? trial : best));
        return `no border has closed yet; at best ${percent(best.right)} of the points were right, with ${best.units} units. Another number, or another seed?`;
      }
      const fewest = Math.min(...closed.map((trial) => trial.units));
      const fewer = trials.filter((trial) => trial.units < fewest).length;
      const below = fewest === 1 ? "" : fewer > 0 ? ` In ${fewer} ${fewer > 1 ? "tries" : "try"} with fewer it did not close.` : " You have not tried fewer yet.";
      return `the border closed with ${fewest} units; you guessed ${guess}.${below}`;
    },
  },

  "bouncing-rate": {
    how: "train at several rates.",
    judge(trials, guess, begun) {
      const runs = trials.filter((trial) => trial.epochs.length > 2 && alike(trial.settings, begun, ["lr", "seed", "epochs"]));
      const rises = ({ epochs }) => epochs.filter((epoch, place) => place > 0 && epoch.train_loss > epochs[place - 1].train_loss * 1.01).length;
      const bouncing = runs.filter((run) => run.ended || rises(run) > 0).toSorted((a, b) => a.settings.lr - b.settings.lr);
      const calm = runs.filter((run) => !bouncing.includes(run)).map((run) => run.settings.lr);
      if (runs.length === 0) {
        return null;
      }
      if (bouncing.length === 0) {
        return `the training loss fell in every epoch up to a rate of ${Math.max(...calm)}; you guessed that it bounces from ${guess} on.`;
      }
      const [first] = bouncing;
      const last = first.epochs.at(-1).train_loss;
      const below = calm.filter((rate) => rate < first.settings.lr);
      const until = below.length > 0 ? `, and fell in every epoch at ${Math.max(...below)}` : "";
      return `it bounced at ${first.settings.lr} (up in ${rises(first)} epochs, in the end ${fixed(last, 3)}, ` +
        `${last < Math.log(10) ? "below" : "not below"} ln 10 = 2.303)${until}; you guessed ${guess}.`;
    },
  },

  "twice-the-units": {
    how: "train as it is, then with twice the units.",
    judge(trials, guess, begun) {
      const [units] = begun.hidden;
      const like = trials.filter((trial) => alike(trial.settings, begun, ["hidden", "seed", "epochs"]));
      const pairs = [];
      for (const one of like.filter((trial) => String(trial.settings.hidden) === String(units))) {
        const two = like.find((trial) => String(trial.settings.hidden) === String(2 * units) && alike(trial.settings, one.settings, ["hidden"]));
        if (two) {
          pairs.push({ seed: one.settings.seed, points: (two.epochs.at(-1).test_accuracy - one.epochs.at(-1).test_accuracy) * 100 });
        }
      }
      if (pairs.length === 0) {
        const last = like.at(-1);
        return last ? `${last.settings.hidden} units reach ${percent(last.epochs.at(-1).test_accuracy)}; now the other number, with the same seed.` : null;
      }
      const each = pairs.map(({ seed, points }) => `${signed(points, 1)} points with seed ${seed}`).join(", ");
      return `${each}; you guessed ${signed(guess, 1)}. ${pairs.length === 1 ? "Another seed tells how much of it is chance." : ""}`;
    },
  },

  "final-accuracy": {
    how: "press Train.",
    judge(trials, guess) {
      const { epochs } = trials.at(-1);
      const reached = epochs.at(-1).test_accuracy;
      return `${percent(reached)} of the test images after epoch ${epochs.length}; you guessed ${guess} %, which is ${fixed(Math.abs(guess - reached * 100), 1)} points away.`;
    },
  },

  "least-moved": {
    how: "move “Brighter by”.",
    judge(trials, guess) {
      const { forms, brighter } = trials.at(-1);
      const moved = forms.map(({ name, before, after }) => ({ name, by: Math.abs(after - before) }));
      const least = moved.reduce((least, form) => (form.by < least.by ? form : least));
      const each = moved.map(({ name, by }) => `${name} ${fixed(by, 3)}`).join(", ");
      return `brighter by ${fixed(brighter, 0)}, the mean moved, each in its own unit, by: ${each}. Least: ${least.name}; you guessed ${guess}.`;
    },
  },

  "first-change": {
    how: "show the second unit's weights below, and move W_h[1, 1].",
    judge(trials, guess) {
      const first = trials.find((trial) => trial.value === PRINTED.hidden[WAKING]);
      if (!first || trials.length < 2) {
        return null;
      }
      const changed = trials.filter((trial) => Math.abs(trial.loss - first.loss) > 5e-6).map((trial) => trial.value);
      const same = trials.filter((trial) => !changed.includes(trial.value)).map((trial) => trial.value);
      const [stays, changes] = [Math.max(...same), Math.min(...changed)];
      const until = `up to ${fixed(stays, 2)} the loss stays`;
      const between = changes - stays > 0.05 ? " Try a value between the two." : "";
      return changed.length > 0
        ? `${until}, at ${fixed(changes, 2)} it has changed; you guessed ${fixed(guess, 2)}.${between}`
        : `${until}; you guessed that it changes from ${fixed(guess, 2)} on.`;
    },
  },
};
