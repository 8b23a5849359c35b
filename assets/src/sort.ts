// The heavy half of sortable lists, loaded on demand: dragging with SortableJS.
import Sortable from "sortablejs";

type Save = (moved: HTMLElement, list: HTMLElement) => Promise<boolean>;

export function makeSortable(list: HTMLElement, save: Save): void {
  const group = list.dataset.sortGroup;
  let origin: { parent: HTMLElement; next: Element | null } | null = null;
  Sortable.create(list, {
    handle: ".sortable-handle",
    draggable: "[data-id]",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
    ghostClass: "is-dragged",
    chosenClass: "is-chosen",
    ...(group ? { group } : {}),
    onStart: ({ item }) => {
      origin = { parent: item.parentElement ?? list, next: item.nextElementSibling };
    },
    onEnd: ({ item, to }) => {
      const before = origin;
      if (!before || (before.parent === to && before.next === item.nextElementSibling)) return;
      void save(item, to).then((saved) => {
        // The page never shows an order that the server does not have.
        if (!saved) before.parent.insertBefore(item, before.next);
      });
    },
  });
}
