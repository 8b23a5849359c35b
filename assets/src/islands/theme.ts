// Light, dark or as the system has it, remembered in a cookie that the server reads to set data-theme.
// <button type="submit" name="theme" value="dark" data-theme-choice="dark">; the form works without script.
import { island } from "../island";

island("[data-theme-choice]", (button) => {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    choose(button.dataset.themeChoice ?? "auto");
  });
  mark();
});

function choose(theme: string): void {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme === "auto" ? 0 : 31536000;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  mark();
}

function mark(): void {
  const current = document.documentElement.dataset.theme ?? "auto";
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
  }
}
