// Facets: the filters next to the results, with the number of results for each value.
const template = document.getElementById("value");
const INITIAL = 10;

export class Facets {
  #boxes;
  #index;
  #choose;
  #filters = [];
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
        this.#fill(one).then(() => one.querySelector(`li:nth-child(${INITIAL + 1}) input`)?.focus());
      });
    }
  }

  get names() {
    return this.#boxes.map((one) => one.dataset.facet);
  }

  /** Open the facets that are open from the start. */
  open() {
    for (const one of this.#boxes) if ("open" in one.dataset) one.open = true;
  }

  /** The pages of `found` (all pages if null) that have every selected value, and the labels of these values. */
  async narrow(found, filters) {
    let left = found;
    const labelled = [];
    for (const { facet, id } of filters) {
      const value = (await this.#index.facet(facet)).find((one) => one.id === id);
      const pages = value?.pages ?? new Set();
      left = left ? left.filter((number) => pages.has(number)) : [...pages];
      labelled.push({ facet, id, label: value?.label ?? id, title: this.#title(facet) });
    }
    return { left, labelled };
  }

  /** Update the counts in the open facets; `found` is null if there is no search. */
  async show(found, filters) {
    this.#found = found && new Set(found);
    this.#filters = filters;
    for (const { facet } of filters) this.#box(facet).open = true;
    await Promise.all(this.#boxes.filter((one) => one.open).map((one) => this.#fill(one)));
  }

  async #fill(box) {
    const { facet } = box.dataset;
    const values = await this.#index.facet(facet);
    const ticked = new Set(this.#filters.filter((one) => one.facet === facet).map((one) => one.id));
    const counts = values
      .map((value) => ({ ...value, count: this.#count(value.pages), ticked: ticked.has(value.id) }))
      .filter((value) => value.count || value.ticked);
    counts.sort(
      (one, other) =>
        other.ticked - one.ticked ||
        (facet === "year" ? other.id.localeCompare(one.id) : other.count - one.count) ||
        one.label.localeCompare(other.label),
    );
    const visible = "all" in box.dataset ? counts : counts.slice(0, Math.max(INITIAL, ticked.size));
    const more = box.querySelector("button");
    more.hidden = visible.length === counts.length;
    more.textContent = `Show all ${counts.length.toLocaleString("en")}`;
    const focused = box.contains(document.activeElement) && document.activeElement.value;
    box.querySelector("ul").replaceChildren(...visible.map((value) => this.#item(facet, value)));
    if (focused) [...box.querySelectorAll("input")].find((one) => one.value === focused)?.focus();
  }

  #item(facet, value) {
    const node = template.content.cloneNode(true).firstElementChild;
    const tick = node.querySelector("input");
    tick.value = value.id;
    tick.checked = value.ticked;
    tick.addEventListener("change", () => this.#choose(facet, value.id, tick.checked));
    node.querySelector(".value").textContent = value.label;
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
