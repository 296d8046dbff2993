// signature_pad.js — drawing a signature; the picture travels in the hidden field beside the canvas.
import SignaturePad from "signature_pad";

export default function signaturePad(box) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[type=hidden]");
  const pad = new SignaturePad(canvas, { penColor: "#14213d", minWidth: 0.8, maxWidth: 2.6 });
  let given = field.value;

  const keep = () => {
    field.value = pad.isEmpty() ? given : pad.toDataURL("image/png");
    box.classList.toggle("is-signed", field.value !== "");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  // A canvas that changes its size loses its drawing, so strokes are drawn again from their points.
  const fit = () => {
    const strokes = pad.toData();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    if (canvas.offsetWidth === 0) return;
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (given) pad.fromDataURL(given);
    else pad.fromData(strokes);
  };

  pad.addEventListener("beginStroke", () => box.classList.add("is-signed"));
  pad.addEventListener("endStroke", keep);
  box.querySelector("[data-clear]").addEventListener("click", () => {
    given = "";
    pad.clear();
    keep();
  });
  box.querySelector("[data-undo]").addEventListener("click", () => {
    if (given) return;
    pad.fromData(pad.toData().slice(0, -1));
    keep();
  });
  box.classList.toggle("is-signed", given !== "");
  new ResizeObserver(fit).observe(canvas);
}
