// Drawing once per animation frame. A hidden tab draws when it becomes visible again.

/** Returns a function that schedules `draw` for the next frame; further calls before that frame do nothing. */
export function oncePerFrame(draw) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; draw(); });
  };
}
