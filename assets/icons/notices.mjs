// The licences of what the bundles contain, in one text that travels with them.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

// Packages whose code, style or drawings end in dist; the tools that make it are not in it.
const direct = ["bootstrap", "htmx.org", "lucide-static", "sortablejs"];
const families = ["@tiptap", "prosemirror", "orderedmap", "rope-sequence", "w3c-keyname", "linkifyjs", "crelt"];

export async function notices(modules) {
  const lock = JSON.parse(await readFile(join(modules, "../package-lock.json"), "utf8"));
  const names = Object.keys(lock.packages)
    .map((path) => path.replace(/^node_modules\//, ""))
    .filter((name) => direct.includes(name) || families.some((family) => name.startsWith(family)));
  const texts = await Promise.all(names.sort().map((name) => notice(modules, name)));
  return texts.join(`\n${"-".repeat(72)}\n\n`);
}

async function notice(modules, name) {
  const folder = join(modules, name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? `\n${(await readFile(join(folder, file), "utf8")).trim()}\n` : "";
  return `${name} ${version} (${license})\n${text}`;
}
