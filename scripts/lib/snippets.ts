/** The blocks of code in Markdown that are files of the project: one follows each `<!-- examples/… -->` alone on a line. */

/** The languages as Markdown names them, by extension. */
const LANGUAGES: Readonly<Record<string, string>> = {
  cs: 'csharp',
  go: 'go',
  java: 'java',
  js: 'js',
  php: 'php',
  py: 'python',
  rb: 'ruby',
  sh: 'sh',
  ts: 'ts',
};

const MARKED = /^<!-- (examples\/\S+) -->\n(?:\n```.*\n[\s\S]*?\n```\n)?/gm;

/** The text with each marked block as its file is now. @param read a file's text, by its path in the project */
export function withSnippets(markdown: string, read: (path: string) => string): string {
  return markdown.replace(MARKED, (_, path: string) => {
    const language = LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? '';
    return `<!-- ${path} -->\n\n\`\`\`${language}\n${read(path).trimEnd()}\n\`\`\`\n`;
  });
}

/** A block of code in Markdown. */
export interface Block {
  language: string;
  code: string;
  /** The file that it is, when it is marked. */
  from: string | undefined;
}

/** All blocks of code. */
export function blocksOf(markdown: string): Block[] {
  const fenced = /(?:^<!-- (examples\/\S+) -->\n\n)?^( *)```(\w*)\n([\s\S]*?)\n\2```$/gm;
  return [...markdown.matchAll(fenced)].map(([, from, indent = '', language = '', code = '']) => ({
    language,
    code: code.replaceAll(`\n${indent}`, '\n').slice(indent.length),
    from,
  }));
}
