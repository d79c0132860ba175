import { useEffect, useRef } from 'react';

/** Keys and what they do: `j`, `Enter`, `?`, or two in a row such as `g i`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const sequenceMs = 1_200;

/** Runs shortcuts of the page while no text is being typed and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts, enabled = true): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    let first: { readonly key: string; readonly at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
      const sequence = first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${event.key}` : null;
      const run = (sequence === null ? undefined : current.current[sequence]) ?? current.current[event.key];
      first = event.key.length === 1 ? { key: event.key, at: event.timeStamp } : null;
      if (!run || (event.key === 'Enter' && isControl(event.target))) return;
      first = null;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.tagName === 'TEXTAREA' ||
    target.tagName === 'SELECT' ||
    isTextInput(target));

const isTextInput = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement &&
  !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type);

const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, [role="menuitem"], [role="option"]') !== null;
