// Copies links to passages: text fragments (`#:~:text=`), which browsers scroll to and highlight.

const LONGEST = 200; // Characters of a passage that are quoted in full.
const EDGE_WORDS = 6; // Words that mark the start and the end of a longer passage.

document.querySelector("main").insertAdjacentHTML("beforeend",
  `<button type="button" class="copy-link" hidden>Copy link to selection</button><p class="copy-status" role="status">`);
const button = document.querySelector(".copy-link");
const status = document.querySelector(".copy-status");

const encoded = (text) => encodeURIComponent(text).replaceAll("-", "%2D");
const splitWords = (text) => text.match(/\S+/g) ?? [];

// The text of each block, split at note numbers, which are not part of the text.
function runs(text) {
  const found = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement.closest("p, li, dd, dt, td, th, pre, h2, h3, h4, h5, h6");
    if (!parent || parent.closest(".notes, .ref")) continue;
    if (node.parentElement.closest(".ref")) {
      block = null;
      continue;
    }
    if (parent !== block) found.push({ text: "", nodes: [] });
    block = parent;
    const run = found.at(-1);
    run.nodes.push({ node, start: run.text.length });
    run.text += node.data;
  }
  return found;
}

function offsets(run, range) {
  let start = -1;
  let end = -1;
  for (const { node, start: at } of run.nodes) {
    if (!range.intersectsNode(node)) continue;
    if (start < 0) start = at + (node === range.startContainer ? range.startOffset : 0);
    end = at + (node === range.endContainer ? range.endOffset : node.length);
  }
  if (start >= end) return null;
  // Browsers match whole words only.
  while (start > 0 && /\S/.test(run.text[start - 1])) start -= 1;
  while (end < run.text.length && /\S/.test(run.text[end])) end += 1;
  return run.text.slice(start, end).trim() ? { run, start, end } : null;
}

function directive(text, range) {
  const all = runs(text);
  const parts = all.map((run) => offsets(run, range)).filter(Boolean);
  if (!parts.length) return "";
  const [first, last] = [parts[0], parts.at(-1)];
  const selected = first.run.text.slice(first.start, first.end).trim();
  const short = parts.length === 1 && selected.length <= LONGEST;
  const start = short ? selected : splitWords(selected).slice(0, EDGE_WORDS).join(" ");
  const end = short ? "" : splitWords(last.run.text.slice(last.start, last.end)).slice(-EDGE_WORDS).join(" ");
  // A text that occurs several times needs the words before and after it.
  const repeated = all.reduce((sum, run) => sum + run.text.split(start).length - 1, 0) > 1;
  const prefix = repeated ? splitWords(first.run.text.slice(0, first.start)).slice(-EDGE_WORDS).join(" ") : "";
  const suffix = repeated && short ? splitWords(first.run.text.slice(first.end)).slice(0, EDGE_WORDS).join(" ") : "";
  const fragment = [prefix && `${encoded(prefix)}-`, encoded(start), encoded(end), suffix && `-${encoded(suffix)}`];
  return `:~:text=${fragment.filter(Boolean).join(",")}`;
}

async function copy(range) {
  const start = range.startContainer;
  const passage = (start.nodeType === Node.TEXT_NODE ? start.parentElement : start).closest(".passage");
  const text = passage.closest(".text");
  const id = passage.id || passage.querySelector("[id]")?.id || "";
  const address = `${location.href.split("#")[0]}#${id}${directive(text, range)}`;
  try {
    await navigator.clipboard.writeText(address);
    status.textContent = "Link copied";
  } catch {
    // The clipboard is not available: show the address, to be copied by hand.
    status.textContent = address;
  }
  setTimeout(() => (status.textContent = ""), 6000);
}

export function copyPassage(link) {
  const range = document.createRange();
  // Start at the first character.
  range.setStart(document.createTreeWalker(link.parentElement.firstElementChild, NodeFilter.SHOW_TEXT).nextNode(), 0);
  range.setEndBefore(link);
  return copy(range);
}

export function offer(text) {
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const inside = range && !selection.isCollapsed && text.contains(range.commonAncestorContainer);
  const notes = inside && range.startContainer.parentElement?.closest(".notes");
  button.hidden = !inside || Boolean(notes) || splitWords(selection.toString()).length < 2;
  if (button.hidden) return;
  const box = [...range.getClientRects()].at(-1);
  button.style.left = `${Math.max(8, Math.min(box.right - 60, innerWidth - button.offsetWidth - 8)) + scrollX}px`;
  button.style.top = `${box.bottom + 6 + scrollY}px`;
}

document.addEventListener("selectionchange", () => {
  if (getSelection().isCollapsed && document.activeElement !== button) button.hidden = true;
});
// Keeps the selection while the button is pressed.
button.addEventListener("pointerdown", (event) => event.preventDefault());
button.addEventListener("click", () => {
  copy(getSelection().getRangeAt(0));
  button.hidden = true;
});
