import type { LogSource } from '../event-types.ts';
import { coveringSources } from './routing.ts';

/**
 * Whether a rule could be fed by what has been stored. Products, categories and services are compared; event ids and channels,
 * which routes also ask for, are not stored by themselves.
 */
export function isFed(rule: LogSource, stored: readonly LogSource[]): boolean {
  return coveringSources(rule).some(({ when }) =>
    stored.some(
      (source) =>
        (when.product === undefined || when.product === source.product) &&
        (when.category === undefined || when.category === source.category) &&
        (when.service === undefined || when.service === source.service),
    ),
  );
}
