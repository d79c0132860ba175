import { Alert, Button, Group, Tabs } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ruleCheckQuery, ruleFromEventQuery, ruleQuery } from '../../api/rule-resources.ts';
import type { RuleDetail } from '../../api/types.ts';
import { CodeEditor, type CodeMark } from '../../components/code/index.ts';
import { PageLayout } from '../../components/layout.tsx';
import { LoadingBlock, QueryView } from '../../components/states.tsx';
import { useDraftForm } from '../../lib/draft.ts';
import classes from './rule-edit.module.css';
import { beginningOf, exampleTests, marksOfCheck, type RuleDraft } from './rule-draft.ts';
import { RuleCheck } from './rule-check.tsx';
import { RuleSaveDialog } from './rule-save-dialog.tsx';
import { RuleTry } from './rule-try.tsx';

/** Writes a rule that there is not yet. */
export function NewRulePage() {
  const { event, fields = [], source = 0 } = useSearch({ from: '/app/new-rule' });
  if (event === undefined || fields.length === 0) return <RuleEditor rule={null} />;
  return (
    <RuleOfEvent key={`${event} ${source} ${fields.join()}`} event={event} fields={fields} source={source} />
  );
}

/** Goes on from what an event has. */
function RuleOfEvent({
  event,
  fields,
  source,
}: {
  readonly event: string;
  readonly fields: readonly string[];
  readonly source: number;
}) {
  const { t } = useTranslation();
  const query = useQuery(ruleFromEventQuery(event, fields, source));
  return (
    <QueryView query={query} loading={<LoadingBlock lines={8} />}>
      {({ tests, yaml }) => (
        <RuleEditor
          rule={null}
          from={{ yaml, tests: tests ?? '', after: 0 }}
          draftKey={`event:${event}:${source}:${fields.join()}`}
          hint={tests === null ? t('ruleFromEvent.noTest') : undefined}
        />
      )}
    </QueryView>
  );
}

/** Writes the next version of a rule; of a shipped one it makes an overlay. */
export function RuleEditPage() {
  const { ruleId } = useParams({ from: '/app/rules/$ruleId/edit' });
  const query = useQuery(ruleQuery(ruleId));
  return (
    <QueryView query={query} loading={<LoadingBlock lines={8} />}>
      {(rule) => <RuleEditor key={ruleId} rule={rule} />}
    </QueryView>
  );
}

function RuleEditor({
  draftKey,
  from,
  hint,
  rule,
}: {
  readonly rule: RuleDetail | null;
  /** Where the writing begins, when that is not the rule. */
  readonly from?: RuleDraft;
  /** What is written is kept under this name, when that is not the rule's. */
  readonly draftKey?: string;
  readonly hint?: string | undefined;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // What was loaded first stays: another saving meanwhile is told, and does not change what is being written.
  const [begun] = useState(() => from ?? beginningOf(rule));
  const { form, restored, clear } = useDraftForm<RuleDraft>(`rule:${rule?.id ?? draftKey ?? ''}`, begun);
  const [isSaving, setSaving] = useState(false);
  const { after, tests, yaml } = form.values;
  const newest = rule?.newest?.version ?? 0;
  const title = rule === null ? t('ruleEditor.newTitle') : t('ruleEditor.editTitle', { title: rule.title });
  const discard = (): void => {
    clear();
    form.setValues(from ?? beginningOf(rule));
  };
  return (
    <PageLayout
      fill
      title={title}
      crumb={<Crumb rule={rule} />}
      actions={
        <>
          {(restored || form.isDirty()) && (
            <Button variant="default" onClick={discard}>
              {t('ruleEditor.discard')}
            </Button>
          )}
          <Button disabled={yaml.trim() === ''} onClick={() => setSaving(true)}>
            {t('ruleEditor.save')}
          </Button>
        </>
      }
    >
      {hint !== undefined && (
        <p className="t-3" style={{ margin: 0, padding: '0 24px 8px' }}>
          {hint}
        </p>
      )}
      {restored && (
        <p className="t-3" style={{ margin: 0, padding: '0 24px 8px' }}>
          {t('common.draftRestored')}
        </p>
      )}
      {rule !== null && after !== newest && (
        <Alert color="yellow" variant="light" mx={24} mb={12}>
          {t('ruleEditor.outdated', { version: newest })}
          <div>
            <Button
              size="compact-sm"
              variant="default"
              mt={8}
              onClick={() => form.setFieldValue('after', newest)}
            >
              {t('ruleEditor.saveAnyway', { version: newest })}
            </Button>
          </div>
        </Alert>
      )}
      <EditorPanes
        yaml={yaml}
        tests={tests}
        onYaml={(text) => form.setFieldValue('yaml', text)}
        onTests={(text) => form.setFieldValue('tests', text)}
      />
      {isSaving && (
        <RuleSaveDialog
          rule={rule}
          draft={form.values}
          onClose={() => setSaving(false)}
          onSaved={(id) => {
            clear();
            void navigate({ to: '/rules/$ruleId', params: { ruleId: id } });
          }}
        />
      )}
    </PageLayout>
  );
}

function Crumb({ rule }: { readonly rule: RuleDetail | null }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/rules" className="t-quiet-link">
        {t('nav.rules')}
      </Link>
      {rule !== null && (
        <>
          {' / '}
          <Link to="/rules/$ruleId" params={{ ruleId: rule.id }} className="t-quiet-link t-mono">
            {rule.id}
          </Link>
        </>
      )}
    </>
  );
}

