import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../../lib/visible-text.ts';
import { toRows, type ExplainedDocument, type ExplainedLine, type ExplainedRow } from './explained-rows.ts';
import classes from './explanation.module.css';

type Item = NonNullable<ExplainedLine['item']>;

/** A detection part by part: whether each holds, what the event had there, and which values were asked for. */
export function ExplainedDetection({ document }: { readonly document: ExplainedDocument }) {
  return (
    <ul className={classes.rows}>
      {toRows(document.lines).map((row) => (
        <Row key={row.key} row={row} />
      ))}
    </ul>
  );
}

function Row({ row }: { readonly row: ExplainedRow }) {
  const { t } = useTranslation();
  const Icon = row.holds ? IconCheck : IconX;
  const join = row.join === null ? null : t(`explain.join.${row.join}`);
  return (
    <li className={classes.row} style={{ paddingInlineStart: 10 + row.depth * 16 }}>
      <Icon
        size={14}
        className={row.holds ? classes.holds : classes.fails}
        aria-label={row.holds ? t('explain.holds') : t('explain.fails')}
        role="img"
      />
      <div style={{ minWidth: 0 }}>
        {row.item === null ? (
          <span>
            {row.name !== null && <strong className="t-mono">{row.name}</strong>}
            {row.name !== null && join !== null && ' · '}
            {join !== null && <span className="t-2">{join}</span>}
          </span>
        ) : (
          <ItemRow item={row.item} />
        )}
      </div>
    </li>
  );
}

function ItemRow({ item }: { readonly item: Item }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="t-mono">{item.key === '' ? t('explain.keyword') : item.key}</div>
      {item.read !== null && <ReadField field={item.read} />}
      {item.others.map((other) => (
        <ReadField key={other.field} field={other} />
      ))}
      <Values texts={item.holding} label={t('explain.held')} />
      {(item.all || item.holding.count === 0) && (
        <Values texts={item.failing} label={item.all ? t('explain.missing') : t('explain.asked')} />
      )}
    </>
  );
}

function ReadField({ field }: { readonly field: NonNullable<Item['read']> }) {
  const { t } = useTranslation();
  if (field.foundAs === null)
    return <div className={classes.detail}>{t('explain.absent', { field: field.field })}</div>;
  const label =
    field.foundAs === field.field ? t('explain.has') : t('explain.hasAs', { field: field.foundAs });
  return field.texts.count === 0 ? (
    <div className={classes.detail}>{t('explain.empty', { field: field.foundAs })}</div>
  ) : (
    <Values texts={field.texts} label={label} />
  );
}

function Values({ label, texts }: { readonly label: string; readonly texts: Item['holding'] }) {
  const { t } = useTranslation();
  if (texts.count === 0) return null;
  const more = texts.count - texts.shown.length;
  return (
    <div className={classes.detail}>
      <span>{label}</span>{' '}
      {texts.shown.map((text, index) => (
        <code key={index} className={classes.value}>
          {text === '' ? t('explain.emptyText') : visibleText(text)}
        </code>
      ))}
      {more > 0 && <span> {t('explain.more', { count: more })}</span>}
    </div>
  );
}
