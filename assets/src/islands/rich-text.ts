// A textarea of HTML becomes an editor. Tiptap comes only with a page that has one, once the page is there and the
// browser has nothing better to do, or when somebody turns to the field: the first view never waits for it. The
// textarea stays the form's field: the editor writes into it, and without script one writes HTML or plain text there.
//
//   <textarea data-rich-text data-upload-url="/…/images">  (data-rich-text="simple": no headings, tables, images)
import { icon } from "../build";
import { post, reply } from "../http";
import { island } from "../island";
import { leavesAfter, slow } from "../leaving";
import { words } from "../words";
import { say } from "./status-line";

island("textarea[data-rich-text]", (element) => {
  const textarea = element as HTMLTextAreaElement;
  const url = textarea.dataset.uploadUrl;
  const send = async (file: File) => {
    await savedOnce(textarea.form);
    const body = new FormData();
    body.append("file", file);
    const told = setTimeout(() => say(words.imageOnItsWay), slow);
    const response = await post(url ?? "", body, textarea.form)
      .catch(() => {
        throw new Error(words.uploadFailed);
      })
      .finally(() => clearTimeout(told));
    const answer = await reply(response);
    if (!response.ok || typeof answer.url !== "string") throw new Error(answer.message || words.uploadFailed);
    return answer.url;
  };
  // Without the image that was just put into it, a text is not what was written.
  const upload = (file: File) => {
    const address = send(file);
    if (textarea.form) leavesAfter(textarea.form, address);
    return address;
  };
  onceIdleOrWanted(textarea, () => {
    void import("../editor/editor").then(({ mountEditor }) => mountEditor(textarea, { icon, say, upload: url ? upload : null }));
  });
});

// A file joins a draft that the server knows: one never saved is saved first.
function savedOnce(form: HTMLFormElement | null): Promise<void> {
  const version = form?.querySelector<HTMLInputElement>('input[type="hidden"][name="version"]');
  if (!form?.dataset.autosaveUrl || version?.value !== "0") return Promise.resolve();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(words.uploadFailed)), 15_000);
    form.addEventListener(
      "preau:saved",
      () => {
        clearTimeout(late);
        resolve();
      },
      { once: true },
    );
    form.dispatchEvent(new CustomEvent("preau:save"));
  });
}

function onceIdleOrWanted(field: HTMLElement, start: () => void): void {
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    start();
  };
  field.addEventListener("focus", begin, { once: true });
  // Safari has no idle callback.
  const whenIdle = () => ("requestIdleCallback" in window ? requestIdleCallback(begin, { timeout: 2000 }) : setTimeout(begin, 200));
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
}
