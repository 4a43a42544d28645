/* Lists: tick all, the bulk bar, rows by keyboard, and table roles that survive the stacked layout. */
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tfoot: "rowgroup", tr: "row", td: "cell" };

/** display:block takes the meaning of a table away in some browsers; saying the roles keeps it. */
function keepRoles(table) {
  for (const [tag, role] of Object.entries(ROLES))
    for (const node of tag === "table" ? [table] : $$(`:scope ${tag}`, table)) if (node.closest("table") === table) node.setAttribute("role", role);
  for (const head of $$("th", table)) head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
}

function enhanceTable(table) {
  if (table.dataset.ready) return;
  table.dataset.ready = "1";
  keepRoles(table);
  const all = table.querySelector("[data-check-all]");
  const boxes = () => $$(".pick input[type=checkbox]:not([data-check-all]):not(:disabled)", table);
  if (!all) return;
  all.closest("label").hidden = false;
  const update = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    count(table, ticked);
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    update();
  });
  table.addEventListener("change", update);
  ticksByRange(table, boxes, update);
  update();
}

/** Shift and a click tick everything between. */
function ticksByRange(table, boxes, update) {
  let last = null;
  table.addEventListener("click", (event) => {
    const box = event.target.closest(".pick input[type=checkbox]:not([data-check-all])");
    if (!box) return;
    const list = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
      for (const between of list.slice(from, to + 1)) between.checked = box.checked;
      update();
    }
    last = box;
  });
}

function count(table, ticked) {
  const bar = table.closest("form, [data-bulk]")?.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.querySelector("[data-bulk-count]").hidden = false;
  bar.querySelector("[data-number]").textContent = String(ticked);
  bar.classList.toggle("floating", ticked > 0);
  for (const button of $$("button, input[type=submit]", bar)) button.disabled = ticked === 0;
}

export function enhanceTables(within) {
  const tables = $$("table.ledger", within);
  if (within.closest?.("table.ledger")) {
    const table = within.closest("table.ledger");
    keepRoles(table);
    tables.push(table);
  }
  tables.forEach(enhanceTable);
}

const rows = () => $$("table.ledger[data-rows] > tbody > tr").filter((row) => row.querySelector("a, button"));
const current = () => document.querySelector("tr.at") ?? document.activeElement?.closest("table.ledger[data-rows] > tbody > tr");

/** j and k: the next row's link takes the focus, and the row its frame. */
export function moveRow(step) {
  const list = rows();
  if (!list.length) return false;
  const at = list.indexOf(current());
  const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + step))];
  document.querySelector("tr.at")?.classList.remove("at");
  next.classList.add("at");
  next.scrollIntoView({ block: "nearest" });
  return next.querySelector("a[href], button:not([disabled])");
}

/** x, a and f act on the row that has the frame. */
export function rowAction(kind) {
  const row = current();
  if (!row) return false;
  const control = { tick: ".pick input", menu: "[data-menu]", file: "[data-key='f']" }[kind];
  const found = row.querySelector(control);
  found?.click();
  return Boolean(found);
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("table.ledger[data-rows] > tbody > tr");
  const marked = document.querySelector("tr.at");
  if (marked && marked !== row) marked.classList.remove("at");
});
