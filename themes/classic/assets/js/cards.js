// Cards: who or what a name in the text means, beside the name, by pointer and by keyboard.

const WAIT = 250; // Milliseconds before a card opens, and before it closes: the pointer may move into it.
const known = new Map();
document.querySelector("main").insertAdjacentHTML("beforeend",
  `<div id="card" class="card-beside" role="tooltip" popover="manual"></div>`);
const card = document.getElementById("card");

let about = null;
let timer = 0;

export function open(link) {
  clearTimeout(timer);
  if (link === about) return;
  timer = setTimeout(() => show(link), WAIT);
}

function close() {
  clearTimeout(timer);
  about?.removeAttribute("aria-describedby");
  about = null;
  card.hidePopover();
}

async function show(link) {
  close();
  about = link;
  const address = new URL("card.json", link.href).href;
  if (!known.has(address)) known.set(address, fetch(address).then((answer) => (answer.ok ? answer.json() : null)));
  const portrait = await known.get(address).catch(() => known.delete(address) && null);
  // The pointer may have gone on while the file came.
  if (!portrait || about !== link) return;
  fill(portrait);
  card.showPopover();
  place(link.getClientRects()[0]);
  link.setAttribute("aria-describedby", card.id);
}

function fill({ name, kind, description, articles, first, latest }) {
  const count = `Named in ${articles.toLocaleString("en")} ${articles === 1 ? "article" : "articles"}`;
  const days = first && latest !== first ? `, first on ${first}, latest on ${latest}` : first && `, on ${first}`;
  const parts = [["kicker", kind], ["name", name], ["", description], ["facts", count + days]];
  card.replaceChildren(...parts.filter(([, words]) => words).map(([css, words]) => {
    const line = document.createElement("p");
    if (css) line.className = css;
    line.textContent = words;
    return line;
  }));
}

function place(link) {
  const margin = 8;
  const left = Math.min(link.left, document.documentElement.clientWidth - card.offsetWidth - margin);
  const above = link.bottom + card.offsetHeight + margin > innerHeight && link.top > card.offsetHeight + margin;
  const top = above ? link.top - card.offsetHeight - 4 : link.bottom + 4;
  card.style.left = `${Math.max(margin, left) + scrollX}px`;
  card.style.top = `${top + scrollY}px`;
}

const within = (node) => node instanceof Node && (card.contains(node) || about?.contains(node));
document.addEventListener("pointerover", ({ target }) => {
  if (!about) {
    if (!target.closest?.("a.entity")) clearTimeout(timer);
  } else if (within(target)) clearTimeout(timer);
  else if (!target.closest?.("a.entity")) {
    clearTimeout(timer);
    timer = setTimeout(() => within(document.activeElement) || close(), WAIT);
  }
});
document.addEventListener("focusout", () => about && close());
document.addEventListener("keydown", ({ key }) => key === "Escape" && close());
