/* What every page may use. Each part is a convenience: without this file every page still works. */
import { enhanceComboboxes } from "./combobox.js";
import { enhanceGrids } from "./grid.js";
import { enhanceDropzones } from "./upload.js";
import { enhanceTables, moveRow, rowAction } from "./table.js";

const root = document.documentElement;
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/* --- Live region and toasts ------------------------------------------------------------------------------------ */
const LEVEL_ICONS = { success: "check", error: "stop", warning: "warn" };

function icon(name) {
  const sprite = $("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

function closeButton(notice) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button";
  button.append(icon("cross"), hidden(document.body.dataset.close));
  button.addEventListener("click", () => notice.remove());
  return button;
}

function hidden(text) {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = text;
  return span;
}

/** Show a sentence to everybody: toast for the eye, live region for the ear. */
export function announce(text, level = "success", { spoken = false } = {}) {
  if (!text) return;
  if (!spoken) $("#announcer").textContent = text;
  const notice = document.createElement("div");
  const line = document.createElement("p");
  notice.className = `notice ${level}`;
  line.textContent = text;
  notice.append(icon(LEVEL_ICONS[level] ?? "info"), line, closeButton(notice));
  $("#toasts").replaceChildren(notice);
}

function enhanceNotices() {
  for (const notice of $$("#notices .notice")) if (!$("button", notice)) notice.append(closeButton(notice));
}

/* --- Popovers: menus and provenance ----------------------------------------------------------------------------- */
const anchored = CSS.supports("position-area", "block-end");

function place(button, pop) {
  if (anchored) return;
  const at = button.getBoundingClientRect();
  const box = pop.getBoundingClientRect();
  const left = pop.classList.contains("to-end") ? at.right - box.width : at.left;
  const below = at.bottom + box.height + 8 < innerHeight;
  pop.style.margin = "0";
  pop.style.left = `${Math.max(8, Math.min(left, innerWidth - box.width - 8))}px`;
  pop.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - box.height - 4)}px`;
}

function enhancePopovers(within) {
  for (const button of $$("[data-menu]", within)) {
    const pop = document.getElementById(button.getAttribute("popovertarget"));
    if (!pop || button.dataset.ready) continue;
    button.dataset.ready = "1";
    button.setAttribute("aria-expanded", "false");
    pop.addEventListener("toggle", (event) => {
      const open = event.newState === "open";
      button.setAttribute("aria-expanded", String(open));
      if (open) place(button, pop);
    });
    if (pop.classList.contains("menu")) pop.addEventListener("keydown", (event) => walkMenu(event, pop));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" || !pop.classList.contains("menu")) return;
      event.preventDefault();
      pop.showPopover({ source: button });
      $("a, button", pop)?.focus();
    });
  }
}

function walkMenu(event, pop) {
  const items = $$("a, button", pop);
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/* --- Dialogs ---------------------------------------------------------------------------------------------------- */
function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  const opener = document.activeElement;
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) openDialog(document.getElementById(opener.dataset.dialog));
  const closer = event.target.closest("[data-close-dialog]");
  if (closer) closer.closest("dialog")?.close();
});

/* --- Forms: a second press does nothing; a form never submits twice ----------------------------------------------- */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  // A download leaves the page standing: let it be sent again.
  if (form.hasAttribute("data-download")) setTimeout(() => release(form), 2000);
});

function release(form) {
  delete form.dataset.sent;
  for (const button of $$("[aria-busy]", form)) button.removeAttribute("aria-busy");
}

addEventListener("pageshow", () => $$("form[data-sent]").forEach(release));

/* Links of the error summary go to the control itself, with its label in view. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const control = target.matches("input, select, textarea, button") ? target : $("input, select, textarea", target);
  const shown = control?.combobox ?? control ?? target;
  (shown.closest(".field") ?? shown).scrollIntoView({ block: "center" });
  shown.focus({ preventScroll: true });
});

/* --- Theme ------------------------------------------------------------------------------------------------------ */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-form]")) return;
  event.preventDefault();
  const form = event.target;
  release(form);
  const next = event.submitter?.value ?? "auto";
  const body = new FormData(form);
  body.set("theme", next);
  fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  if (next === "auto") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", next);
  const button = $("button", form);
  button.value = { auto: "dark", dark: "light", light: "auto" }[next];
  $(".visually-hidden", button).textContent = form.dataset[next];
});

/* --- Keyboard --------------------------------------------------------------------------------------------------- */
const typing = (node) => node.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") $$(".tip").forEach((tip) => tip.classList.add("dismissed"));
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if ($("dialog[open]")) return;
  const act = {
    "/": () => $("[data-search]"),
    "?": () => openDialog($("#help")) ?? true,
    j: () => moveRow(1),
    k: () => moveRow(-1),
    x: () => rowAction("tick"),
    a: () => rowAction("menu"),
    f: () => rowAction("file") || press("[data-key='f']:not(tr *)"),
  }[event.key];
  const done = act?.();
  if (!done) return;
  event.preventDefault();
  if (done instanceof HTMLElement) done.focus();
});

document.addEventListener("mouseover", (event) => event.target.closest(".status, .tipped")?.querySelector(".tip")?.classList.remove("dismissed"));
document.addEventListener("focusin", (event) => event.target.closest(".status, .tipped")?.querySelector(".tip")?.classList.remove("dismissed"));

function press(selector) {
  const control = $(selector);
  control?.click();
  return Boolean(control);
}

/* --- htmx: focus and flash after a swap, dialog, failures ---------------------------------------------------------- */
function afterSwap(target) {
  enhance(target);
  const dialog = target.closest("#dialog");
  if (dialog) {
    $("#dialog-title").textContent = $("[data-dialog-title]", target)?.dataset.dialogTitle ?? "";
    if (target.childElementCount) openDialog(dialog);
    else dialog.close();
  }
  $("[data-focus]", target)?.focus();
}

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  if (target.id === "announcer") return;
  if (target.matches("[data-flash], tr")) target.classList.add("flash");
  afterSwap(target);
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const said = $("#announcer");
  if (event.detail.target?.id === "announcer" || event.detail.elt?.id === "announcer")
    announce(said.textContent, said.dataset.level ?? "success", { spoken: true });
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
  document.addEventListener(name, () => announce(document.body.dataset.failed, "error"));

/* --- Start ------------------------------------------------------------------------------------------------------ */
function enhance(within) {
  enhancePopovers(within);
  enhanceComboboxes(within);
  enhanceTables(within);
  enhanceGrids(within);
  enhanceDropzones(within);
}

enhanceNotices();
enhance(document);
if (!$("#dialog")?.open) $("[data-focus]")?.focus();
