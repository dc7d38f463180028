import { cpus, totalmem, type } from 'node:os';
import { type Figure, holds, number } from '../lib/figure.js';
import { reasonOf } from './reasons.js';
import type { Section } from './section.js';

/** The report as Markdown. @param pictures by section: paths from the report's folder */
export function markdown(sections: readonly Section[], pictures: ReadonlyMap<string, string>, day: string): string {
  const all = sections.flatMap(({ figures }) => figures);
  const judged = all.filter(({ goal }) => goal);
  const missed = judged.filter((figure) => !holds(figure));
  const [cpu] = cpus();
  return [
    '# Benchmarks',
    '',
    '`npm run bench` wrote this page. What is compared was measured in one run, in turn (A B A B …), on one machine, with',
    'medians of the rounds, so a ratio means more than a figure with a unit.',
    '',
    `${day}, Node ${process.version}, ${type()}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB.`,
    `Of ${judged.length} goals ${judged.length - missed.length} hold.`,
    '',
    ...sections.flatMap((section) => [...sectionLines(section, pictures.get(section.name)), '']),
    ...shortfalls(sections),
  ].join('\n');
}

function sectionLines({ name, title, figures, failure }: Section, picture: string | undefined): string[] {
  const lines = [`## ${title}`, '', `\`npm run bench -- ${name}\``, ''];
  if (picture) lines.push(`![${title}](${picture})`, '');
  if (failure) lines.push(`It could not be run: ${failure}`, '');
  if (figures.length === 0) return lines;
  return [...lines, '| Figure | Value | Goal | | How |', '| --- | ---: | ---: | --- | --- |', ...figures.map(row)];
}

const row = (figure: Figure): string =>
  `| ${figure.what} | ${number(figure.value)} ${figure.unit} | ${goalOf(figure)} | ${verdictOf(figure)} | ${figure.how} |`;

function goalOf({ goal, unit }: Figure): string {
  if (!goal) return '';
  return 'atMost' in goal ? `≤ ${number(goal.atMost)} ${unit}` : `≥ ${number(goal.atLeast)} ${unit}`;
}

const verdictOf = (figure: Figure): string => (figure.goal ? (holds(figure) ? 'holds' : '**missed**') : '');

function shortfalls(sections: readonly Section[]): string[] {
  const rows = sections.flatMap(({ figures }) =>
    figures
      .filter((figure) => !holds(figure))
      .map(
        (figure) =>
          `| ${figure.what} | ${number(figure.value)} ${figure.unit} | ${goalOf(figure)} | ${reasonOf(figure)} |`,
      ),
  );
  if (rows.length === 0) return [];
  return [
    '## What does not hold, and why',
    '',
    '| Figure | Value | Goal | Why |',
    '| --- | ---: | ---: | --- |',
    ...rows,
    '',
  ];
}
