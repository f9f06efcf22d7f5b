import { type Html, type HtmlValue, html, raw } from '../page/html.js';
import { PAGE_STYLE } from '../page/page-style.js';

/** A self-contained page of a comparison, without script: the same content gives the same bytes. */
export function comparisonPage(title: string, note: HtmlValue, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<header><p class="kicker">millrace compare</p><h1>${title}</h1>
<p class="note">${note}</p></header>
<main>${focusable(content)}</main>
</body>
</html>
`.text;
}

/** Without script nothing else in a table takes the focus, by which a keyboard scrolls it on a narrow screen. */
function focusable({ text }: Html): Html {
  return raw(text.replaceAll('<div class="scroll', '<div tabindex="0" class="scroll'));
}
