import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RulesSearch } from '../../app/search.ts';

/** Of what of ATT&CK a list of rules is; a click takes the filter away. */
export function AttackFilterMark({
  search: { tactic, technique },
  onClear,
}: {
  readonly search: Pick<RulesSearch, 'tactic' | 'technique'>;
  readonly onClear: () => void;
}) {
  const { t } = useTranslation();
  const parts = [
    technique !== undefined && t('attack.filterTechnique', { id: technique }),
    tactic !== undefined && t('attack.filterTactic', { name: tactic }),
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  const text = parts.join(', ');
  return (
    <Button
      variant="light"
      rightSection={<IconX size={12} aria-hidden />}
      aria-label={`${text}. ${t('attack.filterEnd')}`}
      onClick={onClear}
    >
      {text}
    </Button>
  );
}
