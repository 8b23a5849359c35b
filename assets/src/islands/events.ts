// Server-sent events: the page listens while it is looked at, and each event becomes one that htmx hears.
//
//   <body data-events-url="/webmel/evenements" data-events="mail notice">
//   <div hx-get="…" hx-trigger="preau:mail from:body">
import htmx from "htmx.org";
import { island } from "../island";

island("[data-events-url]", (element) => {
  const names = (element.dataset.events ?? "mail notice").split(/\s+/);
  let source: EventSource | null = null;
  let missed = false;
  const announce = (name: string, data?: string) => htmx.trigger(document.body, `preau:${name}`, { data });
  // A hidden tab gives its connection back: browsers allow six for the whole site.
  const listen = () => {
    if (document.hidden || !element.isConnected) {
      missed ||= source !== null;
      source?.close();
      source = null;
      return;
    }
    if (source) return;
    source = new EventSource(element.dataset.eventsUrl ?? "");
    for (const name of names) {
      source.addEventListener(name, (event) => announce(name, (event as MessageEvent<string>).data));
    }
    // A front server that answers for ours ends it for good: it is tried again.
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      missed = true;
      source = null;
      setTimeout(listen, 30_000);
    });
    // What came while nobody looked is asked for on return.
    if (missed) for (const name of names) announce(name);
    missed = false;
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => source?.close());
  listen();
});
