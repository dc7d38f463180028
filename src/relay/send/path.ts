import { targetOf } from '../route/domain.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not get through
const DOT_ATOM = /^[^\s\x00-\x1f\x7f-\x9f()<>[\]:;@\\,."]+(?:\.[^\s\x00-\x1f\x7f-\x9f()<>[\]:;@\\,."]+)*$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not get through
const QUOTED = /^"(?:[^"\\\x00-\x1f\x7f-\x9f<>]|\\[^\x00-\x1f\x7f-\x9f<>])*"$/u;
/** RFC 3461 §4: printable ASCII without `+` and `=`, others as `+2B`. */
const XTEXT = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})+$/;
const NOTIFY = /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/;

/**
 * An address as it may stand between the angle brackets of MAIL and RCPT, its domain in A-labels; undefined for one that
 * cannot be written there, or would say more than an address.
 */
export function wirePath(address: string): string | undefined {
  const target = targetOf(address);
  if (!target || !(DOT_ATOM.test(target.local) || QUOTED.test(target.local))) return undefined;
  return `${target.local}@${target.domain}`;
}

/** Whether it needs SMTPUTF8 (RFC 6531): a domain alone does not, since it has A-labels. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
export const needsUtf8 = (path: string): boolean => !/^[\x00-\x7f]*$/.test(path);

/** Parameters of RCPT for delivery status notifications, with a blank before each; what is no good is left out. */
export function notifyParameters(recipient: { readonly notify: string | null; readonly orcpt: string | null }): string {
  const { notify, orcpt } = recipient;
  const [type = '', ...rest] = (orcpt ?? '').split(';');
  const original = /^[A-Za-z0-9-]+$/.test(type) && XTEXT.test(rest.join(';'));
  return `${notify !== null && NOTIFY.test(notify) ? ` NOTIFY=${notify}` : ''}${original ? ` ORCPT=${orcpt}` : ''}`;
}

/** … and of MAIL. */
export function returnParameters({
  ret,
  envid,
}: {
  readonly ret: string | null;
  readonly envid: string | null;
}): string {
  const returned = ret === 'FULL' || ret === 'HDRS' ? ` RET=${ret}` : '';
  return `${returned}${envid !== null && envid.length <= 100 && XTEXT.test(envid) ? ` ENVID=${envid}` : ''}`;
}
