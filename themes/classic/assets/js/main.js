// Main: what the reader has chosen, and where a note's words are. The other modules are fetched when first needed.

const page = document.documentElement;

function kept(name) {
  try {
    return localStorage.getItem(`archive-${name}`) ?? "";
  } catch {
    return ""; // The reader keeps nothing: the choice holds for this page.
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`archive-${name}`, value);
  } catch {
    // Likewise.
  }
}

function offerColours() {
  const choice = document.querySelector(".colours");
  const list = choice?.querySelector("select");
  if (!list) return;
  list.value = kept("colours");
  list.addEventListener("change", () => {
    keep("colours", list.value);
    page.dataset.colours = list.value;
  });
  choice.hidden = false;
}

// A note, its words and its number, which are pointed at together.
function groups() {
  return [...document.querySelectorAll("aside.note")].map((note) => {
    const { id } = note.querySelector(".note-body");
    const reference = document.getElementById(id.replace(/^note-/, "ref-"));
    const number = note.querySelector(".number")?.textContent;
    const words = number ? [...document.querySelectorAll(`.note-words.n${number}`)] : [];
    return { note, id, words, reference, parts: [note, ...words, reference].filter(Boolean) };
  });
}

function point(all) {
  for (const { parts } of all) {
    const mark = (on) => () => parts.forEach((part) => part.classList.toggle("pointed", on));
    for (const part of parts) {
      for (const [type, on] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
        part.addEventListener(type, mark(on));
      }
    }
  }
  const follow = () => {
    for (const { id, words } of all) {
      const reached = `#${id}` === decodeURIComponent(location.hash);
      words.forEach((part) => part.classList.toggle("reached", reached));
    }
  };
  addEventListener("hashchange", follow);
  follow();
}

function offerTypes(all) {
  const choice = document.querySelector(".shown");
  if (!choice) return;
  const boxes = [...choice.querySelectorAll("input")];
  const hidden = new Set(kept("hidden-notes").split(" ").filter(Boolean));
  const show = () => {
    for (const { note, words, reference } of all) {
      const off = [...note.classList].some((name) => hidden.has(name));
      note.hidden = off;
      words.forEach((part) => part.classList.toggle("off", off));
      if (reference) (reference.closest("sup") ?? reference).hidden = off;
    }
  };
  for (const box of boxes) box.checked = !hidden.has(box.value);
  choice.addEventListener("change", ({ target }) => {
    if (target.checked) hidden.delete(target.value);
    else hidden.add(target.value);
    keep("hidden-notes", [...hidden].join(" "));
    show();
    const words = target.labels[0].querySelector(".type").lastChild.textContent.trim();
    choice.querySelector("[role=status]").textContent = `${words}: ${target.checked ? "shown" : "hidden"}`;
  });
  // Whoever is led to a note wants to see it.
  addEventListener("hashchange", () => {
    const note = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("aside.note");
    const box = note?.hidden && boxes.find((one) => note.classList.contains(one.value));
    if (box) box.click();
    if (box) note.scrollIntoView();
  });
  choice.hidden = false;
  show();
}

function fetchLater() {
  const names = ({ target }) => target.closest?.("a.entity");
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, (event) => {
      if (names(event) && event.pointerType !== "touch") import("./cards.js").then(({ open }) => open(names(event)));
    });
  }
  const text = document.querySelector("article .text");
  if (text?.querySelector(".here")) {
    const passages = () => import("./passages.js");
    text.addEventListener("click", (event) => {
      const link = event.target.closest(".here");
      if (link) passages().then(({ copyPassage }) => copyPassage(link));
    });
    document.addEventListener("selectionchange", () => {
      if (!getSelection().isCollapsed) passages().then(({ offer }) => offer(text));
    });
  }
  for (const name of ["nearest", "today", "filter"]) {
    const place = document.querySelector(`[data-script="${name}"]`);
    if (place) import(`./${name}.js`).then(({ begin }) => begin(place));
  }
}

function begin() {
  const all = groups();
  offerColours();
  point(all);
  offerTypes(all);
  fetchLater();
}

page.dataset.colours = kept("colours");
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
