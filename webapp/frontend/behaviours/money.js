// money.js — groups the digits of an amount when one leaves the field, and reads it back in 大写.
const FIGURES = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];
const TIDY = { "．": ".", "－": "-" };

export default function money(group) {
  const field = group.querySelector(".money-amount");
  const currency = () =>
    group.querySelector("select")?.value ?? group.querySelector("[data-currency]").dataset.currency;
  const words = document.createElement("div");
  words.className = "form-hint";
  words.setAttribute("aria-live", "polite");
  group.after(words);

  const show = () => {
    const amount = tidy(field.value);
    const speaks = group.dataset.locale.startsWith("zh") && currency() === "CNY";
    words.textContent = speaks && amount ? inWords(amount) : "";
  };
  field.addEventListener("input", show);
  group.addEventListener("change", show);
  field.addEventListener("blur", () => {
    const amount = tidy(field.value);
    if (amount) field.value = grouped(amount);
  });
  show();
}

// The amount without signs and spaces, or nothing when it is no amount.
function tidy(text) {
  const plain = text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[．－]/g, (sign) => TIDY[sign])
    .replace(/[,，¥￥\s]/g, "");
  return /^[+-]?\d{1,13}(\.\d{1,2})?$/.test(plain) ? plain : "";
}

function grouped(amount) {
  const [whole, rest] = amount.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
}

function inWords(amount) {
  const [whole, rest = ""] = amount.replace(/^[+-]/, "").split(".");
  const yuan = BigInt(whole);
  const [jiao, fen] = rest.padEnd(2, "0");
  let words = yuan ? `${integerWords(yuan)}元` : "";
  if (jiao !== "0") words += `${FIGURES[jiao]}角`;
  else if (fen !== "0" && yuan) words += "零";
  words += fen === "0" ? "整" : `${FIGURES[fen]}分`;
  if (words === "整") words = "零元整";
  return (amount.startsWith("-") ? "负" : "") + words;
}

function integerWords(number) {
  let words = "";
  let gap = false;
  for (let place = GROUPS.length - 1; place >= 0; place -= 1) {
    const part = Number((number / 10000n ** BigInt(place)) % 10000n);
    if (part === 0) {
      gap = words !== "";
      continue;
    }
    if (words && (gap || part < 1000)) words += "零";
    words += fourWords(part) + GROUPS[place];
    gap = false;
  }
  return words;
}

function fourWords(number) {
  let words = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const figure = Math.floor(number / 10 ** place) % 10;
    if (figure === 0) {
      gap = words !== "";
      continue;
    }
    words += (gap ? "零" : "") + FIGURES[figure] + PLACES[place];
    gap = false;
  }
  return words;
}
