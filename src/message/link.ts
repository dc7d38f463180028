/** A link of a message. Only http, https and mailto: nothing else is ever given on. */
export interface Link {
  readonly url: string;
  /** What the reader sees: the anchor's text, a picture's `alt`, the URL itself in plain text. White space folded. */
  readonly text: string;
  readonly where: 'html' | 'text';
  /** `image`: nothing but a picture; `button`: looks like one; `unsubscribe`: says so, in one of many languages. */
  readonly kind: 'link' | 'button' | 'unsubscribe' | 'image';
}
