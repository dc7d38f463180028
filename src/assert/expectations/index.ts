import { bcc, cc, from, recipients, to } from './addresses.js';
import { attachments } from './attachments.js';
import { code } from './codes.js';
import { headers } from './headers.js';
import { html } from './html.js';
import { links } from './links.js';
import { size } from './size.js';
import { subject } from './subject.js';
import { tags } from './tags.js';
import { text } from './text.js';

/** Every kind of expectation, by its key in `expect`, in the order in which answers tell them. */
export const expectations = {
  subject,
  from,
  to,
  cc,
  bcc,
  recipients,
  headers,
  text,
  html,
  links,
  code,
  attachments,
  size,
  tags,
} as const;
