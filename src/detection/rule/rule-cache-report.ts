import type { Logger } from '../../platform/log/index.ts';
import type { CacheTrouble } from '../sigma/rule-cache-file.ts';

/** Tells of a cache of parsed rules that is not used: a person should know when it is not merely of an older release. */
export const cacheReport =
  (log: Logger) =>
  ({ code, path, reason }: CacheTrouble): void => {
    const about = { code, file: path, reason };
    if (code === 'outdated') log.info(about, 'the parsed rules are of another release; they are made anew');
    else if (code === 'unwritable') log.warn(about, 'the parsed rules could not be kept for the next start');
    else log.warn(about, 'the parsed rules that were kept are not used; they are made anew');
  };
