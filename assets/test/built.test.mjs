// What the build gave: its weight, its contrasts, and the truth of README.md. Run after `npm run build`.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(readFileSync(join(here, "dist/manifest.json"), "utf8"));
const bytes = (name, twin = "") => readFileSync(join(here, "dist", manifest[name] + twin));
const css = bytes("app.css").toString();
const readme = readFileSync(join(here, "README.md"), "utf8");
const examples = [...readme.matchAll(/```html\n([^]*?)```/g)].map((match) => match[1]).join("\n");

const budgets = { "app.css": 16_000, "app.js": 25_000, "icons.svg": 8_000, "sort.js": 13_000, "editor.js": 130_000 };

for (const [name, limit] of Object.entries(budgets)) {
  test(`${name} weighs less than ${limit} bytes in brotli`, () => {
    assert.ok(bytes(name, ".br").length < limit, `${bytes(name, ".br").length} bytes`);
  });
}

test("nothing needs what the security policy refuses", () => {
  assert.doesNotMatch(css, /data:|@import|https?:/);
  assert.doesNotMatch(examples, /\sstyle="|\son[a-z]+="|javascript:|<script/);
});

test("every class of the examples exists", () => {
  const known = new Set([...css.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].map((match) => match[1]));
  const used = [...examples.matchAll(/class="([^"]*)"/g)].flatMap((match) => match[1].split(/\s+/));
  assert.ok(used.length > 400);
  assert.deepEqual([...new Set(used)].filter((name) => !known.has(name)), []);
});

test("every icon of the examples and of the scripts is in the sprite", () => {
  const drawn = new Set([...bytes("icons.svg").toString().matchAll(/<symbol id="([^"]+)"/g)].map((match) => match[1]));
  const sources = readdirSync(join(here, "src"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const scripts = sources.map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8")).join("\n");
  const wanted = [...examples.matchAll(/icons \}\}#([\w-]+)/g), ...scripts.matchAll(/icon(?:\(|: )"([\w-]+)"/g)];
  assert.ok(wanted.length > 80);
  assert.deepEqual(wanted.map((match) => match[1]).filter((name) => !drawn.has(name)), []);
});

test("every example closes the labels, names and references it opens", () => {
  const ids = new Set([...examples.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]));
  const references = [...examples.matchAll(/\s(?:for|aria-labelledby|aria-describedby|popovertarget)="([^"]+)"/g)];
  const broken = references.flatMap((match) => match[1].split(/\s+/)).filter((id) => !ids.has(id));
  assert.deepEqual(broken, []);
});

// --- contrasts, by the formula of WCAG 2.2 ---

const accents = ["bleu", "vert", "prune", "brique", "ocean", "ardoise"];

for (const scheme of ["light", "dark"]) {
  for (const accent of accents) {
    test(`the accent ${accent} reads well in the ${scheme} theme`, () => {
      const colours = palette(scheme, accent);
      const pairs = [
        ["accent", "page"], ["accent", "surface"], ["accent", "accent-soft"], ["accent-strong", "accent-soft"],
        ["on-accent", "accent"], ["on-accent", "accent-strong"], ["accent-strong", "surface"], ["text", "accent-soft"],
        ["text-muted", "accent-soft"], ["accent", "sunken"],
      ];
      for (const [ink, paper] of pairs) atLeast(4.5, colours, ink, paper);
    });
  }

  test(`text, tones and frames read well in the ${scheme} theme`, () => {
    const colours = palette(scheme, "bleu");
    for (const paper of ["page", "surface", "sunken", "hover"]) {
      atLeast(4.5, colours, "text", paper);
      atLeast(4.5, colours, "text-muted", paper);
    }
    for (const tone of ["info", "success", "warning", "danger"]) {
      for (const paper of [`${tone}-soft`, "surface", "page"]) atLeast(4.5, colours, tone, paper);
      atLeast(4.5, colours, "text", `${tone}-soft`);
      atLeast(4.5, colours, "text-muted", `${tone}-soft`);
    }
    atLeast(4.5, colours, "on-danger", "danger");
    atLeast(4.5, colours, "text", "added");
    atLeast(4.5, colours, "text", "removed");
    // Frames of fields and filled stars are graphics: 3:1.
    for (const paper of ["page", "surface"]) {
      atLeast(3, colours, "line-strong", paper);
      atLeast(3, colours, "star", paper);
    }
  });
}

function palette(scheme, accent) {
  // The page on paper has its own white; it is not one of the two themes.
  const screen = css.split("@media print")[0];
  const rules = [...screen.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({ selector: selector.trim(), body }));
  const bodies = rules.filter(({ selector }) => {
    if (selector === ":root" || selector === `[data-accent=${accent}]`) return true;
    return scheme === "dark" && selector === ":root[data-theme=dark]";
  });
  const colours = {};
  for (const { body } of bodies) {
    for (const [, name, value] of body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6}|rgb\([^)]*\)|white|black)/gi)) colours[name] = value;
  }
  for (const role of ["accent", "accent-strong", "accent-soft", "on-accent"]) colours[role] = colours[`${role}-${scheme}`];
  return colours;
}

function atLeast(limit, colours, ink, paper) {
  assert.ok(colours[ink] && colours[paper], `${ink} or ${paper} has no colour`);
  const [light, dark] = [luminance(colours[ink]), luminance(colours[paper])].sort((a, b) => b - a);
  const ratio = (light + 0.05) / (dark + 0.05);
  assert.ok(ratio >= limit, `${ink} on ${paper}: ${ratio.toFixed(2)}, at least ${limit} is needed`);
}

function luminance(colour) {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour) {
  if (colour.startsWith("rgb")) return colour.match(/[\d.]+/g).map(Number);
  const digits = colour.slice(1);
  const six = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return [0, 2, 4].map((at) => Number.parseInt(six.slice(at, at + 2), 16));
}
