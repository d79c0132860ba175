import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  startCompletion,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, Prec, StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, type DecorationSet } from '@codemirror/view';

/** Where the mistake of the query is; null for none. */
export const setMistake = StateEffect.define<{ readonly from: number; readonly to: number } | null>();

const mistakeMark = Decoration.mark({ class: 'cm-mistake' });
/** At the end of the text there is nothing to underline. */
const mistakeField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, change) => {
    for (const effect of change.effects) {
      if (!effect.is(setMistake)) continue;
      const { value } = effect;
      return value === null || value.to <= value.from
        ? Decoration.none
        : Decoration.set([mistakeMark.range(value.from, value.to)]);
    }
    return change.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export interface EditorSetup {
  readonly complete: CompletionSource;
  readonly onSend: () => void;
  readonly onText: (text: string) => void;
  readonly label: string;
  readonly example: string;
  readonly completions: string;
}

/** A one-line editor for queries: Enter sends, Tab takes the first proposal, arrows choose, Escape closes. */
export function queryExtensions(setup: EditorSetup): Extension {
  return [
    history(),
    oneLine,
    EditorView.lineWrapping,
    placeholder(setup.example),
    autocompletion({
      override: [setup.complete],
      icons: false,
      selectOnOpen: false,
      activateOnTypingDelay: 120,
      interactionDelay: 0,
      // After a field come its values.
      activateOnCompletion: ({ type, label }) =>
        type === 'field' || type === 'absent' || (type === 'operator' && !label.endsWith('*')),
      optionClass: ({ type }) => (type === 'absent' ? 'cm-absent' : ''),
    }),
    Prec.highest(keymap.of(keysOf(setup.onSend))),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    mistakeField,
    EditorState.phrases.of({ Completions: setup.completions }),
    EditorView.contentAttributes.of({ 'aria-label': setup.label, spellcheck: 'false', autocorrect: 'off' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) setup.onText(update.state.doc.toString());
    }),
    theme,
  ];
}

const keysOf = (onSend: () => void) => [
  {
    key: 'Enter',
    run: (view: EditorView) => {
      if (selectedCompletion(view.state) !== null) return acceptCompletion(view);
      closeCompletion(view);
      onSend();
      return true;
    },
  },
  {
    key: 'Tab',
    run: (view: EditorView) => {
      const status = completionStatus(view.state);
      if (status === null) return false;
      // While proposals are on their way the caret stays: whoever types fast means them.
      if (status === 'pending') return true;
      if (selectedCompletion(view.state) === null) moveCompletionSelection(true)(view);
      acceptCompletion(view);
      return true;
    },
  },
  {
    key: 'ArrowDown',
    run: (view: EditorView) => completionStatus(view.state) === null && startCompletion(view),
  },
];

/** Line breaks, as of a pasted text, become blanks. */
const oneLine = EditorState.transactionFilter.of((change) => {
  if (!change.docChanged || change.newDoc.lines === 1) return change;
  const text = change.newDoc.toString().replace(/\s*\n\s*/g, ' ');
  return {
    changes: { from: 0, to: change.startState.doc.length, insert: text },
    selection: { anchor: Math.min(change.newSelection.main.head, text.length) },
  };
});

const mono = 'var(--mantine-font-family-monospace)';
const theme = EditorView.theme({
  '&': { color: 'var(--t-text)', fontSize: '0.875rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: mono, lineHeight: '1.5', maxHeight: '6.5em', overflow: 'auto' },
  '.cm-content': { padding: '6px 0', fontVariantLigatures: 'none', caretColor: 'var(--t-text)' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--t-text-3)' },
  '.cm-mistake': {
    textDecoration: 'underline wavy var(--t-danger)',
    textUnderlineOffset: '3px',
    background: 'var(--t-danger-soft)',
  },
  '.cm-tooltip': {
    background: 'var(--t-surface)',
    border: '1px solid var(--t-border)',
    borderRadius: '6px',
    boxShadow: 'var(--t-shadow)',
    overflow: 'hidden',
    zIndex: '300',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: mono, maxHeight: 'none', padding: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '16px',
    alignItems: 'baseline',
    padding: '4px 8px',
    lineHeight: '1.4',
    borderRadius: '4px',
    color: 'var(--t-text)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--t-selected)',
    color: 'var(--t-text)',
  },
  '.cm-absent .cm-completionLabel': { color: 'var(--t-text-3)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    fontFamily: 'var(--mantine-font-family)',
    fontStyle: 'normal',
    fontSize: '0.75rem',
    color: 'var(--t-text-2)',
    maxWidth: '320px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});
