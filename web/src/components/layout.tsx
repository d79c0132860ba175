import { ActionIcon, Tooltip } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/use-format.ts';
import classes from './layout.module.css';

/** A page: its name, its actions, its contents. `fill` gives the contents the height that is left. */
export function PageLayout(props: {
  readonly title: string;
  readonly heading?: ReactNode;
  readonly crumb?: ReactNode;
  readonly count?: number | null;
  readonly actions?: ReactNode;
  readonly toolbar?: ReactNode;
  readonly fill?: boolean;
  readonly children: ReactNode;
}) {
  const format = useFormat();
  useDocumentTitle(`${props.title} · Tocsin`);
  return (
    <div className={`${classes.page ?? ''} ${props.fill ? (classes.fill ?? '') : ''}`}>
      <header className={classes.head}>
        <div style={{ minWidth: 0 }}>
          {props.crumb !== undefined && <div className={classes.crumb}>{props.crumb}</div>}
          <h1 dir="auto">{props.heading ?? props.title}</h1>
        </div>
        {typeof props.count === 'number' && (
          <span className={classes.count}>{format.number(props.count)}</span>
        )}
        {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
      </header>
      {props.toolbar !== undefined && <div className={classes.toolbar}>{props.toolbar}</div>}
      {props.children}
    </div>
  );
}

export function PageBody({ children, narrow }: { readonly children: ReactNode; readonly narrow?: boolean }) {
  return <div className={`${classes.body ?? ''} ${narrow ? (classes.narrow ?? '') : ''}`}>{children}</div>;
}

/** A list with room for a panel beside it. */
export function SplitView({ children, panel }: { readonly children: ReactNode; readonly panel: ReactNode }) {
  return (
    <div className={classes.split}>
      <div className={classes.main}>{children}</div>
      {panel}
    </div>
  );
}

/** Opens a row beside its list; Escape closes it. */
export function SidePanel(props: {
  readonly title: ReactNode;
  readonly label: string;
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { onClose } = props;
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (!document.querySelector('[role="dialog"][aria-modal="true"]')) close.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <aside className={classes.panel} aria-label={props.label}>
      <div className={classes.panelHead}>
        <h2 className={`${classes.panelTitle ?? ''} t-ellipsis`}>{props.title}</h2>
        {props.actions}
        <Tooltip label={t('common.close')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.panelBody} tabIndex={0} role="region" aria-label={props.label}>
        {props.children}
      </div>
    </aside>
  );
}

export function Section(props: {
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly id?: string;
}) {
  return (
    <section className={classes.section} id={props.id}>
      <div className={classes.sectionHead}>
        <h2>{props.title}</h2>
        {props.actions !== undefined && <div className={classes.actions}>{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}

/** Names and values, one a row; absent values are left out. */
export function Facts({
  items,
}: {
  readonly items: readonly (readonly [label: string, value: ReactNode])[];
}) {
  return (
    <dl className={classes.facts}>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
