import { MAX_URL } from './insight-limits.js';

/** How people call the way out of a list, in the words of their languages (stems, so that they may be inflected). */
const UNSUBSCRIBE = new RegExp(
  [
    'un-?subscrib|opt(?:ing)?[ -]?out|stop receiving|no longer (?:wish|want) to receive|email preferences',
    'abmeld|abbestell|austragen|newsletter k(?:ü|ue)ndigen',
    'd(?:é|e)s-?(?:inscri|abonn)|ne plus recevoir',
    'darse de baja|dar(?:me)? de baja|cancelar (?:la |tu |su )?suscripci|desuscrib|anular (?:la |tu |su )?suscripci',
    'descadastr|cancelar (?:a |sua )?(?:inscri|assinatura|subscri)|anular (?:a )?subscri',
    'disiscri|annulla (?:l.)?iscrizione|cancella(?:ti|re)? (?:dalla|l.)|non ricevere pi(?:ù|u)',
    'afmeld|uitschrijv|wypisz|wypisa|zrezygn|rezygnacj|anuluj subskrypcj',
    'avregistrer|avprenumer|avsluta prenumer|avmeld|afmeld|peruuta tilaus',
    'odhl(?:á|a)sit|leiratkoz|dezabon|aboneli(?:k|ğ)(?:i|ten).{0,10}(?:ç|c)(?:ı|i)k|listeden (?:ç|c)(?:ı|i)k',
    'отписат|отпис|отказаться от рассылк|відписат|скасувати підписк',
    '退订|退訂|取消订阅|取消訂閱|配信停止|配信(?:の)?解除|購読(?:の)?解除|登録解除|수신\\s?거부|구독\\s?(?:취소|해지)',
    'إلغاء الاشتراك|لغو اشتراک|הסר|ביטול הרשמה|διαγραφ|ยกเลิกการ|hủy đăng ký|berhenti berlangganan',
  ].join('|'),
  'iu',
);

const UNSUBSCRIBE_URL =
  /un-?subscri|opt-?out|abmeld|abbestell|desinscri|desabonn|darse-?de-?baja|disiscri|afmeld|uitschrijv|list-manage\.com\/unsub/i;

/** Does a link with this text, or at the end of this text, lead out of a mailing list? */
export function unsubscribes(url: string, text: string): boolean {
  return UNSUBSCRIBE.test(text.slice(-200)) || UNSUBSCRIBE_URL.test(url);
}

/**
 * The URL to give on for one written in a mail, or undefined when it is none of http, https, mailto or is too long.
 * Line breaks and tabs in it are dropped and spaces encoded, as browsers do; otherwise it stays as written.
 */
export function usableUrl(written: string): string | undefined {
  if (written.length > MAX_URL) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the URL standard's "strip leading and trailing C0 control or space"
  const url = written.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '').replace(/[\t\r\n]/g, '');
  if (!/^(?:https?:\/\/[^/?#\s]|mailto:[^\s])/i.test(url) || !URL.canParse(url)) return undefined;
  return url.replaceAll(' ', '%20');
}
