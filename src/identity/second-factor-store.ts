import type { Tx } from '../platform/postgres/index.ts';
import { tables } from './tables-store.ts';

/**
 * Takes the second factor from everybody: their secrets were sealed under a master key that is lost, so no code would ever
 * fit again. Gives how many had one. They sign in with the password and set it up anew.
 */
export async function forgetSecondFactors(tx: Tx): Promise<number> {
  const gone = await tables(tx).deleteFrom('two_factor').executeTakeFirst();
  await tables(tx)
    .updateTable('app_user')
    .set({ two_factor_enabled: false })
    .where('app_user.two_factor_enabled', '=', true)
    .execute();
  return Number(gone.numDeletedRows);
}
