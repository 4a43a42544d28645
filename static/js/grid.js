/* The adjustment grid: keyboard first, upon a plain form of formset inputs (components/grid-line.html).
   Money is whole cents here, never a float. */

const GROUPS = { co: "CO", c: "CO", pr: "PR", p: "PR", oa: "OA", o: "OA", pi: "PI", i: "PI" };
const REASON = "[a-z]{0,2}\\d{1,3}";
const AMOUNT = "[-\\u2212]?\\$?(?:\\d{1,3}(?:,\\d{3})+|\\d{0,10})(?:\\.\\d{0,2})?";
const WITH_GROUP = new RegExp(`^(co|pr|oa|pi|c|p|o|i)[\\s:-]*(${REASON})$`, "i");
const BARE = new RegExp(`^(${REASON})$`, "i");
const TAIL = new RegExp(`^(.*?)[\\s:]+((?=[-\\u2212$.\\d])${AMOUNT}|=)$`, "i");

/** "1,234.5" -> 123450; null for anything that is not an amount. */
export function toCents(text) {
  const clean = String(text ?? "").trim().replace("\u2212", "-").replace(/^(-?)\$/, "$1");
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d{0,2})?$/.test(clean) ? clean.replaceAll(",", "") : clean;
  const match = /^(-?)(?:(\d{1,10})(?:\.(\d{0,2}))?|\.(\d{1,2}))$/.exec(grouped);
  if (!match) return null;
  const cents = Number(match[2] ?? 0) * 100 + Number((match[3] ?? match[4] ?? "").padEnd(2, "0"));
  return match[1] && cents ? -cents : cents;
}

/** 123450 -> "1234.50", as the form sends it. */
export function fromCents(cents) {
  const whole = Math.abs(cents);
  return `${cents < 0 ? "-" : ""}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, "0")}`;
}

/** 123450 -> "1,234.50" with U+2212, as a page shows it. */
export function shown(cents) {
  return fromCents(cents).replace("-", "\u2212").replace(/\B(?=(\d{3})+(?=\.))/g, ",");
}

/** "45 40" -> CO 45 40.00; "p2 21" -> PR 2 21.00; "co p2 5" -> CO P2 5.00; amount "=" stands for what is missing. */
export function parseEntry(text) {
  const line = text.trim().replace(/[\t;|]+/g, " ").replace(/\s+/g, " ");
  const tail = TAIL.exec(line.replace(/\s*=$/, " ="));
  if (!tail || (tail[2] !== "=" && toCents(tail[2]) === null)) return null;
  const [head, amount] = [tail[1].trim(), tail[2]];
  const grouped = WITH_GROUP.exec(head);
  const bare = BARE.exec(head);
  if (!grouped && !bare) return null;
  return {
    group: grouped ? GROUPS[grouped[1].toLowerCase()] : "CO",
    reason: (grouped ? grouped[2] : bare[1]).toUpperCase(),
    cents: amount === "=" ? null : toCents(amount),
    rest: amount === "=",
  };
}

/** A block from a spreadsheet or the text of an EOB, a line each; also several "CO-45 70.00" on one line. */
export function parseBlock(text) {
  const entries = [];
  const unread = [];
  for (const line of text.split(/[\r\n]+/).filter((part) => part.trim())) {
    const one = parseEntry(line);
    const many = one ? [one] : parseMany(line);
    if (many) entries.push(...many);
    else unread.push(line.trim());
  }
  return { entries, unread };
}

function parseMany(line) {
  const pieces = line.match(/(?:co|pr|oa|pi)[\s:-]*[a-z]{0,2}\d{1,3}[\s:=]+[-\u2212]?\$?[\d,]*\.?\d{0,2}/gi);
  if (!pieces) return null;
  const entries = pieces.map(parseEntry);
  return entries.every(Boolean) ? entries : null;
}

class GridLine {
  constructor(line) {
    this.line = line;
    this.words = line.dataset;
    this.body = line.querySelector("tbody");
    this.quick = line.querySelector("[data-quick]");
    this.said = line.querySelector("[data-said]");
    this.total = line.querySelector("input[name$='-TOTAL_FORMS']");
    this.strip = line.querySelector("[data-strip]");
    this.payer = line.closest("[data-grid-payer]");
    this.isWhole = line.hasAttribute("data-whole");
    line.querySelector("[data-quick-wrap]").hidden = false;
    this.listen();
    this.trimBlankRows();
    this.balance();
  }

