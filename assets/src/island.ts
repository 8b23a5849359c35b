// An island is a selector and a function: the function runs once for each element that matches, whether it
// came with the page or later with a fragment. Without it the element already works.

type Mount = (element: HTMLElement) => void;

const islands: { selector: string; mount: Mount; seen: WeakSet<Element> }[] = [];

export function island(selector: string, mount: Mount): void {
  islands.push({ selector, mount, seen: new WeakSet() });
}

export function mountAll(root: Element | Document): void {
  for (const { selector, mount, seen } of islands) {
    const inside = [...root.querySelectorAll<HTMLElement>(selector)];
    const found = root instanceof HTMLElement && root.matches(selector) ? [root, ...inside] : inside;
    for (const element of found) {
      if (seen.has(element)) continue;
      seen.add(element);
      mount(element);
    }
  }
}
