// ask_before_leaving.js — asks before a page with unsaved words is left; sending the form is no leaving.
export default function askBeforeLeaving(form) {
  const written = () => new URLSearchParams(new FormData(form)).toString();
  const begun = written();
  let isSent = false;
  form.addEventListener("submit", () => {
    isSent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && written() !== begun) event.preventDefault();
  });
}
