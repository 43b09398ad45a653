// The index: words, which Pagefind looks for in a worker, and facets, by which what was found is narrowed.
// Each part is fetched when it is first asked for.
const HEAD = "pagefind_dcd"; // of every file of Pagefind's, once it is unpacked
const BEGINNING = 30; // words of a page that is shown for no word in particular

export class Index {
  #folder;
  #root;
  #worker;
  #waiting = new Map();
  #facets = new Map();

  /** Addresses of the folder of the index and of the front page. */
  constructor(folder, root) {
    this.#folder = folder;
    this.#root = new URL(root).pathname;
  }

  /** Fetch what every search needs. */
  load() {
    this.#worker ??= this.#begin();
    return this.#worker;
  }

  /** The numbers of the pages that have the words, best first. */
  async find(words) {
    return this.#ask(await this.load(), "find", words);
  }

  /** A page that was found for its words, or one of a facet when none were asked for. */
  async page(number, words) {
    return words ? this.#ask(await this.load(), "page", number) : this.#fragment(number);
  }

  /** The values of a facet: id, words, and the numbers of their pages. */
  facet(name) {
    if (!this.#facets.has(name)) this.#facets.set(name, this.#values(name));
    return this.#facets.get(name);
  }

  async #begin() {
    const worker = new Worker(new URL("search-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { id, answer, wrong } }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      wrong === undefined ? resolve(answer) : reject(new Error(wrong));
    };
    worker.onerror = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the worker cannot run"));
      this.#waiting.clear();
    };
    await this.#ask(worker, "begin", { folder: this.#folder, root: this.#root });
    return worker;
  }

  #asked = 0;

  #ask(worker, task, value) {
    const id = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, task, value });
    });
  }

  async #fragment(number) {
    const answer = await this.#fetch(`fragment/${number.toString(16)}.pf_fragment`);
    const text = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text();
    const page = JSON.parse(text.slice(HEAD.length));
    const beginning = page.content.split(/\s+/u).slice(0, BEGINNING).join(" ");
    const excerpt = beginning.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return { ...page, url: this.#root + page.url.slice(1), plain_excerpt: beginning, excerpt, sub_results: [] };
  }

  async #values(name) {
    const answer = await this.#fetch(`facets/${name}.json`);
    return (await answer.json()).map(([id, words, steps]) => {
      let page = 0;
      return { id, words, pages: new Set(steps.map((step) => (page += step))) };
    });
  }

  async #fetch(path) {
    // Its address does not change with what is in it, so an old copy must be asked whether it still holds.
    const answer = await fetch(this.#folder + path, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${path} cannot be fetched`);
    return answer;
  }
}
