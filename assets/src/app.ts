// What every page loads: htmx and the islands. Pages work without it; it makes them smoother.
import { startHtmx } from "./htmx";
import { mountAll } from "./island";
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
import "./islands/passkey";
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
