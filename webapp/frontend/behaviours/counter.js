// counter.js — shows how many characters are left in a text field, once it matters.
export default function counter(field) {
  const left = document.createElement("span");
  left.className = "counter";
  left.setAttribute("aria-hidden", "true");
  (field.closest(".input-group") ?? field).after(left);
  const show = () => {
    const length = [...field.value].length;
    left.hidden = length < field.maxLength / 2;
    left.textContent = `${length} / ${field.maxLength}`;
  };
  field.addEventListener("input", show);
  show();
}
