/** What one rule takes for a value that differs from run to run. */
export interface Mask {
  /** Stands in its place as `[name]`, or `[name-1]` where the same value is to be known again. */
  readonly name: string;
  /** Global. What a group named `value` matches is masked, else the whole. */
  readonly pattern: RegExp;
  /** Different values get different numbers, so that a template that confuses two of them is found out. */
  readonly numbered?: boolean;
}

const MONTHS =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';
const DAYS = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|nesday|sday|rsday|urday)?';

/**
 * The rules, in the order in which they are applied: what a longer form has in it is not looked at again. None has a
 * repetition inside a repetition, so each takes time linear in the text.
 */
export const masks: readonly Mask[] = [
  // The address of an inbox that was lent for one test: twelve random characters, with or without the test's prefix.
  { name: 'inbox', pattern: /(?<![\w.-])(?:[\w.-]{1,60}-)?[a-z0-9]{12}@inbox\.test\b/g, numbered: true },
  // RFC 7519: three parts, the first of which is JSON and so begins with `{"`, encoded.
  { name: 'token', pattern: /\beyJ[\w-]{10,2000}\.[\w-]{2,4000}\.[\w-]{2,2000}/g, numbered: true },
  // RFC 9562, with and without its dashes.
  { name: 'uuid', pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, numbered: true },
  // RFC 5322 §3.3.
  {
    name: 'date',
    pattern: new RegExp(
      `(?:\\b${DAYS}, )?\\b\\d{1,2} (?:${MONTHS}) \\d{4} \\d{2}:\\d{2}(?::\\d{2})?(?: (?:[+-]\\d{4}|[A-Z]{1,5}))?(?: \\([A-Z]{1,5}\\))?`,
      'g',
    ),
  },
  // RFC 3339, and with a space for the T.
  { name: 'date', pattern: /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g },
  // As people write days in English.
  { name: 'date', pattern: new RegExp(`\\b(?:${DAYS}, )?(?:${MONTHS}) \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}\\b`, 'g') },
  { name: 'date', pattern: new RegExp(`\\b(?:${DAYS}, )?\\d{1,2}(?:st|nd|rd|th)? (?:${MONTHS}),? \\d{4}\\b`, 'g') },
  { name: 'date', pattern: /\b\d{1,2}[./]\d{1,2}[./]\d{4}\b/g },
  { name: 'time', pattern: /\b\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\b\.?)?/g },
  // What a link carries of the run: any parameter that is named as such things are …
  {
    name: 'token',
    pattern:
      /[?&](?:amp;)?(?:token|code|key|sig|signature|hash|nonce|otp|ticket|state|session|sid|uid|expires?|exp|ts|t|utm_[a-z]{1,20})=(?<value>[^&\s"'<>#]{1,4000})/gi,
    numbered: true,
  },
  // … and any long word in which letters and digits are mixed: hexadecimal, Base64, identifiers of trackers.
  {
    name: 'token',
    pattern: /(?<![\w-])(?=[A-Za-z_-]{0,60}\d)(?=[\d_-]{0,60}[A-Za-z])[\w-]{20,4000}={0,2}/g,
    numbered: true,
  },
];

/** Header fields whose whole value belongs to the run or the road, not to the template; `[name]` stands for it. */
export const maskedHeaders: ReadonlySet<string> = new Set([
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'dkim-signature',
  'arc-seal',
  'arc-message-signature',
  'arc-authentication-results',
  'authentication-results',
  'x-google-dkim-signature',
  'x-mailer',
  'feedback-id',
  'list-unsubscribe',
  'x-entity-ref-id',
  'x-ses-message-id',
  'x-mailgun-sid',
  'x-sg-eid',
  'x-sg-id',
]);

/** Fields that are added on the way (RFC 5321 §4.4, RFC 8617), as often as there are stops: left out. */
export const droppedHeaders: ReadonlySet<string> = new Set(['received', 'return-path', 'delivered-to', 'x-received']);

/** Puts names in the place of values; one for a whole message, so that a value has one name throughout. */
export class Masker {
  readonly #numbers = new Map<string, Map<string, number>>();

  /** @param own further values that are known to be of this run, by name: its one-time codes */
  constructor(readonly own: readonly { readonly name: string; readonly value: string }[] = []) {}

  text(text: string): string {
    let masked = text;
    for (const { name, value } of this.own) masked = masked.replaceAll(value, `[${name}]`);
    for (const mask of masks) {
      masked = masked.replace(mask.pattern, (...args: unknown[]) => {
        const whole = args[0] as string;
        const groups = args.at(-1) as Record<string, string> | string;
        const value = typeof groups === 'object' ? (groups.value ?? whole) : whole;
        // A name that stands there already is not a value.
        if (value.startsWith('[')) return whole;
        return whole.slice(0, whole.length - value.length) + this.named(mask, value);
      });
    }
    return masked;
  }

  /** The name of a value. */
  named({ name, numbered }: Pick<Mask, 'name' | 'numbered'>, value: string): string {
    if (!numbered) return `[${name}]`;
    let numbers = this.#numbers.get(name);
    if (!numbers) {
      numbers = new Map();
      this.#numbers.set(name, numbers);
    }
    const number = numbers.get(value) ?? numbers.size + 1;
    numbers.set(value, number);
    return `[${name}-${number}]`;
  }
}
