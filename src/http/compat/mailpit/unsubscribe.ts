import type { MessageShape } from './shapes.js';

/** Links looked at in one field. */
const LINKS = 100;

/** List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058) with what is wrong with them. */
export function listUnsubscribe(header = '', post = ''): MessageShape['ListUnsubscribe'] {
  const written = header.split(',', LINKS).map((each) => each.trim());
  const links = written.flatMap((each) => /^<([^<>]*)>$/.exec(each)?.[1]?.trim() ?? []);
  const errors: string[] = [];
  if (header !== '') {
    if (links.length !== written.length) errors.push('a link is not in angle brackets');
    for (const link of links) if (!/^(?:mailto:|https?:\/\/)\S+$/i.test(link)) errors.push(`${link} is no link`);
    const kinds = links.map((link) => (/^mailto:/i.test(link) ? 'mailto' : 'web'));
    for (const kind of new Set(kinds)) {
      if (kinds.filter((each) => each === kind).length > 1) errors.push(`more than one ${kind} link`);
    }
  }
  if (post !== '') {
    if (post.trim() !== 'List-Unsubscribe=One-Click')
      errors.push('List-Unsubscribe-Post is not List-Unsubscribe=One-Click');
    if (!links.some((link) => /^https:/i.test(link))) errors.push('one click needs an https link');
  }
  return { Header: header, Links: links, Errors: errors.join(', '), HeaderPost: post };
}
