// Passages: an address for a paragraph or for any words of it, which browsers scroll to and mark.

const LONG = 200; // Characters of an address that are still words and not a burden.
const FEW = 6; // Words that tell where a long passage begins, and where it ends.

document.querySelector("main").insertAdjacentHTML("beforeend",
  `<button type="button" class="copy-words" hidden>Copy a link to these words</button><p class="copied" role="status">`);
const button = document.querySelector(".copy-words");
const status = document.querySelector(".copied");

const encoded = (words) => encodeURIComponent(words).replaceAll("-", "%2D");
const words = (text) => text.match(/\S+/g) ?? [];

// What is read in one go: the texts of a block, parted where a number stands that is none of its words.
function runs(text) {
  const found = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const here = node.parentElement.closest("p, li, dd, dt, td, th, pre, h2, h3, h4, h5, h6");
    if (!here || here.closest(".notes, .ref")) continue;
    if (node.parentElement.closest(".ref")) {
      block = null;
      continue;
    }
    if (here !== block) found.push({ text: "", nodes: [] });
    block = here;
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
  // Browsers only look for whole words.
  while (start > 0 && /\S/.test(run.text[start - 1])) start -= 1;
  while (end < run.text.length && /\S/.test(run.text[end])) end += 1;
  return run.text.slice(start, end).trim() ? { run, start, end } : null;
}

function directive(text, range) {
  const all = runs(text);
  const parts = all.map((run) => offsets(run, range)).filter(Boolean);
  if (!parts.length) return "";
  const [first, last] = [parts[0], parts.at(-1)];
  const chosen = first.run.text.slice(first.start, first.end).trim();
  const whole = parts.length === 1 && chosen.length <= LONG;
  const start = whole ? chosen : words(chosen).slice(0, FEW).join(" ");
  const end = whole ? "" : words(last.run.text.slice(last.start, last.end)).slice(-FEW).join(" ");
  // Words that stand in several places are told apart by their neighbours.
  const several = all.reduce((sum, run) => sum + run.text.split(start).length - 1, 0) > 1;
  const prefix = several ? words(first.run.text.slice(0, first.start)).slice(-FEW).join(" ") : "";
  const suffix = several && whole ? words(first.run.text.slice(first.end)).slice(0, FEW).join(" ") : "";
  const told = [prefix && `${encoded(prefix)}-`, encoded(start), encoded(end), suffix && `-${encoded(suffix)}`];
  return `:~:text=${told.filter(Boolean).join(",")}`;
}

async function copy(range) {
  const start = range.startContainer;
  const passage = (start.nodeType === Node.TEXT_NODE ? start.parentElement : start).closest(".passage");
  const text = passage.closest(".text");
  const id = passage.id || passage.querySelector("[id]")?.id || "";
  const address = `${location.href.split("#")[0]}#${id}${directive(text, range)}`;
  try {
    await navigator.clipboard.writeText(address);
    status.textContent = "The link is copied.";
  } catch {
    // Without leave to copy the address is shown, so that it can be copied by hand.
    status.textContent = address;
  }
  setTimeout(() => (status.textContent = ""), 6000);
}

export function copyPassage(link) {
  const range = document.createRange();
  const own = [...link.closest(".passage").children].filter((child) => !child.matches(".notes, .here"));
  // A passage begins with its first word.
  range.setStart(document.createTreeWalker(own[0], NodeFilter.SHOW_TEXT).nextNode(), 0);
  range.setEndAfter(own.at(-1));
  return copy(range);
}

export function offer(text) {
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const inside = range && !selection.isCollapsed && text.contains(range.commonAncestorContainer);
  const notes = inside && range.startContainer.parentElement?.closest(".notes");
  button.hidden = !inside || Boolean(notes) || words(selection.toString()).length < 2;
  if (button.hidden) return;
  const box = [...range.getClientRects()].at(-1);
  button.style.left = `${Math.max(8, Math.min(box.right - 60, innerWidth - button.offsetWidth - 8)) + scrollX}px`;
  button.style.top = `${box.bottom + 6 + scrollY}px`;
}

document.addEventListener("selectionchange", () => {
  if (getSelection().isCollapsed && document.activeElement !== button) button.hidden = true;
});
// The words stay chosen while the button is pressed.
button.addEventListener("pointerdown", (event) => event.preventDefault());
button.addEventListener("click", () => {
  copy(getSelection().getRangeAt(0));
  button.hidden = true;
});
