import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ruleQuery } from '../../api/rule-resources.ts';
import type { RuleDetail } from '../../api/types.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { Section, SidePanel } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { RuleActions, RuleFacts, RuleNotes } from './rule-parts.tsx';

/** A rule beside the list; its page has the rest. */
export function RulePanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(ruleQuery(id));
  return (
    <SidePanel title={query.data?.title ?? t('rules.one')} label={t('rules.one')} onClose={onClose}>
      <QueryView query={query}>{(rule) => <RuleBody rule={rule} />}</QueryView>
    </SidePanel>
  );
}

function RuleBody({ rule }: { readonly rule: RuleDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Group gap={8} mb={12}>
        <Button
          variant="default"
          renderRoot={(props) => <Link {...props} to="/rules/$ruleId" params={{ ruleId: rule.id }} />}
        >
          {t('ruleEditor.openPage')}
        </Button>
        <RuleActions rule={rule} />
      </Group>
      <RuleNotes rule={rule} />
      <RuleFacts rule={rule} />
      <Section title={t('rules.text')}>
        <CodeBlock label={rule.file} text={rule.yaml} />
      </Section>
    </>
  );
}
