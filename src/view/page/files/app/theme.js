// The theme: the system's until one is chosen.
const THEME_KEY = 'momo.theme';
export const THEMES = ['auto', 'light', 'dark', 'contrast'];
const contrastQuery = matchMedia('(prefers-contrast: more)');

/** Returns the chosen theme. */
export const theme = () => localStorage.getItem(THEME_KEY) ?? 'auto';

export function setTheme(next) {
  if (next === 'auto') localStorage.removeItem(THEME_KEY);
  else localStorage.setItem(THEME_KEY, next);
  applyTheme();
}

/** Sets the attributes that the style sheets select by. */
export function applyTheme() {
  const name = theme();
  const root = document.documentElement;
  root.dataset.theme = name;
  root.toggleAttribute('data-contrast', name === 'contrast' || (name === 'auto' && contrastQuery.matches));
}

contrastQuery.addEventListener('change', applyTheme);
addEventListener('storage', ({ key }) => { if (key === THEME_KEY) applyTheme(); });
