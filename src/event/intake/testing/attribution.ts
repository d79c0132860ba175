import { parseId, type Id } from '../../../kernel/index.ts';
import type { Attribution } from '../../event.ts';

const idOf = <Kind extends string>(number: number): Id<Kind> => {
  const parsed = parseId<Kind>(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};

/** The attribution of a made-up source: the same number gives an equal one. */
export const attributionOf = (number: number): Attribution => ({
  companyId: idOf(1_000 + number),
  projectId: number % 2 === 0 ? null : idOf(2_000 + number),
  sourceId: idOf(3_000 + number),
});
