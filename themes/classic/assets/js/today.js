// Today: stories of this day of the year on the front page, taken from the page of their month.

const MOST = 3;

export async function begin(section) {
  const now = new Date();
  const month = now.getMonth() + 1;
  if (!section.dataset.months.split(" ").includes(String(month))) return;
  const address = new URL(`${String(month).padStart(2, "0")}/`, section.querySelector("a").href);
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const days = [...page.querySelectorAll("main section[id^=d]")];
  const distance = (day) => Math.abs(Number(day.id.slice(1)) - now.getDate());
  const day = days.sort((one, other) => distance(one) - distance(other))[0];
  if (!day) return;
  const list = document.createElement("ul");
  list.className = "names";
  for (const story of [...day.querySelectorAll("li")].slice(0, MOST)) {
    const link = story.querySelector("a");
    link.href = new URL(link.getAttribute("href"), address).href;
    list.append(document.importNode(story, true));
  }
  section.querySelector("h2").textContent = distance(day) ? "Near this day, in another year" : "On this day, in another year";
  section.querySelector("h2").after(list);
}
