import { Checkbox } from '@mantine/core';
import { IconSquare, IconSquareCheck } from '@tabler/icons-react';
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
  const isDone = (measure: Measure): boolean =>
    tick.isPending && tick.variables.id === measure.id ? tick.variables.done : measure.doneAt !== null;
  const settled = (measure: Measure): boolean => measure.doneAt !== null && !touched.has(measure.id);
  const all = notices.flatMap((notice) => notice.measures);
  const done = all.filter(settled);
  const groups = notices
    .map((notice) => ({ notice, open: notice.measures.filter((measure) => !settled(measure)) }))
    .filter(({ open }) => open.length > 0);
  const row = (measure: Measure) => (
    <li key={measure.id}>{mayTick ? tickable(measure) : <Readable measure={measure} />}</li>
  );
  const tickable = (measure: Measure) => (
    <Checkbox
      size="sm"
      checked={isDone(measure)}
      label={
        <span dir="auto" className={classes.measureText}>
          {measure.text}
        </span>
      }
      description={
        measure.doneAt === null ? null : (
          <>
            {t('portal.doneAt')} <Time iso={measure.doneAt} />
          </>
        )
      }
      onChange={(event) => {
        setTouched((old) => new Set([...old, measure.id]));
        tick.mutate({ id: measure.id, done: event.currentTarget.checked });
      }}
    />
  );
  if (all.length === 0)
    return <EmptyState compact title={t('portal.nothingToDo')} text={t('portal.nothingToDoText')} />;
  return (
    <>
      {groups.length === 0 && (
        <p className="t-2" style={{ margin: 0 }}>
          {t('portal.allDone')}
        </p>
      )}
      {groups.map(({ notice, open }) => (
        <div key={notice.id} className={classes.measureGroup}>
          {withIncident && (
            <Link
              className={`t-link ${classes.measureHead ?? ''}`}
              to="/incidents/$incidentId"
              params={{ incidentId: notice.incidentId }}
            >
              <span className="t-mono">{notice.incidentNumber}</span>
            </Link>
          )}
          <ul className={classes.measures}>{open.map(row)}</ul>
        </div>
      ))}
      {!mayTick && groups.length > 0 && (
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

/** For those who may not tick: the same words, as readable. */
function Readable({ measure }: { readonly measure: Measure }) {
  const { t } = useTranslation();
  const Icon = measure.doneAt === null ? IconSquare : IconSquareCheck;
  return (
    <div className={classes.readable}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <span dir="auto" className={classes.measureText}>
        {measure.text}
        {measure.doneAt !== null && (
          <span className="t-3">
            {' '}
            {t('portal.doneAt')} <Time iso={measure.doneAt} />
          </span>
        )}
      </span>
    </div>
  );
}
