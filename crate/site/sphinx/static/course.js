// Read as a file, a page may not fetch others: there the search takes their words from scripts.
if (location.protocol === "file:") {
  const waiting = new Map();
  window.pageText = (name, text) => waiting.get(name)(text);
  // One page may be found several times.
  const texts = new Map();
  const fromScript = (name, root) =>
    new Promise((resolve) => {
      const script = document.createElement("script");
      waiting.set(name, resolve);
      script.src = new URL(`_static/texts/${name}.js`, root).href;
      // Without its words a page is found all the same.
      script.onerror = () => resolve("");
      document.head.append(script);
    });
  const fetched = window.fetch;
  window.fetch = (request) => {
    const root = new URL(document.documentElement.dataset.content_root, location);
    const url = new URL(request, location);
    const name = decodeURI(url.pathname.replace(root.pathname, "")).replace(/\.html$/, "");
    if (!url.pathname.endsWith(".html")) {
      return fetched(request);
    }
    if (!texts.has(name)) {
      texts.set(name, fromScript(name, root));
    }
    return texts.get(name).then((text) => new Response(text));
  };
}

// Who reads on the machine where the course is may have JupyterLab there; who reads on the web has not.
if (location.protocol === "file:" || ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) {
  addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll(".jupyterlab-here")) {
      link.hidden = false;
    }
  });
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
