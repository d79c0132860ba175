import type { z } from 'zod';
import { minuteMs } from '../kernel/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { hashToken, type SecretBox } from '../platform/secret/index.ts';
import { oidcRequestDetail } from './oidc-schema.ts';
import { tables } from './tables-store.ts';

/** How long a sign-in may take at the identity provider. */
export const oidcRequestMs = 10 * minuteMs;
const purpose = 'oidc-request';

export type OidcRequest = z.output<typeof oidcRequestDetail>;

/** Remembers a sign-in that goes to an identity provider. In system scope. */
export async function saveOidcRequest(
  tx: Tx,
  box: SecretBox,
  keys: { readonly state: string; readonly browser: string },
  request: OidcRequest,
  now: Date,
): Promise<void> {
  await tables(tx)
    .insertInto('oidc_request')
    .values({
      state_hash: hashToken(keys.state),
      browser_hash: hashToken(keys.browser),
      detail: box.seal(JSON.stringify(request), purpose),
      expires_at: new Date(now.getTime() + oidcRequestMs),
    })
    .execute();
}

/**
 * Takes the sign-in that an answer belongs to out of the world; null when there is none, it has expired, or the
 * answer comes through another browser. In system scope.
 */
export async function takeOidcRequest(
  tx: Tx,
  box: SecretBox,
  keys: { readonly state: string; readonly browser: string },
  now: Date,
): Promise<OidcRequest | null> {
  const row = await tables(tx)
    .deleteFrom('oidc_request')
    .where('oidc_request.state_hash', '=', hashToken(keys.state))
    .where('oidc_request.browser_hash', '=', hashToken(keys.browser))
    .where('oidc_request.expires_at', '>', now)
    .returning('oidc_request.detail')
    .executeTakeFirst();
  const opened = row === undefined ? null : box.open(row.detail, purpose);
  return opened?.ok === true ? oidcRequestDetail.parse(JSON.parse(opened.value)) : null;
}