const checkAfterMs = 400;
const noMarks: readonly CodeMark[] = [];

/** The two texts on one side; on the other what reading and trying them says. */
function EditorPanes(props: {
  readonly yaml: string;
  readonly tests: string;
  readonly onYaml: (text: string) => void;
  readonly onTests: (text: string) => void;
}) {
  const { t } = useTranslation();
  const { tests, yaml } = props;
  const [tab, setTab] = useState<string | null>('yaml');
  const [side, setSide] = useState<string | null>('check');
  const [settled] = useDebouncedValue(
    useMemo(() => ({ yaml, tests }), [yaml, tests]),
    checkAfterMs,
  );
  const query = useQuery(ruleCheckQuery(settled.yaml, settled.tests.trim() === '' ? null : settled.tests));
  const marks = useMemo(() => (query.data === undefined ? noMarks : marksOfCheck(query.data)), [query.data]);
  return (
    <div className={classes.panes}>
      <Tabs value={tab} onChange={setTab} className={classes.pane}>
        <Group justify="space-between" wrap="nowrap" px={16} className={classes.paneHead}>
          <Tabs.List className={classes.tabs}>
            <Tabs.Tab value="yaml">{t('ruleEditor.ruleText')}</Tabs.Tab>
            <Tabs.Tab value="tests">{t('ruleEditor.testsText')}</Tabs.Tab>
          </Tabs.List>
          <span className={`t-3 ${classes.keys ?? ''}`}>{t('ruleEditor.keys')}</span>
        </Group>
        <Tabs.Panel value="yaml" className={classes.text}>
          <Suspense fallback={<LoadingBlock lines={8} />}>
            <CodeEditor label={t('ruleEditor.ruleText')} value={yaml} marks={marks} onChange={props.onYaml} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="tests" className={classes.text}>
          {tests.trim() === '' && (
            <Group px={16} py={8} gap={8}>
              <span className="t-2">{t('ruleEditor.noTests')}</span>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => props.onTests(exampleTests(query.data?.id ?? null))}
              >
                {t('ruleEditor.addTests')}
              </Button>
            </Group>
          )}
          <Suspense fallback={<LoadingBlock lines={8} />}>
            <CodeEditor
              label={t('ruleEditor.testsText')}
              value={tests}
              marks={noMarks}
              onChange={props.onTests}
            />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      <Tabs value={side} onChange={setSide} className={classes.side}>
        <Tabs.List px={16} className={`${classes.paneHead ?? ''} ${classes.tabs ?? ''}`}>
          <Tabs.Tab value="check">{t('ruleEditor.check')}</Tabs.Tab>
          <Tabs.Tab value="try">{t('ruleEditor.tab.try')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="check" className={classes.sideBody}>
          {settled.yaml.trim() === '' ? null : (
            <QueryView query={query} compact>
              {(checked) => <RuleCheck checked={checked} />}
            </QueryView>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="try" className={classes.sideBody}>
          <RuleTry yaml={yaml} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
