// Searches in a worker, so that the page stays responsive while a long list is ranked.
let engine;
let results = new Map();

async function start({ folder, root }) {
  const { createInstance } = await import(`${folder}pagefind.js`);
  const one = createInstance({ basePath: folder, baseUrl: root });
  await one.init();
  return one;
}

const tasks = {
  async begin(places) {
    engine = await start(places);
  },

  /** The numbers of the matching pages, best first. */
  async find(term) {
    const found = await engine.search(term);
    results = new Map(found.results.map((one) => [parseInt(one.id, 16), one]));
    return [...results.keys()];
  },

  /** The data of a page of the last results. */
  page: (number) => results.get(number)?.data(),
};

onmessage = async ({ data: { id, task, value } }) => {
  try {
    postMessage({ id, answer: await tasks[task](value) });
  } catch (error) {
    postMessage({ id, failure: String(error) });
  }
};
