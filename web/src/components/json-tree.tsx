import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../lib/visible-text.ts';
import classes from './json-tree.module.css';

type OnFilter = (field: string, value: string, negate?: boolean) => void;

/** A JSON object as a tree; a plain value can be taken into the query or excluded by it. */
export function JsonTree({
  value,
  onFilter,
}: {
  readonly value: Readonly<Record<string, unknown>>;
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
  readonly value: unknown;
  readonly onFilter: OnFilter | undefined;
  readonly depth: number;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < openDepth);
  if (typeof value === 'object' && value !== null) {
    const list = Array.isArray(value);
    const entries: [string, unknown][] = Object.entries(value);
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
                path={`${path}.${list ? Number(key) + 1 : key}`}
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
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const kind =
    typeof value === 'string' ? classes.string : typeof value === 'number' ? classes.number : classes.literal;
  return (
    <div className={classes.row}>
      <span className={classes.key}>{name}</span>
      <span className={`${classes.value ?? ''} ${kind ?? ''}`}>{visibleText(text)}</span>
      {onFilter && value !== null && value !== undefined && (
        <span className={classes.acts}>
          <button
            type="button"
            className={classes.act}
            title={t('events.filterFor')}
            aria-label={`${t('events.filterFor')}: ${path}`}
            onClick={() => onFilter(queryPath(path), text)}
          >
            +
          </button>
          <button
            type="button"
            className={classes.act}
            title={t('events.filterOut')}
            aria-label={`${t('events.filterOut')}: ${path}`}
            onClick={() => onFilter(queryPath(path), text, true)}
          >
            −
          </button>
        </span>
      )}
    </div>
  );
}

/** A path of the OCSF event as the query language spells it: without a dot it needs its prefix. Places in lists count from 1. */
const queryPath = (path: string): string => (path.includes('.') ? path : `ocsf.${path}`);
