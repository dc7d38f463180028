import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { AssertRequest } from '../../client/index.js';
import { UsageError } from '../remote.js';

export interface Document {
  readonly name: string;
  readonly file: string;
  /** As written: the server checks it and names each mistake. */
  readonly request: AssertRequest;
}

/** The assertions of all files, in order. @throws UsageError for a file that cannot be read or is no JSON of this kind */
export async function readDocuments(files: readonly string[], stdin: NodeJS.ReadableStream): Promise<Document[]> {
  const documents: Document[] = [];
  for (const file of files) {
    const value = parse(file, await read(file, stdin));
    const all: unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, each] of all.entries()) {
      if (typeof each !== 'object' || each === null || !('expect' in each)) {
        throw new UsageError(`${file}: ${Array.isArray(value) ? `number ${index + 1}` : 'it'} has no "expect"`);
      }
      const request = each as AssertRequest;
      const name = typeof request.name === 'string' ? request.name : all.length > 1 ? `${file} ${index + 1}` : file;
      documents.push({ name, file, request });
    }
  }
  return documents;
}

function parse(file: string, content: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
}

async function read(file: string, stdin: NodeJS.ReadableStream): Promise<string> {
  if (file === '-') return text(stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
