import { ActionIcon, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/client.ts';
import type { EventScope } from '../../api/resources.ts';
import type { QueryHandle } from './query-editor.tsx';
import { useTypedMistake } from './typed-mistake.ts';
import classes from './query-box.module.css';

const QueryEditor = lazy(async () => ({ default: (await import('./query-editor.tsx')).QueryEditor }));

/** The box that events are searched with: what is typed is completed, a mistake is shown where it stands. */
export function QueryBox(props: {
  readonly value: string;
  readonly scope: EventScope;
  readonly error: ApiError | null;
  readonly onChange: (value: string) => void;
  readonly handle: RefObject<QueryHandle | null>;
}) {
  const { t } = useTranslation();
  const { value, error, handle, onChange } = props;
  const [text, setText] = useState(value);
  const entry = error?.errors[0];
  // Of the error, not of its place: the same mistake sent again is marked again.
  const sentMistake = useMemo(() => mistakeOf(error), [error]);
  const typed = useTypedMistake(text, value);
  const isSent = text.trim() === value;
  return (
    <div className={classes.box}>
      <div className={`${classes.frame ?? ''} ${error !== null && isSent ? (classes.wrong ?? '') : ''}`}>
        <IconSearch size={16} className={classes.icon} aria-hidden />
        <div className={classes.editor}>
          <Suspense fallback={<Waiting value={value} onChange={onChange} />}>
            <QueryEditor
              value={value}
              scope={props.scope}
              mistake={isSent ? sentMistake : typed}
              onSend={onChange}
              onText={setText}
              handle={handle}
            />
          </Suspense>
        </div>
        {(text !== '' || value !== '') && (
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            mt={5}
            aria-label={t('common.clear')}
            onClick={() => {
              handle.current?.clear();
              onChange('');
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        )}
      </div>
      {typed !== null && (
        <div className={classes.hint} role="status">
          {typed.message}
        </div>
      )}
      {error && isSent && (
        <div className={classes.error} role="alert">
          {entry === undefined || entry.message === '' ? error.message : entry.message}{' '}
          <span className="t-mono t-3">{error.code}</span>
        </div>
      )}
    </div>
  );
}

/** A plain field until the editor is there. */
function Waiting({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  return (
    <TextInput
      variant="unstyled"
      size="sm"
      value={text}
      aria-label={t('events.query')}
      placeholder={t('events.queryExample')}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(text.trim());
      }}
    />
  );
}

/** Where in the text the mistake is, in characters from 0; null where that is not known. */
function mistakeOf(error: ApiError | null) {
  const [entry] = error?.errors ?? [];
  return entry?.position === undefined ? null : { position: entry.position, length: entry.length ?? 1 };
}
