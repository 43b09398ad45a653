// A result as readers see it. Texts of the archive become text nodes: none of them is ever read as HTML.
const pattern = document.getElementById("result");

/** The list item of a page that was found. */
export function item(page) {
  const node = pattern.content.cloneNode(true).firstElementChild;
  const fact = (name) => page.filters[name]?.[0] ?? "";
  const link = node.querySelector("a");
  const excerpt = node.querySelector(".excerpt");
  const notes = node.querySelector(".in-notes");
  const inText = page.sub_results.find((part) => !part.anchor);
  const inNotes = page.sub_results.filter((part) => part.anchor);

  link.href = page.url;
  link.textContent = page.meta.title;
  const written = page.anchors.filter((anchor) => anchor.id.startsWith("note-")).length;
  const kind = fact("kind");
  const facts = [
    kind === "Article" ? fact("date") || "Undated" : kind,
    fact("publisher"),
    written && `${written} note${written > 1 ? "s" : ""}`,
  ];
  for (const words of facts.filter(Boolean)) {
    node.querySelector(".facts").append(made("span", words), " ");
  }
  if (inText || !inNotes.length) excerpt.append(...cut(inText ?? page, page.content));
  else excerpt.remove();
  for (const part of inNotes.slice(0, 3)) {
    const note = made("li");
    const to = made("a", part.title);
    to.href = part.url;
    note.append(to, " ", ...withoutTitle(part));
    notes.append(note);
  }
  if (!inNotes.length) notes.remove();
  const language = fact("language");
  if (language) for (const one of [link, excerpt]) one.lang = language;
  for (const one of [link, excerpt]) one.dir = "auto";
  return node;
}

/** Words with those that were looked for marked, and dots where the text goes on. */
function cut(part, content) {
  const begins = content.startsWith(part.plain_excerpt.slice(0, 60));
  const ends = content.endsWith(part.plain_excerpt.slice(-60));
  return [begins ? "" : "… ", ...marked(part.excerpt), ends ? "" : " …"];
}

/** The words of a note, whose title stands before them already. */
function withoutTitle(part) {
  const title = part.title.split(/\s+/u);
  const words = part.plain_excerpt.split(" ");
  const isEnd = (count) => words.slice(0, count).join(" ").startsWith(title.slice(-count).join(" "));
  const said = title.map((_, position) => title.length - position).find(isEnd) ?? 0;
  const ends = /[.!?…]\W*$/u.test(part.plain_excerpt);
  return [said ? "" : "… ", ...marked(part.excerpt.split(" ").slice(said).join(" ")), ends ? "" : " …"];
}

/** Pagefind puts its marks between words whose own angle brackets it has written out. */
function marked(excerpt) {
  return excerpt.split(/<mark>(.*?)<\/mark>/su).map((piece, position) => {
    const words = piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return position % 2 ? made("mark", words) : words;
  });
}

function made(tag, words = "") {
  const node = document.createElement(tag);
  node.textContent = words;
  return node;
}
