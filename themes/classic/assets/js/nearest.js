// Suggestions for the page “not found”: the addresses of this site that are most similar to the missing one.

const MOST = 5;
const THRESHOLD = 0.35; // Least similarity: the Dice coefficient of the trigrams of two addresses.

// Empty if the site has several sitemaps: a large download for a hint.
async function addresses(sitemap) {
  const response = await fetch(sitemap);
  const text = response.ok ? await response.text() : "";
  return [...text.matchAll(/<url><loc>(.*?)<\/loc>/g)].map((match) => match[1].replaceAll("&amp;", "&"));
}

function decoded(path) {
  try {
    return decodeURIComponent(path).toLowerCase();
  } catch {
    return path.toLowerCase();
  }
}

function trigrams(text) {
  const padded = `  ${text} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

function similarity(one, other) {
  let shared = 0;
  for (const trigram of one) shared += other.has(trigram);
  return (2 * shared) / (one.size + other.size);
}

const name = (path) => path.replace(/index\.html$/, "").split("/").filter(Boolean).at(-1) ?? "";

export async function begin(section) {
  const sitemap = new URL(section.dataset.sitemap, location.href);
  const base = new URL(".", sitemap).pathname;
  const wanted = decoded(location.pathname);
  const [wantedName, wantedPath] = [trigrams(name(wanted)), trigrams(wanted)];
  const found = [];
  for (const address of await addresses(sitemap)) {
    const path = new URL(address).pathname;
    const text = decoded(path);
    // The last part of an address says more than the folders above it.
    const score = 0.8 * similarity(wantedName, trigrams(name(text))) + 0.2 * similarity(wantedPath, trigrams(text));
    if (score > THRESHOLD && path !== base) found.push({ path, score });
  }
  found.sort((one, other) => other.score - one.score);
  for (const { path } of found.slice(0, MOST)) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = decoded(path.slice(base.length));
    const item = document.createElement("li");
    item.append(link);
    section.querySelector("ul").append(item);
  }
  section.hidden = !found.length;
}
