const ATTRIBUTE = /\b(?:src|srcset|background|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i;
const STYLE = /(?:url\(\s*["']?|@import\s+["'])\s*(?:https?:)?\/\//i;
const STYLESHEET = /<link\b[^>]{0,500}\bhref\s*=\s*["']?\s*(?:https?:)?\/\//i;

/** Whether HTML would fetch something from outside when it is shown. A guess for the button only; the block does not rest on it. */
export const hasRemote = (html: string): boolean => ATTRIBUTE.test(html) || STYLE.test(html) || STYLESHEET.test(html);
