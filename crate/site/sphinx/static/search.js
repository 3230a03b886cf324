// What the search page adds to Sphinx's searchtools.js: a hit leads to the section that holds the words, and no excerpt shows what a page
// folds.

// A word in a heading counts as so many in the text, as `course/sections.py` writes it.
const HEADING = 1000;

/** All sections of all pages, and each word's stem with the sections that have it: `sections.js` brings both. */
const known = { sections: [], words: {} };

function setSections({ sections, words }) {
  known.sections = sections.map(([page, id, title, around], number) => ({ number, page, id, title, around }));
  known.words = words;
}

/** How often a word is in each section, by the sections' numbers. Where no word is the one that is looked for, those that it is a part of
    count, as in Sphinx's own search. */
function counted(stem) {
  const names = Object.hasOwn(known.words, stem) ? [stem] : Object.keys(known.words).filter((word) => word.includes(stem));
  const counts = new Map();
  for (const name of names) {
    const pairs = known.words[name];
    for (let at = 0; at < pairs.length; at += 2) {
      counts.set(pairs[at], (counts.get(pairs[at]) ?? 0) + pairs[at + 1]);
    }
  }
  return counts;
}

/** The section of a page that a reader of these words wants: the first with all of them in its heading; or else the innermost that holds
    as many as any, and of several the one that says them most often. */
function sectionOf(page, stems) {
  const sections = known.sections.filter((section) => section.page === page);
  const words = stems.map(counted);
  const own = new Map(sections.map(({ number }) => [number, words.map((counts) => counts.get(number) ?? 0)]));
  // With what is in the sections inside, which stand behind.
  const all = structuredClone(own);
  for (const { number, around } of sections.toReversed()) {
    all.get(around)?.forEach((count, place, sums) => (sums[place] = count + all.get(number)[place]));
  }
  const held = ({ number }) => all.get(number).filter((count) => count > 0).length;
  const total = ({ number }) => all.get(number).reduce((sum, count) => sum + count, 0);
  const most = Math.max(1, ...sections.map(held));
  const holding = sections.filter((section) => held(section) === most);
  const innermost = holding.filter(({ number }) => !holding.some(({ around }) => around === number));
  const headed = sections.find(({ number }) => own.get(number).every((count) => count >= HEADING));
  return headed ?? innermost.toSorted((one, other) => total(other) - total(one))[0];
}

const pagesWith = Search.performTermsSearch;
Search.performTermsSearch = (terms, excluded) =>
  pagesWith(terms, excluded).map((hit) => {
    const [page, title, , ...more] = hit;
    const section = sectionOf(page, [...terms]);
    // The outermost is the page itself. Title and anchor are those of Sphinx's hits in headings, which shows two of a kind once.
    return section && section.around >= 0 ? [page, `${title} > ${section.title}`, `#${section.id}`, ...more] : hit;
  });

/** The words of a page or of a section, with the questions of what is folded and nothing else of it: a search gives no answer away. */
Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const folded of page.querySelectorAll("details")) {
    folded.replaceChildren(...folded.querySelectorAll(":scope:not(.hide) > summary"));
  }
  for (const element of page.querySelectorAll(".headerlink, script, style, svg, annotation, noscript")) {
    element.remove();
  }
  const place = page.getElementById(anchor?.slice(1) ?? "") ?? page.querySelector("article") ?? page.querySelector("[role=main]");
  return place?.textContent ?? "";
};
