// submit_on_change.js — a filter takes effect as soon as it is chosen; without it there is a button.
export default function submitOnChange(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
