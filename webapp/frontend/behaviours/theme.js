// theme.js — changes between day, night and "as the system has it" without a reload; the form around
// the buttons does the same with one.
export default function theme(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.submitter;
    remember(value);
    if (value === "system") delete document.documentElement.dataset.bsTheme;
    else document.documentElement.dataset.bsTheme = value;
    for (const button of document.querySelectorAll("button[name=theme]")) {
      button.setAttribute("aria-pressed", String(button.value === value));
    }
  });
}

const remember = (value) =>
  (document.cookie = `theme=${value}; path=/; max-age=31536000; samesite=lax`);
