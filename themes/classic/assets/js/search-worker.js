// Looks for words beside the page, which goes on answering its reader while a long list is ranked.
let engine;
let results = new Map();

async function begun({ folder, root }) {
  const { createInstance } = await import(`${folder}pagefind.js`);
  const one = createInstance({ basePath: folder, baseUrl: root });
  await one.init();
  return one;
}

const tasks = {
  async begin(places) {
    engine = await begun(places);
  },

  /** The numbers of the pages that have the words, best first. */
  async find(words) {
    const found = await engine.search(words);
    results = new Map(found.results.map((one) => [parseInt(one.id, 16), one]));
    return [...results.keys()];
  },

  /** What was found last on the page of this number. */
  page: (number) => results.get(number)?.data(),
};

onmessage = async ({ data: { id, task, value } }) => {
  try {
    postMessage({ id, answer: await tasks[task](value) });
  } catch (error) {
    postMessage({ id, wrong: String(error) });
  }
};
