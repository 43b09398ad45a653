// Articles of this day of the year on the front page, taken from the page of the month.

const MOST = 3;

export async function begin(section) {
  const now = new Date();
  const month = now.getMonth() + 1;
  if (!section.dataset.months.split(" ").includes(String(month))) return;
  const address = new URL(`${String(month).padStart(2, "0")}/`, section.querySelector("a").href);
  const response = await fetch(address);
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const days = [...page.querySelectorAll("main section[id^=d]")];
  const distance = (day) => Math.abs(Number(day.id.slice(1)) - now.getDate());
  const day = days.sort((one, other) => distance(one) - distance(other))[0];
  if (!day) return;
  const list = document.createElement("ul");
  list.className = "compact-list";
  for (const item of [...day.querySelectorAll("li")].slice(0, MOST)) {
    const link = item.querySelector("a");
    link.href = new URL(link.getAttribute("href"), address).href;
    list.append(document.importNode(item, true));
  }
  section.querySelector("h2").textContent = distance(day) ? "Around this date in other years" : "On this day in other years";
  section.querySelector("h2").after(list);
}
