// Light, dark or high contrast: what the system says, until somebody chooses.
const KEPT = 'momo.theme';
export const THEMES = ['auto', 'light', 'dark', 'contrast'];
const contrast = matchMedia('(prefers-contrast: more)');

/** What is chosen. */
export const theme = () => localStorage.getItem(KEPT) ?? 'auto';

/** Chooses a theme. */
export function setTheme(next) {
  if (next === 'auto') localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, next);
  apply();
}

/** Puts the theme on the page; the style sheets do the rest. */
export function apply() {
  const chosen = theme();
  const root = document.documentElement;
  root.dataset.theme = chosen;
  root.toggleAttribute('data-contrast', chosen === 'contrast' || (chosen === 'auto' && contrast.matches));
}

contrast.addEventListener('change', apply);
addEventListener('storage', ({ key }) => { if (key === KEPT) apply(); });
