import { MergeView } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { readOnly, shownYaml } from './code-view.ts';
import classes from './code.module.css';

/** A text of a comparison and what it is called. */
export interface ComparedText {
  readonly label: string;
  readonly text: string;
}

/** Two texts side by side, with what differs marked and long equal stretches folded. */
export function CodeDiff({ before, after }: { readonly before: ComparedText; readonly after: ComparedText }) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!holder.current) return undefined;
    const side = ({ label, text }: ComparedText) => ({
      doc: text,
      extensions: [shownYaml(label), readOnly, EditorView.lineWrapping],
    });
    const view = new MergeView({
      a: side(before),
      b: side(after),
      parent: holder.current,
      gutter: true,
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => view.destroy();
  }, [before, after]);
  return (
    <figure className={classes.diff}>
      <figcaption className={classes.diffHead}>
        <span>{before.label}</span>
        <span>{after.label}</span>
      </figcaption>
      {before.text === after.text && <p className={classes.same}>{t('ruleEditor.same')}</p>}
      <div ref={holder} />
    </figure>
  );
}
