// Pages that axe cannot tell apart are judged once a run: the manager's list is the agent's list, and every journey meets the
// page that the one before it met. What is alike is what axe reads: elements, their classes, states and links to each other,
// and not which words or how many rows.
import { type Page, test } from '@playwright/test';
import { createHash } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where verdicts are kept: the browser's runner empties this folder when it begins, and its workers share it. */
const folder = () => join(test.info().project.outputDir, 'alike');

/** `true` when what is inside and what is around the content have passed these rules; else what to keep when they pass. */
export async function passed(page: Page, rules: string[]): Promise<true | string[]> {
  const shapes = await page.evaluate(shapesOf);
  const keys = shapes.map((shape) => createHash('sha256').update(`${rules.join()} ${shape}`).digest('hex'));
  const known = await Promise.all(keys.map((key) => access(join(folder(), key)).then(() => true, () => false)));
  return known.every(Boolean) || keys;
}

export async function passes(keys: string[]): Promise<void> {
  await mkdir(folder(), { recursive: true });
  await Promise.all(keys.map((key) => writeFile(join(folder(), key), '')));
}

/** In the page: the content, and the page around it. */
function shapesOf(): string[] {
  const VALUES = /^(class|role|type|lang|dir|style|scope|tabindex|autocomplete|rel|target|http-equiv)$|^(aria|data-theme)/;
  const WORDS = /^aria-(label|description|roledescription|valuetext|valuenow|placeholder)$/;
  const LINKS = /^(for|headers|list|form|aria-(labelledby|describedby|controls|owns|details|errormessage|activedescendant|flowto))$/;
  const pointed = (ids: string): string =>
    ids.split(/\s+/).filter(Boolean).map((id) => {
      const there = document.getElementById(id);
      return there ? `${there.tagName}${there.getAttribute('type') ?? ''}${there.textContent?.trim() ? 't' : ''}` : 'nothing';
    }).join('+');
  const attribute = ({ name, value }: Attr): string => {
    if (name === 'id') return `id${document.querySelectorAll(`[id="${CSS.escape(value)}"]`).length}`;
    if (LINKS.test(name)) return `${name}>${pointed(value)}`;
    if (name === 'href' && value.startsWith('#')) return `href>${pointed(value.slice(1))}`;
    if (WORDS.test(name) || !VALUES.test(name)) return value.trim() ? name : `${name}=`;
    return `${name}=${value}`;
  };
  const shape = (element: Element, left?: Element | null): string => {
    if (element === left) return '<content>';
    const drawn = element instanceof SVGElement || element.tagName === 'IFRAME';
    // Many rows are one, whichever of them is the current one.
    const parts = new Set<string>();
    for (const node of drawn ? [] : element.childNodes) {
      if (node instanceof Element) parts.add(shape(node, left));
      else if (node.nodeType === Node.TEXT_NODE && node.textContent?.trim()) parts.add('t');
    }
    return `<${element.tagName} ${[...element.attributes].map(attribute).sort().join(' ')}>${[...parts].sort().join('')}</>`;
  };
  const main = document.querySelector('main');
  const seen = `${innerWidth} ${matchMedia('(prefers-color-scheme: dark)').matches} ${document.title.trim() !== ''} `;
  return [shape(document.documentElement, main), main ? shape(main) : ''].map((one) => seen + one);
}
