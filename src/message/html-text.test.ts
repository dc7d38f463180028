import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from './html-text.js';
import { walkHtml } from './html-walk.js';

describe('htmlToText', () => {
  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['<p>Hello <b>wo</b>rld</p>', 'Hello world'],
    ['a&amp;b &lt;c&gt; &eacute; &#8364; &#x1f4a9; &nosuch; &#0;', 'a&b <c> é € 💩 &nosuch; \ufffd'],
    ['one\r\n\t two\n  three', 'one two three'],
    ['a&nbsp;&nbsp;b', 'a b'],
    ['<div>one</div><div>two</div>', 'one\ntwo'],
    ['<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['one<br>two<br/>three</br>four', 'one\ntwo\nthree\nfour'],
    ['<ul><li>a<li>b</ul>c', 'a\nb\n\nc'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>', 'a b\nc'],
    ['<head><title>T</title><style>p{}</style></head><body>b</body>', 'b'],
    ['<head><meta charset=x><div>never closed', 'never closed'],
    ['a<script>if (1 < 2) alert("</div>")</script>b', 'ab'],
    ['a<style>b</style ><STYLE>c</STYLE>d', 'ad'],
    ['a<!-- b <p> -->c<!--[if mso]><v:rect>x</v:rect><![endif]-->d', 'acd'],
    ['<!--[if !mso]><!-->shown<!--<![endif]-->', 'shown'],
    ['a<div style="DISPLAY : NONE">b<div>c</div>d</div>e', 'a\ne'],
    ['a<span hidden>b</span>c', 'ac'],
    ['a<span style="visibility:hidden">b</span>c', 'ac'],
    ['<p style="display:none">a<p>b', 'b'],
    ['<td style="display:none">a<td>b', 'b'],
    ['Preview&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;<p>Text', 'Preview\u200c\n\nText'],
    ['in&shy;vi\u200bsible', 'invisible'],
    ['می\u200cخواهم 👨\u200d👩\u200d👧', 'می\u200cخواهم 👨\u200d👩\u200d👧'],
    ['<a href="x>y">link</a>', 'link'],
    ['1 < 2 > 1', '1 < 2 > 1'],
    ['a<b x=', 'a'],
    ['a</p></div></nothing>b', 'ab'],
    ['<title>a<textarea>b', ''],
    ['<svg><text>a</text></svg>b', 'b'],
  ])('%j reads %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('stops at the limit, and cuts no pair', () => {
    expect(htmlToText('<p>Hello world</p>', { limit: 7 })).toBe('Hello w');
    expect(htmlToText('<p>Hello world</p>', { limit: 6 })).toBe('Hello');
    expect(htmlToText('a💩', { limit: 2 })).toBe('a');
    expect(htmlToText('abc', { limit: 0 })).toBe('');
  });

  it('never throws, and keeps to the limit', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '<!--',
      '-->',
      '<p',
      'style="',
      '"',
      "'",
      '=',
      ' ',
      '&',
      '&amp',
      '&#',
      'x',
      '<script>',
      '<head>',
      '<br>',
      '<td>',
      ']]>',
      '<![CDATA[',
      '<?',
    );
    const soup = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(soup, fc.nat(50), (html, limit) => {
        const whole = htmlToText(html);
        expect(whole).toBe(whole.trim());
        expect(htmlToText(html, { limit }).length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('walkHtml', () => {
  it.each([
    ['deep nesting', '<b>'.repeat(300_000)],
    ['deep nesting, closed', `${'<div>'.repeat(100_000)}${'</div>'.repeat(100_000)}`],
    ['end tags without a start', `${'<i>'.repeat(100_000)}${'</b>'.repeat(100_000)}`],
    ['open brackets', '<'.repeat(1_000_000)],
    ['unfinished comments', '<!--'.repeat(250_000)],
    ['unfinished entities', '&am'.repeat(300_000)],
    ['entities', '&amp;'.repeat(200_000)],
    ['attributes', `<a ${'x=y '.repeat(250_000)}>`],
    ['one attribute', `<a href="${'&amp;'.repeat(200_000)}">`],
    ['spaces', ' '.repeat(1_000_000)],
    ['fillers', ' \u200c'.repeat(500_000)],
    ['hiding', `<p style="${'display : '.repeat(100_000)}">`],
  ])('%s: every event is told once', (_name, html) => {
    let events = 0;
    let balance = 0;
    walkHtml(html, () => ({
      open: (name) => {
        events++;
        if (name !== 'br') balance++;
      },
      close: () => {
        events++;
        balance--;
      },
      text: () => {
        events++;
      },
    }));
    expect(events).toBeLessThanOrEqual(html.length + 1);
    expect(balance).toBe(0);
    expect(htmlToText(html, { limit: 1000 }).length).toBeLessThanOrEqual(1000);
  });

  it('tells nothing after stop', () => {
    const seen: string[] = [];
    walkHtml('a<p>b<p>c', (stop) => ({
      text(text) {
        seen.push(text);
        if (text === 'b') stop();
      },
    }));
    expect(seen).toEqual(['a', 'b']);
  });
});
