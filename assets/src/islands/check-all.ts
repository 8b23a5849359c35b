// One box that ticks the others: <input type="checkbox" data-check-all="message" hidden> for name="message".
// It also counts them into [data-checked-count] and shows [data-when-checked] once one is ticked.
import { island } from "../island";

island("input[data-check-all]", (element) => {
  const all = element as HTMLInputElement;
  const name = all.dataset.checkAll ?? "";
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
  const refresh = () => {
    const list = boxes();
    const ticked = list.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === list.length;
    all.indeterminate = ticked > 0 && ticked < list.length;
    for (const box of list) box.closest(".mail-row, tr")?.classList.toggle("is-selected", box.checked);
    for (const counter of document.querySelectorAll("[data-checked-count]")) counter.textContent = String(ticked);
    for (const tool of document.querySelectorAll<HTMLElement>("[data-when-checked]")) tool.hidden = ticked === 0;
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    refresh();
  });
  document.addEventListener("change", (event) => {
    if (all.isConnected && (event.target as HTMLInputElement).name === name) refresh();
  });
  refresh();
});
