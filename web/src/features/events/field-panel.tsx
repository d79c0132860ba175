import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fieldStatisticsQuery, queryFieldsQuery, type EventScope } from '../../api/resources.ts';
import type { FieldStatistics, QueryField } from '../../api/types.ts';
import { Facts, SidePanel } from '../../components/layout.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import type { Formatter } from '../../lib/format.ts';
import { useFormat } from '../../lib/use-format.ts';
import { visibleText } from '../../lib/visible-text.ts';
import classes from './field-panel.module.css';
import { useFieldText } from './field-text.ts';

export type OnFilter = (field: string, value: string, negate?: boolean) => void;

/** What one field is like among the events found: its values, how often, how many have none; each narrows the search. */
export function FieldPanel(props: {
  readonly field: string;
  readonly scope: EventScope;
  readonly onField: (field: string) => void;
  readonly onFilter: OnFilter;
  readonly onPresence: (field: string, isPresent: boolean) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { from, to, companyId } = props.scope;
  const fields = useQuery(queryFieldsQuery({ from, to, companyId }));
  const describe = useFieldText();
  const statistics = useQuery(fieldStatisticsQuery(props.scope, props.field));
  const items = fields.data?.items ?? [];
  const chosen = items.find((field) => field.name === props.field);
  return (
    <SidePanel title={t('events.fields')} label={t('events.fields')} onClose={props.onClose}>
      <Select
        size="xs"
        searchable
        allowDeselect={false}
        label={t('events.field')}
        description={chosen === undefined ? undefined : describe(chosen)}
        inputWrapperOrder={['label', 'input', 'description']}
        nothingFoundMessage={t('common.nothingFound')}
        data={useChoices(items, props.field)}
        limit={200}
        value={props.field}
        onChange={(next) => {
          if (next !== null) props.onField(next);
        }}
        mb="md"
      />
      <QueryView query={statistics}>
        {(data) => (
          <>
            <Sums data={data} onPresence={(isPresent) => props.onPresence(props.field, isPresent)} />
            <Values data={data} onFilter={props.onFilter} />
          </>
        )}
      </QueryView>
    </SidePanel>
  );
}

/** A share in per cent; one that is there and rounds to nothing is said to be less than one. */
function shareText(format: Formatter, count: number, of: number): string {
  const share = of === 0 ? 0 : count / of;
  return share > 0 && share < 0.005 ? `< ${format.percent(0.01)}` : format.percent(share);
}

/** Fields that some event has, then paths into documents, then the rest; times have no values to count. */
function useChoices(items: readonly QueryField[], shown: string) {
  const { t } = useTranslation();
  const countable = items.filter((field) => field.type !== 'time');
  const names = (fields: readonly QueryField[]) => fields.map((field) => field.name);
  const groups = [
    { group: t('events.fieldsHere'), items: names(countable.filter((one) => !one.isPath && one.events > 0)) },
    { group: t('events.fieldPaths'), items: names(countable.filter((one) => one.isPath)) },
    {
      group: t('events.fieldsAbsent'),
      items: names(countable.filter((one) => !one.isPath && one.events === 0)),
    },
  ].filter((group) => group.items.length > 0);
  const isListed = countable.some((field) => field.name === shown);
  return isListed ? groups : [{ group: t('events.field'), items: [shown] }, ...groups];
}

function Sums({
  data,
  onPresence,
}: {
  readonly data: FieldStatistics;
  readonly onPresence: (isPresent: boolean) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { numbers, counted, missing, distinct } = data;
  const share = (count: number) => shareText(format, count, counted);
  return (
    <>
      <Facts
        items={[
          [t('events.distinct'), <span key="d">{format.number(distinct)}</span>],
          [
            t('events.withValue'),
            <button key="w" type="button" className={classes.link} onClick={() => onPresence(true)}>
              {format.number(counted - missing)} · {share(counted - missing)}
            </button>,
          ],
          [
            t('events.missing'),
            missing === 0 ? (
              <span key="m">{format.number(0)}</span>
            ) : (
              <button key="m" type="button" className={classes.link} onClick={() => onPresence(false)}>
                {format.number(missing)} · {share(missing)}
              </button>
            ),
          ],
          [t('events.least'), numbers && <span key="n">{format.number(numbers.min)}</span>],
          [t('events.mean'), numbers && <span key="a">{format.number(numbers.avg)}</span>],
          [t('events.p95'), numbers && <span key="p">{format.number(numbers.p95)}</span>],
          [t('events.greatest'), numbers && <span key="g">{format.number(numbers.max)}</span>],
        ]}
      />
      {counted < data.total && (
        <p className={classes.note}>
          {t('events.ofNewest', { counted: format.number(counted), total: format.number(data.total) })}
        </p>
      )}
    </>
  );
}

function Values({ data, onFilter }: { readonly data: FieldStatistics; readonly onFilter: OnFilter }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (data.values.length === 0)
    return <EmptyState compact title={t('events.noValues')} text={t('events.noValuesText')} />;
  const most = Math.max(1, ...data.values.map((entry) => entry.count));
  return (
    <>
      <div className={classes.note}>
        {data.values.length < data.distinct
          ? t('events.mostFrequentOf', { count: data.values.length, formatted: format.number(data.distinct) })
          : t('events.mostFrequent')}
      </div>
      <ul className={classes.values}>
        {data.values.map((entry) => (
          <li key={entry.value} className={classes.value}>
            <button
              type="button"
              className={classes.take}
              onClick={() => onFilter(data.field, entry.value)}
              title={`${t('events.filterFor')}: ${visibleText(entry.value)}`}
            >
              <span className="t-mono t-ellipsis">{visibleText(entry.value)}</span>
              <span className={classes.count}>
                <span className="t-num">{format.number(entry.count)}</span>
                <span className="t-num t-3">{shareText(format, entry.count, data.counted)}</span>
              </span>
              <span className={classes.bar} style={{ width: `${(entry.count / most) * 100}%` }} aria-hidden />
            </button>
            <button
              type="button"
              className={classes.out}
              onClick={() => onFilter(data.field, entry.value, true)}
              title={t('events.filterOut')}
              aria-label={`${t('events.filterOut')}: ${visibleText(entry.value)}`}
            >
              −
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
