import { isAscii } from 'node:buffer';
import { withoutComments } from './comments.js';
import { type ContentType, parseContentType, parseParameterised } from './content-type.js';
import { eachField, fieldText, knownField } from './fields.js';
import { MAX_FIELD_TEXT } from './limits.js';
import { EMPTY_PARAMS } from './shared.js';

/** What a header says about its entity (RFC 2045), in the words of `Part`. */
export interface EntityHeader {
  /** Null without a Content-Type field; the default then depends on the parent. */
  contentType: ContentType | null;
  encoding: string;
  id: string | null;
  description: string | null;
  md5: string | null;
  language: string | null;
  location: string | null;
  disposition: string | null;
  dispositionParams: Readonly<Record<string, string>>;
}

const ENCODINGS = new Map(
  ['7bit', '8bit', 'binary', 'base64', 'quoted-printable'].map((encoding) => [encoding, encoding]),
);

function parseEncoding(text: string): string {
  const known = ENCODINGS.get(text);
  if (known) return known;
  const word = /[^\s";]+/.exec(withoutComments(text))?.[0].toLowerCase() ?? '7bit';
  return ENCODINGS.get(word) ?? word;
}

function emptyHeader(): EntityHeader {
  return {
    contentType: null,
    encoding: '7bit',
    id: null,
    description: null,
    md5: null,
    language: null,
    location: null,
    disposition: null,
    dispositionParams: EMPTY_PARAMS,
  };
}

const NO_HEADER: Readonly<EntityHeader> = Object.freeze(emptyHeader());

/** Reads the Content-* fields of a header; of fields that stand twice the first counts. */
export function entityHeader(bytes: Buffer): Readonly<EntityHeader> {
  if (bytes.length <= 2) return NO_HEADER;
  const header = emptyHeader();
  const ascii = isAscii(bytes);
  let encoded = false;
  eachField(bytes, {
    field(start, colon, end) {
      if (((bytes[start] as number) | 0x20) !== 0x63) return;
      const name = knownField(bytes, start, colon);
      if (!name?.startsWith('content-')) return;
      const text = fieldText(bytes, colon + 1, Math.min(end, colon + MAX_FIELD_TEXT), ascii);
      switch (name) {
        case 'content-type':
          header.contentType ??= parseContentType(text);
          break;
        case 'content-transfer-encoding':
          if (!encoded) header.encoding = parseEncoding(text);
          encoded = true;
          break;
        case 'content-disposition':
          if (header.disposition === null) {
            const { value, params } = parseParameterised(text);
            // Some forget the semicolon behind it, or put it in quotes.
            const word = /[^\s"]+/.exec(value)?.[0];
            if (word === undefined) break;
            header.disposition = word;
            header.dispositionParams = params;
          }
          break;
        case 'content-id':
          header.id ??= text === '' ? null : text;
          break;
        case 'content-description':
          header.description ??= text;
          break;
        case 'content-md5':
          header.md5 ??= text;
          break;
        case 'content-language':
          header.language ??= text;
          break;
        case 'content-location':
          header.location ??= text;
          break;
      }
    },
  });
  return header;
}
