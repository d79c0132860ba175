import { useForm, type UseFormReturnType, type FormValidateInput } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/session.ts';
import { readStoredJson } from './stored.ts';

export interface DraftForm<T> {
  readonly form: UseFormReturnType<T>;
  /** True when the form opened with what was typed before a reload. */
  readonly restored: boolean;
  readonly clear: () => void;
}

/** A form whose contents survive a reload: kept under `key` until sent or given up. */
export function useDraftForm<T extends Record<string, unknown>>(
  key: string,
  initialValues: T,
  validate: FormValidateInput<T> = {},
): DraftForm<T> {
  const storageKey = useStorageKey(key);
  const [kept] = useState(() => readStoredJson(storageKey));
  const form = useForm<T>({
    initialValues: isObject(kept) ? { ...initialValues, ...kept } : initialValues,
    validate,
  });
  const { values } = form;
  const pristine = JSON.stringify(initialValues);
  useEffect(() => {
    const text = JSON.stringify(values);
    const timer = setTimeout(() => {
      if (text === pristine) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, text);
    }, 200);
    return () => clearTimeout(timer);
  }, [values, pristine, storageKey]);
  return {
    form,
    restored: isObject(kept),
    clear: () => {
      form.setValues(initialValues);
      localStorage.removeItem(storageKey);
    },
  };
}

/** One text that survives a reload, kept under `key` until sent or given up. */
export function useDraftText(
  key: string,
  initial = '',
): readonly [text: string, set: (text: string) => void, clear: () => void] {
  const storageKey = useStorageKey(key);
  const [text, setText] = useState(() => localStorage.getItem(storageKey) ?? initial);
  return [
    text,
    (next) => {
      setText(next);
      if (next === initial) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, next);
    },
    () => {
      setText(initial);
      localStorage.removeItem(storageKey);
    },
  ];
}

/** Where a draft of this user is kept: whoever signs in here next has others. */
function useStorageKey(key: string): string {
  const session = useQueryClient().getQueryData(sessionQuery.queryKey);
  return `tocsin.draft.${session?.user.id ?? 'nobody'}.${key}`;
}

/** Shows what the server said about single fields at those fields; true when every mistake found its place. */
export function showFieldErrors<T extends Record<string, unknown>>(
  form: UseFormReturnType<T>,
  error: ApiError,
): boolean {
  const own = error.errors.filter((entry) => entry.path in form.values);
  form.setErrors(Object.fromEntries(own.map((entry) => [entry.path, entry.message])));
  return own.length > 0 && own.length === error.errors.length;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
