// Making elements by hand, for the little the islands draw themselves.

type Attributes = Record<string, string | boolean>;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// The sprite's address is known to the page: any icon already on it, or the <link rel="icons">.
export function icon(name: string): SVGSVGElement {
  const svgNamespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svgNamespace, "use");
  use.setAttribute("href", `${spriteAddress()}#${name}`);
  svg.append(use);
  return svg;
}

function spriteAddress(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content;
  const used = document.querySelector("svg.icon use[href*='icons-']")?.getAttribute("href");
  return meta ?? used?.split("#")[0] ?? "";
}
