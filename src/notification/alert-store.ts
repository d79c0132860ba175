import type { CompanyId, Id, IncidentId, UserId } from '../kernel/index.ts';
import { isProviderRole, rolePermissions } from '../identity/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { languages } from './agreement.ts';
import type { AlertLevel, AlertPreference, AlertReason, Staff } from './alert.ts';
import { tables } from './notification-tables-store.ts';
import type { ObligationId } from './obligation-store.ts';

export type AlertId = Id<'alert'>;

export interface Alert {
  readonly id: AlertId;
  readonly incidentId: IncidentId;
  readonly level: AlertLevel;
  readonly status: 'gathering' | 'sent' | 'dropped';
  readonly createdAt: Date;
  readonly sendAt: Date;
  readonly sentAt: Date | null;
}

export interface AlertCause {
  readonly obligationId: ObligationId;
  readonly companyId: CompanyId;
  readonly reason: AlertReason;
}

const selection = (tx: Tx) =>
  tables(tx)
    .selectFrom('alert')
    .select([
      'alert.id',
      'alert.incident_id',
      'alert.level',
      'alert.status',
      'alert.created_at',
      'alert.send_at',
      'alert.sent_at',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof selection>['executeTakeFirstOrThrow']>>;

const toAlert = (row: Row): Alert => ({
  id: row.id as AlertId,
  incidentId: row.incident_id as IncidentId,
  level: row.level,
  status: row.status,
  createdAt: row.created_at,
  sendAt: row.send_at,
  sentAt: row.sent_at,
});

/** The alert of this incident and level that still gathers. */
export async function gatheringAlert(
  tx: Tx,
  incidentId: IncidentId,
  level: AlertLevel,
): Promise<Alert | null> {
  const row = await selection(tx)
    .where('alert.incident_id', '=', incidentId)
    .where('alert.level', '=', level)
    .where('alert.status', '=', 'gathering')
    .executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

export async function lastSentAt(tx: Tx, incidentId: IncidentId, level: AlertLevel): Promise<Date | null> {
  const row = await tables(tx)
    .selectFrom('alert')
    .select((latest) => latest.fn.max('alert.sent_at').as('sent_at'))
    .where('alert.incident_id', '=', incidentId)
    .where('alert.level', '=', level)
    .executeTakeFirst();
  return row?.sent_at ?? null;
}

export async function insertAlert(tx: Tx, alert: Alert): Promise<void> {
  await tables(tx)
    .insertInto('alert')
    .values({
      id: alert.id,
      incident_id: alert.incidentId,
      level: alert.level,
      status: alert.status,
      created_at: alert.createdAt,
      send_at: alert.sendAt,
      sent_at: alert.sentAt,
    })
    .execute();
}

export async function lockAlert(tx: Tx, id: AlertId): Promise<Alert | null> {
  const row = await selection(tx).where('alert.id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

export async function closeAlert(tx: Tx, id: AlertId, status: 'sent' | 'dropped', at: Date): Promise<void> {
  await tables(tx)
    .updateTable('alert')
    .set({ status, sent_at: status === 'sent' ? at : null })
    .where('alert.id', '=', id)
    .execute();
}

export async function addCause(tx: Tx, alertId: AlertId, cause: AlertCause, at: Date): Promise<void> {
  await tables(tx)
    .insertInto('alert_cause')
    .values({
      alert_id: alertId,
      obligation_id: cause.obligationId,
      company_id: cause.companyId,
      reason: cause.reason,
      at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether an obligation was named for this reason since then, in a mail that was sent or still gathers. */
export async function isTold(
  tx: Tx,
  cause: Pick<AlertCause, 'obligationId' | 'reason'>,
  since: Date | null,
): Promise<boolean> {
  let query = tables(tx)
    .selectFrom('alert_cause')
    .select('alert_cause.alert_id')
    .where('alert_cause.obligation_id', '=', cause.obligationId)
    .where('alert_cause.reason', '=', cause.reason);
  if (since !== null) query = query.where('alert_cause.at', '>=', since);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

export async function readCauses(
  tx: Tx,
  alertIds: readonly AlertId[],
): Promise<readonly (AlertCause & { readonly alertId: AlertId })[]> {
  if (alertIds.length === 0) return [];
  const rows = await tables(tx)
    .selectFrom('alert_cause')
    .select([
      'alert_cause.alert_id',
      'alert_cause.obligation_id',
      'alert_cause.company_id',
      'alert_cause.reason',
    ])
    .where('alert_cause.alert_id', 'in', [...alertIds])
    .orderBy('alert_cause.at')
    .orderBy('alert_cause.obligation_id')
    .orderBy('alert_cause.reason')
    .execute();
  return rows.map((row) => ({
    alertId: row.alert_id as AlertId,
    obligationId: row.obligation_id as ObligationId,
    companyId: row.company_id as CompanyId,
    reason: row.reason,
  }));
}

/** The alerts of an incident that were sent, the latest first. */
export async function sentAlerts(tx: Tx, incidentId: IncidentId, limit: number): Promise<readonly Alert[]> {
  const rows = await selection(tx)
    .where('alert.incident_id', '=', incidentId)
    .where('alert.status', '=', 'sent')
    .orderBy('alert.sent_at', 'desc')
    .orderBy('alert.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

/** Alerts whose time to be sent has passed. */
export async function overdueAlerts(tx: Tx, now: Date, limit: number): Promise<readonly AlertId[]> {
  const rows = await tables(tx)
    .selectFrom('alert')
    .select('alert.id')
    .where('alert.status', '=', 'gathering')
    .where('alert.send_at', '<=', now)
    .orderBy('alert.send_at')
    .orderBy('alert.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as AlertId);
}

/** Enabled users of the provider, by name, with what they chose. */
export async function readStaff(tx: Tx): Promise<readonly Staff[]> {
  const rows = await tables(tx)
    .selectFrom('app_user')
    .innerJoin('company', 'company.id', 'app_user.company_id')
    .leftJoin('alert_preference', 'alert_preference.user_id', 'app_user.id')
    .select([
      'app_user.id',
      'app_user.name',
      'app_user.email',
      'app_user.locale',
      'app_user.role',
      'alert_preference.warning',
      'alert_preference.escalation',
      'alert_preference.breach',
    ])
    .where('company.kind', '=', 'provider')
    .where('app_user.disabled_at', 'is', null)
    .orderBy('app_user.name')
    .orderBy('app_user.id')
    .execute();
  return rows.flatMap(({ role, warning, escalation, breach, ...row }) => {
    if (!isProviderRole(role)) return [];
    const chose = warning !== null && escalation !== null && breach !== null;
    return {
      userId: row.id as UserId,
      name: row.name,
      email: row.email,
      language: languages.find((language) => row.locale.toLowerCase().startsWith(language)) ?? 'en',
      role,
      approves: rolePermissions[role].has('notice:approve'),
      preference: chose ? { warning, escalation, breach } : null,
    };
  });
}

export async function readPreference(tx: Tx, userId: UserId): Promise<AlertPreference | null> {
  const row = await tables(tx)
    .selectFrom('alert_preference')
    .select(['alert_preference.warning', 'alert_preference.escalation', 'alert_preference.breach'])
    .where('alert_preference.user_id', '=', userId)
    .executeTakeFirst();
  return row ?? null;
}

export async function savePreference(
  tx: Tx,
  userId: UserId,
  preference: AlertPreference,
  at: Date,
): Promise<void> {
  const { warning, escalation, breach } = preference;
  const values = { warning, escalation, breach, updated_at: at };
  await tables(tx)
    .insertInto('alert_preference')
    .values({ user_id: userId, ...values })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
    .execute();
}
