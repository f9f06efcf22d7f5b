import { createHash } from 'node:crypto';
import { type Html, html, raw } from './html.js';
import { PAGE_STYLE } from './page-style.js';

/**
 * A self-contained HTML document. Nothing may be fetched and no script may run but the one that is given, if any: text from the data
 * cannot change that. The same content gives the same bytes.
 */
export function htmlDocument(title: string, body: Html, script: string | null = null): string {
  const scripts = script === null ? '' : `; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'${scripts}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
${body}
${
  script === null
    ? raw('')
    : html`<script>${raw(script)}</script>
`
}</body>
</html>
`.text;
}
