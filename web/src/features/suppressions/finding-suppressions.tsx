import { Alert } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { currentSuppressionsQuery } from '../../api/rule-resources.ts';
import type { Finding } from '../../api/types.ts';
import { Time } from '../../components/time.tsx';

/** Says that findings like this one are suppressed now, by whom and until when. */
export function FindingSuppressions({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const { companyId, entity, rule } = finding;
  const query = useQuery(
    currentSuppressionsQuery({ companyId, ruleId: rule.id, entityType: entity.type, entity: entity.value }),
  );
  const found = query.data?.items.filter(({ kind }) => kind !== 'filter') ?? [];
  return found.map((each) => (
    <Alert
      key={each.id}
      mb={12}
      p="xs"
      color="yellow"
      variant="light"
      icon={<IconBellOff size={16} />}
      title={
        <Link className="t-link" to="/suppressions/$suppressionId" params={{ suppressionId: each.id }}>
          {each.kind === 'rule' ? t('suppressions.badgeRule') : t('suppressions.badge')}
        </Link>
      }
    >
      {t('suppressions.until')} <Time iso={each.expiresAt} /> · {each.owner.name}: {each.reason}
    </Alert>
  ));
}

/** How many suppressions and filters are about a rule now, as a link to them. */
export function RuleSuppressions({ ruleId }: { readonly ruleId: string }) {
  const { t } = useTranslation();
  const query = useQuery(currentSuppressionsQuery({ ruleId }));
  if (query.data === undefined) return null;
  return (
    <Link className="t-link" to="/suppressions" search={{ ruleId }}>
      {t('suppressions.inForce', { count: query.data.total ?? 0 })}
    </Link>
  );
}
