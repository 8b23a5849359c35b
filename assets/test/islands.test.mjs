// The islands in a real browser, on small pages served under the product's own security policy. Each test
// fails on any violation of that policy and on any script error. Run after `npm run build`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");
const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };

let turn = 0;
let server, origin, browser, context, page, body, account, answers, received, troubles;

before(async () => {
  server = createServer(serve).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  // Whatever a browser that no longer answers holds open, the tests end.
  setTimeout(() => process.exit(), 10_000).unref();
  server.closeAllConnections();
  server.close();
  await browser?.close();
});

beforeEach(async () => {
  [body, account, answers, received, troubles] = ["", "", {}, [], []];
  // Once in thousands of pages a browser stops answering, and has no limit of its own: another takes its place.
  const opened = await within(20_000, openPage()).catch((error) => {
    console.error(`another browser is started: ${error.message}`);
    browser = undefined;
    return within(60_000, openPage());
  });
  ({ browser, context, page } = opened);
  // What a page of the test before still sends as it closes is not of this one.
  turn += 1;
  await context.addCookies([{ name: "test", value: String(turn), url: origin, httpOnly: true }]);
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => /Content Security Policy/.test(message.text()) && troubles.push(message.text()));
});

async function openPage() {
  if (browser) await context?.close();
  const running = browser ?? (await launch());
  const fresh = await running.newContext({ locale: "fr-FR" });
  return { browser: running, context: fresh, page: await fresh.newPage() };
}

const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });

async function within(milliseconds, promise) {
  const stop = new AbortController();
  const late = pause(milliseconds, undefined, { signal: stop.signal }).then(() => {
    throw new Error("the browser does not answer");
  });
  late.catch(() => {});
  return Promise.race([promise, late]).finally(() => stop.abort());
}

function serve(request, response) {
  const { pathname } = new URL(request.url, "http://local");
  if (pathname.startsWith("/statique/")) {
    const name = pathname.slice("/statique/".length);
    response.writeHead(200, { "Content-Type": types[name.split(".").pop()] ?? "text/plain" });
    return response.end(readFileSync(join(dist, name)));
  }
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const sent = Buffer.concat(chunks).toString();
    const isOurs = request.headers.cookie?.split("; ").includes(`test=${turn}`);
    if (request.method === "POST" && isOurs) received.push({ path: pathname, sent, token: request.headers["x-csrf-token"] });
    const answer = answers[pathname];
    if (answer) {
      response.writeHead(answer.status ?? 200, { "Content-Type": answer.type ?? "application/json", ...answer.headers });
      if (answer.after) setTimeout(() => response.end(answer.body ?? ""), answer.after);
      else if (!answer.open) response.end(answer.body ?? "");
      else response.write(answer.body);
      return;
    }
    response.writeHead(pathname === "/" ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
    response.end(html());
  });
}

const html = () => `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<meta name="csrf-token" content="jeton"><link rel="icon" href="/statique/${manifest["favicon.svg"]}">
<link rel="stylesheet" href="/statique/${manifest["app.css"]}">
<script type="module" src="/statique/${manifest["app.js"]}"></script></head>
<body data-icons="/statique/${manifest["icons.svg"]}" data-account="${account}" data-shortcuts data-events-url="/evenements"><main id="contenu">${body}</main>
<div id="status-line" class="status-line" role="status"></div></body></html>`;

async function open(content) {
  body = content;
  await page.goto(origin);
}

const fields = ({ sent }) => Object.fromEntries(new URLSearchParams(sent));
const status = () => page.locator("#status-line").innerText();

async function until(condition, what) {
  for (let turn = 0; turn < 80; turn += 1) {
    if (await condition()) return;
    await pause(100);
  }
  assert.fail(`never came: ${what}`);
}

// A test of an island, which also asserts that the page stayed within its policy.
function island(name, act) {
  test(name, { timeout: 90_000 }, async () => {
    answers["/evenements"] ??= { type: "text/event-stream", body: ":\n\n", open: true };
    await act();
    assert.deepEqual(troubles, []);
  });
}

island("a form is saved two seconds after the last key, without its password, and takes the new version", async () => {
  answers["/brouillon"] = { body: JSON.stringify({ fields: { version: "8" } }) };
  await open(`<form data-autosave-url="/brouillon"><input type="hidden" name="version" value="7">
    <textarea name="text" aria-label="t"></textarea><input type="password" name="secret" value="x">
    <span class="autosave" data-autosave-status></span></form>`);
  await page.locator("textarea").pressSequentially("Bonjour");
  await until(() => received.length > 0, "the saving");
  assert.deepEqual(fields(received[0]), { version: "7", text: "Bonjour" });
  assert.equal(received[0].token, "jeton");
  await page.getByText(/^Enregistré à \d+\sh\s\d\d$/).waitFor();
  assert.equal(await page.locator("[name=version]").inputValue(), "8");
  assert.equal(received.length, 1);
});

