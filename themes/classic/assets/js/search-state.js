// The state of a search, which is the address of the page: words, order, and the values of facets.
const OWN = new Set(["q", "order"]);

/** What the address asks for; of facets only those that the page has. */
export function read(facets) {
  const asked = new URLSearchParams(location.search);
  const chosen = facets.flatMap((facet) => [...new Set(asked.getAll(facet))].map((id) => ({ facet, id })));
  return { words: (asked.get("q") ?? "").trim(), order: asked.get("order") ?? "", chosen };
}

/** Put the state into the address: as a step of its own, or in place of the last. */
export function write({ words, order, chosen }, asStep) {
  const asked = new URLSearchParams();
  if (words) asked.set("q", words);
  if (order) asked.set("order", order);
  for (const { facet, id } of chosen) if (!OWN.has(facet)) asked.append(facet, id);
  const address = `${location.pathname}${String(asked) && `?${asked}`}`;
  if (address === location.pathname + location.search) return;
  history[asStep ? "pushState" : "replaceState"](null, "", address);
}
