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
    // From nothing, or a letter that shrinks would keep the height it had; what is scrolled to stays in sight.
    const around: [Element, number][] = [];
    for (let at = frame.parentElement; at; at = at.parentElement) around.push([at, at.scrollTop]);
    frame.style.minHeight = "0";
    frame.style.height = "0";
    frame.style.height = `${page.scrollHeight + 2}px`;
    for (const [place, top] of around) if (place.scrollTop !== top) place.scrollTop = top;
  };
  const arrive = () => {
    fit();
    // Images come later and change the height; so does turning the phone.
    for (const image of frame.contentDocument?.images ?? []) image.addEventListener("load", fit);
  };
  // Its text is read while a slow image is still awaited.
  const early = setInterval(() => {
    if (!frame.isConnected) clearInterval(early);
    else if (frame.contentDocument?.readyState === "interactive") fit();
  }, 250);
  frame.addEventListener("load", () => {
    clearInterval(early);
    arrive();
  });
  frame.closest("details")?.addEventListener("toggle", fit);
  // The bars of a phone come and go as one scrolls: only another width changes the height of a letter.
  let width = innerWidth;
  addEventListener("resize", () => {
    if (width === innerWidth) return;
    width = innerWidth;
    fit();
  });
  if (frame.contentDocument?.readyState === "complete") {
    clearInterval(early);
    arrive();
  }
});
