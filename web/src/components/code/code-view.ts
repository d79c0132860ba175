import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const mono = 'var(--mantine-font-family-monospace)';

/** The looks of code in both colour schemes: every colour is one of the console's own. */
const look = EditorView.theme({
  '&': { color: 'var(--t-text)', fontSize: '0.8125rem', background: 'var(--t-surface)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: mono, lineHeight: '1.6', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--t-text)', padding: '8px 0' },
  '.cm-gutters': {
    background: 'var(--t-sunken)',
    color: 'var(--t-text-3)',
    borderRight: '1px solid var(--t-border)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'var(--t-hover)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--t-selected) !important',
  },
  '.cm-cursor': { borderLeftColor: 'var(--t-text)' },
  '.cm-tooltip': {
    background: 'var(--t-surface)',
    color: 'var(--t-text)',
    border: '1px solid var(--t-border)',
    borderRadius: '6px',
    boxShadow: 'var(--t-shadow)',
  },
  '.cm-diagnostic': { fontFamily: 'var(--mantine-font-family)', padding: '6px 10px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--t-danger)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--t-warning)' },
  '.cm-changedLine': { background: 'var(--t-accent-soft)' },
  '.cm-changedText': { background: 'var(--t-warning-soft) !important' },
  '.cm-collapsedLines': { background: 'var(--t-sunken)', color: 'var(--t-text-2)', padding: '4px 12px' },
});

const words = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--t-accent-text)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--t-success-text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--t-warning-text)' },
  { tag: [tags.comment, tags.meta], color: 'var(--t-text-3)', fontStyle: 'italic' },
]);

/** YAML as it is shown, in an editor as in a comparison. */
export const shownYaml = (label: string): Extension => [
  look,
  yaml(),
  syntaxHighlighting(words),
  lineNumbers(),
  EditorView.contentAttributes.of({
    'aria-label': label,
    tabindex: '0',
    spellcheck: 'false',
    autocorrect: 'off',
  }),
];

export const readOnly: Extension = [EditorState.readOnly.of(true), EditorView.editable.of(false)];

/** YAML to be written: Tab indents by two, Escape and then Tab leaves the editor. */
export const writtenYaml = (label: string, onText: (text: string) => void): Extension => [
  shownYaml(label),
  history(),
  drawSelection(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  indentUnit.of('  '),
  lintGutter(),
  keymap.of([...closeBracketsKeymap, indentWithTab, ...historyKeymap, ...defaultKeymap]),
  EditorView.updateListener.of((update) => {
    if (update.docChanged) onText(update.state.doc.toString());
  }),
];
