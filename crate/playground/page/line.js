// The line to a worker, and the files that lie beside this script: the module and the samples.

/** Where this script lies, and with it the other files. */
const HERE = document.currentScript.src;

/** The data sets in the order in which the module counts their files, and those files. */
const SAMPLES = ["garments", "digits"];
const SAMPLE = [
  "train-images-idx3-ubyte.gz",
  "train-labels-idx1-ubyte.gz",
  "t10k-images-idx3-ubyte.gz",
  "t10k-labels-idx1-ubyte.gz",
];

/** Files that came as scripts, by name; each such script calls this. */
const arrived = new Map();
window.playgroundFile = (name, base64) => arrived.set(name, base64);

/** A page that was opened as a file may fetch nothing; there the same bytes come as scripts. */
function fromScript(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`${name}.js`, HERE).href;
    script.onload = () => {
      const text = atob(arrived.get(name));
      arrived.delete(name);
      resolve(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
    };
    script.onerror = () => reject(new Error(`${name}.js is missing beside the page. Make the site again.`));
    document.head.append(script);
  });
}

async function fromServer(name) {
  const reply = await fetch(new URL(name, HERE));
  if (!reply.ok) {
    throw new Error(`${name} could not be fetched (${reply.status}). Load the page again.`);
  }
  return reply.arrayBuffer();
}

const files = new Map();

/** The bytes of a file beside the page, fetched once. */
function file(name) {
  if (!files.has(name)) {
    files.set(name, location.protocol === "file:" ? fromScript(name) : fromServer(name));
  }
  return files.get(name);
}

let compiled = null;

/** The module, compiled once a page for all of its workers. */
function compile() {
  compiled ??= file("playground.wasm").then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/** One worker with a module of its own, and with a sample where one is named. */
class Line {
  constructor(sample) {
    const source = new Blob([WORKER], { type: "text/javascript" });
    this.worker = new Worker(URL.createObjectURL(source));
    this.waiting = new Map();
    this.count = 0;
    this.worker.onmessage = ({ data: { id, ok, error } }) => {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      error === undefined ? resolve(ok) : reject(new Error(error));
    };
    this.ready = this.start(sample);
  }

  /** Ends the worker; what was asked stays without an answer. */
  end() {
    this.worker.terminate();
  }

  send(task, content) {
    return new Promise((resolve, reject) => {
      const id = this.count++;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, task, content });
    });
  }

  async start(sample) {
    // Both are fetched at the same time.
    const files = sample ? this.fetched(sample) : null;
    await this.send("start", await compile());
    await this.load(files);
  }

  /** Takes another sample in the place of the one before. */
  use(sample) {
    const files = this.fetched(sample);
    this.ready = this.ready.then(() => this.load(files));
    return this.ready;
  }

  /** The files of a sample, each with its number. */
  fetched(sample) {
    const first = SAMPLES.indexOf(sample) * SAMPLE.length;
    const files = SAMPLE.map(async (name, place) => ({ number: first + place, bytes: await file(`${sample}/${name}`) }));
    return Promise.all(files);
  }

  async load(files) {
    for (const one of (await files) ?? []) {
      await this.send("load", one);
    }
  }

  /** The answer to a question. */
  async ask(question) {
    return (await this.timed(question)).answer;
  }

  /** The answer and how many seconds the module took for it. */
  async timed(question) {
    await this.ready;
    return this.send("ask", question);
  }
}

/**
 * Asks while values change under the reader's hand: the newest question is asked as soon as the last is answered, those between
 * are left out.
 */
class Latest {
  constructor(line, show) {
    this.line = line;
    this.show = show;
    this.next = null;
    this.busy = false;
  }

  async ask(question) {
    this.next = question;
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      while (this.next) {
        const asked = this.next;
        this.next = null;
        this.show(await this.line.ask(asked), asked);
      }
    } finally {
      this.busy = false;
    }
  }
}