  listen() {
    this.line.addEventListener("input", (event) => this.changed(event));
    this.line.addEventListener("change", () => this.balance());
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.quick.addEventListener("paste", (event) => this.paste(event));
    if (this.isWhole) this.followLines();
    this.line.querySelector("[data-add-row]")?.addEventListener("click", () => this.addRow().querySelector("select, input").focus());
  }

  /** The whole claim: what was paid for it, and the adjustments of its lines, are typed elsewhere in the payer's section. */
  followLines() {
    this.payer.addEventListener("grid:balance", (event) => event.target !== this.line && this.balance());
    for (const part of this.payer.querySelectorAll("[data-claim-paid], [data-level]")) part.addEventListener("input", () => this.balance());
  }

  changed(event) {
    const row = event.target.closest("tr");
    if (row && event.target.dataset.was !== undefined) this.markOverridden(row, event.target);
    if (row && event.target.name?.endsWith("-reason")) this.explain(row);
    this.balance();
  }

  markOverridden(row, input) {
    const differs = toCents(input.value) !== toCents(input.dataset.was);
    const note = row.querySelector("[data-overridden-note]");
    row.classList.toggle("touched", differs);
    note.textContent = this.words.overridden.replace("%s", shown(toCents(input.dataset.was)));
    note.hidden = !differs;
    for (const source of row.querySelectorAll(".from .source")) source.hidden = differs;
  }

  /** What the reason means, from the page's own list of codes. */
  explain(row) {
    const input = this.part(row, "reason");
    const code = input.value.trim().toUpperCase();
    const known = [...(input.list?.options ?? [])].find((option) => option.value === code);
    row.querySelector("[data-meaning]").textContent = known?.textContent ?? "";
  }

  rows() {
    return [...this.body.rows];
  }

  part(row, name) {
    return row.querySelector(`[name$='-${name}']`);
  }

  isBlank(row) {
    return !this.part(row, "id")?.value && !this.part(row, "reason").value.trim() && !this.part(row, "amount").value.trim();
  }

  /** With JavaScript rows come as they are typed: the spare blank ones of the plain form are not needed. */
  trimBlankRows() {
    for (const row of this.rows().reverse()) {
      if (!this.isBlank(row) || row.querySelector("[aria-invalid]")) break;
      row.remove();
      this.total.value = String(Number(this.total.value) - 1);
    }
  }

  addRow() {
    const index = Number(this.total.value);
    const holder = document.createElement("tbody");
    holder.innerHTML = this.line.querySelector("template").innerHTML.replaceAll("__prefix__", String(index));
    const row = holder.querySelector("tr");
    this.body.append(row);
    this.total.value = String(index + 1);
    return row;
  }

  fill(entry) {
    const row = this.rows().find((known) => this.isBlank(known)) ?? this.addRow();
    this.part(row, "group").value = entry.group;
    this.part(row, "reason").value = entry.reason;
    this.part(row, "amount").value = fromCents(entry.rest ? this.missing() : entry.cents);
    row.classList.add("flash");
    this.explain(row);
    this.balance();
  }

