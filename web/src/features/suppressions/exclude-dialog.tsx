import { Checkbox, Select, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { EventField, FindingDetail } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { QueryView } from '../../components/states.tsx';
import { visibleText } from '../../lib/visible-text.ts';
import { FieldChoice } from './field-choice.tsx';
import { FilterPreview } from './filter-preview.tsx';
import { tellMade } from './tell-made.tsx';
import { TermsFields, useTerms } from './terms-fields.tsx';

/** Events like one behind the finding are excluded: its fields are chosen, and nobody has to write a filter. */
export function ExcludeDialog({
  finding,
  onClose,
}: {
  readonly finding: FindingDetail;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { companyId, companyName, evidence, rule } = finding;
  const [eventId, setEventId] = useState(evidence.at(-1)?.eventId ?? '');
  const [chosen, setChosen] = useState<readonly EventField[]>([]);
  const [anyRule, setAnyRule] = useState(false);
  const [title, setTitle] = useState(() => t('suppressions.excludeName', { rule: rule.title }).slice(0, 256));
  const { terms, change, body } = useTerms();
  const fields = useQuery({
    queryKey: ['event', 'filter-fields', eventId, rule.id],
    queryFn: ({ signal }) =>
      get(`/events/${eventId}/filter-fields`, { query: { companyId, ruleId: rule.id }, signal }),
    enabled: eventId !== '',
  });
  const exclude = {
    ...{ title: title.trim(), ruleIds: [rule.id], anyRule },
    fields: chosen.map(({ field, value }) => ({ field, value })),
  };
  const isReady = chosen.length > 0 && exclude.title !== '';
  const checked = useQuery({
    queryKey: ['suppression', 'check', exclude],
    queryFn: () => post('/suppressions/filters/check', { exclude }),
    enabled: isReady,
    placeholderData: keepPreviousData,
  });
  const make = useChange(
    (sent: NonNullable<typeof body>) => post('/suppressions/filters', { ...sent, companyId, exclude }),
    [['suppression']],
  );
  return (
    <FormDialog
      opened
      size="xl"
      title={t('suppressions.excludeTitle')}
      intro={t('suppressions.excludeIntro', { company: companyName })}
      submitLabel={t('suppressions.exclude')}
      busy={make.isPending}
      error={make.error}
      disabled={body === null || !isReady}
      onSubmit={() => {
        if (body === null) return;
        make.mutate(body, {
          onSuccess: ({ id }) => {
            tellMade(t('suppressions.excluded'), id, t('suppressions.show'));
            onClose();
          },
        });
      }}
      onClose={onClose}
    >
      {evidence.length > 1 && (
        <Select
          label={t('suppressions.likeEvent')}
          allowDeselect={false}
          data={evidence.map((event) => ({
            value: event.eventId,
            label: visibleText(event.message).slice(0, 120),
          }))}
          value={eventId}
          onChange={(next) => {
            setEventId(next ?? eventId);
            setChosen([]);
          }}
        />
      )}
      <QueryView query={fields} compact>
        {({ items }) => <FieldChoice fields={items} chosen={chosen} onChange={setChosen} />}
      </QueryView>
      <Checkbox
        label={t('suppressions.alsoOthers')}
        description={t('suppressions.alsoOthersHint')}
        checked={anyRule}
        onChange={(event) => setAnyRule(event.currentTarget.checked)}
      />
      {isReady && checked.data !== undefined && <FilterPreview checked={checked.data} />}
      <TextInput
        label={t('common.title')}
        required
        maxLength={256}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TermsFields companyId={companyId} terms={terms} onChange={change} />
    </FormDialog>
  );
}
