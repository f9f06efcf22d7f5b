/** Markup that is already safe. Made by `html` and `raw` only. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes. */
export type HtmlValue = Html | string | number | null | undefined | readonly HtmlValue[];

/**
 * Builds markup from a template. Strings and numbers are escaped, `Html` goes in as it is, arrays are joined,
 * null and undefined leave nothing. Every value from outside (texts, codes, titles, paths) passes through here.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((text, part, index) => text + toText(values[index - 1]) + part));
}

/** Takes markup of our own as it is: styles, scripts, drawn charts. Never text from outside. */
export function raw(markup: string): Html {
  return new Html(markup);
}

/** Escapes text for element content and quoted attributes; control characters, which HTML cannot hold, become U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']|[^\t\n -~\u00a0-\uffff]/g, (c) => ENTITIES[c] ?? '\ufffd');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function toText(value: HtmlValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (isList(value)) return value.map(toText).join('');
  return escapeHtml(String(value));
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
