import { useTranslation } from 'react-i18next';
import type { ActivityRecord } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';

const outcomeTone = { success: 'success', denied: 'warning', failed: 'danger' } as const;

export function Outcome({ record }: { readonly record: ActivityRecord }) {
  const { t } = useTranslation();
  return <ToneText tone={outcomeTone[record.outcome]}>{t(`outcome.${record.outcome}`)}</ToneText>;
}
