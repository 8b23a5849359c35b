// What every page loads: htmx and the islands. Pages work without it; it makes them smoother.
import { startHtmx } from "./htmx";
import { mountAll } from "./island";
import { forgetOthers } from "./kept-text";
import "./islands/autosave";
import "./islands/check-all";
import "./islands/composer";
import "./islands/confirm";
import "./islands/copy";
import "./islands/events";
import "./islands/focus-back";
import "./islands/menus";
import "./islands/message-frame";
import "./islands/news";
import "./islands/offline";
import "./islands/password";
import "./islands/rich-text";
import "./islands/shortcuts";
import "./islands/sortable";
import "./islands/status-line";
import "./islands/theme";
import "./islands/unsaved";
import "./islands/upload";

startHtmx(mountAll);
mountAll(document);
forgetOthers();

// What was typed before this script was there is heard of as soon as it is: looked up, and saved. Scripts of modules
// run before this event.
addEventListener("DOMContentLoaded", () => {
  const field = document.activeElement;
  const typed = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (typed && field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
});
