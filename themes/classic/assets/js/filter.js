// Timeline filter: shows the entries of one topic; the choice is stored in the address.

export function begin(nav) {
  const links = [...nav.querySelectorAll("[data-topic]")];
  const entries = [...document.querySelectorAll(".timeline > li")];
  nav.insertAdjacentHTML("beforeend",
    `<p class="filter"><label>Filter by topic <select></select></label> <span class="count" role="status"></span>`);
  const list = nav.querySelector("select");
  const status = nav.querySelector("[role=status]");
  list.append(new Option("all topics", ""), ...links.map((link) => new Option(link.textContent, link.dataset.topic)));

  const show = () => {
    for (const entry of entries) {
      entry.hidden = list.value !== "" && !(entry.dataset.topics ?? "").split(" ").includes(list.value);
    }
    for (const month of document.querySelectorAll(".timeline")) {
      const empty = ![...month.children].some((entry) => !entry.hidden);
      month.hidden = empty;
      if (month.previousElementSibling?.matches("h3")) month.previousElementSibling.hidden = empty;
    }
    for (const year of document.querySelectorAll(".group")) {
      year.hidden = ![...year.querySelectorAll(".timeline")].some((month) => !month.hidden);
    }
    const visible = entries.filter((entry) => !entry.hidden).length;
    status.textContent = list.value ? `Showing ${visible} of ${entries.length}` : "";
  };
  list.addEventListener("change", () => {
    const address = new URL(location.href);
    if (list.value) address.searchParams.set("topic", list.value);
    else address.searchParams.delete("topic");
    history.replaceState(null, "", address);
    show();
  });
  const requested = new URL(location.href).searchParams.get("topic");
  if (links.some((link) => link.dataset.topic === requested)) list.value = requested;
  show();
}
