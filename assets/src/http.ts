// Requests the islands send themselves: same origin, with the page's CSRF token, never following the
// redirect to the sign-in page as if it were an answer.

export function csrfToken(form?: HTMLFormElement | null): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  const field = form?.querySelector<HTMLInputElement>('input[type="hidden"][name="_csrf"]')?.value;
  return meta || field || "";
}

/** `keepalive`: also when the page goes meanwhile, which is for 64 KiB at most. */
export function post(url: string, body: BodyInit, form?: HTMLFormElement | null, keepalive = false): Promise<Response> {
  return fetch(url, {
    keepalive,
    method: "POST",
    body,
    credentials: "same-origin",
    redirect: "manual",
    headers: { "X-CSRF-Token": csrfToken(form), Accept: "application/json, text/plain;q=0.9" },
  });
}

// A redirect means that the session has ended: every other answer to post() is direct.
export function isSignedOut(response: Response): boolean {
  return response.type === "opaqueredirect" || response.status === 401;
}

export interface Reply {
  message?: string;
  [key: string]: unknown;
}

// JSON as it is, plain text as its message, anything else (a proxy's page) as nothing.
export async function reply(response: Response): Promise<Reply> {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/json")) {
    const value: unknown = await response.json().catch(() => null);
    return value && typeof value === "object" ? (value as Reply) : {};
  }
  if (type.startsWith("text/plain")) return { message: (await response.text()).trim() };
  return {};
}
