import type { AssertAnswer } from '../../client/index.js';

/** What came of one document. */
export interface Outcome {
  readonly name: string;
  readonly file: string;
  /** None when it could not be asked. */
  readonly answer?: AssertAnswer;
  /** Why it could not be asked. */
  readonly error?: string;
  readonly seconds: number;
}

export const passed = ({ answer }: Outcome): boolean => answer?.pass === true;
