// Read as a file, a page may not fetch others: the search then lists titles without the words around what it found.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
