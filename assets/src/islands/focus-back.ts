// A button that sends its form and gets the same page again keeps the focus, so that a keyboard goes on where it was:
// <form data-focus-back="section 12">, a name that only this form of the page has.
const KEY = "preau:focus-back";

addEventListener("submit", (event) => {
  const name = (event.target as HTMLElement).dataset.focusBack;
  if (name && event.submitter instanceof HTMLButtonElement) {
    sessionStorage.setItem(KEY, JSON.stringify([location.pathname, name, event.submitter.value]));
  }
});

const kept = sessionStorage.getItem(KEY);
if (kept) {
  sessionStorage.removeItem(KEY);
  const [page, name, value] = JSON.parse(kept) as string[];
  if (page === location.pathname) {
    // An address that ends with #… takes the focus away once more when the page is complete.
    addEventListener("load", () => requestAnimationFrame(() => focusAgain(name ?? "", value ?? "")), { once: true });
  }
}

function focusAgain(name: string, value: string): void {
  const form = document.querySelector(`form[data-focus-back="${CSS.escape(name)}"]`);
  const buttons = [...(form?.querySelectorAll<HTMLButtonElement>("button:not(:disabled)") ?? [])];
  // At the end of the list that button can go no further: the one beside it takes its place.
  const button = buttons.find((one) => one.value === value) ?? buttons[0];
  button?.focus();
}
