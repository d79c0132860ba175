import type { CompanyStorage, QuotaAction } from '../../api/types.ts';

/** As the form holds it; empty fields mean the installation's days and no quota. */
export type StorageForm = {
  days: number | '';
  quotaGb: number | '';
  action: QuotaAction;
};

/** What is sent to the server. */
export interface StorageChange {
  readonly retentionDays: number | null;
  /** Absent: as it is. */
  readonly quotaBytes?: number | null;
  readonly quotaAction: QuotaAction;
}

const gigabyte = 1e9;
export const leastQuotaGb = 0.01;
export const mostDays = 3_650;

export const formOf = ({ retention, quota }: CompanyStorage): StorageForm => ({
  days: retention.isDefault ? '' : retention.days,
  quotaGb: quota.bytes === null ? '' : quota.bytes / gigabyte,
  action: quota.action,
});

/** A quota that nobody has touched is left as it is, whatever the field rounds it to. */
export function changeOf(form: StorageForm, storage: CompanyStorage): StorageChange {
  const { days, quotaGb, action } = form;
  return {
    retentionDays: days === '' ? null : days,
    ...(isQuotaChanged(form, storage)
      ? { quotaBytes: quotaGb === '' ? null : Math.round(quotaGb * gigabyte) }
      : {}),
    quotaAction: action,
  };
}

export const isQuotaChanged = ({ quotaGb }: StorageForm, storage: CompanyStorage): boolean =>
  quotaGb !== formOf(storage).quotaGb;

/** The days to ask a preview for: null when they stay as they are, or are no days. */
export function previewDays({ days }: StorageForm, { retention }: CompanyStorage): number | 'default' | null {
  const wanted = days === '' ? retention.defaultDays : days;
  if (wanted === retention.days || !isDays(wanted)) return null;
  return days === '' ? 'default' : days;
}

export const isDays = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= mostDays;
