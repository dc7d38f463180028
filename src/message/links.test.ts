import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_TEXT, MAX_LINKS } from './insight-limits.js';
import { extractLinks } from './links.js';

const fromHtml = (html: string) => extractLinks({ html, text: null });
const fromText = (text: string) => extractLinks({ html: null, text });

describe('links of HTML', () => {
  it('gives URL and text in document order, each pair once', () => {
    const html = `<p>Go <a href="https://a.example/?x=1&amp;y=2">to
      <b>A</b></a>, <a href='mailto:help@b.example'>mail</a>, <a href=https://a.example/?x=1&y=2>to A</a>
      <map><area href="https://c.example" alt="map"></map>`;
    expect(fromHtml(html)).toEqual([
      { url: 'https://a.example/?x=1&y=2', text: 'to A', where: 'html', kind: 'link' },
      { url: 'mailto:help@b.example', text: 'mail', where: 'html', kind: 'link' },
      { url: 'https://c.example', text: 'map', where: 'html', kind: 'image' },
    ]);
  });

  it.each([
    ['javascript:alert(1)'],
    [' java\nscript:alert(1)'],
    ['data:text/html,x'],
    ['vbscript:x'],
    ['file:///etc/passwd'],
    ['ftp://a.example/'],
    ['tel:+1555'],
    ['cid:logo'],
    ['#top'],
    ['/relative'],
    ['//a.example'],
    ['http:'],
    ['http://'],
    ['https://a b.example/'],
    ['http://[::'],
    ['mailto:'],
    [''],
  ])('leaves out %j', (href) => {
    expect(fromHtml(`<a href="${href}">x</a>`)).toEqual([]);
  });

  it.each([
    [' https://a.example/x ', 'https://a.example/x'],
    ['HTTPS://A.example', 'HTTPS://A.example'],
    ['https://a.example/one two', 'https://a.example/one%20two'],
    ['https://a.exa\nmple/x', 'https://a.example/x'],
    ['https://例え.jp/日本', 'https://例え.jp/日本'],
    ['http://[::1]:3000/', 'http://[::1]:3000/'],
    ['https://u:p@a.example/?q#f', 'https://u:p@a.example/?q#f'],
  ])('%j is %j', (href, url) => {
    expect(fromHtml(`<a href="${href}">x</a>`)[0]?.url).toBe(url);
  });

  it.each([
    ['a role', '<a href="https://a.example" role="button">Go</a>', 'button'],
    ['a class', '<a href="https://a.example" class="btn btn-primary">Go</a>', 'button'],
    ['a class of another framework', '<a href="https://a.example" class="mcnButton">Go</a>', 'button'],
    ['a style', '<a href="https://a.example" style="background:#06c;padding:8px 16px">Go</a>', 'button'],
    ['a coloured cell', '<td bgcolor="#06c"><a href="https://a.example">Go</a></td>', 'button'],
    ['a button inside', '<a href="https://a.example"><button>Go</button></a>', 'button'],
    ['a coloured cell with other text', '<td bgcolor="#fff"><a href="https://a.example">Go</a> or stay</td>', 'link'],
    [
      'a coloured cell with text in a cell',
      '<td bgcolor="#fff"><table><td><a href="https://a.example">Go</a><td>x</table></td>',
      'link',
    ],
    ['a background that is none', '<a href="https://a.example" style="background: none; padding: 8px">Go</a>', 'link'],
    ['an underlined word', '<a href="https://a.example" style="color:#06c">Go</a>', 'link'],
    ['a picture', '<a href="https://a.example"><img src="x" alt="Go"></a>', 'image'],
    ['a picture with words', '<a href="https://a.example"><img src="x" alt="logo"> Go</a>', 'link'],
    ['words to unsubscribe', '<a href="https://a.example">Unsubscribe</a>', 'unsubscribe'],
    ['a URL to unsubscribe', '<a href="https://a.example/unsubscribe?u=1">here</a>', 'unsubscribe'],
    ['German', '<a href="https://a.example">Newsletter abbestellen</a>', 'unsubscribe'],
    ['French', '<a href="https://a.example">Se désabonner</a>', 'unsubscribe'],
    ['Spanish', '<a href="https://a.example">Darse de baja</a>', 'unsubscribe'],
    ['Portuguese', '<a href="https://a.example">Cancelar inscrição</a>', 'unsubscribe'],
    ['Italian', '<a href="https://a.example">Disiscriviti</a>', 'unsubscribe'],
    ['Dutch', '<a href="https://a.example">Uitschrijven</a>', 'unsubscribe'],
    ['Polish', '<a href="https://a.example">Wypisz się</a>', 'unsubscribe'],
    ['Russian', '<a href="https://a.example">Отписаться</a>', 'unsubscribe'],
    ['Chinese', '<a href="https://a.example">取消订阅</a>', 'unsubscribe'],
    ['Japanese', '<a href="https://a.example">配信停止はこちら</a>', 'unsubscribe'],
    ['Korean', '<a href="https://a.example">수신 거부</a>', 'unsubscribe'],
    ['Arabic', '<a href="https://a.example">إلغاء الاشتراك</a>', 'unsubscribe'],
    ['a subscription', '<a href="https://a.example/subscribe">Subscribe</a>', 'link'],
  ])('%s', (_what, html, kind) => {
    const links = fromHtml(`<table><tr>${html}</tr></table>`);
    expect(links.map((link) => link.kind)).toEqual([kind]);
  });

  it('survives anchors inside anchors and without an end', () => {
    const links = fromHtml(
      '<a href="https://a.example">a<a href="https://b.example">b</a>c</a><a href="https://d.example">d',
    );
    expect(links.map((link) => [link.url, link.text])).toEqual([
      ['https://a.example', 'a'],
      ['https://b.example', 'b'],
      ['https://d.example', 'd'],
    ]);
  });
});

