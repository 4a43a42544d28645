/* A frame that takes a dropped file and shows the picture. The file button in it does the same without any of this. */
function show(zone, input) {
  zone.querySelector(".preview")?.remove();
  const file = input.files[0];
  if (!file?.type.startsWith("image/")) return;
  const picture = document.createElement("img");
  picture.className = "preview";
  picture.alt = file.name;
  picture.src = URL.createObjectURL(file);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  picture.addEventListener("error", () => picture.remove(), { once: true });
  input.before(picture);
}

function enhance(zone) {
  const input = zone.querySelector("input[type=file]");
  if (!input || zone.dataset.ready) return;
  zone.dataset.ready = "1";
  const over = (event, on) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => show(zone, input));
}

export function enhanceDropzones(within) {
  within.querySelectorAll("[data-dropzone]").forEach(enhance);
}
