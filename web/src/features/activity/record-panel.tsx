import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ActivityRecord } from '../../api/types.ts';
import type { ActivitySearch } from '../../app/search.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { Facts, Section, SidePanel } from '../../components/layout.tsx';
import { Time } from '../../components/time.tsx';
import { Outcome } from './outcome.tsx';
import { resourceLink } from './resource-link.ts';

/** One record, whole. */
export function RecordPanel({
  record,
  onClose,
  onFilter,
}: {
  readonly record: ActivityRecord;
  readonly onClose: () => void;
  readonly onFilter: (next: Partial<ActivitySearch>) => void;
}) {
  const { t } = useTranslation();
  return (
    <SidePanel
      title={<span className="t-mono">{record.eventName}</span>}
      label={t('activity.one')}
      onClose={onClose}
    >
      <Facts
        items={[
          [t('common.time'), <Time key="t" iso={record.at} mode="exact" />],
          [
            t('activity.principal'),
            <span key="p">
              {record.principal.name} <span className="t-3">{record.principal.kind}</span>
            </span>,
          ],
          [
            t('activity.outcome'),
            <span key="o">
              <Outcome record={record} />{' '}
              {record.errorCode !== null && <span className="t-mono t-3">{record.errorCode}</span>}
            </span>,
          ],
          [t('activity.eventSource'), record.eventSource],
          [t('activity.readOnly'), record.readOnly ? t('common.yes') : t('common.no')],
          [
            t('activity.sourceIp'),
            <span key="i" className="t-mono">
              {record.sourceIp}
            </span>,
          ],
          [t('activity.userAgent'), record.userAgent],
          [
            t('activity.requestId'),
            <span key="r" className="t-mono">
              {record.requestId}
            </span>,
          ],
        ]}
      />
      {record.resources.length > 0 && (
        <Section title={t('activity.resources')}>
          {record.resources.map((resource) => {
            const to = resourceLink(resource);
            const text = `${resource.type}/${resource.id}`;
            return (
              <div key={text} className="t-mono" style={{ overflowWrap: 'anywhere' }}>
                {to === null ? (
                  text
                ) : (
                  <Link className="t-link" to={to}>
                    {text}
                  </Link>
                )}
              </div>
            );
          })}
        </Section>
      )}
      <div style={{ display: 'flex', gap: 8, margin: '16px 0' }}>
        <Button
          variant="default"
          onClick={() => onFilter({ principal: record.principal.name, selected: undefined })}
        >
          {t('activity.samePrincipal')}
        </Button>
        <Button
          variant="default"
          onClick={() => onFilter({ eventName: record.eventName, selected: undefined })}
        >
          {t('activity.sameEvent')}
        </Button>
      </div>
      {Object.keys(record.detail).length > 0 && (
        <CodeBlock label={t('activity.detail')} text={JSON.stringify(record.detail, null, 2)} />
      )}
    </SidePanel>
  );
}
