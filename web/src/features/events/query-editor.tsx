import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useImperativeHandle, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldProposals, queryFieldsQuery, type EventScope } from '../../api/resources.ts';
import { useFormat } from '../../lib/use-format.ts';
import { completeQuery, type CompletionSources } from './query-completion.ts';
import { queryExtensions, setMistake } from './query-editor-setup.ts';
import { useFieldText } from './field-text.ts';

/** What the page does with the box: moves the caret there, and reads or empties it. */
export interface QueryHandle {
  focus(): void;
  clear(): void;
}

/** The text field of a query, with completion from what the events of the range hold. */
export function QueryEditor(props: {
  readonly value: string;
  readonly scope: EventScope;
  readonly mistake: { readonly position: number; readonly length: number } | null;
  readonly onSend: (text: string) => void;
  readonly onText: (text: string) => void;
  readonly handle: RefObject<QueryHandle | null>;
}) {
  const { value, mistake } = props;
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const sent = useRef(value);
  const setup = useSetup(props);
  const latest = useRef({ ...props, setup });
  useEffect(() => {
    latest.current = { ...props, setup };
  });
  const { label, example, completions } = setup;
  useEffect(() => {
    if (!holder.current) return undefined;
    const extensions = queryExtensions({
      complete: (context) => completeQuery(context, latest.current.setup.sources),
      onSend: () => {
        const text = view.current?.state.doc.toString().trim() ?? '';
        sent.current = text;
        latest.current.onSend(text);
      },
      onText: (text) => latest.current.onText(text),
      ...{ label, example, completions },
    });
    const state = EditorState.create({ doc: sent.current, extensions });
    const made = new EditorView({ state, parent: holder.current });
    view.current = made;
    return () => {
      // What was typed outlives a change of the language.
      sent.current = made.state.doc.toString();
      made.destroy();
      view.current = null;
    };
  }, [label, example, completions]);
  useEffect(() => {
    const { current } = view;
    // Our own text coming back changes nothing; what others changed (back, a cleared filter) wins.
    if (current === null || value === sent.current) return;
    sent.current = value;
    const changes = { from: 0, to: current.state.doc.length, insert: value };
    current.dispatch({ changes, selection: { anchor: value.length } });
  }, [value]);
  useEffect(() => {
    const { current } = view;
    if (current === null) return;
    const end = current.state.doc.length;
    const from = Math.min(mistake?.position ?? 0, end);
    const to = Math.min(from + (mistake?.length ?? 0), end);
    current.dispatch({ effects: setMistake.of(mistake === null ? null : { from, to }) });
    if (mistake === null) current.contentDOM.removeAttribute('aria-invalid');
    else current.contentDOM.setAttribute('aria-invalid', 'true');
  }, [mistake]);
  useImperativeHandle(props.handle, () => ({
    focus: () => {
      const { current } = view;
      current?.focus();
      current?.dispatch({ selection: { anchor: current.state.doc.length } });
    },
    clear: () => {
      const { current } = view;
      sent.current = '';
      current?.dispatch({ changes: { from: 0, to: current.state.doc.length } });
      current?.focus();
    },
  }));
  return <div ref={holder} />;
}

const proposals = 20;

function useSetup({ scope }: { readonly scope: EventScope }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const format = useFormat();
  const describe = useFieldText();
  const { from, to, companyId } = scope;
  const range = { from, to, companyId };
  const sources: CompletionSources = {
    fields: async () => (await client.query({ ...queryFieldsQuery(range), staleTime: 'static' })).items,
    values: async (field, start, signal) => {
      const wanted = { ...range, field, start, limit: proposals };
      return (await client.query(fieldProposals(wanted, signal))).values;
    },
    describe,
    number: format.number,
    words: {
      is: t('events.word.is'),
      isNot: t('events.word.isNot'),
      present: t('events.word.present'),
      least: t('events.word.least'),
      most: t('events.word.most'),
      and: t('events.word.and'),
      or: t('events.word.or'),
      not: t('events.word.not'),
    },
  };
  return {
    sources,
    label: t('events.query'),
    example: t('events.queryExample'),
    completions: t('events.proposals'),
  };
}
