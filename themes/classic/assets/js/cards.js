// Entity cards: a tooltip next to a name in the text that says who or what is meant, by pointer and keyboard.

const WAIT = 250; // Milliseconds before a card opens or closes, so that the pointer can move into it.
const cache = new Map();
document.querySelector("main").insertAdjacentHTML("beforeend",
  `<div id="card" class="entity-card" role="tooltip" popover="manual"></div>`);
const card = document.getElementById("card");

let current = null;
let timer = 0;

export function open(link) {
  clearTimeout(timer);
  if (link === current) return;
  timer = setTimeout(() => show(link), WAIT);
}

function close() {
  clearTimeout(timer);
  current?.removeAttribute("aria-describedby");
  current = null;
  card.hidePopover();
}

async function show(link) {
  close();
  current = link;
  const address = new URL("card.json", link.href).href;
  if (!cache.has(address)) cache.set(address, fetch(address).then((response) => (response.ok ? response.json() : null)));
  const entity = await cache.get(address).catch(() => cache.delete(address) && null);
  // The pointer may have moved on while the file was loading.
  if (!entity || current !== link) return;
  fill(entity);
  card.showPopover();
  place(link.getClientRects()[0]);
  link.setAttribute("aria-describedby", card.id);
}

function fill({ name, kind, description, articles, first, latest }) {
  const count = `Mentioned in ${articles.toLocaleString("en")} ${articles === 1 ? "article" : "articles"}`;
  const dates = first && latest !== first ? `, first on ${first}, most recently on ${latest}` : first && `, on ${first}`;
  const parts = [["kicker", kind === "work" ? "document" : kind], ["name", name], ["", description], ["meta", count + dates]];
  card.replaceChildren(...parts.filter(([, text]) => text).map(([css, text]) => {
    const line = document.createElement("p");
    if (css) line.className = css;
    line.textContent = text;
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

const inside = (node) => node instanceof Node && (card.contains(node) || current?.contains(node));
document.addEventListener("pointerover", ({ target }) => {
  if (!current) {
    if (!target.closest?.("a.entity")) clearTimeout(timer);
  } else if (inside(target)) clearTimeout(timer);
  else if (!target.closest?.("a.entity")) {
    clearTimeout(timer);
    timer = setTimeout(() => inside(document.activeElement) || close(), WAIT);
  }
});
document.addEventListener("focusout", () => current && close());
document.addEventListener("keydown", ({ key }) => key === "Escape" && close());
