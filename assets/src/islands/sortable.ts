// Lists one puts in order. SortableJS comes only with a page that has such a list; the move buttons stay.
//
//   <ol class="sortable" data-sort-url="/…/ordre" data-sort-list="12" data-sort-group="sections">
//     <li class="sortable-item" data-id="7"> … <button class="sortable-handle btn btn-icon">
//
// After a drop it posts moved=7, list=12 and order=… once for each item of the list, in order.
import { post } from "../http";
import { island } from "../island";
import { words } from "../words";
import { say } from "./status-line";

island("[data-sort-url]", (list) => {
  void import("../sort").then(({ makeSortable }) => {
    makeSortable(list, (moved, destination) => save(moved, destination));
    list.classList.add("is-sortable");
  });
});

// Where the ends of a list stop its move buttons (data-sort-ends), a drop has changed which items stand there.
function markEnds(): void {
  for (const list of document.querySelectorAll("[data-sort-ends]")) {
    const items = [...list.children];
    for (const [at, item] of items.entries()) {
      for (const button of item.querySelectorAll<HTMLButtonElement>(":scope > .sortable-row button[name=to]")) {
        if (button.value === "up") button.disabled = at === 0;
        if (button.value === "down") button.disabled = at === items.length - 1;
      }
    }
  }
}

async function save(moved: HTMLElement, list: HTMLElement): Promise<boolean> {
  const body = new URLSearchParams({ moved: moved.dataset.id ?? "", list: list.dataset.sortList ?? "" });
  for (const item of list.children) {
    const id = (item as HTMLElement).dataset.id;
    if (id) body.append("order", id);
  }
  const saved = await post(list.dataset.sortUrl ?? "", body, list.closest("form")).then(
    (response) => response.ok,
    () => false,
  );
  if (saved) markEnds();
  say(saved ? words.moved : words.moveFailed);
  return saved;
}