island("what was typed before the script came is saved, and looked up, without another key", async () => {
  answers["/brouillon"] = { status: 204 };
  answers["/suggestions"] = { type: "text/html", body: "Alix" };
  await page.route("**/app-*.js", (route) => pause(1500).then(() => route.fallback()));
  body = `<form data-autosave-url="/brouillon"><input name="to" aria-label="À" hx-get="/suggestions" hx-trigger="input delay:250ms" hx-target="#found"><div id="found"></div></form>`;
  await page.goto(origin, { waitUntil: "commit" });
  await page.getByLabel("À").pressSequentially("ali");
  await page.getByText("Alix").waitFor();
  await until(() => received.length > 0, "the saving");
  assert.deepEqual(fields(received[0]), { to: "ali" });
});

island("whoever leaves before two seconds are over loses nothing", async () => {
  answers["/brouillon"] = { status: 204 };
  answers["/suite"] = { type: "text/html", body: "<h1>Suite</h1>" };
  await open(`<form data-autosave-url="/brouillon"><textarea name="text" aria-label="t"></textarea></form><a href="/suite">Fermer</a>`);
  await page.locator("textarea").fill("Parti trop vite");
  await page.getByRole("link", { name: "Fermer" }).click();
  await page.getByRole("heading", { name: "Suite" }).waitFor();
  await until(() => received.length > 0, "the saving");
  assert.deepEqual(fields(received[0]), { text: "Parti trop vite" });
  assert.equal(received[0].token, "jeton");
});

island("without a network nothing leaves, and the text of a new page is found on the next", async () => {
  const form = (key) => `<form method="post" action="/envoi" data-autosave-url="/brouillon" data-autosave-key="${key}">
    <input type="hidden" name="version" value="0"><textarea name="text" aria-label="t"></textarea><button>Envoyer</button></form>`;
  await open(form("message-1"));
  await page.locator("textarea").fill("Écrit dans le train");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByText(/Pas de réseau/).waitFor();
  assert.equal(await page.locator("textarea").inputValue(), "Écrit dans le train");
  await context.setOffline(false);
  // The next new text has another name.
  answers["/brouillon"] = { status: 303, headers: { Location: "/compte/connexion" } };
  await open(form("message-2"));
  assert.equal(await page.locator("textarea").inputValue(), "Écrit dans le train");
});

