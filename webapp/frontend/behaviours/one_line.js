// one_line.js — an answer of one line stays one line, while its field grows with the words.
const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

export default function oneLine(field) {
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  field.addEventListener("input", () => {
    if (/[\r\n]/.test(field.value)) field.value = field.value.replace(/\s*[\r\n]+\s*/g, " ");
    if (!GROWS_BY_ITSELF) grow();
  });
  if (!GROWS_BY_ITSELF) grow();
}
