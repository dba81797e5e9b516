// Marks findings in a drawn answer: at the part of the finding's path, or at the nearest part around it.
import { el } from '../dom.js';
import { visible } from '../display-text.js';
import { render } from '../phrase.js';

/** Inserts each finding after the part of `bubble` that it is about. */
export function markFindings(bubble, findings = []) {
  const parts = new Map([...bubble.querySelectorAll('[data-path]')].map((node) => [node.dataset.path, node]));
  for (const [index, finding] of findings.entries()) {
    const id = `${bubble.id}-finding-${index}`;
    const part = nearest(parts, finding.path);
    const words = el('p', { class: `kakao-finding ${finding.level}`, id }, el('b', {}, finding.level === 'error' ? '✗ ' : '⚠ ', visible(finding.rule)), ' ', visible(render(finding.phrase)));
    if (!part) {
      bubble.append(words);
      continue;
    }
    part.classList.add('is-marked', finding.level);
    part.setAttribute('aria-describedby', [part.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
    if (part.matches('.kakao-card, .kakao-bubble, .kakao-carousel')) part.append(words);
    else part.after(words);
  }
}

function nearest(parts, path) {
  const isAround = (it) => path.startsWith(it) && ['', '.', '['].includes(path.charAt(it.length));
  const around = [...parts.keys()].filter(isAround).sort((a, b) => b.length - a.length);
  return parts.get(around[0]);
}
