import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findingQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { SuppressMenu } from '../suppressions/suppress-menu.tsx';
import { FindingBody } from './finding-body.tsx';
import { TriageButtons } from './finding-panel.tsx';
import { DismissDialog, EscalateDialog } from './triage-dialogs.tsx';

export function FindingPage() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const { findingId } = useParams({ from: '/app/findings/$findingId' });
  const query = useQuery(findingQuery(findingId));
  const [act, setAct] = useState<'escalate' | 'dismiss' | null>(null);
  const mayTriage = session.can('finding:triage');
  const isNew = query.data?.status === 'new';
  useShortcuts({ e: () => setAct('escalate'), x: () => setAct('dismiss') }, mayTriage && isNew);
  const finding = query.data;
  return (
    <PageLayout
      title={finding ? `${finding.number} ${finding.title}` : t('findings.one')}
      heading={finding?.title ?? ' '}
      crumb={
        <>
          <Link to="/findings" className="t-quiet-link">
            {t('nav.findings')}
          </Link>
          {finding && (
            <>
              {' '}
              / <span className="t-mono">{finding.number}</span>
            </>
          )}
        </>
      }
    >
      <PageBody narrow>
        <QueryView query={query}>
          {(data) => (
            <>
              <Group gap={8} align="start">
                <TriageButtons
                  finding={data}
                  onEscalate={mayTriage ? () => setAct('escalate') : undefined}
                  onDismiss={mayTriage ? () => setAct('dismiss') : undefined}
                />
                <SuppressMenu finding={data} />
              </Group>
              <div className="t-card" style={{ padding: 20 }}>
                <FindingBody finding={data} />
              </div>
            </>
          )}
        </QueryView>
      </PageBody>
      {finding && act === 'escalate' && (
        <EscalateDialog
          finding={finding}
          onClose={() => setAct(null)}
          onDone={(_, incidentId) => {
            setAct(null);
            if (incidentId !== null) void navigate({ to: '/incidents/$incidentId', params: { incidentId } });
          }}
        />
      )}
      {finding && act === 'dismiss' && (
        <DismissDialog finding={finding} onClose={() => setAct(null)} onDone={() => setAct(null)} />
      )}
    </PageLayout>
  );
}
