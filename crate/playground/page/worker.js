// The worker: holds one instance of the module, and with it one run of training or one plane. It does one thing after the other, so that
// questions are answered in their order.

"use strict";

let module = null;

/** Writes bytes where the module reads them. */
function write(bytes) {
  const place = module.room(bytes.length);
  new Uint8Array(module.memory.buffer, place, bytes.length).set(bytes);
}

/** The answer of this length. */
function read(length) {
  const bytes = new Uint8Array(module.memory.buffer, module.place(), length);
  const reply = JSON.parse(new TextDecoder().decode(bytes));
  if ("error" in reply) {
    throw new Error(reply.error);
  }
  return reply.ok;
}

/** What candle brings along asks a browser for random numbers in a way that is never gone: all numbers here have a seed. */
function imports(code) {
  const all = {};
  for (const { module: from, name } of WebAssembly.Module.imports(code)) {
    (all[from] ??= {})[name] = () => {
      throw new Error(`the module asked for ${name}, which no page gives`);
    };
  }
  return all;
}

const tasks = {
  start(code) {
    module = new WebAssembly.Instance(code, imports(code)).exports;
  },
  load({ number, bytes }) {
    write(new Uint8Array(bytes));
    read(module.load(number));
  },
  ask(question) {
    write(new TextEncoder().encode(JSON.stringify(question)));
    const begin = performance.now();
    const length = module.answer();
    const seconds = (performance.now() - begin) / 1000;
    return { answer: read(length), seconds };
  },
};

self.onmessage = ({ data: { id, task, content } }) => {
  try {
    self.postMessage({ id, ok: tasks[task](content) });
  } catch (error) {
    // A module that has ended by force answers nothing more.
    const ended = error instanceof WebAssembly.RuntimeError;
    const message = ended ? "The computation has stopped by a fault of its own. Load the page again." : error.message;
    self.postMessage({ id, error: message });
  }
};
