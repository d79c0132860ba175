import type { DeadRule } from '../../api/types.ts';

/** What no event has: `EventID 4768 or 4769`, names of fields after commas. */
export function missingText(missing: DeadRule['missing'], or: string): string {
  const fields = [...new Set(missing.map(({ field }) => field))];
  return fields
    .map((name) => {
      const values = missing.flatMap(({ field, value }) => (field === name && value !== null ? [value] : []));
      return values.length === 0 ? name : `${name} ${values.join(` ${or} `)}`;
    })
    .join(', ');
}
