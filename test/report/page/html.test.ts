import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, html, raw } from '../../../src/report/page/html.js';

describe('html', () => {
  test('escapes strings, keeps markup of its own, joins lists and leaves nothing for null', () => {
    const name = '<b>"Bob" & \'Co\'</b>';
    expect(html`<p title="${name}">${raw('<i>x</i>')}${[1, html`<u>${'<'}</u>`]}${null}${undefined}</p>`.text).toBe(
      '<p title="&lt;b&gt;&quot;Bob&quot; &amp; &#39;Co&#39;&lt;/b&gt;"><i>x</i>1<u>&lt;</u></p>',
    );
  });

  test('no string can open a tag, end an attribute or hold a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|[^\t\n -~\u00a0-\uffff]/);
      }),
    );
  });

  test('a browser that decodes what was escaped reads the same text', () => {
    const decode = (text: string) =>
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decode(escapeHtml(text))).toBe(text);
      }),
    );
  });
});
