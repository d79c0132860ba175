import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fieldValuesQuery, queryFieldsQuery, type EventScope } from '../../api/resources.ts';
import { SidePanel } from '../../components/layout.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { useFormat } from '../../lib/use-format.ts';
import classes from './field-panel.module.css';

/** The most frequent values of one field among the events found; each narrows the search. */
export function FieldPanel(props: {
  readonly field: string;
  readonly scope: EventScope;
  readonly onField: (field: string) => void;
  readonly onFilter: (field: string, value: string, negate?: boolean) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const fields = useQuery(queryFieldsQuery);
  const values = useQuery(fieldValuesQuery(props.scope, props.field));
  return (
    <SidePanel title={t('events.fields')} label={t('events.fields')} onClose={props.onClose}>
      <Select
        size="xs"
        searchable
        allowDeselect={false}
        label={t('events.field')}
        data={(fields.data ?? [{ name: props.field }]).map((field) => field.name)}
        value={props.field}
        onChange={(next) => {
          if (next !== null) props.onField(next);
        }}
        mb="md"
      />
      <QueryView query={values}>
        {(data) => {
          const most = Math.max(1, ...data.values.map((entry) => entry.count));
          if (data.values.length === 0)
            return <EmptyState compact title={t('events.noValues')} text={t('events.noValuesText')} />;
          return (
            <>
              <div className="t-3" style={{ fontSize: '0.75rem', marginBottom: 8 }}>
                {t('events.mostFrequent')}
              </div>
              <ul className={classes.values}>
                {data.values.map((entry) => (
                  <li key={entry.value} className={classes.value}>
                    <button
                      type="button"
                      className={classes.take}
                      onClick={() => props.onFilter(props.field, entry.value)}
                      title={t('events.filterFor')}
                    >
                      <span className="t-mono t-ellipsis">{entry.value === '' ? '""' : entry.value}</span>
                      <span className="t-num t-2">{format.number(entry.count)}</span>
                      <span
                        className={classes.bar}
                        style={{ width: `${(entry.count / most) * 100}%` }}
                        aria-hidden
                      />
                    </button>
                    <button
                      type="button"
                      className={classes.out}
                      onClick={() => props.onFilter(props.field, entry.value, true)}
                      title={t('events.filterOut')}
                      aria-label={`${t('events.filterOut')}: ${entry.value}`}
                    >
                      −
                    </button>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </QueryView>
    </SidePanel>
  );
}
