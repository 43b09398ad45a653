// One search result as HTML. Texts of the archive become text nodes and are never parsed as HTML.
const template = document.getElementById("result");

/** The list item of a result. */
export function item(page) {
  const node = template.content.cloneNode(true).firstElementChild;
  const fact = (name) => page.filters[name]?.[0] ?? "";
  const link = node.querySelector("a");
  const excerpt = node.querySelector(".excerpt");
  const notes = node.querySelector(".matching-notes");
  const inText = page.sub_results.find((part) => !part.anchor);
  const inNotes = page.sub_results.filter((part) => part.anchor);

  link.href = page.url;
  link.textContent = page.meta.title;
  const count = page.anchors.filter((anchor) => anchor.id.startsWith("note-")).length;
  const kind = fact("kind");
  const meta = [
    kind === "Article" ? fact("date") || "Undated" : kind,
    fact("publisher"),
    count && `${count} annotation${count > 1 ? "s" : ""}`,
  ];
  for (const text of meta.filter(Boolean)) {
    node.querySelector(".meta").append(made("span", text), " ");
  }
  if (inText || !inNotes.length) excerpt.append(...cut(inText ?? page, page.content));
  else excerpt.remove();
  for (const part of inNotes.slice(0, 3)) {
    const note = made("li");
    const title = made("a", part.title);
    title.href = part.url;
    note.append(title, " ", ...withoutTitle(part));
    notes.append(note);
  }
  if (!inNotes.length) notes.remove();
  const language = fact("language");
  if (language) for (const one of [link, excerpt]) one.lang = language;
  for (const one of [link, excerpt]) one.dir = "auto";
  return node;
}

/** An excerpt with the matches marked, and an ellipsis where text is left out. */
function cut(part, content) {
  const begins = content.startsWith(part.plain_excerpt.slice(0, 60));
  const ends = content.endsWith(part.plain_excerpt.slice(-60));
  return [begins ? "" : "… ", ...marked(part.excerpt), ends ? "" : " …"];
}

/** The excerpt of a note without the title, which is shown before it. */
function withoutTitle(part) {
  const title = part.title.split(/\s+/u);
  const words = part.plain_excerpt.split(" ");
  const isEnd = (count) => words.slice(0, count).join(" ").startsWith(title.slice(-count).join(" "));
  const repeated = title.map((_, position) => title.length - position).find(isEnd) ?? 0;
  const ends = /[.!?…]\W*$/u.test(part.plain_excerpt);
  return [repeated ? "" : "… ", ...marked(part.excerpt.split(" ").slice(repeated).join(" ")), ends ? "" : " …"];
}

/** Pagefind escapes the angle brackets of the text and inserts <mark> elements. */
function marked(excerpt) {
  return excerpt.split(/<mark>(.*?)<\/mark>/su).map((piece, position) => {
    const text = piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return position % 2 ? made("mark", text) : text;
  });
}

function made(tag, text = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
