// The search page. Its state (search term, order, selected filters) is stored in the address.
// The index is loaded when the field gets focus, or when the address has a search term.
import { Facets } from "./search-facets.js";
import { Index } from "./search-index.js";
import { item } from "./search-results.js";

const PAGE = 10;
const PAUSE = 200; // milliseconds without a key press before a search starts
const unavailable = document.querySelector(".search-unavailable");
const form = document.querySelector(".search-form");
const field = form.querySelector("input");
const panel = document.querySelector(".search-panel");
const status = panel.querySelector(".status");
const results = panel.querySelector(".results");
const more = panel.querySelector(".more-results");
const order = panel.querySelector(".sort select");
const filterList = panel.querySelector(".active-filters");
const box = panel.querySelector(".facets");
const absolute = (address) => new URL(address, document.baseURI).href;

const index = new Index(absolute(panel.dataset.index), absolute(panel.dataset.root));
const facets = new Facets(box, index, (facet, id, ticked) => {
  const others = state.filters.filter((one) => one.facet !== facet || one.id !== id);
  go({ ...state, filters: ticked ? [...others, { facet, id }] : others }, true);
});
let state = read(facets.names);
let latest = 0; // number of the latest search, so that the results of a slower one are dropped
let waiting;
let typing = false; // whether the last history entry was typed; further typing replaces it
let left = [];

/** Search for this state and write it into the address. */
function go(next, asStep) {
  clearTimeout(waiting);
  state = next;
  write(state, asStep);
  return show();
}

async function show() {
  const current = ++latest;
  const { term, filters } = state;
  try {
    if (!term && !filters.length) {
      present([], []);
      setStatus("Enter a search term or pick a filter.");
      box.open && (await facets.show(null, []));
      return;
    }
    const slow = setTimeout(() => current === latest && setStatus("Searching …"), 400);
    const found = term && (await index.find(term));
    const narrowed = await facets.narrow(found || null, filters);
    clearTimeout(slow);
    if (current !== latest) return;
    left = ordered(narrowed.left);
    setStatus(summary(left.length, term, filters.length));
    await present(left.slice(0, PAGE), narrowed.labelled, current);
    if (current === latest) await facets.show(left, filters);
  } catch (error) {
    if (current === latest) fail();
  }
}

/** The state in the address, with those filters that the page has. */
function read(facets) {
  const query = new URLSearchParams(location.search);
  const filters = facets.flatMap((facet) => [...new Set(query.getAll(facet))].map((id) => ({ facet, id })));
  return { term: (query.get("q") ?? "").trim(), order: query.get("order") ?? "", filters };
}

/** Write the state into the address, as a new history entry or in place of the current one. */
function write({ term, order, filters }, asStep) {
  const query = new URLSearchParams();
  if (term) query.set("q", term);
  if (order) query.set("order", order);
  for (const { facet, id } of filters) query.append(facet, id);
  const address = `${location.pathname}${String(query) && `?${query}`}`;
  if (address === location.pathname + location.search) return;
  history[asStep ? "pushState" : "replaceState"](null, "", address);
}

/** Articles are numbered by date; other pages come after them. */
function ordered(found) {
  if (state.term && !state.order) return found;
  const articles = Number(panel.dataset.articles);
  const newest = state.order !== "oldest";
  const place = (number) => (number >= articles ? articles + number : newest ? -number : number);
  return [...found].sort((one, other) => place(one) - place(other));
}

async function present(some, labelled, current = latest) {
  const items = await itemsOf(some);
  if (current !== latest) return;
  results.replaceChildren(...items);
  filterList.replaceChildren(...labelled.map(chip));
  more.hidden = left.length <= some.length || !some.length;
  order.value = state.order;
  order.closest("p").hidden = !some.length || !state.term;
}

async function itemsOf(numbers) {
  const pages = await Promise.all(numbers.map((number) => index.page(number, state.term)));
  return pages.map(item);
}

function chip({ facet, id, label, title }) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${title}: ${label}`;
  button.setAttribute("aria-label", `Remove filter: ${title}: ${label}`);
  button.addEventListener("click", () => {
    line.remove(); // A second click must not hit it while the first search runs.
    go({ ...state, filters: state.filters.filter((one) => one.facet !== facet || one.id !== id) }, true);
    field.focus();
  });
  line.append(button);
  return line;
}

function summary(count, term, filters) {
  const results = count ? `${count.toLocaleString("en")} result${count > 1 ? "s" : ""}` : "No results";
  const filtered = filters ? ` with ${filters} filter${filters > 1 ? "s" : ""}` : "";
  const advice = count ? "" : filters ? ". Remove a filter, or try fewer or different words." : ". Try fewer or different words.";
  return `${results}${term ? ` for “${term}”` : ""}${filtered}${advice}`;
}

function setStatus(text) {
  if (status.textContent !== text) status.textContent = text;
}

function fail() {
  setStatus("");
  unavailable.querySelector(".cause").textContent = "The search index is missing or could not be loaded.";
  unavailable.hidden = false;
  panel.hidden = true;
}

const typed = () => field.value.trim();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing = false;
  if (typed() !== state.term) go({ ...state, term: typed() }, true);
  else show();
});
field.addEventListener("focus", () => index.load().catch(fail), { once: true });
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (typed() === state.term) return;
    // Typing without a pause is one history entry; Back returns to the search before it.
    go({ ...state, term: typed() }, !typing);
    typing = true;
  }, PAUSE);
});
field.addEventListener("blur", () => (typing = false));
order.addEventListener("change", () => go({ ...state, order: order.value }, true));
more.addEventListener("click", async () => {
  const current = latest;
  const count = results.children.length;
  const items = await itemsOf(left.slice(count, count + PAGE)).catch(() => []);
  if (current !== latest) return;
  results.append(...items);
  more.hidden = left.length <= results.children.length;
  results.children[count]?.querySelector("a").focus();
});
addEventListener("popstate", () => {
  typing = false;
  state = read(facets.names);
  field.value = state.term;
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = document.activeElement;
  const writing = focused.matches("input[type=search], select, textarea");
  if ((event.key === "/" && !writing) || (event.key === "Escape" && focused !== field && panel.contains(focused))) {
    field.focus();
    field.select();
  } else if (event.key === "Escape" && focused === field && field.value) {
    field.value = "";
    go({ ...state, term: "" }, true);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = [...results.querySelectorAll("h2 a")];
    const at = links.indexOf(focused);
    if (focused !== field && at < 0) return;
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (focused === field && event.key === "ArrowUp") return;
    (next < 0 ? field : links[next])?.focus();
  } else {
    return;
  }
  event.preventDefault();
});

unavailable.hidden = true;
panel.hidden = false;
field.value = state.term;
box.open = matchMedia("(min-width: 68.75rem)").matches;
if (box.open) facets.open();
box.addEventListener("toggle", () => box.open && facets.open());
show();