describe('links of plain text', () => {
  it.each([
    ['Go to https://a.example/x.', 'https://a.example/x'],
    ['(see https://a.example/x)', 'https://a.example/x'],
    ['https://a.example/wiki/X_(y)', 'https://a.example/wiki/X_(y)'],
    ['(https://a.example/wiki/X_(y))', 'https://a.example/wiki/X_(y)'],
    ['<https://a.example/x>', 'https://a.example/x'],
    ['"https://a.example/x",', 'https://a.example/x'],
    ['[Go](https://a.example/x)', 'https://a.example/x'],
    ['**https://a.example/x**', 'https://a.example/x'],
    ['https://a.example/t/ab-_=?!', 'https://a.example/t/ab-_='],
    ['http://localhost:3000/reset#t', 'http://localhost:3000/reset#t'],
    ['HTTP://A.EXAMPLE', 'HTTP://A.EXAMPLE'],
    ['mailto:a@b.example?subject=x, thanks', 'mailto:a@b.example?subject=x'],
    ['こちらhttps://a.example/abcをクリック', 'https://a.example/abc'],
    ['请点击https://a.example/abc。', 'https://a.example/abc'],
    ['https://a.example/wiki/日本語', 'https://a.example/wiki/日本語'],
    ['https://a.example/каталог', 'https://a.example/каталог'],
  ])('%j has %j', (text, url) => {
    expect(fromText(text)).toEqual([{ url, text: url, where: 'text', kind: 'link' }]);
  });

  it('gives www names a scheme and keeps their text', () => {
    expect(fromText('at www.a.example/x.')).toEqual([
      { url: 'http://www.a.example/x', text: 'www.a.example/x', where: 'text', kind: 'link' },
    ]);
  });

  it('leaves out what is none', () => {
    expect(
      fromText(
        'javascript:alert(1) data:text/html,x ftp://a.example xhttp://a.example www. http:// https:///x mailto:',
      ),
    ).toEqual([]);
  });

  it('knows the way out by its line', () => {
    const links = fromText('Shop: https://a.example/1\nTo unsubscribe visit https://a.example/2\n');
    expect(links.map((link) => link.kind)).toEqual(['link', 'unsubscribe']);
  });
});

it('puts HTML first and leaves out what was there with the same text', () => {
  const links = extractLinks({
    html: '<a href="https://a.example">https://a.example</a>',
    text: 'https://a.example https://b.example',
  });
  expect(links.map((link) => [link.url, link.where])).toEqual([
    ['https://a.example', 'html'],
    ['https://b.example', 'text'],
  ]);
});

describe('hostile input', () => {
  it.each([
    ['anchors', '<a href="https://a.example/">x'.repeat(40_000)],
    [
      'many different anchors',
      Array.from({ length: 40_000 }, (_, i) => `<a href="https://a.example/${i}">x</a>`).join(''),
    ],
    ['nested cells with links', '<td><a href="https://a.example/">x</a>'.repeat(30_000)],
    ['a long URL', `<a href="https://a.example/${'x'.repeat(1_000_000)}">x</a>`],
    ['class soup', `<a class="${'btn'.repeat(300_000)}" href="https://a.example">x</a>`],
    ['style soup', `<a style="${'background:'.repeat(100_000)}" href="https://a.example">x</a>`],
    ['text with many starts', 'http://'.repeat(150_000)],
    ['text with many starts inside words', 'xhttp://'.repeat(130_000)],
    ['text with a long URL', `http://${'xn--a.'.repeat(200_000)}`],
    ['text with many labels', `${'http://xn--a.xn--a.xn--a.xn--a.xn--a.xn--a.xn--a.xn--a '.repeat(20_000)}`],
    ['text with brackets', `http://a.example/${'('.repeat(400_000)}${')'.repeat(400_000)}`],
    ['one line with many URLs', 'http://a.example/x '.repeat(60_000)],
    ['beyond the bound', `${' '.repeat(LINK_TEXT)}<a href="https://a.example">http://a.example</a>`],
  ])('%s: bounded', (_name, body) => {
    const links = extractLinks({ html: body, text: body });
    expect(links.length).toBeLessThanOrEqual(MAX_LINKS);
    for (const link of links) expect(link.text.length).toBeLessThanOrEqual(8192);
  });

  it('never throws and never gives another scheme', () => {
    const piece = fc.constantFrom(
      '<a href="',
      "<a href='",
      '">',
      '</a>',
      'http://',
      'https://',
      'mailto:',
      'www.',
      'a.example',
      '/x',
      ' ',
      '\n',
      '[',
      ']',
      '<td bgcolor=x>',
      '<img alt=',
      '&#106;avascript:',
      'javascript:',
      '@',
      '%',
      '\u0000',
    );
    const soup = fc
      .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })))
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(soup, soup, (html, text) => {
        for (const link of extractLinks({ html, text })) {
          expect(link.url).toMatch(/^(?:https?:\/\/|mailto:)/i);
          expect(['http:', 'https:', 'mailto:']).toContain(new URL(link.url).protocol);
        }
      }),
    );
  });
});
