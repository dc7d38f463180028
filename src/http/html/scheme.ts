/** Media conditions that always and never hold, in every browser. */
const ALWAYS = '(min-width: 0)';
const NEVER = '(max-width: 0)';

/**
 * CSS or a media attribute as a reader with this scheme would have it. A frame takes `prefers-color-scheme` from the
 * browser, not from the page around it, so a preview in the other scheme needs its conditions decided beforehand.
 */
export const forScheme = (css: string, scheme: 'light' | 'dark' | undefined): string =>
  scheme === undefined
    ? css
    : css.replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_, wanted: string) =>
        wanted.toLowerCase() === scheme ? ALWAYS : NEVER,
      );
