import '@mantine/dates/styles.css';
import { ActionIcon, Button, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { DatePickerInput, DatesProvider } from '@mantine/dates';
import 'dayjs/locale/ru';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import {
  contactCategories,
  severities,
  type Agreement,
  type Language,
  type NewClause,
  type CompanyDetail,
  type ContactCategory,
  type Severity,
} from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { languages, readLanguage } from '../../i18n/index.ts';
import { useDraftForm } from '../../lib/draft.ts';
import classes from './company.module.css';

interface ClauseValues {
  id?: string;
  minSeverity: Severity;
  durationHours: number;
  contactCategories: ContactCategory[];
  language: Language;
}
interface Values extends Record<string, unknown> {
  readonly title: string;
  readonly number: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly clauses: ClauseValues[];
}

const usualHours = 24;
const newClause = (language: Language): ClauseValues => ({
  minSeverity: 'medium',
  durationHours: usualHours,
  contactCategories: ['security'],
  language,
});
const dayOf = (iso: string): string => iso.slice(0, 10);

function valuesOf(agreement: Agreement | null, locale: Language): Values {
  if (!agreement)
    return {
      title: '',
      number: '',
      effectiveFrom: dayOf(new Date().toISOString()),
      effectiveTo: null,
      clauses: [newClause(locale)],
    };
  return {
    title: agreement.title,
    number: agreement.number,
    effectiveFrom: dayOf(agreement.effectiveFrom),
    effectiveTo: agreement.effectiveTo === null ? null : dayOf(agreement.effectiveTo),
    clauses: agreement.clauses.map((clause) => ({
      id: clause.id,
      minSeverity: clause.trigger.minSeverity,
      durationHours: clause.durationHours,
      contactCategories: [...clause.contactCategories],
      language: clause.language,
    })),
  };
}

const clauseOf = (values: ClauseValues): NewClause => ({
  ...(values.id === undefined ? {} : { id: values.id }),
  trigger: { minSeverity: values.minSeverity },
  startsAt: 'company_affected',
  durationHours: values.durationHours,
  channel: 'email',
  contactCategories: values.contactCategories,
  language: values.language,
});

/** Writes an agreement; a change makes a new version, and obligations that already run keep theirs. */
export function AgreementEditor({
  company,
  agreement,
  onClose,
}: {
  readonly company: CompanyDetail;
  readonly agreement: Agreement | null;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { form, restored, clear } = useDraftForm<Values>(
    `agreement.${agreement?.id ?? company.id}`,
    valuesOf(agreement, readLanguage(company.locale) ?? 'en'),
    {
      title: (value) => (value.trim() === '' ? t('common.required') : null),
      number: (value) => (value.trim() === '' ? t('common.required') : null),
      effectiveTo: (value, values) =>
        value !== null && value < values.effectiveFrom ? t('timeRange.order') : null,
      clauses: {
        contactCategories: (value: ContactCategory[]) =>
          value.length === 0 ? t('contacts.categoryNeeded') : null,
      },
    },
  );
  const save = useChange(
    (values: Values) => {
      const body = {
        title: values.title.trim(),
        number: values.number.trim(),
        effectiveFrom: values.effectiveFrom,
        effectiveTo: values.effectiveTo,
        clauses: values.clauses.map(clauseOf),
      };
      return agreement
        ? patch(`/agreements/${agreement.id}`, { ...body, version: agreement.version })
        : post('/agreements', { companyId: company.id, ...body });
    },
    [['agreement']],
  );
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: () => {
        clear();
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      opened
      size="xl"
      title={agreement ? t('agreements.edit') : t('agreements.create')}
      intro={agreement ? t('agreements.editText') : undefined}
      submitLabel={t('common.save')}
      busy={save.isPending}
      error={save.error}
      restored={restored}
      onDiscard={clear}
      disabled={form.values.clauses.length === 0}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
        <Group grow align="start">
          <TextInput data-autofocus label={t('common.title')} {...form.getInputProps('title')} />
          <TextInput label={t('agreements.number')} {...form.getInputProps('number')} />
        </Group>
        <Group grow align="start">
          <DatePickerInput
            label={t('agreements.from')}
            valueFormat="D MMM YYYY"
            {...form.getInputProps('effectiveFrom')}
          />
          <DatePickerInput
            label={t('agreements.to')}
            placeholder={t('agreements.openEnd')}
            clearable
            valueFormat="D MMM YYYY"
            {...form.getInputProps('effectiveTo')}
          />
        </Group>
      </DatesProvider>
      <Stack gap={8}>
        <strong style={{ fontSize: '0.8125rem' }}>{t('agreements.clauses')}</strong>
        {form.values.clauses.map((_, index) => (
          <ClauseFields key={index} form={form} index={index} />
        ))}
        <Button
          variant="default"
          style={{ alignSelf: 'start' }}
          leftSection={<IconPlus size={14} />}
          onClick={() => form.insertListItem('clauses', newClause(readLanguage(company.locale) ?? 'en'))}
        >
          {t('agreements.addClause')}
        </Button>
      </Stack>
    </FormDialog>
  );
}

function ClauseFields({ form, index }: { readonly form: UseFormReturnType<Values>; readonly index: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.clause} role="group" aria-label={t('agreements.clause', { number: index + 1 })}>
      <Group justify="space-between">
        <span className="t-2" style={{ fontSize: '0.8125rem' }}>
          {t('agreements.clauseRule')}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('agreements.removeClause', { number: index + 1 })}
          onClick={() => form.removeListItem('clauses', index)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      <div className={classes.clauseRow}>
        <Select
          label={t('agreements.minSeverity')}
          allowDeselect={false}
          data={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
          {...form.getInputProps(`clauses.${index}.minSeverity`)}
        />
        <NumberInput
          label={t('agreements.duration')}
          min={1}
          max={2160}
          allowDecimal={false}
          {...form.getInputProps(`clauses.${index}.durationHours`)}
        />
        <MultiSelect
          label={t('agreements.contacts')}
          data={contactCategories.map((value) => ({ value, label: t(`contactCategory.${value}`) }))}
          {...form.getInputProps(`clauses.${index}.contactCategories`)}
        />
        <Select
          label={t('common.language')}
          allowDeselect={false}
          data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
          {...form.getInputProps(`clauses.${index}.language`)}
        />
      </div>
    </div>
  );
}
