import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { writtenYaml } from './code-view.ts';

/** What is wrong with a line, counted from 1. */
export interface CodeMark {
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** An editor for YAML, with marks at the lines that something is wrong with. */
export function CodeEditor(props: {
  readonly label: string;
  readonly value: string;
  readonly marks: readonly CodeMark[];
  readonly onChange: (text: string) => void;
}) {
  const { label, value, marks } = props;
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const text = useRef(value);
  const onChange = useRef(props.onChange);
  useEffect(() => {
    onChange.current = props.onChange;
  });
  useEffect(() => {
    if (!holder.current) return undefined;
    const heard = (next: string): void => {
      text.current = next;
      onChange.current(next);
    };
    const state = EditorState.create({ doc: text.current, extensions: writtenYaml(label, heard) });
    const made = new EditorView({ state, parent: holder.current });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [label]);
  useEffect(() => {
    const { current } = view;
    // Our own text coming back changes nothing; what others changed (a discarded draft) wins.
    if (current === null || value === text.current) return;
    text.current = value;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const { current } = view;
    if (current === null) return;
    const { doc } = current.state;
    const diagnostics = marks.map(({ line, message, severity }) => {
      const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
      return { from, to, severity, message };
    });
    current.dispatch(setDiagnostics(current.state, diagnostics));
  }, [marks]);
  return <div ref={holder} style={{ height: '100%' }} />;
}
