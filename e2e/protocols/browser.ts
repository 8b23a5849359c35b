// A browser without a screen, over fetch: keeps cookies by host, follows redirects while they stay with the server,
// and sends the form of the page it was shown.

type Page = { url: URL; status: number; headers: Headers; body: string };

export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #home: string;

  constructor(baseURL: string) {
    this.#home = new URL(baseURL).origin;
  }

  /** The page at the end of the redirects, or the first address outside the server. */
  async go(url: URL | string, init: RequestInit = {}): Promise<Page> {
    let next = new URL(url, this.#home);
    for (let step = 0; step < 20; step++) {
      if (next.origin !== this.#home) return { url: next, status: 0, headers: new Headers(), body: '' };
      const page = await this.#ask(next, init);
      const there = page.headers.get('location');
      if (there === null) return page;
      next = new URL(there, next);
      // 303: whatever was sent, the answer is looked at.
      init = {};
    }
    throw new Error(`redirected in circles: ${next.href}`);
  }

  /** Fills and sends the form that posts to `action`; hidden fields go as they are. */
  async submit(page: Page, action: string, fields: Record<string, string> = {}): Promise<Page> {
    const form = page.body.match(new RegExp(`<form[^>]*action="${action}"[^>]*>.*?</form>`, 's'))?.[0];
    if (!form) throw new Error(`no form to ${action} at ${page.url.href} (${page.status})`);
    const body = new URLSearchParams();
    for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      body.set(attribute(input, 'name'), attribute(input, 'value'));
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.go(action, { method: 'POST', body });
  }

  async #ask(url: URL, init: RequestInit): Promise<Page> {
    const jar = this.#cookies.get(url.host) ?? new Map<string, string>();
    this.#cookies.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie, origin: this.#home } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = set.match(/^([^=]+)=([^;]*)/) ?? [];
      if (/max-age=0/i.test(set)) jar.delete(name);
      else jar.set(name, value);
    }
    return { url, status: response.status, headers: response.headers, body: await response.text() };
  }
}

function attribute(tag: string, name: string): string {
  const raw = tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '';
  return raw
    .replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex?: string, dec?: string) =>
      String.fromCodePoint(hex ? parseInt(hex, 16) : Number(dec)),
    )
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
