import { formatScore } from '../format.js';
import { type Html, html } from './html.js';

/** The ends of an interval, small, beside a figure or below it; nothing without one. */
export function between(low: number | null, high: number | null, place: 'beside' | 'below'): Html | null {
  if (low === null || high === null) return null;
  const text = `${formatScore(low)} – ${formatScore(high)}`;
  return place === 'below' ? html`<div class="between">${text}</div>` : html` <span class="between">${text}</span>`;
}

/** A score with its interval below it. */
export function scoreCell({ value, low, high }: { readonly value: number; readonly low: number | null; readonly high: number | null }): Html {
  return html`${formatScore(value)}${between(low, high, 'below')}`;
}
