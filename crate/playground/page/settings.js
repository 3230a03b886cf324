// What a setting of a figure may be. Each kind has a value to begin with, reads a word of an address (or refuses it), says what it
// takes, and writes a value for an address.

/** Between the layers of a network, as the library calls them and as a page does. */
const ACTIVATIONS = [["relu", "ReLU"], ["sigmoid", "sigmoid"], ["tanh", "tanh"], ["identity", "none"]];

const inside = (value, low, high) => value >= low && value <= high;

/** A whole number. */
function whole(initial, low, high) {
  return {
    initial,
    takes: `a whole number from ${low} to ${high}`,
    read: (text) => (/^-?\d+$/.test(text) && inside(Number(text), low, high) ? Number(text) : undefined),
    write: String,
  };
}

/** A number. */
function number(initial, low, high) {
  return {
    initial,
    takes: `a number from ${low} to ${high}`,
    read: (text) => (text !== "" && inside(Number(text), low, high) ? Number(text) : undefined),
    // Nobody sends seventeen digits to anybody.
    write: (value) => String(Number(value.toPrecision(6))),
  };
}

/** One of several words; `options` are pairs of a word and its name on the page. */
function word(initial, options) {
  const words = options.map(([key]) => key);
  return {
    initial,
    options,
    takes: `one of ${words.join(", ")}`,
    read: (text) => (words.includes(text) ? text : undefined),
    write: String,
  };
}

/** Several values of one kind, with commas between them; `counted` says how many. */
function list(initial, of, least, most, counted) {
  return {
    initial,
    takes: `${counted}, each ${of.takes}, with commas between them`,
    read(text) {
      const values = text.split(",").filter((part) => part.trim() !== "").map((part) => of.read(part.trim()));
      return values.includes(undefined) || !inside(values.length, least, most) ? undefined : values;
    },
    write: (values) => values.map(of.write).join(","),
  };
}

/** What a figure begins with. */
function initial(kinds) {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, kind.initial]));
}
