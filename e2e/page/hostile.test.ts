import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withHouse } from './house.js';
import { rows } from './on-page.js';

const house = withHouse();

/** Somebody who would like to hear of the reader. */
const calls: string[] = [];
const listener = createServer((request, response) => {
  calls.push(request.url ?? '');
  response.setHeader('access-control-allow-origin', '*');
  if (request.url?.endsWith('.png')) response.setHeader('content-type', 'image/png').end(PIXEL);
  else response.end('');
});
let spy = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  spy = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterAll(() => void listener.close());

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGP4z8AARwzEcQCukw/x0F8jngAAAABJRU5ErkJggg==',
  'base64',
);

const hostile = (to: string): string => `<!doctype html><html><head>
<base href="${to}/base/">
<meta http-equiv="refresh" content="0;url=${to}/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="stylesheet" href="${to}/link.css"><link rel="prefetch" href="${to}/prefetch"><link rel="dns-prefetch" href="${to}">
<style>@import "${to}/import.css"; @font-face{font-family:x;src:url(${to}/font.woff)} p{font-family:x;background:url("${to}/background.png")}</style>
<script>parent.postMessage('ran','*');fetch('${to}/script')</script>
<script src="${to}/external.js"></script></head>
<body onload="fetch('${to}/onload')" background="${to}/body.png">
<p>words to see</p>
<img src="${to}/image.png"><img src=x onerror="fetch('${to}/onerror')"><img srcset="${to}/srcset.png 2x">
<svg onload="fetch('${to}/svg')"><script>fetch('${to}/svgscript')</script><image href="${to}/svgimage.png"/><use href="${to}/use.svg#a"/></svg>
<math><mtext><style><img src=x onerror="fetch('${to}/mutation')"></style></mtext></math>
<iframe src="${to}/frame"></iframe><object data="${to}/object"></object><embed src="${to}/embed">
<video src="${to}/video" poster="${to}/poster.png" autoplay></video><audio src="${to}/audio" autoplay></audio>
<form id="f" action="${to}/form"><input name="a" autofocus onfocus="document.forms[0].submit()"><button>Send</button></form>
<a id="run" href="javascript:fetch('${to}/javascript')">run</a>
<a id="out" href="https://app.example/verify" ping="${to}/ping">out</a>
<div style="width:10px;background-image:url(${to}/inline.png)">x</div>
</body></html>`;

async function openFirst(page: Page): Promise<void> {
  await rows(page).first().getByRole('link').click();
  await page.frameLocator('[data-testid=html-frame]').getByText('words to see').waitFor();
}

it('neither runs nor calls out', async () => {
  await house().send({ subject: 'Hostile <img src=x onerror=alert(1)>', html: hostile(spy) });
  const page = await house().open();
  const outside: string[] = [];
  const messages: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(house().url) && !request.url().startsWith('data:')) outside.push(request.url());
  });
  page.on('dialog', (dialog) => {
    messages.push(dialog.message());
    void dialog.dismiss();
  });
  await page.evaluate(() => {
    Object.assign(globalThis, { heard: [] });
    addEventListener('message', (event) => (globalThis as unknown as { heard: unknown[] }).heard.push(event.data));
  });
  calls.length = 0;
  await openFirst(page);
  const frame = page.frameLocator('[data-testid=html-frame]');
  const run = frame.getByText('run', { exact: true });
  if ((await run.count()) > 0) await run.click({ force: true });
  await page.waitForTimeout(700);

  expect(calls).toEqual([]);
  expect(outside).toEqual([]);
  expect(messages).toEqual([]);
  expect(await page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([]);
  expect(page.url().startsWith(`${house().url}m/`)).toBe(true);
  expect(
    page
      .frames()
      .map((each) => each.url())
      .some((url) => url.startsWith(spy)),
  ).toBe(false);
  const sandbox = await page.getByTestId('html-frame').getAttribute('sandbox');
  expect(sandbox).toBe('allow-popups allow-popups-to-escape-sandbox');
});

it('opens links of a mail outside, with nothing to hold on to', async () => {
  await house().send({ subject: 'Link', html: '<p>words to see</p><a href="https://app.example/verify">out</a>' });
  const page = await house().open();
  await page.context().route('https://app.example/**', (route) => route.fulfill({ body: 'verified' }));
  await openFirst(page);
  const tab = page.context().waitForEvent('page');
  await page.frameLocator('[data-testid=html-frame]').getByText('out').click();
  const opened = await tab;
  await expect.poll(() => opened.url()).toBe('https://app.example/verify');
  expect(await opened.evaluate(() => [globalThis.opener, document.referrer])).toEqual([null, '']);
});

it('loads remote pictures when asked, and still runs nothing', async () => {
  await house().send({ subject: 'Remote', html: hostile(spy) });
  const page = await house().open();
  await openFirst(page);
  expect(calls.filter((path) => path === '/image.png')).toEqual([]);
  calls.length = 0;
  await page.getByTestId('load-remote').click();
  await expect.poll(() => calls.includes('/image.png')).toBe(true);
  await page.waitForTimeout(300);
  const forbidden = /script|onload|onerror|svg$|mutation|refresh|frame|object|embed|form|javascript|external|base/;
  expect(calls.filter((path) => forbidden.test(path))).toEqual([]);
});

it('shows pictures that came with the mail', async () => {
  await house().send({
    subject: 'Pictures',
    html: '<p>words to see</p><img id="inline" src="cid:logo@example.org" alt="logo">',
    attachments: [
      { filename: 'logo.png', content: PIXEL, cid: 'logo@example.org' },
      { filename: 'photo.png', content: PIXEL },
    ],
  });
  const page = await house().open();
  await openFirst(page);
  const frame = page.frameLocator('[data-testid=html-frame]');
  // No script may run in the frame, so the picture is judged by its size.
  await expect.poll(async () => (await frame.getByAltText('logo').boundingBox())?.width).toBe(4);

  await page.getByTestId('attachment').filter({ hasText: 'photo.png' }).click();
  const picture = page.getByTestId('file-picture');
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(4);
});

it('keeps a picture of a script in its place', async () => {
  await house().send({
    subject: 'SVG',
    text: 'see the file',
    attachments: [
      {
        filename: 'x.svg',
        contentType: 'image/svg+xml',
        content: `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><script>fetch('${spy}/svgfile')</script></svg>`,
      },
    ],
  });
  const page = await house().open();
  await rows(page).first().getByRole('link').click();
  calls.length = 0;
  await page.getByTestId('attachment').click();
  await page.getByTestId('file-picture').waitFor();
  const { messages } = await house().server.client.messages.list();
  await page.goto(`${house().url}api/messages/${messages[0]?.id}/parts/2`).catch(() => undefined);
  await page.waitForTimeout(300);
  expect(calls).toEqual([]);
});
