// Builds assets/dist: style sheet, scripts, icons and images under hashed names, each with its brotli and
// gzip twin, and manifest.json from the plain name to the hashed one. `--out DIR` builds elsewhere.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify, parseArgs } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { sprite } from "./icons/sprite.mjs";
import { notices } from "./icons/notices.mjs";

const here = dirname(fileURLToPath(import.meta.url));
// The oldest browsers still met on school computers.
const target = ["chrome109", "firefox115", "safari15.4"];

const { values: options } = parseArgs({ options: { out: { type: "string" } } });
await build(resolve(options.out ?? join(here, "dist")));

async function build(out) {
  const files = new Map();
  await addScripts(files);
  await addStyles(files);
  add(files, "icons.svg", await sprite(join(here, "icons"), join(here, "node_modules/lucide-static/icons")));
  add(files, "favicon.svg", await readFile(join(here, "img/favicon.svg")));
  add(files, "licences.txt", await notices(join(here, "node_modules")));
  await addWorker(files);
  await write(out, files);
  report(files);
}

// app.js asks for the two heavy modules only on the pages that need them, so they are built first and
// it learns their hashed names. Nothing is shared between the three: a page never waits for a fourth file.
async function addScripts(files) {
  await addScript(files, "sort.js", "src/sort.ts");
  await addScript(files, "editor.js", "src/editor/editor.ts");
  await addScript(files, "app.js", "src/app.ts");
}

async function addScript(files, name, entry, more = {}) {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    minify: true,
    target,
    charset: "utf8",
    legalComments: "none",
    plugins: [importedOnDemand(files)],
    write: false,
    logLevel: "warning",
    ...more,
  });
  add(files, name, result.outputFiles[0].contents);
}

// What a device keeps of the shell, under the names that have just been given.
async function addWorker(files) {
  const shell = ["app.css", "app.js", "icons.svg", "favicon.svg"].map((name) => `/statique/${files.get(name).hashed}`);
  const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, 10);
  const define = { SHELL: JSON.stringify(shell), VERSION: JSON.stringify(version) };
  await addScript(files, "worker.js", "worker/worker.ts", { format: "iife", define });
}

function importedOnDemand(files) {
  return {
    name: "imported-on-demand",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, kind }) => {
        if (kind !== "dynamic-import") return null;
        const name = `${basename(path)}.js`;
        const built = files.get(name);
        return built ? { path: `./${built.hashed}`, external: true } : { errors: [{ text: `${name} is built after its user` }] };
      });
    },
  };
}

async function addStyles(files) {
  const compiled = sass.compile(join(here, "scss/app.scss"), {
    loadPaths: [join(here, "node_modules")],
    quietDeps: true,
    // Bootstrap 5 is still written with @import.
    silenceDeprecations: ["import"],
  });
  const result = await esbuild.build({
    absWorkingDir: here,
    stdin: { contents: compiled.css, loader: "css", resolveDir: join(here, "scss") },
    outdir: "dist",
    bundle: true,
    minify: true,
    target,
    charset: "utf8",
    legalComments: "none",
    loader: { ".svg": "file" },
    assetNames: "[name]-[hash]",
    write: false,
    logLevel: "warning",
  });
  for (const file of result.outputFiles) {
    const name = relative(join(here, "dist"), file.path);
    if (name.endsWith(".css")) {
      add(files, "app.css", Buffer.from(file.contents));
    } else {
      files.set(name.replace(/-[^-]+(\.\w+)$/, "$1"), { hashed: name, bytes: Buffer.from(file.contents) });
    }
  }
}

function add(files, name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  files.set(name, { hashed: name.replace(/(\.\w+)$/, `-${hash}$1`), bytes });
}

// The folder is made beside the old one and takes its place at the end, so that a compilation running
// at the same time never meets a half-written one.
async function write(out, files) {
  const fresh = `${out}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await Promise.all([...files.values()].map((file) => writeWithTwins(fresh, file)));
  const names = [...files].map(([name, file]) => [name, file.hashed]).sort(([a], [b]) => (a < b ? -1 : 1));
  await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
  if (await same(out, fresh)) {
    await rm(fresh, { recursive: true });
    return;
  }
  await rm(out, { recursive: true, force: true });
  await rename(fresh, out);
}

async function writeWithTwins(folder, file) {
  const brotli = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: file.bytes.length,
    },
  };
  file.br = await promisify(brotliCompress)(file.bytes, brotli);
  file.gz = await promisify(gzip)(file.bytes, { level: 9 });
  const path = join(folder, file.hashed);
  await Promise.all([writeFile(path, file.bytes), writeFile(`${path}.br`, file.br), writeFile(`${path}.gz`, file.gz)]);
}

// A build that changes nothing leaves the files alone, so that nothing is compiled again after it.
async function same(a, b) {
  const list = await readdir(a).catch(() => null);
  if (!list || list.sort().join() !== (await readdir(b)).sort().join()) return false;
  for (const name of list) {
    if (!(await readFile(join(a, name))).equals(await readFile(join(b, name)))) return false;
  }
  return true;
}

function report(files) {
  for (const [name, file] of files) {
    const kilobytes = (bytes) => `${(bytes.length / 1000).toFixed(1)} kB`.padStart(9);
    console.log(`${name.padEnd(22)}${kilobytes(file.bytes)}${kilobytes(file.br)} brotli`);
  }
}
