import { Checkbox, Select, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { companyChoicesQuery } from '../../api/resources.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useDraftText } from '../../lib/draft.ts';
import { FilterPreview } from './filter-preview.tsx';
import { tellMade } from './tell-made.tsx';
import { TermsFields, useTerms } from './terms-fields.tsx';

const example = `title: Not the backup host
logsource:
  product: linux
filter:
  rules: any
  selection:
    host: backup-1
  condition: not selection
`;

/** A filter written by hand, for one company. */
export function FilterDialog({
  companyId: given,
  onClose,
}: {
  readonly companyId: string | undefined;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const companies = useQuery(companyChoicesQuery);
  const [companyId, setCompanyId] = useState<string | null>(given ?? null);
  const [yaml, setYaml, forget] = useDraftText('suppression.filter', example);
  const [keepsOnly, setKeepsOnly] = useState(false);
  const { terms, change, body } = useTerms();
  const [settled] = useDebouncedValue(yaml, 400);
  const checked = useQuery({
    queryKey: ['suppression', 'check', settled],
    queryFn: () => post('/suppressions/filters/check', { yaml: settled }),
    placeholderData: keepPreviousData,
  });
  const make = useChange(
    (sent: NonNullable<typeof body> & { readonly companyId: string }) =>
      post('/suppressions/filters', { ...sent, yaml, keepsOnly }),
    [['suppression']],
  );
  const needsWord = checked.data?.keepsOnly === true;
  return (
    <FormDialog
      opened
      size="xl"
      title={t('suppressions.newFilter')}
      intro={t('suppressions.filterIntro')}
      submitLabel={t('suppressions.exclude')}
      busy={make.isPending}
      error={make.error}
      disabled={body === null || companyId === null || (needsWord && !keepsOnly)}
      onSubmit={() => {
        if (body === null || companyId === null) return;
        make.mutate(
          { ...body, companyId },
          {
            onSuccess: ({ id }) => {
              forget();
              tellMade(t('suppressions.excluded'), id, t('suppressions.show'));
              onClose();
            },
          },
        );
      }}
      onClose={onClose}
    >
      <Select
        label={t('common.company')}
        required
        searchable
        nothingFoundMessage={t('common.nothingFound')}
        data={companies.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={companyId}
        onChange={setCompanyId}
      />
      <Textarea
        label={t('suppressions.filterText')}
        description={t('suppressions.asWritten')}
        autosize
        minRows={8}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
        value={yaml}
        onChange={(event) => setYaml(event.currentTarget.value)}
      />
      {checked.data !== undefined && <FilterPreview checked={checked.data} withoutText />}
      {needsWord && (
        <Checkbox
          label={t('suppressions.keepsOnly')}
          description={t('suppressions.keepsOnlyHint')}
          checked={keepsOnly}
          onChange={(event) => setKeepsOnly(event.currentTarget.checked)}
        />
      )}
      <TermsFields companyId={companyId} terms={terms} onChange={change} />
    </FormDialog>
  );
}
