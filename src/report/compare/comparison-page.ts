import { htmlDocument } from '../page/document.js';
import { type Html, type HtmlValue, html, raw } from '../page/html.js';

/** A self-contained page of a comparison, without script: the same content gives the same bytes. */
export function comparisonPage(title: string, note: HtmlValue, content: Html): string {
  const body = html`<header><p class="kicker">millrace compare</p><h1>${title}</h1>
<p class="note">${note}</p></header>
<main>${focusable(content)}</main>`;
  return htmlDocument(title, body);
}

/** Without script nothing else in a table takes the focus, by which a keyboard scrolls it on a narrow screen. */
function focusable({ text }: Html): Html {
  return raw(text.replaceAll('<div class="scroll', '<div tabindex="0" class="scroll'));
}
