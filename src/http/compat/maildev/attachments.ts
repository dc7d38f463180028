import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Detail, DetailAttachment } from '../../../message/detail.js';
import { findPart } from '../../../message/parts.js';
import type { Message, Store } from '../../../store/store.js';
import { checksums } from '../checksums.js';
import type { AttachmentShape, OldAttachmentShape } from './shapes.js';

/** Version 2's. */
export function oldAttachments(
  store: Store,
  message: Message,
  { attachments: files }: Detail,
): Promise<OldAttachmentShape[]> {
  return Promise.all(
    files.map(async (file) => {
      const part = findPart(message.structure, file.path);
      const sums = part && (await checksums(store, message.id, part));
      return {
        contentType: file.contentType,
        contentDisposition: part?.disposition ?? 'attachment',
        transferEncoding: part?.encoding ?? '7bit',
        fileName: file.filename,
        generatedFileName: generatedName(message, file),
        contentId: contentId(message, file),
        checksum: sums?.MD5 ?? '',
        length: sums?.size ?? file.size,
        transformed: true as const,
      };
    }),
  );
}

/** Version 3's. */
export function attachments(
  store: Store,
  message: Message,
  { attachments: files }: Detail,
): Promise<AttachmentShape[]> {
  return Promise.all(
    files.map(async (file) => {
      const part = findPart(message.structure, file.path);
      return {
        filename: file.filename,
        generatedFileName: generatedName(message, file),
        contentType: file.contentType,
        contentDisposition: file.inline ? ('inline' as const) : ('attachment' as const),
        ...(file.contentId !== null && { contentId: file.contentId }),
        size: part ? (await checksums(store, message.id, part)).size : file.size,
      };
    }),
  );
}

/** The name by which MailDev serves a file: nothing of the sender's but the extension. */
export const generatedName = (message: Message, file: DetailAttachment): string =>
  md5(contentId(message, file)) + extname(file.filename).replace(/[^.\w-]/g, '');

/** The part's own, or one made up. */
const contentId = (message: Message, { contentId: own, path }: DetailAttachment): string =>
  own ?? `${md5(`${message.id} ${path}`)}@restante`;

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