island("a file sent after the session has ended leads nowhere, and the text stays", async () => {
  answers["/pieces"] = { status: 303, headers: { Location: "/webmel/connexion?suite=x" } };
  answers["/webmel/connexion"] = { type: "text/html", body: "<main>Connexion</main>" };
  await open(`<form method="post" action="/pieces" enctype="multipart/form-data" data-upload><textarea name="text" aria-label="t">Un texte</textarea>
    <input type="file" name="f" aria-label="f"><button>Joindre</button></form>`);
  const file = { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("contenu") };
  await page.getByLabel("f", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Joindre" }).click();
  await until(async () => /session est fermée/.test(await status()), "why it did not leave");
  answers["/pieces"] = { status: 503, type: "text/html", body: "<main>Indisponible</main>" };
  await page.getByRole("button", { name: "Joindre" }).click();
  await until(async () => /pas abouti/.test(await status()), "the failure");
  assert.equal(await page.locator("textarea").inputValue(), "Un texte");
});

island("what is sent while a saving is on its way leaves after it, once, with the new version", async () => {
  answers["/brouillon"] = { body: JSON.stringify({ fields: { version: "8" } }), after: 1200 };
  answers["/envoi"] = { type: "text/html", body: "<h1>Parti</h1>" };
  await open(`<form method="post" action="/ailleurs" data-autosave-url="/brouillon"><input type="hidden" name="version" value="7">
    <textarea name="text" aria-label="t"></textarea><button formaction="/envoi" name="how" value="now">Envoyer</button></form>`);
  await page.locator("textarea").fill("Bonjour");
  await until(() => received.length > 0, "the saving");
  await page.getByRole("button", { name: "Envoyer" }).dblclick();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
  assert.deepEqual(received.map(({ path }) => path), ["/brouillon", "/envoi"]);
  assert.deepEqual(fields(received[1]), { version: "8", text: "Bonjour", how: "now" });
});

island("a conflict is told in the server's words and nothing more is sent", async () => {
  answers["/brouillon"] = { status: 409, body: JSON.stringify({ message: "Claire a modifié ce texte." }) };
  await open(`<form data-autosave-url="/brouillon"><textarea name="text" aria-label="t"></textarea></form>`);
  await page.locator("textarea").fill("a");
  await page.getByText("Claire a modifié ce texte.").waitFor();
  await page.locator("textarea").fill("ab");
  await pause(2500);
  assert.equal(received.length, 1);
});

island("text that could not be saved because the session ended comes back with the page", async () => {
  answers["/brouillon"] = { status: 303, headers: { Location: "/compte/connexion" } };
  await open(`<form data-autosave-url="/brouillon"><textarea name="text" aria-label="t"></textarea></form>`);
  await page.locator("textarea").fill("Long travail");
  await page.getByText(/Votre session est fermée/).waitFor();
  answers["/brouillon"] = { status: 204 };
  await page.reload();
  assert.equal(await page.locator("textarea").inputValue(), "Long travail");
  await page.getByText(/^Enregistré à/).waitFor();
  await page.reload();
  assert.equal(await page.locator("textarea").inputValue(), "", "what is saved is no longer kept");
});

const versioned = (version, text = "") => `<form method="post" action="/envoi" data-autosave-url="/brouillon" data-autosave-key="message-1">
  <input type="hidden" name="version" value="${version}"><textarea name="text" aria-label="t">${text}</textarea><button>Envoyer</button></form>`;

island("a text that was changed elsewhere meanwhile is not overwritten by the one kept here, which is offered", async () => {
  answers["/brouillon"] = { status: 409, body: JSON.stringify({ message: "Modifié dans une autre fenêtre." }) };
  await open(versioned(7, "Commun"));
  await page.locator("textarea").fill("Le mien");
  await page.getByText("Modifié dans une autre fenêtre.").waitFor();
  received.length = 0;
  answers["/brouillon"] = { body: JSON.stringify({ fields: { version: "10" } }) };
  await open(versioned(9, "Le sien"));
  await page.getByText(/n’a pas été enregistré, et celui-ci a changé/).waitFor();
  assert.equal(await page.locator("textarea").inputValue(), "Le sien");
  await pause(2500);
  assert.equal(received.length, 0);
  await page.getByRole("button", { name: "Reprendre le mien" }).click();
  await until(() => received.length > 0, "the saving");
  assert.deepEqual(fields(received[0]), { version: "9", text: "Le mien" });
  await page.getByText(/^Enregistré à/).waitFor();
  await open(versioned(9, "Le sien"));
  assert.equal(await page.locator("textarea").inputValue(), "Le sien");
  assert.equal(await page.getByRole("button", { name: "Reprendre le mien" }).count(), 0, "what is saved is no longer kept");
});

island("a saving whose answer was lost is asked for again as it was, before what was typed since", async () => {
  answers["/brouillon"] = { body: JSON.stringify({ fields: { version: "8" } }) };
  await page.route("**/brouillon", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await open(versioned(7));
  await page.locator("textarea").fill("Un");
  await page.getByText(/Pas de réseau/).waitFor();
  await page.locator("textarea").fill("Un deux");
  await until(() => received.length === 3, "the savings");
  assert.deepEqual(received.map(fields), [
    { version: "7", text: "Un" },
    { version: "7", text: "Un" },
    { version: "8", text: "Un deux" },
  ]);
});

island("whoever sends after an answer was lost sends what they wrote since, in the version that the server has", async () => {
  answers["/brouillon"] = { body: JSON.stringify({ fields: { version: "8" } }) };
  answers["/envoi"] = { type: "text/html", body: "<h1>Parti</h1>" };
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route("**/brouillon", lose, { times: 1 });
  await open(versioned(7));
  await page.locator("textarea").fill("Un");
  await page.getByText(/Pas de réseau/).waitFor();
  await page.locator("textarea").fill("Un deux");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
  assert.deepEqual(fields(received.at(-1)), { version: "8", text: "Un deux" });
  // While nobody answers at all, it leaves as it is: the server says what is wrong.
  received.length = 0;
  await page.route("**/brouillon", (route) => route.abort());
  await open(versioned(7));
  await page.locator("textarea").fill("Trois");
  await page.getByText(/Pas de réseau/).waitFor();
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
  assert.deepEqual(received.map(fields), [{ version: "7", text: "Trois" }]);
});

island("what one person wrote is not found by the next one at the same browser", async () => {
  account = "premiere@ac.example";
  answers["/brouillon"] = { status: 303, headers: { Location: "/compte/connexion" } };
  await open(versioned(0));
  await page.locator("textarea").fill("Confidentiel");
  await page.getByText(/Votre session est fermée/).waitFor();
  // The page to sign in on is nobody's: whoever comes back finds the text.
  account = "";
  await open("<h1>Connexion</h1>");
  account = "premiere@ac.example";
  await open(versioned(0));
  assert.equal(await page.locator("textarea").inputValue(), "Confidentiel");
  await page.getByText(/Votre session est fermée/).waitFor();
  account = "seconde@ac.example";
  await open(versioned(0));
  assert.equal(await page.locator("textarea").inputValue(), "");
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("autosave"))), []);
});

island("a text that could not be saved and then left does not come back", async () => {
  account = "premiere@ac.example";
  answers["/brouillon"] = { status: 503, type: "text/html", body: "" };
  answers["/envoi"] = { status: 303, headers: { Location: "/" } };
  await open(versioned(0));
  await page.locator("textarea").fill("Parti quand même");
  await page.getByText(/n’a pas abouti/).waitFor();
  body = "<h1>Boîte de réception</h1>";
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Boîte de réception" }).waitFor();
  await open(versioned(0));
  assert.equal(await page.locator("textarea").inputValue(), "");
});

