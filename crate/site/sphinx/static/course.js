// Read as a file, a page may not fetch others: the search then lists titles without the words around what it found.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

// On paper: black on white, and the results open, since nobody can open them there.
matchMedia("print").addEventListener("change", ({ matches }) => {
  const root = document.documentElement;
  if (matches) {
    root.dataset.screen = root.dataset.theme;
    root.dataset.theme = "light";
    for (const folded of document.querySelectorAll("details.hide:not([open])")) {
      folded.open = true;
      folded.dataset.printed = "";
    }
  } else {
    root.dataset.theme = root.dataset.screen;
    for (const folded of document.querySelectorAll("details[data-printed]")) {
      folded.open = false;
      delete folded.dataset.printed;
    }
  }
});
