// New mail while a page of the webmel is open: the server tells the number of unread messages as it changes, and the page
// says so with a way to see them. Nothing is asked for while nobody looks.
import { element } from "../build";
import { island } from "../island";

function show(place: HTMLElement, more: number): void {
  const { one = "", other = "", href = "" } = place.dataset;
  const sentence = more === 1 ? one : `${more} ${other}`;
  place.replaceChildren(element("div", { class: "notice" }, element("a", { href }, sentence)));
}

function mount(place: HTMLElement): void {
  const known = Number(place.dataset.unread);
  const title = document.title;
  let source: EventSource | undefined;
  const told = (event: MessageEvent<string>): void => {
    const unread = Number(event.data);
    const more = unread - known;
    document.title = more > 0 ? `(${more}) ${title}` : title;
    if (more > 0) show(place, more);
    else place.replaceChildren();
  };
  const look = (): void => {
    if (document.visibilityState === "visible" && !source) {
      source = new EventSource(place.dataset.news ?? "");
      source.addEventListener("courrier", told);
      // A front server that answers for ours ends it for good: it is tried again.
      source.addEventListener("error", () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        source = undefined;
        setTimeout(look, 30_000);
      });
    } else if (document.visibilityState === "hidden") {
      source?.close();
      source = undefined;
    }
  };
  document.addEventListener("visibilitychange", look);
  look();
}

island("[data-news]", mount);