island("a password shows and hides, and its strength comes from the server", async () => {
  answers["/force"] = { body: JSON.stringify({ score: 3, message: "Bon mot de passe" }) };
  await open(`<form><input type="password" id="p" name="password" aria-label="p" data-strength-url="/force">
    <button type="button" data-show-password="p" hidden>Afficher</button>
    <div data-strength-for="p" hidden><meter aria-label="Solidité"></meter><span role="status"></span></div></form>`);
  await page.locator("#p").fill("correct cheval");
  await page.getByText("Bon mot de passe").waitFor();
  assert.deepEqual(fields(received[0]), { password: "correct cheval" });
  assert.equal(await page.locator("meter").evaluate((meter) => meter.value), 3);
  await page.getByRole("button", { name: "Afficher" }).click();
  assert.equal(await page.locator("#p").getAttribute("type"), "text");
  await page.getByRole("button", { name: "Masquer" }).click();
  assert.equal(await page.locator("#p").getAttribute("type"), "password");
});

island("a menu closes on Escape and gives the focus back, and on a click elsewhere", async () => {
  await open(`<details class="menu"><summary>Menu</summary><div class="menu-panel"><a href="#a">Un</a></div></details><p>Ailleurs</p>`);
  const menu = page.locator("details");
  await page.locator("summary").click();
  await page.getByRole("link", { name: "Un" }).focus();
  await page.keyboard.press("Escape");
  assert.equal(await menu.evaluate((element) => element.open), false);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
  await page.locator("summary").click();
  await page.getByText("Ailleurs").click();
  assert.equal(await menu.evaluate((element) => element.open), false);
});

island("what destroys asks once: Escape keeps, the named button sends", async () => {
  await open(`<form method="post" action="/supprimer"><button data-confirm="42 messages seront supprimés." data-confirm-action="Supprimer">Retirer</button></form>`);
  await page.getByRole("button", { name: "Retirer" }).click();
  await page.getByRole("dialog").getByText("42 messages").waitFor();
  await page.keyboard.press("Escape");
  await pause(200);
  assert.equal(received.length, 0);
  await page.getByRole("button", { name: "Retirer" }).click();
  await page.getByRole("button", { name: "Supprimer" }).click();
  await until(() => received.length === 1, "the form");
  assert.equal(received[0].path, "/supprimer");
});

island("a form that htmx sends is asked about as well, and carries the token", async () => {
  answers["/ok"] = { type: "text/html", body: "<p>Fait</p>" };
  await open(`<form hx-post="/ok" hx-target="#ici" data-confirm="Sûr ?"><button>Aller</button></form><div id="ici"></div>`);
  await page.getByRole("button", { name: "Aller" }).click();
  await pause(200);
  assert.equal(received.length, 0);
  await page.getByRole("button", { name: "Confirmer" }).click();
  await page.getByText("Fait").waitFor();
  assert.equal(received[0].token, "jeton");
});

island("a failure of htmx is told in the status line, errors of a form (422) take their place", async () => {
  answers["/non"] = { status: 403, type: "text/html", body: "" };
  answers["/faux"] = { status: 422, type: "text/html", body: "<p>Écrivez un titre.</p>" };
  await open(`<button hx-post="/non">Non</button><button hx-post="/faux" hx-target="#ici">Faux</button><div id="ici"></div>`);
  await page.getByRole("button", { name: "Non" }).click();
  await until(async () => /pas le droit/.test(await status()), "the reason");
  await page.getByRole("button", { name: "Faux" }).click();
  await page.locator("#ici").getByText("Écrivez un titre.").waitFor();
});

island("leaving a changed form asks, leaving a sent one does not", async () => {
  await open(`<form data-warn-unsaved><input name="a" aria-label="a"></form>`);
  await page.locator("input").pressSequentially("x");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    void dialog.accept();
  });
  await page.reload();
  assert.equal(asked, 1);
  await page.reload();
  assert.equal(asked, 1);
});

const item = (id) => `<li class="sortable-item" data-id="${id}"><div class="sortable-row">
  <button class="btn btn-icon sortable-handle" type="button">h</button><p>Ligne ${id}</p></div></li>`;

async function dragFirstBelowLast() {
  const handles = page.locator(".is-sortable .sortable-handle");
  await handles.first().waitFor();
  const from = await handles.first().boundingBox();
  const to = await handles.last().boundingBox();
  await page.mouse.move(from.x + 20, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 40, { steps: 5 });
  await page.mouse.move(to.x + 20, to.y + 42, { steps: 12 });
  await pause(250);
  await page.mouse.up();
}

const order = () => page.locator("[data-id]").evaluateAll((items) => items.map((entry) => entry.dataset.id).join(""));

