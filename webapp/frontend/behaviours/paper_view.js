// paper_view.js — begins with the pages where they can be read: at a desk. On a phone the reading view comes first.
const ROOM_FOR_A_PAGE = "(min-width: 768px)";

export default function paperView(paper) {
  const pages = paper.querySelector("input[value=pages]");
  if (matchMedia(ROOM_FOR_A_PAGE).matches) pages.checked = true;
}
