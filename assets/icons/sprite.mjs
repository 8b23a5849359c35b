// One SVG holding the icons of list.txt as symbols, from our own drawings first and Lucide's else.
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

export async function sprite(ours, lucide) {
  const wanted = parse(await readFile(join(ours, "list.txt"), "utf8"));
  wanted.unshift({ name: "preau", source: "preau" });
  const symbols = await Promise.all(wanted.map((icon) => symbol(icon, ours, lucide)));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

export function parse(list) {
  const lines = list.split("\n").map((line) => line.trim());
  const icons = lines.filter((line) => line && !line.startsWith("#")).map((line) => {
    const [name, source = name] = line.split(/\s+/);
    return { name, source };
  });
  // Whoever knows Lucide may write its name: a drawing given twice costs nothing once compressed.
  for (const { source } of [...icons]) {
    if (!icons.some((icon) => icon.name === source)) icons.push({ name: source, source });
  }
  const twice = icons.find((icon, index) => icons.findIndex((other) => other.name === icon.name) !== index);
  if (twice) throw new Error(`icons/list.txt names “${twice.name}” twice`);
  return icons;
}

// Stroke and fill are left to the .icon class, so that a page can fill a star.
async function symbol({ name, source }, ours, lucide) {
  const own = join(ours, `${source}.svg`);
  const path = (await exists(own)) ? own : join(lucide, `${source}.svg`);
  if (!(await exists(path))) throw new Error(`icons/list.txt: Lucide has no icon “${source}”`);
  const svg = await readFile(path, "utf8");
  const viewBox = /viewBox="([^"]+)"/.exec(svg)[1];
  const drawing = svg
    .replace(/<!--[^]*?-->/g, "")
    .replace(/^\s*<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s+/g, " ")
    .replace(/ ?\/> ?/g, "/>")
    .trim();
  return `<symbol id="${name}" viewBox="${viewBox}">${drawing}</symbol>`;
}

const exists = (path) => access(path).then(() => true, () => false);