island("a dropped item is posted with the new order", async () => {
  answers["/ordre"] = { status: 204 };
  await open(`<ol class="sortable" data-sort-url="/ordre" data-sort-list="12">${item(1)}${item(2)}${item(3)}</ol>`);
  await dragFirstBelowLast();
  await until(() => received.length === 1, "the order");
  assert.equal(received[0].sent, "moved=1&list=12&order=2&order=3&order=1");
  assert.equal(await order(), "231");
});

const movable = (id) => item(id).replace("<p>", `<form method="post" action="/#ligne-${id}" id="ligne-${id}" data-focus-back="ligne ${id}">
  <button name="to" value="up">haut ${id}</button><button name="to" value="down">bas ${id}</button></form><p>`);
const disabled = () => page.locator("button:disabled").allInnerTexts();

island("after a drop the buttons at the ends of the list are those of the items that stand there", async () => {
  answers["/ordre"] = { status: 204 };
  await open(`<ol class="sortable" data-sort-url="/ordre" data-sort-ends>${movable(1)}${movable(2)}${movable(3)}</ol>`);
  await dragFirstBelowLast();
  await until(async () => (await disabled()).join() === "haut 2,bas 1", "the ends");
});

island("a move button has the focus again when its page returns, or the one beside it at the end", async () => {
  await open(`<ol class="sortable">${movable(1)}${movable(2)}</ol>`);
  await page.getByRole("button", { name: "bas 1" }).press("Enter");
  await until(() => received.length === 1, "the move");
  const focused = () => page.evaluate(() => document.activeElement?.textContent).catch(() => null);
  await until(async () => (await focused()) === "bas 1", "the same button");
  body = body.replace("<button name=\"to\" value=\"down\">bas 1", "<button disabled name=\"to\" value=\"down\">bas 1");
  await page.keyboard.press("Enter");
  await until(async () => (await focused()) === "haut 1", "the other button");
});

island("an order the server refuses is undone on the page", async () => {
  answers["/ordre"] = { status: 409 };
  await open(`<ol class="sortable" data-sort-url="/ordre">${item(1)}${item(2)}${item(3)}</ol>`);
  await dragFirstBelowLast();
  await until(async () => /ordre précédent/.test(await status()), "the explanation");
  assert.equal(await order(), "123");
});

island("rich text is written with buttons and stays in the form's field", async () => {
  await open(`<form><label for="t">Texte</label><textarea id="t" data-rich-text>&lt;p&gt;Un&lt;/p&gt;</textarea></form>`);
  await page.locator("[contenteditable]").waitFor();
  const surface = page.getByRole("textbox", { name: "Texte" });
  await surface.click();
  await page.keyboard.press("Control+A");
  await page.getByRole("button", { name: "Gras" }).click();
  assert.equal(await page.locator("textarea").inputValue(), "<p><strong>Un</strong></p>");
  assert.equal(await page.getByRole("button", { name: "Gras" }).getAttribute("aria-pressed"), "true");
  await page.getByLabel("Style du paragraphe").selectOption("2");
  await page.getByRole("button", { name: "Lien" }).click();
  await page.getByLabel("Adresse du lien").fill("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Adresse du lien").fill("exemple.fr/page");
  await page.keyboard.press("Enter");
  assert.match(await page.locator("textarea").inputValue(), /^<h2><a href="https:\/\/exemple\.fr\/page"[^>]*><strong>Un<\/strong><\/a><\/h2>/);
});

island("what is typed before the editor comes is taken into it, and the keyboard goes on there", async () => {
  let release;
  const slow = new Promise((resolve) => (release = resolve));
  await page.route(/editor-/, async (route) => {
    await slow;
    await route.continue();
  });
  await open(`<form><label for="t">Texte</label><textarea id="t" name="t" data-rich-text></textarea></form>`);
  await page.locator("textarea").pressSequentially("Un début");
  release();
  await page.locator("[contenteditable]").waitFor();
  await page.keyboard.type(" et la suite");
  assert.equal(await page.locator("textarea").inputValue(), "<p>Un début et la suite</p>");
});

island("a table is written without any style attribute", async () => {
  await open(`<form><label for="t">Texte</label><textarea id="t" data-rich-text></textarea></form>`);
  await page.locator("[contenteditable]").waitFor();
  await page.getByRole("textbox", { name: "Texte" }).click();
  await page.getByRole("button", { name: "Tableau" }).click();
  const value = await page.locator("textarea").inputValue();
  assert.match(value, /<table><tbody><tr><th/);
  assert.doesNotMatch(value, /style=/);
});

