import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queryCheckQuery } from '../../api/resources.ts';

/** A mistake in a query, with the stretch of text to underline. */
export interface TypedMistake {
  readonly code: string;
  readonly message: string;
  readonly position: number;
  readonly length: number;
}

/** Longest text that is asked about; what is longer is told when it is sent. */
const longestText = 8_000;
/** So long nothing is typed before a text counts as meant. */
const settledMs = 400;

/** A place between two characters is shown by the character before it. */
export const underlined = <T extends TypedMistake>(mistake: T): T =>
  mistake.length > 0 || mistake.position === 0
    ? mistake
    : { ...mistake, position: mistake.position - 1, length: 1 };

/** What is wrong with a text that is being written; null while it is right, unfinished, or was sent. */
export function useTypedMistake(text: string, sent: string): TypedMistake | null {
  const [settled] = useDebouncedValue(text, settledMs);
  const isAsked =
    settled === text && text.trim() !== sent && text.trim() !== '' && text.length <= longestText;
  const { data } = useQuery({ ...queryCheckQuery(settled), enabled: isAsked });
  const found = isAsked ? (data?.mistake ?? null) : null;
  return useMemo(() => (found === null ? null : underlined(found)), [found]);
}
