// compare.js — two drawings of one diagram side by side: whoever moves or zooms one moves the other.
export default function compare(frame) {
  const viewers = [];
  let isFollowing = false;
  frame.addEventListener("diagram-drawn", ({ detail: viewer }) => {
    viewers.push(viewer);
    viewer.on("canvas.viewbox.changed", ({ viewbox: { height, width, x, y } }) => {
      if (isFollowing) return;
      isFollowing = true;
      for (const other of viewers) {
        if (other !== viewer) other.get("canvas").viewbox({ height, width, x, y });
      }
      isFollowing = false;
    });
  });
}
