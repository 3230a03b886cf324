// Settings in the address: `#figure=train&lr=0.1&seed=3`, so that “look at this” can be sent. What is as it begins is left out.

/** What the text says, for those settings that a figure has; each becomes what its default is: a number, a list or a word. */
function settingsFrom(text, defaults) {
  const settings = { ...defaults };
  for (const [name, value] of new URLSearchParams(text)) {
    const before = defaults[name];
    if (Array.isArray(before)) {
      const numbers = value.split(",").filter((part) => part.trim() !== "").map(Number);
      settings[name] = numbers.some(Number.isNaN) ? before : numbers;
    } else if (typeof before === "number") {
      settings[name] = Number.isFinite(Number(value)) && value !== "" ? Number(value) : before;
    } else if (typeof before === "string") {
      settings[name] = value;
    }
  }
  return settings;
}

/** The settings that are not as they begin, as an address says them. */
function addressOf(figure, settings, defaults) {
  const words = new URLSearchParams({ figure });
  for (const [name, value] of Object.entries(settings)) {
    if (String(value) !== String(defaults[name])) {
      words.set(name, String(value));
    }
  }
  // Commas need no escape here, and people read addresses.
  return words.toString().replaceAll("%2C", ",");
}

/** What the page's address says: of which figure, and which settings. */
function address() {
  const words = new URLSearchParams(location.hash.slice(1));
  return { figure: words.get("figure") ?? (location.hash.includes("=") ? "train" : null), text: location.hash.slice(1) };
}
