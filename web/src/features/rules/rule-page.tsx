import { Button, SegmentedControl, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ruleQuery } from '../../api/rule-resources.ts';
import { useSession } from '../../api/session.ts';
import type { RuleDetail } from '../../api/types.ts';
import { ruleTabs } from '../../app/search.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { PageBody, PageLayout, Section } from '../../components/layout.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { RuleComparison } from './rule-comparison.tsx';
import { RuleHistory } from './rule-history.tsx';
import { RuleHunts } from './rule-hunts.tsx';
import { RuleActions, RuleFacts, RuleNotes } from './rule-parts.tsx';
import { RuleTry } from './rule-try.tsx';

/** One rule: what it asks, whether its tests hold, what it would have done, and what happened to it. */
export function RulePage() {
  const { t } = useTranslation();
  const { ruleId } = useParams({ from: '/app/rules/$ruleId' });
  const session = useSession();
  const query = useQuery(ruleQuery(ruleId));
  const rule = query.data;
  return (
    <PageLayout
      title={rule?.title ?? t('rules.one')}
      crumb={
        <>
          <Link to="/rules" className="t-quiet-link">
            {t('nav.rules')}
          </Link>{' '}
          / <span className="t-mono">{ruleId}</span>
        </>
      }
      actions={
        rule && (
          <>
            <RuleActions rule={rule} />
            {session.can('rule:write') && (
              <Button
                variant="default"
                renderRoot={(props) => <Link {...props} to="/rules/$ruleId/edit" params={{ ruleId }} />}
              >
                {t('ruleEditor.edit')}
              </Button>
            )}
          </>
        )
      }
    >
      <PageBody>
        <QueryView query={query}>{(found) => <RuleTabs rule={found} />}</QueryView>
      </PageBody>
    </PageLayout>
  );
}

function RuleTabs({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const { tab = 'rule' } = useSearch({ from: '/app/rules/$ruleId' });
  const navigate = useNavigate({ from: '/rules/$ruleId' });
  return (
    <>
      <RuleNotes rule={rule} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) =>
          void navigate({ search: { tab: ruleTabs.find((entry) => entry === next) }, replace: true })
        }
      >
        <Tabs.List mb="md">
          {ruleTabs.map((entry) => (
            <Tabs.Tab key={entry} value={entry}>
              {t(`ruleEditor.tab.${entry}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rule">
          <RuleText rule={rule} />
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          {rule.tests === null ? (
            <EmptyState title={t('rules.marks.noTest')} text={t('rules.noTests')} />
          ) : (
            <CodeBlock label={t('rules.tests')} text={rule.tests} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="try">
          <RuleTrial rule={rule} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <RuleComparison rule={rule} />
          <RuleHistory rule={rule} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** Tries what is in force, or the newer version that waits. */
function RuleTrial({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const waiting = rule.draftVersion !== null && rule.newest !== null ? rule.newest.yaml : null;
  const [which, setWhich] = useState<'inForce' | 'newest'>('newest');
  if (rule.kind === 'filter') return <p className="t-2">{t('ruleTry.filter')}</p>;
  return (
    <>
      {waiting !== null && waiting !== rule.yaml && (
        <SegmentedControl
          size="xs"
          mb={12}
          aria-label={t('ruleEditor.ruleText')}
          value={which}
          onChange={(next) => setWhich(next === 'newest' ? 'newest' : 'inForce')}
          data={(['inForce', 'newest'] as const).map((value) => ({
            value,
            label: t(`ruleTry.which.${value}`),
          }))}
        />
      )}
      <RuleTry yaml={which === 'newest' && waiting !== null ? waiting : rule.yaml} />
    </>
  );
}

function RuleText({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  return (
    <>
      {rule.description !== '' && <p style={{ margin: '0 0 12px', maxWidth: 720 }}>{rule.description}</p>}
      <RuleFacts rule={rule} />
      <RuleHunts rule={rule} />
      <Lists rule={rule} />
      <Section title={t('rules.text')}>
        <CodeBlock label={rule.file} text={rule.yaml} />
      </Section>
    </>
  );
}

function Lists({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  const lists = [
    [t('findings.falsePositives'), rule.falsePositives],
    [t('findings.references'), rule.references],
  ] as const;
  return lists
    .filter(([, texts]) => texts.length > 0)
    .map(([title, texts]) => (
      <Section key={title} title={title}>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {texts.map((text) => (
            <li key={text} style={{ overflowWrap: 'anywhere' }}>
              {text}
            </li>
          ))}
        </ul>
      </Section>
    ));
}
