// Nearest: addresses of this site that look like the one that is not there.

const MOST = 5;
const LIKE = 0.35; // Of two addresses, the share of their groups of three letters that both have.

// None where there are too many for one sitemap: they would weigh more than the hint is worth.
async function addresses(sitemap) {
  const answer = await fetch(sitemap);
  const text = answer.ok ? await answer.text() : "";
  return [...text.matchAll(/<url><loc>(.*?)<\/loc>/g)].map((match) => match[1].replaceAll("&amp;", "&"));
}

function words(path) {
  try {
    return decodeURIComponent(path).toLowerCase();
  } catch {
    return path.toLowerCase();
  }
}

function threes(text) {
  const padded = `  ${text} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

function likeness(one, other) {
  let shared = 0;
  for (const three of one) shared += other.has(three);
  return (2 * shared) / (one.size + other.size);
}

const name = (path) => path.replace(/index\.html$/, "").split("/").filter(Boolean).at(-1) ?? "";

export async function begin(section) {
  const sitemap = new URL(section.dataset.sitemap, location.href);
  const base = new URL(".", sitemap).pathname;
  const asked = words(location.pathname);
  const [askedName, askedPath] = [threes(name(asked)), threes(asked)];
  const found = [];
  for (const address of await addresses(sitemap)) {
    const path = new URL(address).pathname;
    const read = words(path);
    // What a thing is called tells more than the folder it was looked for in.
    const like = 0.8 * likeness(askedName, threes(name(read))) + 0.2 * likeness(askedPath, threes(read));
    if (like > LIKE && path !== base) found.push({ path, like });
  }
  found.sort((one, other) => other.like - one.like);
  for (const { path } of found.slice(0, MOST)) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = words(path.slice(base.length));
    const item = document.createElement("li");
    item.append(link);
    section.querySelector("ul").append(item);
  }
  section.hidden = !found.length;
}
