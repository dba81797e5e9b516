// Light, dark or high contrast: what the system says, until somebody chooses.
const THEME_KEY = 'momo.theme';
export const THEMES = ['auto', 'light', 'dark', 'contrast'];
const contrastQuery = matchMedia('(prefers-contrast: more)');

/** What is chosen. */
export const theme = () => localStorage.getItem(THEME_KEY) ?? 'auto';

/** Chooses a theme. */
export function setTheme(next) {
  if (next === 'auto') localStorage.removeItem(THEME_KEY);
  else localStorage.setItem(THEME_KEY, next);
  applyTheme();
}

/** Puts the theme on the page; the style sheets do the rest. */
export function applyTheme() {
  const name = theme();
  const root = document.documentElement;
  root.dataset.theme = name;
  root.toggleAttribute('data-contrast', name === 'contrast' || (name === 'auto' && contrastQuery.matches));
}

contrastQuery.addEventListener('change', applyTheme);
addEventListener('storage', ({ key }) => { if (key === THEME_KEY) applyTheme(); });
