// The facets beside the results: what can be narrowed by, and how much would be left.
const pattern = document.getElementById("value");
const FEW = 10;

export class Facets {
  #boxes;
  #index;
  #choose;
  #chosen = [];
  #found = null;

  /** `choose` is called with a facet, an id and whether it was ticked. */
  constructor(box, index, choose) {
    this.#index = index;
    this.#choose = choose;
    this.#boxes = [...box.querySelectorAll("[data-facet]")];
    for (const one of this.#boxes) {
      const more = one.querySelector("button");
      one.addEventListener("toggle", () => one.open && this.#fill(one));
      more.addEventListener("click", () => {
        one.dataset.all = "";
        this.#fill(one).then(() => one.querySelector(`li:nth-child(${FEW + 1}) input`)?.focus());
      });
    }
  }

  get names() {
    return this.#boxes.map((one) => one.dataset.facet);
  }

  /** Those that are shown without being asked for. */
  open() {
    for (const one of this.#boxes) if ("open" in one.dataset) one.open = true;
  }

  /** Of what was found, or of all when that is null, what has every chosen value; and the words of the values. */
  async narrow(found, chosen) {
    let left = found;
    const named = [];
    for (const { facet, id } of chosen) {
      const value = (await this.#index.facet(facet)).find((one) => one.id === id);
      const pages = value?.pages ?? new Set();
      left = left ? left.filter((number) => pages.has(number)) : [...pages];
      named.push({ facet, id, words: value?.words ?? id, title: this.#title(facet) });
    }
    return { left, named };
  }

  /** Count anew in the facets that are open; `found` is null before anything was looked for. */
  async show(found, chosen) {
    this.#found = found && new Set(found);
    this.#chosen = chosen;
    for (const { facet } of chosen) this.#box(facet).open = true;
    await Promise.all(this.#boxes.filter((one) => one.open).map((one) => this.#fill(one)));
  }

  async #fill(box) {
    const { facet } = box.dataset;
    const values = await this.#index.facet(facet);
    const ticked = new Set(this.#chosen.filter((one) => one.facet === facet).map((one) => one.id));
    const counted = values
      .map((value) => ({ ...value, count: this.#count(value.pages), ticked: ticked.has(value.id) }))
      .filter((value) => value.count || value.ticked);
    counted.sort(
      (one, other) =>
        other.ticked - one.ticked ||
        (facet === "year" ? other.id.localeCompare(one.id) : other.count - one.count) ||
        one.words.localeCompare(other.words),
    );
    const shown = "all" in box.dataset ? counted : counted.slice(0, Math.max(FEW, ticked.size));
    const more = box.querySelector("button");
    more.hidden = shown.length === counted.length;
    more.textContent = `Show all ${counted.length.toLocaleString("en")}`;
    const focused = box.contains(document.activeElement) && document.activeElement.value;
    box.querySelector("ul").replaceChildren(...shown.map((value) => this.#item(facet, value)));
    if (focused) [...box.querySelectorAll("input")].find((one) => one.value === focused)?.focus();
  }

  #item(facet, value) {
    const node = pattern.content.cloneNode(true).firstElementChild;
    const tick = node.querySelector("input");
    tick.value = value.id;
    tick.checked = value.ticked;
    tick.addEventListener("change", () => this.#choose(facet, value.id, tick.checked));
    node.querySelector(".value").textContent = value.words;
    node.querySelector(".count").textContent = value.count.toLocaleString("en");
    return node;
  }

  #count(pages) {
    if (!this.#found) return pages.size;
    let count = 0;
    for (const page of pages) count += this.#found.has(page);
    return count;
  }

  #box(facet) {
    return this.#boxes.find((one) => one.dataset.facet === facet);
  }

  #title(facet) {
    return this.#box(facet).querySelector("summary").textContent;
  }
}
