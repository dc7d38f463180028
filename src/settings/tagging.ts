import type { Config } from '../config/schema.js';
import type { SearchSubject } from '../search/predicate.js';
import type { Tagging, TagsOf } from '../store/receive.js';
import { MAX_TAG, MAX_TAGS_OF_ONE } from './limits.js';
import type { Quick, TagRules } from './tag-rules.js';

/**
 * The tags of a message that arrives: those that it names (X-Tags), those behind a plus in its recipients, the name that
 * its sender logged in with, each where it is configured; and those of the rules, which know the others already.
 */
export function createTagging({ by }: Config['tags'], rules: Pick<TagRules, 'now'>): Tagging {
  const from = new Set(by);
  const tagging =
    (ruled: Quick | null): TagsOf =>
    (subject, named) => {
      const { envelope } = subject;
      const tags = [
        ...(from.has('x-tags') ? named : []),
        ...(from.has('plus') ? plusTags(envelope) : []),
        ...(from.has('user') && envelope.user ? [envelope.user.slice(0, MAX_TAG)] : []),
      ];
      return ruled ? [...tags, ...ruled({ ...subject, tags: [...subject.tags, ...tags] })] : tags;
    };
  let latest = { ruled: rules.now(), tagsOf: tagging(rules.now()) };
  return () => {
    const ruled = rules.now();
    if (ruled !== latest.ruled) latest = { ruled, tagsOf: tagging(ruled) };
    return latest.tagsOf;
  };
}

/** `ann+red+blue@example.org` → `red`, `blue` (RFC 5233 §1 names the separator). A quoted local part has none. */
function plusTags({ forwardPaths }: SearchSubject['envelope']): string[] {
  if (!forwardPaths.some(({ address }) => address.includes('+'))) return [];
  const tags = new Set<string>();
  for (const { address } of forwardPaths) {
    if (tags.size >= MAX_TAGS_OF_ONE) break;
    const local = address.slice(0, Math.max(address.lastIndexOf('@'), 0));
    if (local.startsWith('"')) continue;
    for (const tag of local.split('+').slice(1)) if (tag !== '') tags.add(tag.slice(0, MAX_TAG));
  }
  return [...tags].slice(0, MAX_TAGS_OF_ONE);
}
