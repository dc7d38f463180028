import type { Tool } from '../tool.js';
import { deleteMessages } from './delete-messages.js';
import { explainMissingMail } from './explain-missing-mail.js';
import { extractCode } from './extract-code.js';
import { extractLink } from './extract-link.js';
import { listMessages } from './list-messages.js';
import { readMessage } from './read-message.js';
import { searchMessages } from './search-messages.js';
import { sendMessage } from './send-message.js';
import { waitForMessage } from './wait-for-message.js';

/** All tools; one more is a file and a line here. */
export const tools: readonly Tool[] = [
  listMessages,
  searchMessages,
  waitForMessage,
  readMessage,
  extractLink,
  extractCode,
  explainMissingMail,
  deleteMessages,
  sendMessage,
];
