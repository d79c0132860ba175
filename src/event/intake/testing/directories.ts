import { createSourceDirectory, type SourceDirectory, type SourceSnapshot } from '../source-directory.ts';
import { attributionOf } from './attribution.ts';

/** A directory of the given sources, without a default. */
export const directoryOf = (sources: SourceSnapshot['sources']): SourceDirectory =>
  createSourceDirectory({ sources, defaults: new Map() });

/** A directory by which everything without a token belongs to source `number`. */
export const everythingTo = (number: number, sources: SourceSnapshot['sources'] = []): SourceDirectory => {
  const directory = directoryOf(sources);
  return {
    bySyslog: (sender) => {
      const found = directory.bySyslog(sender);
      return found.kind === 'unknown' ? { kind: 'default', attribution: attributionOf(number) } : found;
    },
  };
};
