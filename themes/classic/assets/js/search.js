// The search page. Its state (words, order, chosen values of facets) is kept in its address.
// The index is fetched when the reader turns to the words, or the address holds some.
import { Facets } from "./search-facets.js";
import { Index } from "./search-index.js";
import { item } from "./search-results.js";

const PAGE = 10;
const PAUSE = 200; // milliseconds without a key, after which a word is taken to be typed
const unable = document.querySelector(".unable");
const form = document.querySelector(".search-form");
const field = form.querySelector("input");
const finding = document.querySelector(".finding");
const status = finding.querySelector(".status");
const results = finding.querySelector(".results");
const more = finding.querySelector(".more-results");
const order = finding.querySelector(".order select");
const chosenList = finding.querySelector(".chosen");
const box = finding.querySelector(".facets");
const whole = (address) => new URL(address, document.baseURI).href;

const index = new Index(whole(finding.dataset.index), whole(finding.dataset.root));
const facets = new Facets(box, index, (facet, id, ticked) => {
  const others = state.chosen.filter((one) => one.facet !== facet || one.id !== id);
  go({ ...state, chosen: ticked ? [...others, { facet, id }] : others }, true);
});
let state = read(facets.names);
let turn = 0; // of searches, so that a slow one does not come after the one that followed it
let waiting;
let typing = false; // whether the last step was typed, and what is typed on belongs to it
let left = [];

/** Search for what the state says, and say so in the address. */
function go(next, asStep) {
  clearTimeout(waiting);
  state = next;
  write(state, asStep);
  return show();
}

async function show() {
  const mine = ++turn;
  const { words, chosen } = state;
  try {
    if (!words && !chosen.length) {
      present([], []);
      say("Type some words, or choose what to narrow by.");
      box.open && (await facets.show(null, []));
      return;
    }
    const slow = setTimeout(() => mine === turn && say("Searching …"), 400);
    const found = words && (await index.find(words));
    const narrowed = await facets.narrow(found || null, chosen);
    clearTimeout(slow);
    if (mine !== turn) return;
    left = ordered(narrowed.left);
    say(told(left.length, words, chosen.length));
    await present(left.slice(0, PAGE), narrowed.named, mine);
    if (mine === turn) await facets.show(left, chosen);
  } catch (error) {
    if (mine === turn) fail();
  }
}

/** What the address asks for; of facets only those that the page has. */
function read(facets) {
  const asked = new URLSearchParams(location.search);
  const chosen = facets.flatMap((facet) => [...new Set(asked.getAll(facet))].map((id) => ({ facet, id })));
  return { words: (asked.get("q") ?? "").trim(), order: asked.get("order") ?? "", chosen };
}

/** Put the state into the address: as a step of its own, or in place of the last. */
function write({ words, order, chosen }, asStep) {
  const asked = new URLSearchParams();
  if (words) asked.set("q", words);
  if (order) asked.set("order", order);
  for (const { facet, id } of chosen) asked.append(facet, id);
  const address = `${location.pathname}${String(asked) && `?${asked}`}`;
  if (address === location.pathname + location.search) return;
  history[asStep ? "pushState" : "replaceState"](null, "", address);
}

/** Articles are numbered by date; what has none comes after them. */
function ordered(found) {
  if (state.words && !state.order) return found;
  const articles = Number(finding.dataset.articles);
  const newest = state.order !== "oldest";
  const place = (number) => (number >= articles ? articles + number : newest ? -number : number);
  return [...found].sort((one, other) => place(one) - place(other));
}

async function present(some, named, mine = turn) {
  const items = await itemsOf(some);
  if (mine !== turn) return;
  results.replaceChildren(...items);
  chosenList.replaceChildren(...named.map(chip));
  more.hidden = left.length <= some.length || !some.length;
  order.value = state.order;
  order.closest("p").hidden = !some.length || !state.words;
}

async function itemsOf(numbers) {
  const pages = await Promise.all(numbers.map((number) => index.page(number, state.words)));
  return pages.map(item);
}

function chip({ facet, id, words, title }) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${title}: ${words}`;
  button.setAttribute("aria-label", `${title}: ${words}, take away`);
  button.addEventListener("click", () => {
    line.remove(); // A second click must not find it while the first is still searched.
    go({ ...state, chosen: state.chosen.filter((one) => one.facet !== facet || one.id !== id) }, true);
    field.focus();
  });
  line.append(button);
  return line;
}

function told(count, words, choices) {
  const many = count ? `${count.toLocaleString("en")} result${count > 1 ? "s" : ""}` : "Nothing found";
  const narrowed = choices ? `, narrowed by ${choices} choice${choices > 1 ? "s" : ""}` : "";
  const advice = count ? "" : choices ? ". Take a choice away, or try fewer words." : ". Try fewer words, or another form of them.";
  return `${many}${words ? ` for “${words}”` : ""}${narrowed}${advice}`;
}

function say(words) {
  if (status.textContent !== words) status.textContent = words;
}

function fail() {
  say("");
  unable.querySelector(".reason").textContent = "Its index is not there, or could not be fetched.";
  unable.hidden = false;
  finding.hidden = true;
}

const typed = () => field.value.trim();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing = false;
  if (typed() !== state.words) go({ ...state, words: typed() }, true);
  else show();
});
field.addEventListener("focus", () => index.load().catch(fail), { once: true });
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (typed() === state.words) return;
    // What is typed in one go is one step, and the way back leads to the search before it.
    go({ ...state, words: typed() }, !typing);
    typing = true;
  }, PAUSE);
});
field.addEventListener("blur", () => (typing = false));
order.addEventListener("change", () => go({ ...state, order: order.value }, true));
more.addEventListener("click", async () => {
  const mine = turn;
  const shown = results.children.length;
  const items = await itemsOf(left.slice(shown, shown + PAGE)).catch(() => []);
  if (mine !== turn) return;
  results.append(...items);
  more.hidden = left.length <= results.children.length;
  results.children[shown]?.querySelector("a").focus();
});
addEventListener("popstate", () => {
  typing = false;
  state = read(facets.names);
  field.value = state.words;
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = document.activeElement;
  const writing = here.matches("input[type=search], select, textarea");
  if ((event.key === "/" && !writing) || (event.key === "Escape" && here !== field && finding.contains(here))) {
    field.focus();
    field.select();
  } else if (event.key === "Escape" && here === field && field.value) {
    field.value = "";
    go({ ...state, words: "" }, true);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const links = [...results.querySelectorAll("h2 a")];
    const at = links.indexOf(here);
    if (here !== field && at < 0) return;
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (here === field && event.key === "ArrowUp") return;
    (next < 0 ? field : links[next])?.focus();
  } else {
    return;
  }
  event.preventDefault();
});

unable.hidden = true;
finding.hidden = false;
field.value = state.words;
box.open = matchMedia("(min-width: 68.75rem)").matches;
if (box.open) facets.open();
box.addEventListener("toggle", () => box.open && facets.open());
show();
