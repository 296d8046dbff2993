// ask_first.js — asks before a form does what cannot be undone; data-question holds the words.
export default function askFirst(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.question)) event.preventDefault();
  });
}
