import type { LogSource } from '../event-types.ts';
import { coveringSources, meetsLogSource } from './routing.ts';

/**
 * Whether a rule could be fed by what has been stored. Products, categories and services are compared; event ids and channels,
 * which routes also ask for, are not.
 */
export const isFed = (rule: LogSource, stored: readonly LogSource[]): boolean =>
  coveringSources(rule).some(({ when }) => stored.some((source) => meetsLogSource(when, source)));
