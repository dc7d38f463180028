import type { ArchiveAnswerJson, TagsAnswerJson } from '../http/schemas/answers.js';
import type { AssertAnswerJson, AssertRequest as AssertRequestJson } from '../http/schemas/assert.js';
import type { InboxJson, LeaseJson, LeaseRequest } from '../http/schemas/inboxes.js';
import type { HappeningJson, JourneyJson, StepJson, WhyJson } from '../http/schemas/journey.js';
import type {
  AttachmentJson,
  CodeJson,
  HeaderFieldJson,
  LinkJson,
  MessageJson,
  MessagePageJson,
  MessageRowJson,
  StructureJson,
  TranscriptLineJson,
} from '../http/schemas/message.js';
import type {
  QueueItemJson,
  QueuePageJson,
  RelaySettingsJson,
  RelaySettingsRequest,
  RelayStatusJson,
  ReleaseRequest,
  RetryRequest,
  RoutesJson,
} from '../http/schemas/relay.js';
import type { ComposeRequest, UpdateRequest, WaitAnswerJson } from '../http/schemas/requests.js';
import type { SamplesAnswerJson } from '../http/schemas/samples.js';
import type {
  AccountJson,
  AccountPageJson,
  InfoJson,
  LiveEvent as LiveEventJson,
  MailboxJson,
  MissJson,
  Problem,
  SessionDetailJson,
  SessionJson,
  SessionPageJson,
} from '../http/schemas/server.js';
import type { SettingsJson, SettingsRequest } from '../http/schemas/settings.js';

export type Account = AccountJson;
export type AccountPage = AccountPageJson;
/** What `assert` found: whether all is so, and each condition with what was expected and what is there. */
export type AssertAnswer = AssertAnswerJson;
/** Which messages, and what is expected of one of them and of their number. */
export type AssertRequest = AssertRequestJson & Cancellable;
export type ArchiveAnswer = ArchiveAnswerJson;
export type Attachment = AttachmentJson;
export type Code = CodeJson;
export type HeaderField = HeaderFieldJson;
/** An inbox as the server lists it. */
export type InboxRow = InboxJson;
export type Info = InfoJson;
/** What happened to a message, step by step, in words for people and with what was said on the wire. */
export type Journey = JourneyJson;
export type JourneyStep = StepJson;
/** Why mail for an address did, or did not, arrive: what it comes down to, what happened, and what to try. */
export type Why = WhyJson;
export type Happening = HappeningJson;
/** An inbox with its secrets, as it is told once. */
export type Lease = LeaseJson;
export type LeaseOptions = LeaseRequest;
export type Link = LinkJson;
export type Mailbox = MailboxJson;
/** A message whole: what lists say of it, its text, HTML, links, codes, attachments and envelope. */
export type MessageDetail = MessageJson;
export type MessagePage = MessagePageJson;
/** A condition that a message did not meet, and why. */
export type Miss = MissJson;
/** A message as lists show it: no bodies. */
export type MessageRow = MessageRowJson;
/** Tricky mail that the server can put in. */
export type Sample = SamplesAnswerJson['samples'][number];
/** A message on its way out to one destination, and what became of it for each recipient. */
export type QueueItem = QueueItemJson;
export type QueuePage = QueuePageJson;
/** Who may be sent to, through what and by which rules; without passwords and keys. */
export type RelaySettings = RelaySettingsJson;
/** All that is to be set; passwords and keys that are left out are kept. */
export type RelaySettingsChange = RelaySettingsRequest;
export type RelayStatus = RelayStatusJson;
/** Where a message goes, or would go. */
export type Routes = RoutesJson;
export type { ReleaseRequest, RetryRequest };
export type Session = SessionJson;
export type SessionDetail = SessionDetailJson;
export type SessionPage = SessionPageJson;
/** What is set at run time, without passwords. */
export type Settings = SettingsJson;
/** All that is to be set; a user without a password keeps the present one. */
export type SettingsChange = SettingsRequest;
export type Structure = StructureJson;
/** A tag and the number of messages that have it. */
export type Tag = TagsAnswerJson['tags'][number];
export type TranscriptLine = TranscriptLineJson;
export type WaitAnswer = WaitAnswerJson;
export type { ComposeRequest, Problem };

/** A duration: milliseconds, or a number with a unit such as `500ms`, `5s`, `2m`. */
export type Duration = number | string;

/** Which messages. What is given must all hold. */
export interface Criteria {
  /** A search, such as `has:attachment -tag:old`; the language is that of the page's search box. */
  query?: string;
  /** A recipient, by header or envelope. A complete address must match whole, anything else may match a part. */
  to?: string;
  /** The sender; complete or in part like `to`. */
  from?: string;
  /** Part of the subject, in any case. */
  subject?: string;
  /** Only mail of this account. */
  account?: string;
}

/** A request that can be cancelled; it then rejects with the signal's reason. */
export interface Cancellable {
  signal?: AbortSignal;
}

export interface ListOptions extends Criteria, Cancellable {
  /** 1–500, default 50. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** By size every match is looked at. */
  order?: 'newest' | 'oldest' | 'largest' | 'smallest';
  /** Only mail that arrived after this cursor. */
  since?: string;
  /** Count all matches even if that means a full search. */
  total?: boolean;
}

export interface WaitOptions extends Criteria, Cancellable {
  /** How many messages must have arrived; default 1. */
  count?: number;
  /** Instead of `count`: only the n-th, when so many are there. */
  nth?: number;
  /** Instead of `count`: so many and no more until the time is up. Fails at once when there are more. */
  exactly?: number;
  /** With `exactly`: done already when nothing more came for so long after the last of them. At most 120 s. */
  quiet?: Duration;
  /** Only mail after this cursor (take it by `client.cursor()` before the action); without it, all that is there counts. */
  since?: string;
  /** Default 10 s. Longer waits than the server's 120 s are made of several. */
  timeout?: Duration;
}

/** How HTML is shown. */
export interface HtmlOptions {
  /** With content from elsewhere; default: without. */
  remote?: boolean;
  scheme?: 'light' | 'dark';
}

/** What `why` is asked. */
export interface WhyOptions extends Cancellable {
  /** The address that mail should have come to. */
  to: string;
  /** A cursor (take it by `client.cursor()` before the action), an ISO 8601 time, or a duration before now; default: all. */
  since?: Duration;
}

/** Messages by id, or by criteria up to a place in arrival order. */
export interface Selection extends Criteria {
  ids?: readonly string[];
  /** Mail that arrived after this cursor is not touched. */
  upTo?: string;
}

/** What `messages.update` changes. */
export type MessageChange = Pick<UpdateRequest, 'seen' | 'tags' | 'addTags' | 'removeTags'>;

/** An event of the live stream. After `resync` events were lost: list again and go on from its cursor. */
export type LiveEvent = LiveEventJson | { readonly type: 'resync'; readonly cursor: string };

export interface EventOptions extends Cancellable {
  /** First what came after this cursor; default: from the moment of the call. */
  since?: string;
  account?: string;
  /** Only messages that this search finds. */
  query?: string;
}
