import { usableBoundary } from './boundaries.js';
import { TEXT_PLAIN } from './content-type.js';
import type { EntityHeader } from './entity.js';
import { parameter } from './parameter.js';
import { EMPTY_LIST } from './shared.js';
import type { Part } from './types.js';

/** A part while it is open: its ends and children come last. */
export type OpenPart = { -readonly [Key in keyof Part]: Part[Key] };

export type FrameState =
  /** Reading the header. */
  | 'header'
  /** A body that is not looked into. */
  | 'leaf'
  /** A body that is a message. */
  | 'message'
  /** A body of parts. */
  | 'multipart';

/** An open entity of the scan; the open ones form a path from the root down. */
export interface Frame {
  state: FrameState;
  /** Null until the header is read. */
  part: OpenPart | null;
  readonly parent: Frame | null;
  /** 1 for the root. */
  readonly depth: number;
  /** Messages around this entity: 0 in the message itself, 1 in a message/rfc822 part of it … */
  readonly level: number;
  readonly headerStart: number;
  bodyStart: number;
  /** Line breaks of the whole message before the body. */
  breaksBefore: number;
  /** Open boundary of a multipart. */
  boundary: string | null;
  /** The closing delimiter was there. */
  closed: boolean;
  children: Part[];
}

/** The frame of an entity whose header begins at `headerStart`. */
export function openFrame(parent: Frame | null, headerStart: number): Frame {
  return {
    state: 'header',
    part: null,
    parent,
    depth: parent ? parent.depth + 1 : 1,
    level: parent ? parent.level + (parent.state === 'message' ? 1 : 0) : 0,
    headerStart,
    bodyStart: headerStart,
    breaksBefore: 0,
    boundary: null,
    closed: false,
    children: EMPTY_LIST as unknown as Part[],
  };
}

/** The section number of an entity (see `Part.path`). Siblings before it are already among the parent's children. */
function pathOf(frame: Frame, multipart: boolean): string {
  const { parent } = frame;
  if (!parent) return multipart ? '' : '1';
  const path = parent.part?.path ?? '';
  if (parent.state === 'message') return multipart ? path : `${path}.1`;
  const number = parent.children.length + 1;
  return path === '' ? String(number) : `${path}.${number}`;
}

/** Makes the part of a frame from its header; the body begins at `bodyStart`. Sets the frame's boundary, not its state. */
export function makePart(frame: Frame, header: Readonly<EntityHeader>, headerEnd: number): OpenPart {
  const { parent } = frame;
  const inDigest = parent?.state === 'multipart' && parent.part?.subtype === 'digest';
  let { type, subtype, params } = header.contentType ?? TEXT_PLAIN;
  // RFC 2046 §5.1.5
  if (inDigest && header.contentType === null) [type, subtype] = ['message', 'rfc822'];
  if (type === 'multipart') {
    frame.boundary = usableBoundary(params.boundary ?? parameter(params, 'boundary'));
    if (frame.boundary === null) [type, subtype] = ['text', 'plain'];
  }
  return {
    path: pathOf(frame, type === 'multipart'),
    type,
    subtype,
    params,
    encoding: header.encoding,
    id: header.id,
    description: header.description,
    md5: header.md5,
    language: header.language,
    location: header.location,
    disposition: header.disposition,
    dispositionParams: header.dispositionParams,
    header: { start: frame.headerStart, end: headerEnd },
    body: { start: frame.bodyStart, end: frame.bodyStart },
    lines: 0,
    children: EMPTY_LIST,
    embedded: null,
  };
}

/** RFC 2046 §5.2.1: an encoded message is opaque. */
export function holdsMessage(part: Part): boolean {
  return (
    part.type === 'message' &&
    (part.subtype === 'rfc822' || part.subtype === 'global') &&
    (part.encoding === '7bit' || part.encoding === '8bit' || part.encoding === 'binary')
  );
}

/**
 * Writes the end of a frame's part: its body ends at `end` and has `lines`. A header that goes on behind `end` is cut:
 * its empty line is the line break of a delimiter further out.
 */
export function closePart(frame: Frame, part: OpenPart, end: number, lines: number): void {
  const { parent } = frame;
  if (part.body.start > end) {
    part.header = { start: Math.min(part.header.start, end), end: Math.min(part.header.end, end) };
  }
  part.body = { start: Math.min(part.body.start, end), end };
  part.lines = lines;
  // The copy has no room to grow, which a list that grew has for 16 more.
  if (frame.children.length > 0) part.children = frame.children.slice();
  if (parent?.state === 'multipart') parent.children.push(part);
  else if (parent?.part) parent.part.embedded = part;
}
