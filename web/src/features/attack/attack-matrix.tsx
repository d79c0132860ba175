import { VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttackTechnique } from '../../api/types.ts';
import { useFormat } from '../../lib/use-format.ts';
import { fillOf, type MatrixCell, type MatrixColumn } from './attack-columns.ts';
import classes from './attack-matrix.module.css';

/** Tactics as columns, techniques below; each leads to its rules. */
export function AttackMatrix({
  columns,
  allOpen,
}: {
  readonly columns: readonly MatrixColumn[];
  readonly allOpen: boolean;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll} role="region" aria-label={t('attack.matrix')} tabIndex={0}>
      <div className={classes.matrix}>
        {columns.map((column) => (
          <section key={column.name ?? ''} className={classes.column} aria-label={column.title}>
            <ColumnHead column={column} />
            {column.cells.length === 0 && <p className={classes.none}>{t('attack.columnEmpty')}</p>}
            <ul className={classes.cells}>
              {column.cells.map((cell) => (
                // Another key when all are opened or closed: then each begins anew.
                <Cell key={`${cell.technique.id}${allOpen ? '+' : ''}`} cell={cell} opened={allOpen} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function ColumnHead({ column }: { readonly column: MatrixColumn }) {
  const { t } = useTranslation();
  const { covered, name, title, total } = column;
  return (
    <header className={classes.head}>
      <h2 className={classes.tactic}>
        {name === null ? (
          title
        ) : (
          <Link className="t-quiet-link" to="/rules" search={{ tactic: name }}>
            {title}
          </Link>
        )}
      </h2>
      <div className={classes.share}>
        {total === 0 ? t('attack.noTechnique') : t('attack.ofTechniques', { covered, total })}
      </div>
      <div className={classes.bar} aria-hidden>
        <span style={{ width: `${total === 0 ? 0 : (covered / total) * 100}%` }} />
      </div>
    </header>
  );
}

function Cell({ cell, opened }: { readonly cell: MatrixCell; readonly opened: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(opened);
  const { subs, technique } = cell;
  const covered = subs.filter(({ all }) => all.inForce > 0).length;
  return (
    <li className={classes.item}>
      <TechniqueLink technique={technique} />
      {subs.length > 0 && (
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <IconChevronDown size={12} aria-hidden /> : <IconChevronRight size={12} aria-hidden />}
          {t('attack.subs', { covered, total: subs.length })}
          <VisuallyHidden>{technique.id}</VisuallyHidden>
        </button>
      )}
      {isOpen && subs.length > 0 && (
        <ul className={classes.subs}>
          {subs.map((sub) => (
            <li key={sub.id}>
              <TechniqueLink technique={sub} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function TechniqueLink({ technique }: { readonly technique: AttackTechnique }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { all, id, title } = technique;
  const fill = fillOf(all);
  const parts = [
    t('attack.inForce', { count: all.inForce, formatted: format.number(all.inForce) }),
    all.drafts > 0 && t('attack.drafts', { count: all.drafts }),
    all.disabled > 0 && t('attack.disabled', { count: all.disabled }),
    t('attack.matches', { count: all.matches, formatted: format.number(all.matches) }),
  ].filter((part) => part !== false);
  const about = `${title === null ? id : `${id} ${title}`}: ${parts.join(', ')}`;
  return (
    <Link
      to="/rules"
      search={{ technique: id }}
      className={`${classes.cell ?? ''} ${classes[fill] ?? ''}`}
      title={about}
    >
      <span className={classes.name}>
        {title !== null && <span className={classes.title}>{title}</span>}
        <span className={`${classes.id ?? ''} t-mono`}>{id}</span>
      </span>
      <VisuallyHidden>{parts.join(', ')}</VisuallyHidden>
      <span className={classes.counts} aria-hidden>
        <span className={classes.number}>
          {fill === 'gap' ? t('attack.gap') : fill === 'idle' ? t('attack.idle') : format.number(all.inForce)}
        </span>
        {all.matches > 0 && (
          <span className={classes.matches}>
            {t('attack.matchesShort', { formatted: format.number(all.matches) })}
          </span>
        )}
      </span>
    </Link>
  );
}
