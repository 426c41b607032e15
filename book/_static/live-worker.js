// The Python of one page, in a thread of its own: loads the files of the runtime when a cell needs them, each checked
// by its size and hash, and hands cells to live_cell.py. A message is {id, cells, idle}; what it
// answers carries the id. With idle it only makes itself ready for those cells.
const FOLDER = new URL("runtime/", import.meta.url).href;
const load = self.fetch.bind(self);
const loaded = new Map(); // name: the promise of its bytes, or null once they are used
let lock, python, run;
let queue = Promise.resolve();

// What a reader is told when nothing can run; anything else is a fault of the book.
class Sentence extends Error {}

async function get(name) {
  let answer;
  try {
    answer = await load(FOLDER + name);
  } catch {
    throw lost();
  }
  if (!answer.ok) throw new Sentence(`Python cannot be loaded: the file ${name} is missing from this site.`);
  return answer;
}

const lost = () => new Sentence("The connection was lost while Python was being loaded. Run the cell again to try once more.");

// The bytes of a file, counted as they come and then compared with what the site was built with.
async function fetchFile(name, count) {
  const { size, sha256 } = lock.files[name];
  const reader = (await get(name)).body.getReader();
  const pieces = [];
  try {
    for (let piece; !(piece = await reader.read()).done; pieces.push(piece.value)) count(piece.value.length);
  } catch {
    throw lost();
  }
  const bytes = await new Blob(pieces).arrayBuffer();
  // crypto.subtle exists on https and on localhost only
  const digest = crypto.subtle && new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = digest && Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (bytes.byteLength !== size || (hex && hex !== sha256))
    throw new Sentence(`Python cannot be loaded: the file ${name} is not the one that this site was built with.`);
  return bytes;
}

// Loads the files that are not there yet, all at once, and says how far it is.
async function want(names, id) {
  const missing = names.filter((name) => !loaded.has(name));
  const total = missing.reduce((sum, name) => sum + lock.files[name].size, 0);
  let have = 0;
  let said = -Infinity;
  const count = (bytes) => {
    have += bytes;
    if (performance.now() - said < 100 && have < total) return;
    said = performance.now();
    postMessage({ id, kind: "progress", have, total });
  };
  for (const name of missing) loaded.set(name, fetchFile(name, count));
  await Promise.all(missing.map((name) => loaded.get(name)));
}

// Pyodide asks for its files in its own way: what is there already is handed over.
self.fetch = async (resource, options) => {
  const url = String(resource?.url ?? resource);
  const name = url.startsWith(FOLDER) ? url.slice(FOLDER.length) : "";
  const bytes = await loaded.get(name);
  if (!bytes) return load(resource, options);
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(bytes, { headers: { "Content-Type": type } });
};

// The modules that cells import, as far as a line says so.
function imported(sources) {
  const modules = [];
  for (const [, from, names] of sources.join("\n").matchAll(/^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+([^#\n]+)/gm)) {
    const list = names.split(",").map((name) => name.trim().split(/\s/)[0]);
    if (from) modules.push(from, ...list.map((name) => `${from}.${name}`));
    else modules.push(...list);
  }
  return modules;
}

async function prepare(sources, id) {
  lock ??= await get("pyodide-lock.json").then((answer) => answer.json());
  const modules = imported(sources);
  const wheels = new Set(modules.flatMap((name) => lock.needs[name] ?? lock.needs[name.split(".")[0]] ?? []));
  const core = Object.keys(lock.files).filter((name) => !name.endsWith(".whl"));
  await want([...core, ...wheels], id);
  if (!python) {
    postMessage({ id, kind: "starting" });
    const { loadPyodide } = await import(`${FOLDER}pyodide.mjs`);
    python = await loadPyodide({ indexURL: FOLDER, env: { MPLBACKEND: "module://live_cell", HOME: "/home/pyodide" } });
    python.unpackArchive(await loaded.get("course.zip"), "zip", { extractDir: "/home/pyodide" });
  }
  const names = Object.values(lock.packages)
    .filter(({ file_name, name }) => wheels.has(file_name) && !(name in python.loadedPackages))
    .map(({ name }) => name);
  if (names.length) await python.loadPackage(names, { messageCallback: () => {}, checkIntegrity: false });
  for (const name of loaded.keys()) loaded.set(name, null); // they are Python's now
  run ??= python.pyimport("live_cell").run;
}

async function answer({ id, cells, idle }) {
  try {
    await prepare(cells.map(({ source }) => source), id);
    postMessage({ id, kind: "ready" });
    if (!idle) run(JSON.stringify(cells), (output) => postMessage({ id, ...JSON.parse(output) }));
    postMessage({ id, kind: "done" });
  } catch (error) {
    const text = error instanceof Sentence ? error.message : `Python stopped: ${String(error.message ?? error).trim().split("\n").at(-1)}`;
    postMessage({ id, kind: "failed", text });
  }
}

onmessage = ({ data }) => (queue = queue.then(() => answer(data)));
