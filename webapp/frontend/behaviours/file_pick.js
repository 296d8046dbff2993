// file_pick.js — shows what was chosen, and turns too large or too many files away before they travel.
export default function filePick(box) {
  const field = box.querySelector("input[type=file]");
  const chosen = box.querySelector(".file-chosen");
  const most = Number(box.dataset.mostBytes ?? Infinity);
  const room = () =>
    Number(box.dataset.mostFiles ?? 1) -
    box.querySelectorAll("input[type=checkbox]:checked").length;

  field.addEventListener("change", () => {
    const all = [...field.files];
    const sound = all.filter((file) => file.size <= most);
    const taken = sound.slice(0, Math.max(room(), field.multiple ? 0 : 1));
    const refused = all
      .filter((file) => file.size > most)
      .map((file) => box.dataset.tooLarge.replace("{name}", file.name));
    if (taken.length < sound.length) refused.push(box.dataset.tooMany);
    if (taken.length < all.length) field.files = listOf(taken);
    chosen.replaceChildren(...refused.map(sentence), previews(taken));
  });
}

function listOf(files) {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  return list.files;
}

function sentence(text) {
  const line = document.createElement("p");
  line.className = "file-refused";
  line.textContent = text;
  return line;
}

function previews(files) {
  const list = document.createElement("ul");
  list.className = "file-list";
  for (const file of files) {
    const line = document.createElement("li");
    if (file.type.startsWith("image/")) line.append(picture(file));
    const name = document.createElement("span");
    name.textContent = `${file.name} · ${sizeWords(file.size)}`;
    line.append(name);
    list.append(line);
  }
  return list;
}

// A data URL, because the page's policy lets pictures come from itself and from data only.
function picture(file) {
  const image = new Image(56, 56);
  image.alt = "";
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    image.src = reader.result;
  });
  reader.readAsDataURL(file);
  return image;
}

function sizeWords(bytes) {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
