/* A select becomes a type-ahead (ARIA 1.2 combobox with a listbox). The select stays: it holds and sends the value. */
const WAIT = 150;
let serial = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

class Combobox {
  constructor(select) {
    this.select = select;
    this.url = select.dataset.url;
    this.found = [];
    this.at = -1;
    this.build();
    this.listen();
  }

  build() {
    const id = `${this.select.id || `combobox-${++serial}`}`;
    this.wrap = document.createElement("div");
    this.wrap.className = "combobox";
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "text", id: `${id}-text`, autocomplete: "off", spellcheck: false, disabled: this.select.disabled });
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: `${id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"])
      if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    if (this.select.required) this.input.setAttribute("aria-required", "true");
    const label = document.querySelector(`label[for="${CSS.escape(this.select.id)}"]`);
    if (label) {
      label.htmlFor = this.input.id;
      label.id ||= `${id}-label`;
      this.list.setAttribute("aria-labelledby", label.id);
    }
    this.select.hidden = true;
    this.select.required = false; // a hidden control cannot be shown its browser message: the server says it
    this.select.combobox = this.input;
    this.select.after(this.wrap);
    this.wrap.append(this.input, this.list);
    this.show();
  }

  show() {
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen && chosen.value ? chosen.label : "";
  }

  listen() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("click", () => this.list.hidden && this.look());
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), this.url ? WAIT : 0);
  }

  async look() {
    const text = this.input.value.trim();
    this.found = this.url ? await this.ask(text) : this.filter(text);
    this.render();
  }

  filter(text) {
    const words = plain(text).split(/\s+/);
    const chosen = this.select.selectedOptions[0]?.label;
    return [...this.select.options]
      .filter((option) => option.value && (text === chosen || words.every((word) => plain(option.label).includes(word))))
      .slice(0, 50)
      .map((option) => ({ value: option.value, label: option.label, hint: option.dataset.hint ?? "" }));
  }

  async ask(text) {
    this.aborter?.abort();
    this.aborter = new AbortController();
    const url = new URL(this.url, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { signal: this.aborter.signal, headers: { Accept: "application/json" }, credentials: "same-origin" });
      return answer.ok ? (await answer.json()).results : [];
    } catch (error) {
      if (error.name === "AbortError") return this.found;
      throw error;
    }
  }

  render() {
    this.list.replaceChildren(...this.found.map((row, index) => this.option(row, index)));
    this.at = -1;
    this.open(this.found.length > 0 && document.activeElement === this.input);
    this.mark(this.input.value.trim() && this.found.length ? 0 : -1);
  }

  option(row, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.dataset.index = String(index);
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(Object.assign(document.createElement("span"), { textContent: row.label }));
    if (row.hint) item.append(Object.assign(document.createElement("span"), { textContent: row.hint, className: "hint" }));
    return item;
  }

  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.mark(-1);
  }

  mark(index) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = index;
    const item = this.list.children[index];
    if (!item) return this.input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  key(event) {
    const last = this.found.length - 1;
    const isOpen = !this.list.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.open(false);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (!isOpen) this.look();
      else this.mark(event.key === "ArrowDown" ? (this.at >= last ? 0 : this.at + 1) : this.at <= 0 ? last : this.at - 1);
    } else if (event.key === "Enter" && isOpen && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    }
  }

  choose(index) {
    const row = this.found[index];
    let option = [...this.select.options].find((known) => known.value === row.value);
    if (!option) {
      option = new Option(row.label, row.value);
      this.select.add(option);
    }
    this.set(option);
    this.open(false);
  }

  set(option) {
    option.selected = true;
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Leaving with text that names nothing puts the chosen one back; leaving empty clears it. */
  leave() {
    clearTimeout(this.timer);
    this.open(false);
    const blank = [...this.select.options].find((option) => !option.value);
    if (!this.input.value.trim() && this.select.value) {
      if (blank) this.set(blank);
      else this.set(this.select.add(new Option("", "")) ?? this.select.options[this.select.options.length - 1]);
    } else this.show();
  }
}

export function enhanceComboboxes(within) {
  for (const select of within.querySelectorAll("select[data-combobox]:not([multiple])")) if (!select.combobox) new Combobox(select);
}