island("an image goes to the server and comes back as an address, with its description", async () => {
  answers["/images"] = { body: JSON.stringify({ url: "/statique/" + manifest["favicon.svg"] }) };
  await open(`<form><label for="t">Texte</label><textarea id="t" data-rich-text data-upload-url="/images"></textarea></form>`);
  await page.locator("[contenteditable]").waitFor();
  await page.getByRole("button", { name: "Image" }).click();
  await page.getByLabel("Fichier image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("png") });
  await page.getByLabel(/Description/).fill("Une cour");
  await page.getByRole("button", { name: "Insérer" }).click();
  await until(async () => /<img src="\/statique\/favicon[^"]*" alt="Une cour">/.test(await page.locator("textarea").inputValue()), "the image");
});

const pasteImage = () =>
  page.locator("[contenteditable]").evaluate((surface) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["png"], "a.png", { type: "image/png" }));
    surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });

const dataOf = (event, files, text) =>
  page.locator("[contenteditable]").evaluate(
    (surface, { event, files, text }) => {
      const data = new DataTransfer();
      for (const [name, type] of files) data.items.add(new File(["x"], name, { type }));
      for (const [type, value] of Object.entries(text)) data.setData(type, value);
      const carried = event === "paste" ? { clipboardData: data } : { dataTransfer: data };
      const Kind = event === "paste" ? ClipboardEvent : DragEvent;
      const { x, y } = surface.getBoundingClientRect();
      surface.dispatchEvent(new Kind(event, { ...carried, clientX: x + 5, clientY: y + 5, bubbles: true, cancelable: true }));
    },
    { event, files, text },
  );

island("what an office program copies is pasted as text, and images dropped with other files are joined with them", async () => {
  answers["/pieces"] = { type: "text/html", body: "<main>Jointes</main>" };
  await open(`<form class="composer" method="post" action="/envoi" data-upload><label for="t">Texte</label>
    <textarea id="t" name="t" data-rich-text="message" data-upload-url="/images"></textarea>
    <input type="file" name="file" multiple aria-label="f"><button formaction="/pieces" formenctype="multipart/form-data">Joindre</button></form>`);
  await page.locator("[contenteditable]").waitFor();
  await page.locator("[contenteditable]").click();
  await dataOf("paste", [["a.png", "image/png"]], { "text/plain": "12 élèves", "text/html": "<b>12 élèves</b>" });
  await until(async () => /12 élèves/.test(await page.locator("textarea").inputValue()), "the text");
  assert.deepEqual(received, []);
  await dataOf("drop", [["a.png", "image/png"], ["b.pdf", "application/pdf"]], {});
  await until(() => received.length > 0, "the files");
  assert.deepEqual(received.map(({ path }) => path), ["/pieces"]);
  assert.match(received[0].sent, /filename="a.png"[^]*filename="b.pdf"/);
});

island("a text with an address in brackets stays one, line by line", async () => {
  const text = "Le 3 mai, Jeanne &lt;jeanne@ac.example&gt; a écrit :\n&gt; Bonjour\n\nMerci";
  await open(`<form><label for="t">Texte</label><textarea id="t" name="t" data-rich-text="message">${text}</textarea></form>`);
  await page.locator("[contenteditable]").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" !");
  const written = "<p>Le 3 mai, Jeanne &lt;jeanne@ac.example&gt; a écrit :<br>&gt; Bonjour</p><p>Merci !</p>";
  assert.equal(await page.locator("textarea").inputValue(), written);
});

island("the toolbar is entered by the keyboard again after its button has gone with the table", async () => {
  await open(`<form><label for="t">Texte</label><textarea id="t" data-rich-text></textarea></form>`);
  await page.locator("[contenteditable]").click();
  await page.getByRole("button", { name: "Tableau", exact: true }).click();
  await page.getByRole("button", { name: "Supprimer le tableau" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Supprimer le tableau" }).waitFor({ state: "hidden" });
  await page.locator("[contenteditable]").focus();
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest("[role=toolbar]") !== null), true);
});

island("a text leaves with the image just pasted into it; one that is refused is told, and the text stays", async () => {
  const src = `/statique/${manifest["favicon.svg"]}`;
  answers["/images"] = { body: JSON.stringify({ url: src }), after: 2500 };
  answers["/envoi"] = { type: "text/html", body: "<h1>Parti</h1>" };
  const form = `<form method="post" action="/envoi"><label for="t">Texte</label><textarea id="t" name="t" data-rich-text="message" data-upload-url="/images"></textarea><button>Envoyer</button></form>`;
  await open(form);
  await page.locator("[contenteditable]").waitFor();
  await pasteImage();
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByText("ce qui vient d’être ajouté est en cours d’envoi").waitFor();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
  assert.ok(fields(received.at(-1)).t.includes(`<img src="${src}"`));
  answers["/images"] = { status: 422, body: JSON.stringify({ message: "Cette image est trop lourde." }), after: 1200 };
  received.length = 0;
  await open(form);
  await page.locator("[contenteditable]").waitFor();
  await pasteImage();
  await page.getByRole("button", { name: "Envoyer" }).click();
  await until(async () => /trop lourde/.test(await status()), "the refusal");
  await pause(300);
  assert.deepEqual(received.map(({ path }) => path), ["/images"]);
  await page.route("**/images", (route) => route.abort());
  await pasteImage();
  await until(async () => /pas abouti/.test(await status()), "the failure");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
});

