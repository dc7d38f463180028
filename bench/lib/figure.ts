/** One measured figure beside its goal. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'x' | 'ms' | 'MB' | '/s';
  /** What it must keep; undefined for figures that are told without a goal. */
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  /** How it was measured, in a few words. */
  readonly how: string;
}

/** True when the figure has no goal or keeps it. */
export function holds({ value, goal }: Figure): boolean {
  if (!goal) return true;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** A value as people read it: three digits or so. */
export const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** One line for people: verdict, figure, goal, how. */
export function line(figure: Figure): string {
  const goal = figure.goal
    ? 'atMost' in figure.goal
      ? `goal ≤ ${number(figure.goal.atMost)}`
      : `goal ≥ ${number(figure.goal.atLeast)}`
    : '';
  const verdict = figure.goal ? (holds(figure) ? 'holds' : 'MISSED') : '';
  return `${verdict.padEnd(7)}${figure.what.padEnd(58)}${`${number(figure.value)} ${figure.unit}`.padStart(12)}  ${goal.padEnd(14)}  ${figure.how}`;
}