  key(event) {
    if (event.key === "Enter" && event.target === this.quick) {
      event.preventDefault();
      this.enter();
    } else if (event.key === "Enter" && event.target.matches("input, select")) {
      event.preventDefault(); // Enter in a cell must not press the form's first button, which may file the claim
      this.quick.focus();
    } else if (event.key === "=" && event.target.name?.endsWith("-amount")) {
      event.preventDefault();
      event.target.value = "";
      event.target.value = fromCents(this.missing());
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  enter() {
    const text = this.quick.value.trim();
    if (!text) return;
    if (text === "=") return this.fillRest();
    const entry = parseEntry(text);
    if (!entry) return this.say(this.words.unread.replace("%s", text), true);
    this.fill(entry);
    this.quick.value = "";
    this.say(this.words.added.replace("%s", `${entry.group}-${entry.reason}`));
  }

  /** "=" alone: into the one row that has a reason and no amount yet. */
  fillRest() {
    const open = this.rows().filter((row) => this.part(row, "reason").value.trim() && !this.part(row, "amount").value.trim());
    if (open.length !== 1) return this.say(this.words.which, true);
    this.part(open[0], "amount").value = fromCents(this.missing());
    this.quick.value = "";
    this.balance();
    this.say(this.words.added.replace("%s", "="));
  }

  paste(event) {
    const text = event.clipboardData.getData("text");
    if (!/[\r\n\t]/.test(text.trim()) && !parseMany(text)) return;
    event.preventDefault();
    const { entries, unread } = parseBlock(text);
    for (const entry of entries) this.fill(entry);
    this.quick.value = unread.join(" ");
    const told = this.words.pasted.replace("%s", String(entries.length));
    this.say(unread.length ? `${told} ${this.words.unread.replace("%s", unread.join(" / "))}` : told, unread.length > 0);
  }

  say(text, wrong = false) {
    this.said.textContent = wrong ? text : `${text} ${this.verdict()}`;
    this.said.classList.toggle("wrong", wrong);
  }

  /* --- the balance: charge = paid + adjustments + missing, in cents ------------------------------------------------- */
  figures() {
    const charge = toCents(this.line.dataset.charge);
    const { paid, adjusted } = this.isWhole ? this.ofTheClaim() : { paid: this.paidHere(), adjusted: this.adjustedHere() };
    return { charge, paid, adjusted, missing: charge - paid - adjusted };
  }

  paidHere() {
    const paid = this.line.querySelector("[data-paid]");
    return toCents((paid.matches("input") ? paid : paid.querySelector("input"))?.value ?? paid.dataset.paid) ?? 0;
  }

  adjustedHere() {
    const kept = this.rows().filter((row) => !this.part(row, "DELETE")?.checked);
    return kept.reduce((sum, row) => sum + (toCents(this.part(row, "amount").value) ?? 0), 0);
  }

  /** Claim paid left empty: what the lines were paid, less what was taken off for no single line (X12 RFI 1294). */
  ofTheClaim() {
    const lines = [...this.payer.querySelectorAll("[data-grid-line]")].filter((line) => line !== this.line && counts(line));
    const sums = lines.map((line) => ({ paid: Number(line.dataset.paid ?? 0), adjusted: Number(line.dataset.adjusted ?? 0) }));
    const own = this.adjustedHere();
    const typed = this.payer.querySelector("[data-claim-paid] input")?.value.trim();
    const paid = typed ? toCents(typed) ?? 0 : lines.length ? sums.reduce((sum, line) => sum + line.paid, 0) - own : 0;
    return { paid, adjusted: sums.reduce((sum, line) => sum + line.adjusted, own) };
  }

  missing() {
    return this.figures().missing;
  }

  verdict() {
    const { missing } = this.figures();
    if (!missing) return this.words.balanced;
    return `${shown(Math.abs(missing))} ${missing > 0 ? this.words.missingWord : this.words.over}.`;
  }

  balance() {
    for (const row of this.rows()) row.classList.toggle("removed", Boolean(this.part(row, "DELETE")?.checked));
    const sum = this.figures();
    for (const name of ["paid", "adjusted"]) this.strip.querySelector(`[data-${name}-sum]`).textContent = shown(sum[name]);
    const gap = this.strip.querySelector("[data-gap]");
    gap.hidden = sum.missing === 0;
    gap.querySelector(".money").textContent = shown(sum.missing);
    gap.querySelector("[data-gap-word]").textContent = sum.missing > 0 ? this.words.missingWord : this.words.over;
    for (const [name, holds] of [["good", sum.missing === 0], ["bad", sum.missing !== 0]]) this.strip.querySelector(`[data-${name}]`).hidden = !holds;
    for (const name of ["missing", "paid", "adjusted"]) this.line.dataset[name] = String(sum[name]);
    this.line.dispatchEvent(new CustomEvent("grid:balance", { bubbles: true, detail: sum }));
  }
}

/** The lines of an EOB that has only figures for the whole claim do not count. */
function counts(line) {
  return line.hasAttribute("data-whole") || !line.closest("[data-grid-payer]")?.querySelector("[data-level] input:checked");
}

/** Submit stands only while every line balances; the server decides again, whatever this says. */
function watchSubmit(form) {
  const buttons = [...form.querySelectorAll("[data-needs-balance]")];
  const note = form.querySelector("[data-balance-note]");
  const openLines = () => [...form.querySelectorAll("[data-grid-line]")].filter((line) => counts(line) && line.dataset.missing !== "0");
  const check = () => {
    const open = openLines().length > 0;
    for (const button of buttons) button.setAttribute("aria-disabled", String(open));
    if (note) note.hidden = !open;
  };
  form.addEventListener("grid:balance", check);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-needs-balance][aria-disabled='true']");
    if (!button) return;
    event.preventDefault();
    openLines()[0]?.querySelector("[data-quick]")?.focus();
  });
}

export function enhanceGrids(within) {
  for (const form of within.querySelectorAll("form[data-grid]")) {
    if (form.dataset.ready) continue;
    form.dataset.ready = "1";
    watchSubmit(form);
  }
  for (const line of within.querySelectorAll("[data-grid-line]")) {
    if (line.dataset.ready) continue;
    line.dataset.ready = "1";
    new GridLine(line);
  }
}
