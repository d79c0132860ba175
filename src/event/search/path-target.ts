import type { PathTarget } from './query.ts';

/** Steps of a path, and characters of a step. */
export const maxSteps = 8;
export const maxStepLength = 64;

/** What a path must be like, for an error. */
export const pathRule = `A path has 1 to ${maxSteps} names of 1 to ${maxStepLength} characters, with one dot between.`;

/**
 * The member that a dotted name means: `actor.user.uid` and `ocsf.status_code` in the event, `raw.requestParameters.name`
 * in the record; a number is a place in a list, from 1. Null for a name that is no path.
 */
export function pathTarget(name: string): PathTarget | null {
  const names = name.split('.');
  if (names.length < 2) return null;
  const document = names[0] === 'raw' ? 'raw' : 'ocsf';
  if (names[0] === 'raw' || names[0] === 'ocsf') names.shift();
  if (names.length > maxSteps || names.some((step) => step === '' || step.length > maxStepLength))
    return null;
  const steps = names.map((step) => (/^[1-9]\d{0,3}$/.test(step) ? Number(step) : step));
  return { kind: 'path', document, steps };
}