const row = (id) => `<li class="mail-row"><span class="mail-check"><input type="checkbox" name="message" value="${id}" data-key="x" aria-label="${id}"></span>
  <a class="mail-link" href="#m${id}">Message ${id}</a><button type="button" class="star" data-key="s">Suivre ${id}</button></li>`;

island("keys move from message to message, act on the one in focus, and are silent in fields", async () => {
  await open(`<input type="search" data-key="/" aria-label="Chercher"><ol class="mail-list">${row(1)}${row(2)}</ol>`);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Message 2");
  await page.keyboard.press("x");
  assert.equal(await page.getByLabel("2", { exact: true }).isChecked(), true);
  await page.keyboard.press("k");
  await page.keyboard.press("o");
  // The browser tells of its new address when it comes to it.
  await page.waitForURL(/#m1$/);
  await page.keyboard.press("/");
  await page.keyboard.type("jk");
  assert.equal(await page.getByLabel("Chercher").inputValue(), "jk");
});

island("keys do nothing once the agent has turned them off", async () => {
  await open(`<ol class="mail-list">${row(1)}</ol>`);
  await page.evaluate(() => document.body.removeAttribute("data-shortcuts"));
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
});

island("a file too large is refused before it leaves", async () => {
  await open(`<form method="post" action="/envoi"><div class="field"><input type="file" id="f" name="f" aria-label="f" data-max-bytes="2000"></div><button>Envoyer</button></form>`);
  await page.getByLabel("f").setInputFiles({ name: "gros.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(2500) });
  await page.getByText(/gros\.pdf.*2,5\sko.*2\sko/).waitFor();
  await page.getByRole("button", { name: "Envoyer" }).click();
  await pause(300);
  assert.equal(received.length, 0);
});

island("an upload follows the server's redirect, and shows its errors in place", async () => {
  answers["/envoi"] = { status: 422, type: "text/html", body: `<main><div class="error-summary" tabindex="-1">Illisible</div></main>` };
  const form = `<form method="post" action="/envoi" enctype="multipart/form-data" data-upload><input type="file" name="f" aria-label="f"><button>Envoyer</button>
    <div data-upload-progress hidden><progress max="100" aria-label="Envoi"></progress><span role="status"></span></div></form>`;
  const file = { name: "a.mbz", mimeType: "application/zip", buffer: Buffer.alloc(100) };
  await open(form);
  await page.getByLabel("f", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByText("Illisible").waitFor();
  assert.match(received[0].sent, /filename="a\.mbz"/);
  answers["/envoi"] = { status: 303, headers: { Location: "/rapport" } };
  answers["/rapport"] = { type: "text/html", body: "<h1>Rapport</h1>" };
  await open(form);
  await page.getByLabel("f", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Rapport" }).waitFor();
});

island("of several buttons, the one that sends files shows how far they are; typing is saved when they could not leave", async () => {
  answers["/pieces"] = { status: 303, headers: { Location: "/brouillon" } };
  answers["/envoi"] = answers["/brouillon"] = { type: "text/html", body: "<h1>Suite</h1>" };
  const form = `<form method="post" action="/envoi" data-upload data-autosave-url="/garder"><textarea name="text" aria-label="t"></textarea>
    <input type="file" name="f" aria-label="f"><button>Envoyer</button>
    <button formaction="/pieces" formenctype="multipart/form-data">Joindre</button>
    <div data-upload-progress hidden><progress max="100" aria-label="Envoi"></progress><span role="status"></span></div></form>`;
  const file = { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("contenu") };
  await open(form);
  await page.getByLabel("f", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Joindre" }).click();
  await page.getByRole("heading", { name: "Suite" }).waitFor();
  assert.equal(received[0].path, "/pieces");
  assert.match(received[0].sent, /contenu/);
  await open(form);
  await page.getByLabel("f", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Suite" }).waitFor();
  const plain = received.find(({ path }) => path === "/envoi");
  assert.doesNotMatch(plain.sent, /contenu/, "the name alone, as without a script");
  await open(form);
  received.length = 0;
  await page.route("**/pieces", (route) => route.abort());
  answers["/garder"] = { status: 204 };
  await page.locator("textarea").fill("À garder");
  await page.getByLabel("f", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Joindre" }).click();
  await until(async () => /pas abouti/.test(await status()), "the failure is told");
  await until(() => received.some(({ path }) => path === "/garder"), "the saving goes on");
});

island("a second press while the page after an upload is on its way sends nothing more", async () => {
  answers["/pieces"] = { status: 303, headers: { Location: "/brouillon" } };
  answers["/brouillon"] = { type: "text/html", body: "<h1>Suite</h1>" };
  await open(`<form method="post" action="/pieces" enctype="multipart/form-data" data-upload><input type="file" name="f" aria-label="f"><button>Joindre</button>
    <div data-upload-progress hidden><progress max="100" aria-label="Envoi"></progress><span role="status"></span></div></form>`);
  // The script's own request is answered at once, the page itself takes its time.
  await page.route("**/brouillon", async (route) => {
    if (route.request().isNavigationRequest()) await pause(1500);
    await route.fallback();
  });
  await page.getByLabel("f", { exact: true }).setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("contenu") });
  await page.getByRole("button", { name: "Joindre" }).evaluate((button) => {
    button.click();
    setTimeout(() => button.click(), 700);
  });
  await page.getByRole("heading", { name: "Suite" }).waitFor();
  assert.equal(received.length, 1);
});

island("a letter leaves with the person just chosen, and is saved with them", async () => {
  const line = (value) => `<div id="line"><input name="to" aria-label="À" value="${value}">
    <button type="button" hx-post="/choix" hx-include="closest form" hx-target="#line" hx-swap="outerHTML">Alix</button></div>`;
  answers["/choix"] = { type: "text/html", body: line("alix@exemple.fr"), after: 1200 };
  answers["/brouillon"] = { status: 204 };
  answers["/envoi"] = { type: "text/html", body: "<h1>Parti</h1>" };
  const form = `<form class="composer" method="post" action="/envoi" data-autosave-url="/brouillon">${line("ali")}<button>Envoyer</button></form>`;
  await open(form);
  await page.getByRole("button", { name: "Alix" }).click();
  await page.getByRole("button", { name: "Envoyer" }).dblclick();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
  assert.deepEqual(received.map(({ path }) => path), ["/choix", "/envoi"]);
  assert.deepEqual(fields(received[1]), { to: "alix@exemple.fr" });
  await open(form);
  await page.getByRole("button", { name: "Alix" }).click();
  await until(() => received.some(({ path }) => path === "/brouillon"), "the saving");
  assert.deepEqual(fields(received.at(-1)), { to: "alix@exemple.fr" });
  // One goes on behind the name; whoever writes elsewhere by then keeps writing there.
  await page.keyboard.type("bob");
  assert.equal(await page.getByLabel("À").inputValue(), "alix@exemple.frbob");
  await open(form.replace("<button>Envoyer", '<input name="s" aria-label="Objet"><button>Envoyer'));
  await page.getByRole("button", { name: "Alix" }).click();
  await page.getByLabel("Objet").pressSequentially("Réunion de rentrée", { delay: 100 });
  assert.equal(await page.getByLabel("Objet").inputValue(), "Réunion de rentrée");
  assert.equal(await page.getByLabel("À").inputValue(), "alix@exemple.fr");
  // What could not be asked for holds nothing up.
  received.length = 0;
  await page.route("**/choix", (route) => pause(500).then(() => route.abort()));
  await open(form);
  await page.getByRole("button", { name: "Alix" }).click();
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("heading", { name: "Parti" }).waitFor();
  assert.deepEqual(fields(received.find(({ path }) => path === "/envoi")), { to: "ali" });
});

island("the theme changes at once and is remembered in a cookie", async () => {
  await open(`<button data-theme-choice="dark">Sombre</button><button data-theme-choice="auto">Auto</button>`);
  await page.getByRole("button", { name: "Sombre" }).click();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark");
  const cookies = async () => (await context.cookies()).filter(({ name }) => name !== "test");
  assert.deepEqual((await cookies()).map(({ name, value }) => [name, value]), [["theme", "dark"]]);
  await page.getByRole("button", { name: "Auto" }).click();
  assert.deepEqual(await cookies(), []);
});

island("new mail refreshes what listens to it", async () => {
  answers["/evenements"] = { type: "text/event-stream", body: "event: mail\ndata: 1\n\n", open: true };
  answers["/liste"] = { type: "text/html", body: "<p>Un nouveau message</p>" };
  await open(`<div hx-get="/liste" hx-trigger="preau:mail from:body">Rien</div>`);
  await page.getByText("Un nouveau message").waitFor();
});

island("the status line's undo answers to z, and a message that is pointed at stays", async () => {
  await open("<p>Page</p>");
  await page.evaluate(() => {
    document.querySelector("#status-line").innerHTML =
      '<div><p>Supprimé.</p><form method="post" action="/annuler"><button data-undo>Annuler</button></form></div>';
  });
  await page.keyboard.press("z");
  await until(() => received.length === 1, "the undoing");
  assert.equal(received[0].path, "/annuler");
});

island("a box ticks the others and shows what can be done with them", async () => {
  await open(`<input type="checkbox" data-check-all="message" aria-label="Tout" hidden><span data-when-checked hidden><b data-checked-count></b> choisis</span><ol>${row(1)}${row(2)}</ol>`);
  await page.getByLabel("Tout").check();
  await page.getByText("2 choisis").waitFor();
  await page.getByLabel("1", { exact: true }).uncheck();
  await page.getByText("1 choisis").waitFor();
  assert.equal(await page.getByLabel("Tout").evaluate((box) => box.indeterminate), true);
});
