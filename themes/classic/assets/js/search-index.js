// The search index: Pagefind searches for words in a worker; facets filter the results.
// Each part is loaded when first needed.
const HEAD = "pagefind_dcd"; // at the start of each decompressed file of Pagefind
const BEGINNING = 30; // words of the excerpt of a page that is listed without a search term

export class Index {
  #folder;
  #root;
  #worker;
  #waiting = new Map();
  #facets = new Map();

  /** Takes the addresses of the index folder and of the front page. */
  constructor(folder, root) {
    this.#folder = folder;
    this.#root = new URL(root).pathname;
  }

  /** Load what every search needs. */
  load() {
    this.#worker ??= this.#begin();
    return this.#worker;
  }

  /** The numbers of the matching pages, best first. */
  async find(term) {
    return this.#call(await this.load(), "find", term);
  }

  /** The data of a result; `term` is empty if only filters are set. */
  async page(number, term) {
    return term ? this.#call(await this.load(), "page", number) : this.#fragment(number);
  }

  /** The values of a facet: id, label, and the numbers of their pages. */
  facet(name) {
    if (!this.#facets.has(name)) this.#facets.set(name, this.#values(name));
    return this.#facets.get(name);
  }

  async #begin() {
    const worker = new Worker(new URL("search-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { id, answer, failure } }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      failure === undefined ? resolve(answer) : reject(new Error(failure));
    };
    worker.onerror = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the search worker cannot run"));
      this.#waiting.clear();
    };
    await this.#call(worker, "begin", { folder: this.#folder, root: this.#root });
    return worker;
  }

  #requests = 0;

  #call(worker, task, value) {
    const id = (this.#requests += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, task, value });
    });
  }

  async #fragment(number) {
    const response = await this.#fetch(`fragment/${number.toString(16)}.pf_fragment`);
    const text = await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
    const page = JSON.parse(text.slice(HEAD.length));
    const beginning = page.content.split(/\s+/u).slice(0, BEGINNING).join(" ");
    const excerpt = beginning.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return { ...page, url: this.#root + page.url.slice(1), plain_excerpt: beginning, excerpt, sub_results: [] };
  }

  async #values(name) {
    const response = await this.#fetch(`facets/${name}.json`);
    return (await response.json()).map(([id, label, steps]) => {
      let page = 0;
      return { id, label, pages: new Set(steps.map((step) => (page += step))) };
    });
  }

  async #fetch(path) {
    // The address does not change with the content, so a cached copy must be revalidated.
    const response = await fetch(this.#folder + path, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${path} cannot be fetched`);
    return response;
  }
}
