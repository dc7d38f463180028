import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageJson, MessageRowJson } from '../http/schemas/message.js';
import type { SamplesAnswerJson } from '../http/schemas/samples.js';
import { type House, openHouse } from '../http/testing/harness.js';
import { samples } from './index.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const put = async (id: string, body: object = {}): Promise<MessageJson> => {
  const answer = await house.send('POST', `/api/samples/${id}`, body);
  expect(answer.status).toBe(201);
  return (await house.ask(`/api/messages/${answer.json<MessageRowJson>().id}`)).json();
};

it('are told, each with an id of its own', async () => {
  const { samples: told } = (await house.ask('/api/samples')).json<SamplesAnswerJson>();
  expect(told.map(({ id }) => id)).toEqual(samples.map(({ id }) => id));
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
});

it.each(samples)('$id goes to who is asked for, from who is asked for', async ({ id }) => {
  const message = await put(id, { from: 'Bob <bob@example.org>', to: 'ann@example.org, carl@example.org' });
  expect(message).toMatchObject({
    reversePath: 'bob@example.org',
    recipients: ['ann@example.org', 'carl@example.org'],
    from: [{ address: 'bob@example.org' }],
  });
});

describe('what becomes of them', () => {
  it('nested: parts within parts, the forwarded message as a file', async () => {
    const message = await put('nested');
    expect(message.html).toContain('cid:picture@sample');
    expect(message.attachmentList.map(({ contentType }) => contentType)).toEqual([
      'image/png',
      'message/rfc822',
      'application/pdf',
    ]);
    expect(message.notes).toEqual([]);
  });

  it('calendar: an alternative and a file', async () => {
    const message = await put('calendar');
    expect(message.attachmentList.map(({ filename }) => filename)).toContain('invite.ics');
    expect(message.text).toContain('counter 3');
  });

  it('winmail: a TNEF file with its signature and right sums', async () => {
    const message = await put('winmail');
    const file = message.attachmentList.find(({ filename }) => filename === 'winmail.dat');
    const { bytes } = await house.ask(`/api/messages/${message.id}/parts/${file?.path}`);
    expect(bytes.readUInt32LE(0)).toBe(0x223e9f78);
    let at = 6;
    let attributes = 0;
    for (; at < bytes.length; attributes += 1) {
      const length = bytes.readUInt32LE(at + 5);
      const content = bytes.subarray(at + 9, at + 9 + length);
      expect(bytes.readUInt16LE(at + 9 + length)).toBe(content.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
      at += 9 + length + 2;
    }
    expect([at, attributes]).toEqual([bytes.length, 5]);
  });

  it('right-to-left: a file name that would hide its ending shows it', async () => {
    const message = await put('right-to-left');
    expect(message.subject).toBe('رمز التحقق: 493021 — קוד אימות');
    expect(message.code).toBe('493021');
    const [file] = message.attachmentList;
    expect(file?.filename).toBe('invoice-fdp.exe');
    const { headers } = await house.ask(`/api/messages/${message.id}/parts/${file?.path}`);
    expect(headers['content-disposition']).not.toContain('%E2%80%AE');
  });

  it('emoji: decoded whole in subject, names and file name', async () => {
    const message = await put('emoji', { to: 'Ann <ann@example.org>' });
    expect(message).toMatchObject({
      subject: '🎉 Ship it 🚀 👨‍👩‍👧 and plain',
      from: [{ name: 'Post 📮 Office' }],
      to: [{ name: 'Ann 👩🏽‍💻', address: 'ann@example.org' }],
      attachmentList: [{ filename: 'party-🎉-🚀.txt' }],
    });
  });

  it('huge: over what Gmail shows, and kept whole', async () => {
    const message = await put('huge');
    expect(message.html?.length).toBeGreaterThan(1_400_000);
    expect(message.attachmentList[0]).toMatchObject({ filename: 'large.bin', size: 6 * 1024 * 1024 });
  });

  it('many files: all of them', async () => {
    const message = await put('many-files');
    expect(message.attachments).toBe(100);
    expect(message.attachmentList[0]).toMatchObject({ filename: 'file-001.txt', size: 0 });
  });

  it('broken: kept, shown as far as it goes, and every fault noted', async () => {
    const message = await put('broken');
    expect(message.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'bare-lf',
        'long-line',
        'eight-bit-header',
        'not-a-field',
        'duplicate-header',
        'unterminated-multipart',
      ]),
    );
    expect(message.text).toContain('does not exist');
  });
});

it('are refused where something is wrong, and nothing is kept', async () => {
  const { messages } = await house.store.stats();
  for (const body of [{ to: 'nobody' }, { to: '' }, { from: 'a@x\r\nBcc: b@y' }, { other: 1 }]) {
    expect([body, (await house.send('POST', '/api/samples/nested', body)).status]).toEqual([body, 400]);
  }
  expect((await house.send('POST', '/api/samples/none', {})).status).toBe(404);
  expect((await house.store.stats()).messages).toBe(messages);
});
