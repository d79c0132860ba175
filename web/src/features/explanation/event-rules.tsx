import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { rulesOfEventQuery, rulesQuery } from '../../api/rule-resources.ts';
import type { RulesOfEvent } from '../../api/types.ts';
import { SeverityMark } from '../../components/badges.tsx';
import { Section } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { sourceText } from './rule-explanation.tsx';
import classes from './explanation.module.css';

/** The rules in force as one event sees them: those that match, those that come near, and any other to be asked. */
export function EventRules({
  eventId,
  onRule,
}: {
  readonly eventId: string;
  readonly onRule: (ruleId: string) => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(rulesOfEventQuery(eventId));
  const rules = useQuery(rulesQuery);
  return (
    <>
      <Select
        label={t('explain.ask')}
        placeholder={t('rules.search')}
        searchable
        limit={50}
        value={null}
        data={rules.data?.items.map(({ id, title }) => ({ value: id, label: title })) ?? []}
        nothingFoundMessage={t('common.noMatches')}
        onChange={(ruleId) => {
          if (ruleId !== null) onRule(ruleId);
        }}
      />
      <QueryView query={query}>{(found) => <Found found={found} onRule={onRule} />}</QueryView>
    </>
  );
}

function Found({
  found,
  onRule,
}: {
  readonly found: RulesOfEvent;
  readonly onRule: (ruleId: string) => void;
}) {
  const { t } = useTranslation();
  const { asked, considered, eventSources, matching, nearest, rules } = found;
  const is = [...new Set(eventSources.map(sourceText))].filter((text) => text !== '').join(', ');
  return (
    <>
      <p className="t-2" style={{ margin: '12px 0 0', fontSize: '0.8125rem' }}>
        {is === '' ? t('explain.noSource') : t('explain.considered', { count: considered, rules, is })}
      </p>
      {asked < considered && (
        <p className="t-2" style={{ margin: '4px 0 0', fontSize: '0.8125rem' }}>
          {t('explain.notAllAsked', { count: asked })}
        </p>
      )}
      <Section title={t('explain.matchingRules')}>
        {matching.length === 0 ? (
          <div className="t-3">{t('explain.noneMatches')}</div>
        ) : (
          <ul className={classes.list}>
            {matching.map((rule) => (
              <li key={rule.id}>
                <Entry rule={rule} onRule={onRule} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {nearest.length > 0 && (
        <Section title={t('explain.nearest')}>
          <ul className={classes.list}>
            {nearest.map((rule) => (
              <li key={rule.id}>
                <Entry
                  rule={rule}
                  note={t('explain.short', { failing: rule.failing, count: rule.parts })}
                  onRule={onRule}
                />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Entry({
  note,
  onRule,
  rule,
}: {
  readonly rule: RulesOfEvent['matching'][number];
  readonly note?: string;
  readonly onRule: (ruleId: string) => void;
}) {
  return (
    <button type="button" className={classes.entry} onClick={() => onRule(rule.id)}>
      <span style={{ minWidth: 0 }}>
        <span>{rule.title}</span>
        {rule.author !== '' && <span className="t-3"> · {rule.author}</span>}
        {note !== undefined && <div className="t-3">{note}</div>}
      </span>
      {rule.level !== null && <SeverityMark severity={rule.level} />}
    </button>
  );
}
