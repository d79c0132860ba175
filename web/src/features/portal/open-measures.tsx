import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { useSession } from '../../api/session.ts';
import type { ReceivedNotice } from '../../api/types.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import classes from './portal.module.css';

type Measure = ReceivedNotice['measures'][number];

/** What the company is advised to do; its people tick what they have done, and the provider sees it. */
export function Measures({
  notices,
  withIncident,
}: {
  readonly notices: readonly ReceivedNotice[];
  readonly withIncident?: boolean;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const mayTick = session.can('measure:write');
  /** What was ticked here stays in its place, so that a slip can be taken back. */
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const tick = useChange(
    ({ id, done }: { readonly id: string; readonly done: boolean }) => post(`/measures/${id}`, { done }),
    [['received-notice'], ['incident']],
  );
  const rows = notices.flatMap((notice) => notice.measures.map((measure) => ({ measure, notice })));
  const open = rows.filter(({ measure }) => measure.doneAt === null || touched.has(measure.id));
  const done = rows.filter(({ measure }) => measure.doneAt !== null && !touched.has(measure.id));
  const isDone = (measure: Measure): boolean =>
    tick.isPending && tick.variables.id === measure.id ? tick.variables.done : measure.doneAt !== null;
  const row = ({ measure, notice }: (typeof rows)[number]) => (
    <li key={measure.id} className={classes.measure}>
      <Checkbox
        size="sm"
        checked={isDone(measure)}
        disabled={!mayTick}
        label={<span className={classes.measureText}>{measure.text}</span>}
        onChange={(event) => {
          setTouched((old) => new Set([...old, measure.id]));
          tick.mutate({ id: measure.id, done: event.currentTarget.checked });
        }}
      />
      <div className={classes.measureMeta}>
        {withIncident && (
          <Link
            className="t-link t-mono"
            to="/incidents/$incidentId"
            params={{ incidentId: notice.incidentId }}
          >
            {notice.incidentNumber}
          </Link>
        )}
        {measure.doneAt !== null && (
          <span>
            {t('portal.doneAt')} <Time iso={measure.doneAt} />
          </span>
        )}
      </div>
    </li>
  );
  if (rows.length === 0)
    return <EmptyState compact title={t('portal.nothingToDo')} text={t('portal.nothingToDoText')} />;
  return (
    <>
      {open.length === 0 ? (
        <p className="t-2" style={{ margin: 0 }}>
          {t('portal.allDone')}
        </p>
      ) : (
        <ul className={classes.measures}>{open.map(row)}</ul>
      )}
      {!mayTick && open.length > 0 && (
        <p className="t-3" style={{ margin: '8px 0 0', fontSize: '0.75rem' }}>
          {t('portal.mayNotTick')}
        </p>
      )}
      {tick.error && <ErrorNote error={tick.error} />}
      {done.length > 0 && (
        <details className={classes.done}>
          <summary>{t('portal.done', { count: done.length })}</summary>
          <ul className={classes.measures}>{done.map(row)}</ul>
        </details>
      )}
    </>
  );
}
