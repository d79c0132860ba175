import { hourMs, systemScope } from '../../kernel/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import { inScope } from '../../platform/postgres/index.ts';
import type { StorageDeps } from '../storage/storage-deps.ts';
import { isUnusuallySilent, learnedMs } from './rhythm.ts';
import { silenceEndMail, silenceMail } from './silence-mail.ts';
import { endSilences, quietSources, saveSilence } from './silence-store.ts';

export const silenceTask = 'event-silence';
/** Every ten minutes. */
export const silenceLine = `*/10 * * * * ${silenceTask}`;

const scope = systemScope(silenceTask);
/** Nobody is looked at who has sent within the last hours. */
const leastSilentMs = 2 * hourMs;

type SilenceDeps = Pick<StorageDeps, 'db' | 'clock' | 'log' | 'mailAdmins'>;

export const silenceJobs = (deps: SilenceDeps): Map<string, JobHandler> =>
  new Map([[silenceTask, () => look(deps)]]);

/** Notices sources that have fallen silent and those that send again, each once, and tells staff. */
async function look({ clock, db, log, mailAdmins }: SilenceDeps): Promise<void> {
  const now = clock.now();
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  await inScope(db, scope, async (tx) => {
    const ended = await endSilences(tx);
    const quiet = await quietSources(tx, {
      before: ago(leastSilentMs),
      after: ago(learnedMs),
      hoursAfter: ago(2 * learnedMs),
    });
    const silent = quiet.filter(({ hours }) => isUnusuallySilent(hours, now.getTime()));
    for (const source of silent) await saveSilence(tx, source, now);
    if (ended.length > 0) await mailAdmins(tx, silenceEndMail(ended));
    if (silent.length === 0) return;
    log.warn({ sources: silent.map(({ id }) => id) }, 'sources have fallen silent');
    const told = silent.map(({ companyName, lastAt, name }) => ({ companyName, name, since: lastAt }));
    await mailAdmins(tx, silenceMail(told));
  });
}
