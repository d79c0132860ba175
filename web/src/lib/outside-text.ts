import { useState } from 'react';

interface State {
  readonly text: string;
  readonly outside: string;
  readonly sent: string;
}

/** What a box shows after the value outside (the URL) became `outside`. Our own text coming back changes nothing. */
export function followOutside(state: State, outside: string): State {
  if (outside === state.outside) return state;
  return outside === state.sent ? { ...state, outside } : { text: outside, outside, sent: outside };
}

/**
 * Text being typed beside a value kept elsewhere. A value that others changed (back, a cleared filter) wins;
 * one that we sent ourselves does not disturb what was typed since.
 */
export function useOutsideText(outside: string): {
  readonly text: string;
  readonly type: (text: string) => void;
  readonly markSent: (text: string) => void;
} {
  const [state, setState] = useState<State>({ text: outside, outside, sent: outside });
  const current = followOutside(state, outside);
  if (current !== state) setState(current);
  return {
    text: current.text,
    type: (text) => setState((old) => ({ ...old, text })),
    markSent: (sent) => setState((old) => ({ ...old, sent })),
  };
}
