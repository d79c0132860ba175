import { lazy } from 'react';

/** The editor and the comparison come with CodeMirror, so they are loaded when a page shows one. */
export const CodeEditor = lazy(async () => ({ default: (await import('./code-editor.tsx')).CodeEditor }));
export const CodeDiff = lazy(async () => ({ default: (await import('./code-diff.tsx')).CodeDiff }));
export type { CodeMark } from './code-editor.tsx';
