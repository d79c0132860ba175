import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types.ts';
import classes from './json-tree.module.css';

type OnFilter = (field: string, value: string, negate?: boolean) => void;

/** A JSON object as a tree; a plain value can be taken into the query or excluded by it. */
export function JsonTree({
  value,
  onFilter,
}: {
  readonly value: Readonly<Record<string, Json>>;
  readonly onFilter?: OnFilter;
}) {
  return (
    <div className={classes.tree}>
      {Object.entries(value).map(([key, child]) => (
        <Node key={key} name={key} path={key} value={child} onFilter={onFilter} depth={0} />
      ))}
    </div>
  );
}

const openDepth = 2;

function Node({
  name,
  path,
  value,
  onFilter,
  depth,
}: {
  readonly name: string;
  readonly path: string;
  readonly value: Json;
  readonly onFilter: OnFilter | undefined;
  readonly depth: number;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < openDepth);
  if (typeof value === 'object' && value !== null) {
    const list = Array.isArray(value);
    const entries: [string, Json][] = Object.entries(value as Readonly<Record<string, Json>>);
    return (
      <div>
        <div className={classes.row}>
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden>{open ? '▾' : '▸'}</span> <span className={classes.key}>{name}</span>{' '}
            {(!open || entries.length === 0) && (
              <span className={classes.key}>{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
            )}
          </button>
        </div>
        {open && entries.length > 0 && (
          <div className={classes.children}>
            {entries.map(([key, child]) => (
              <Node
                key={key}
                name={key}
                path={list ? path : `${path}.${key}`}
                value={child}
                onFilter={onFilter}
                depth={depth + 1}
              />
            ))}
          </div>
        )}
      </div>
    );
  }
  const kind =
    typeof value === 'string' ? classes.string : typeof value === 'number' ? classes.number : classes.literal;
  return (
    <div className={classes.row}>
      <span className={classes.key}>{name}</span>
      <span className={`${classes.value ?? ''} ${kind ?? ''}`}>{String(value)}</span>
      {onFilter && value !== null && (
        <span className={classes.acts}>
          <button
            type="button"
            className={classes.act}
            title={t('events.filterFor')}
            aria-label={`${t('events.filterFor')}: ${path}`}
            onClick={() => onFilter(path, String(value))}
          >
            +
          </button>
          <button
            type="button"
            className={classes.act}
            title={t('events.filterOut')}
            aria-label={`${t('events.filterOut')}: ${path}`}
            onClick={() => onFilter(path, String(value), true)}
          >
            −
          </button>
        </span>
      )}
    </div>
  );
}
