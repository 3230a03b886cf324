// Settings in the address: `#figure=train&lr=0.1&seed=3`, so that “look at this” can be sent. What is as it begins is left out.

/** What the text says, for the settings that a figure has; and in words what of it cannot be used. */
function settingsFrom(text, kinds) {
  const settings = initial(kinds);
  const troubles = [];
  for (const [name, value] of new URLSearchParams(text)) {
    const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
    if (name === "figure") {
      continue;
    }
    if (!Object.hasOwn(kinds, name)) {
      troubles.push(`“${name}” is no setting of this figure. It has: ${Object.keys(kinds).join(", ")}.`);
      continue;
    }
    const kind = kinds[name];
    const read = kind.read(value.trim());
    if (read === undefined) {
      troubles.push(`${name}=${shown} cannot be used. ${name} takes ${kind.takes}; here it is ${kind.write(kind.initial)}, as the figure begins.`);
    } else {
      settings[name] = read;
    }
  }
  return { settings, troubles };
}

/** The settings that are not as they begin, as an address says them. */
function addressOf(figure, settings, kinds) {
  const words = new URLSearchParams({ figure });
  for (const [name, kind] of Object.entries(kinds)) {
    const written = kind.write(settings[name]);
    if (written !== kind.write(kind.initial)) {
      words.set(name, written);
    }
  }
  // Commas need no escape here, and people read addresses.
  return words.toString().replaceAll("%2C", ",");
}

/** What the page's address says: of which figure, and which settings. */
function address() {
  const text = location.hash.slice(1);
  const words = new URLSearchParams(text);
  return { figure: words.get("figure") ?? (text.includes("=") ? "train" : null), text };
}
