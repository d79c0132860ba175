import { dayMs, systemScope } from '../kernel/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import { inScope } from '../platform/postgres/index.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { forgetFailuresMs } from './lock-out.ts';
import { tables } from './tables-store.ts';

const task = 'identity-clean-up';

/** Every hour: what has expired goes. */
export const cleanUpCrontab = `17 * * * * ${task}`;

/** Removes expired sessions, proofs, invitations, counters; nothing that still has an effect. */
export function cleanUpJobs(deps: Pick<IdentityDeps, 'db' | 'clock'>): Map<string, JobHandler> {
  const cleanUp: JobHandler = () =>
    inScope(deps.db, systemScope(task), async (tx) => {
      const now = deps.clock.now();
      const known = tables(tx);
      const before = (ms: number): Date => new Date(now.getTime() - ms);
      await known.deleteFrom('user_session').where('user_session.expires_at', '<', now).execute();
      await known.deleteFrom('passkey_challenge').where('passkey_challenge.expires_at', '<', now).execute();
      await known.deleteFrom('oidc_request').where('oidc_request.expires_at', '<', now).execute();
      await known.deleteFrom('verification').where('verification.expires_at', '<', now).execute();
      await known
        .deleteFrom('invitation')
        .where('invitation.expires_at', '<', before(30 * dayMs))
        .execute();
      await known
        .deleteFrom('sign_in_attempt')
        .where('sign_in_attempt.last_at', '<', before(forgetFailuresMs))
        .execute();
      await known.deleteFrom('request_rate').where('request_rate.window_start', '<', before(dayMs)).execute();
    });
  return new Map([[task, cleanUp]]);
}
