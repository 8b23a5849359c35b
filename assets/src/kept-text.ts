// Texts that could not be saved, in this tab alone (sessionStorage): found again by the page they were written on, and by
// nobody but who wrote them.
const prefix = "autosave:";

export type Fields = [name: string, value: string][];

export interface Kept {
  /** Of the text it was written on; empty where texts have none. */
  version: string;
  /** It was sent, and nobody knows whether it arrived. */
  left?: boolean;
  fields: Fields;
}

interface Stored extends Kept {
  account: string;
}

const account = (): string => document.body.dataset.account ?? "";
const asked = new Set<string>();

export function keep(key: string, kept: Kept): void {
  const stored: Stored = { ...kept, account: account() };
  try {
    sessionStorage.setItem(prefix + key, JSON.stringify(stored));
  } catch {
    // Storage full or refused: the text is still on the page.
  }
}

export function forget(key: string): void {
  sessionStorage.removeItem(prefix + key);
}

export function keptUnder(key: string): Kept | null {
  asked.add(prefix + key);
  const stored = read(prefix + key);
  return stored?.account === account() ? stored : null;
}

/** Once the forms of a page have taken theirs: what somebody else wrote goes, and what left and arrived. */
export function forgetOthers(): void {
  // Whoever has to sign in again comes back to it.
  if (account() === "") return;
  for (const name of Object.keys(sessionStorage).filter((name) => name.startsWith(prefix))) {
    const stored = read(name);
    if (stored?.account !== account() || (stored.left && !asked.has(name))) sessionStorage.removeItem(name);
  }
}

function read(name: string): Stored | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null") as Stored | null;
  } catch {
    return null;
  }
}
