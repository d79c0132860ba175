import { Checkbox, NumberInput, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import {
  quotaActions,
  type CompanyDetail,
  type CompanyStorage,
  type RetentionPreview,
} from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { showFieldErrors } from '../../lib/draft.ts';
import { useFormat } from '../../lib/use-format.ts';
import { retentionPreviewQuery } from './queries.ts';
import {
  changeOf,
  formOf,
  isDays,
  isQuotaChanged,
  leastQuotaGb,
  mostDays,
  previewDays,
  type StorageChange,
  type StorageForm,
} from './storage-change.ts';

const typingMs = 300;

/** Changes how long events are kept and the quota; what would be removed is said, and confirmed, before. */
export function StorageDialog(props: {
  readonly company: CompanyDetail;
  readonly storage: CompanyStorage;
  readonly onClose: () => void;
}) {
  const { company, storage, onClose } = props;
  const { t } = useTranslation();
  const [agreed, setAgreed] = useState<number | 'default' | null>(null);
  const form = useForm<StorageForm>({
    initialValues: formOf(storage),
    validate: {
      days: (value) => (value === '' || isDays(value) ? null : t('storage.daysRule')),
      quotaGb: (value, values) =>
        value === '' || value >= leastQuotaGb || !isQuotaChanged(values, storage)
          ? null
          : t('storage.quotaRule'),
    },
  });
  const wanted = previewDays(form.values, storage);
  const [asked] = useDebouncedValue(wanted, typingMs);
  const preview = useQuery({
    ...retentionPreviewQuery(company.id, asked ?? 'default'),
    ...(asked === null ? { queryFn: skipToken } : {}),
  });
  const shown = wanted !== null && wanted === asked ? (preview.data?.preview ?? null) : null;
  const removes = (shown?.events ?? 0) > 0;
  const isUnclear = wanted !== null && shown === null;
  const save = useChange(
    (values: StorageChange) => patch(`/companies/${company.id}`, values),
    [['company'], ['overview']],
  );
  const submit = form.onSubmit((values) =>
    save.mutate(changeOf(values, storage), {
      onSuccess: onClose,
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  const defaultDays = t('companies.days', { count: storage.retention.defaultDays });
  return (
    <FormDialog
      opened
      title={t('storage.changeTitle')}
      submitLabel={removes ? t('storage.saveAndRemove') : t('common.save')}
      danger={removes}
      busy={save.isPending}
      disabled={isUnclear || (removes && agreed !== wanted)}
      error={save.error}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <NumberInput
        data-autofocus
        label={t('storage.days')}
        description={t('storage.daysHint', { days: defaultDays })}
        min={1}
        max={mostDays}
        allowDecimal={false}
        {...form.getInputProps('days')}
      />
      {wanted !== null && (
        <Preview
          storage={storage}
          preview={shown}
          hasFailed={preview.isError}
          isAgreed={agreed === wanted}
          onAgree={(isAgreed) => setAgreed(isAgreed ? wanted : null)}
        />
      )}
      <NumberInput
        label={t('storage.quotaLabel')}
        description={t('storage.quotaHint')}
        min={leastQuotaGb}
        decimalScale={3}
        {...form.getInputProps('quotaGb')}
      />
      {form.values.quotaGb !== '' && (
        <Select
          label={t('storage.action')}
          description={t(`storage.actionHints.${form.values.action}`)}
          allowDeselect={false}
          data={quotaActions.map((value) => ({ value, label: t(`storage.actions.${value}`) }))}
          {...form.getInputProps('action')}
        />
      )}
    </FormDialog>
  );
}

/** What another number of days does to what is stored; a removal has to be agreed to. */
function Preview(props: {
  readonly storage: CompanyStorage;
  readonly preview: RetentionPreview | null;
  readonly hasFailed: boolean;
  readonly isAgreed: boolean;
  readonly onAgree: (isAgreed: boolean) => void;
}) {
  const { storage, preview, hasFailed, isAgreed, onAgree } = props;
  const { t } = useTranslation();
  const format = useFormat();
  if (hasFailed)
    return (
      <div role="alert" className="t-warning">
        {t('storage.previewFailed')}
      </div>
    );
  if (preview === null) return <div className="t-3">{t('common.loading')}</div>;
  const days = t('companies.days', { count: preview.days });
  if (preview.events === 0) {
    const isShorter = preview.days < storage.retention.days;
    return (
      <div className="t-2" role="status" style={{ fontSize: '0.8125rem' }}>
        {isShorter ? t('storage.removesNothing', { days }) : t('storage.keepsLonger', { days })}
      </div>
    );
  }
  return (
    <div role="status" style={{ display: 'grid', gap: 8, fontSize: '0.8125rem' }}>
      <strong className="t-warning" style={{ fontWeight: 600 }}>
        {t('storage.removes', {
          count: preview.events,
          formatted: format.number(preview.events),
          date: format.date(preview.receivedUpTo),
        })}
      </strong>
      <span className="t-2">{t('storage.removesText')}</span>
      <Checkbox
        label={t('storage.confirmRemoval')}
        checked={isAgreed}
        onChange={(event) => onAgree(event.currentTarget.checked)}
      />
    </div>
  );
}
