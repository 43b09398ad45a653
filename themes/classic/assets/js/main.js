// Reader settings, and highlighting of a note with its passage. Other modules are loaded when first needed.

const page = document.documentElement;

function load(name) {
  try {
    return localStorage.getItem(`archive-${name}`) ?? "";
  } catch {
    return ""; // Storage is disabled: the setting lasts for this page only.
  }
}

function save(name, value) {
  try {
    localStorage.setItem(`archive-${name}`, value);
  } catch {
    // Storage is disabled.
  }
}

function offerTheme() {
  const choice = document.querySelector(".colours");
  const list = choice?.querySelector("select");
  if (!list) return;
  list.value = load("colours");
  list.addEventListener("change", () => {
    save("colours", list.value);
    page.dataset.colours = list.value;
  });
  choice.hidden = false;
}

// Each note with its passage and its number; all are highlighted together.
function groups() {
  return [...document.querySelectorAll("aside.note")].map((note) => {
    const { id } = note.querySelector(".note-body");
    const reference = document.getElementById(id.replace(/^note-/, "ref-"));
    const number = note.querySelector(".number")?.textContent;
    const passage = number ? [...document.querySelectorAll(`.note-highlight.n${number}`)] : [];
    return { note, id, passage, reference, parts: [note, ...passage, reference].filter(Boolean) };
  });
}

function highlight(all) {
  for (const { parts } of all) {
    const toggle = (on) => () => parts.forEach((part) => part.classList.toggle("active", on));
    for (const part of parts) {
      for (const [type, on] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
        part.addEventListener(type, toggle(on));
      }
    }
  }
  const update = () => {
    for (const { id, passage } of all) {
      const targeted = `#${id}` === decodeURIComponent(location.hash);
      passage.forEach((part) => part.classList.toggle("targeted", targeted));
    }
  };
  addEventListener("hashchange", update);
  update();
}

function offerNoteFilter(all) {
  const choice = document.querySelector(".note-filter");
  if (!choice) return;
  const boxes = [...choice.querySelectorAll("input")];
  const hidden = new Set(load("hidden-notes").split(" ").filter(Boolean));
  const show = () => {
    for (const { note, passage, reference } of all) {
      const off = [...note.classList].some((name) => hidden.has(name));
      note.hidden = off;
      passage.forEach((part) => part.classList.toggle("filtered-out", off));
      if (reference) (reference.closest("sup") ?? reference).hidden = off;
    }
  };
  for (const box of boxes) box.checked = !hidden.has(box.value);
  choice.addEventListener("change", ({ target }) => {
    if (target.checked) hidden.delete(target.value);
    else hidden.add(target.value);
    save("hidden-notes", [...hidden].join(" "));
    show();
    const label = target.labels[0].querySelector(".type").lastChild.textContent.trim();
    choice.querySelector("[role=status]").textContent = `${label}: ${target.checked ? "shown" : "hidden"}`;
  });
  // A link to a hidden note shows it.
  addEventListener("hashchange", () => {
    const note = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("aside.note");
    const box = note?.hidden && boxes.find((one) => note.classList.contains(one.value));
    if (box) box.click();
    if (box) note.scrollIntoView();
  });
  choice.hidden = false;
  show();
}

function loadOnDemand() {
  const names = ({ target }) => target.closest?.("a.entity");
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, (event) => {
      if (names(event) && event.pointerType !== "touch") import("./cards.js").then(({ open }) => open(names(event)));
    });
  }
  const text = document.querySelector("article .text");
  if (text?.querySelector(".permalink")) {
    const passages = () => import("./passages.js");
    text.addEventListener("click", (event) => {
      const link = event.target.closest(".permalink");
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
  offerTheme();
  highlight(all);
  offerNoteFilter(all);
  loadOnDemand();
}

// Notes left out of a copied text would leave blank lines.
addEventListener("copy", () => {
  page.classList.add("copying");
  requestAnimationFrame(() => page.classList.remove("copying"));
});

page.dataset.colours = load("colours");
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
