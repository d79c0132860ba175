import { Button, Checkbox, ScrollArea, Select, TextInput } from '@mantine/core';
import { IconFileCode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { eventFieldsQuery } from '../../api/rule-resources.ts';
import type { EventRuleFields } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { EmptyState, LoadingBlock } from '../../components/states.tsx';
import { visibleText } from '../../lib/visible-text.ts';
import { logSourceText } from './rule-filter.ts';

/** Fields that one rule takes at most. */
const mostChosen = 50;

/** Begins a rule with values of an event. */
export function RuleFromEventButton({ eventId }: { readonly eventId: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconFileCode size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t('ruleFromEvent.open')}
      </Button>
      {isOpen && <RuleFromEventDialog eventId={eventId} onClose={() => setOpen(false)} />}
    </>
  );
}

function RuleFromEventDialog({
  eventId,
  onClose,
}: {
  readonly eventId: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useQuery(eventFieldsQuery(eventId));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [source, setSource] = useState(0);
  const submit = (): void => {
    if (chosen.length === 0) return;
    void navigate({ to: '/new-rule', search: { event: eventId, fields: [...chosen], source } });
  };
  return (
    <FormDialog
      opened
      size="lg"
      title={t('ruleFromEvent.open')}
      intro={query.data === undefined ? undefined : t('ruleFromEvent.intro')}
      submitLabel={t('ruleFromEvent.edit')}
      busy={false}
      error={null}
      disabled={chosen.length === 0 || chosen.length > mostChosen}
      onSubmit={submit}
      onClose={onClose}
    >
      {query.isPending && <LoadingBlock lines={6} />}
      {query.error !== null && <WhyNot error={query.error} />}
      {query.data !== undefined && (
        <>
          <SourceChoice sources={query.data.logSources} value={source} onChange={setSource} />
          <FieldChoice fields={query.data.fields} chosen={chosen} onChange={setChosen} />
        </>
      )}
    </FormDialog>
  );
}

/** Why no rule can be made from the event. */
function WhyNot({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const code = error instanceof ApiError ? error.code : '';
  const text =
    code === 'event_without_log_source'
      ? t('ruleFromEvent.noLogSource')
      : code === 'event_not_judged'
        ? t('ruleFromEvent.unparsed')
        : error.message;
  return <EmptyState compact title={t('ruleFromEvent.impossible')} text={text} />;
}

function SourceChoice({
  onChange,
  sources,
  value,
}: {
  readonly sources: EventRuleFields['logSources'];
  readonly value: number;
  readonly onChange: (index: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      label={t('rules.logSource')}
      allowDeselect={false}
      data={sources.map((logSource, index) => ({
        value: String(index),
        label: logSourceText({ logSource }),
      }))}
      value={String(value)}
      onChange={(next) => onChange(Number(next ?? 0))}
    />
  );
}

function FieldChoice({
  chosen,
  fields,
  onChange,
}: {
  readonly fields: EventRuleFields['fields'];
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const needle = text.trim().toLowerCase();
  // The address of the editor holds the names, with commas between.
  const offered = fields.filter(({ name }) => !name.includes(','));
  const shown = offered.filter(({ name, value }) =>
    `${name} ${String(value)}`.toLowerCase().includes(needle),
  );
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <legend style={{ fontSize: '0.8125rem', fontWeight: 500, padding: '0 0 4px' }}>
        {t('ruleFromEvent.fields', { count: chosen.length, most: mostChosen })}
      </legend>
      <TextInput
        size="xs"
        mb={8}
        data-autofocus
        value={text}
        aria-label={t('ruleFromEvent.search')}
        placeholder={t('ruleFromEvent.search')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      <ScrollArea.Autosize mah={320} type="auto" viewportProps={{ tabIndex: -1 }}>
        {shown.length === 0 && <p className="t-3">{t('common.nothingFound')}</p>}
        {shown.map(({ name, value }) => (
          <Checkbox
            key={name}
            size="xs"
            py={4}
            checked={chosen.includes(name)}
            onChange={() => toggle(name)}
            label={
              <span style={{ overflowWrap: 'anywhere' }}>
                <span className="t-mono">{visibleText(name)}</span>{' '}
                <span className="t-mono t-2">{visibleText(String(value))}</span>
              </span>
            }
          />
        ))}
      </ScrollArea.Autosize>
    </fieldset>
  );
}
