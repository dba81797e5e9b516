// Draws with the next frame: what comes together is drawn once, and a tab that nobody sees draws when it is seen.

/** Gives what has `draw` called in the next frame, once however often it is asked for. */
export function oncePerFrame(draw) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; draw(); });
  };
}
