// A letter is as high as what it says, so that the page scrolls and not the frame. The frame runs nothing; only its
// height is read.
import { island } from "../island";

island("iframe.message-frame", (element) => {
  const frame = element as HTMLIFrameElement;
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (!page || frame.contentDocument?.location.href === "about:blank") return;
    // In a folded message there is nothing to measure yet.
    if (frame.getClientRects().length === 0) return;
    // From nothing, or a letter that shrinks would keep the height it had.
    frame.style.minHeight = "0";
    frame.style.height = "0";
    frame.style.height = `${page.scrollHeight + 2}px`;
  };
  const arrive = () => {
    fit();
    // Images come later and change the height; so does turning the phone.
    for (const image of frame.contentDocument?.images ?? []) image.addEventListener("load", fit);
  };
  frame.addEventListener("load", arrive);
  frame.closest("details")?.addEventListener("toggle", fit);
  addEventListener("resize", fit);
  if (frame.contentDocument?.readyState === "complete") arrive();
});
