import { ActionIcon, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/client.ts';
import { queryFieldsQuery } from '../../api/resources.ts';
import type { QueryField } from '../../api/types.ts';
import { useOutsideText } from '../../lib/outside-text.ts';
import { completeField, typedField, type TypedField } from '../../lib/query-text.ts';
import classes from './query-box.module.css';

const mostSuggestions = 8;

/** The box that events are searched with: names of fields are completed, a mistake is shown where it stands. */
export function QueryBox(props: {
  readonly value: string;
  readonly error: ApiError | null;
  readonly onChange: (value: string) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}) {
  const { t } = useTranslation();
  const { inputRef } = props;
  const { text, type: setText, markSent } = useOutsideText(props.value);
  const [typed, setTyped] = useState<TypedField | null>(null);
  const caret = useRef<number | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const fields = useQuery(queryFieldsQuery);
  useEffect(() => {
    if (caret.current === null) return;
    inputRef.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text, inputRef]);
  const prefix = typed?.prefix.toLowerCase() ?? '';
  const suggestions =
    typed === null
      ? []
      : (fields.data ?? [])
          .filter((field) => field.name.toLowerCase().includes(prefix) && field.name.toLowerCase() !== prefix)
          .slice(0, mostSuggestions);
  const look = (input: HTMLInputElement): void => {
    const at = typedField(input.value, input.selectionStart ?? input.value.length);
    setTyped(at);
    if (at && (at.prefix !== '' || input.value === '')) combobox.openDropdown();
    else combobox.closeDropdown();
  };
  const choose = (name: string): void => {
    if (!typed) return;
    const next = completeField(text, typed, name);
    caret.current = next.caret;
    setText(next.text);
    setTyped(null);
    combobox.closeDropdown();
  };
  const send = (): void => {
    combobox.closeDropdown();
    markSent(text.trim());
    props.onChange(text.trim());
  };
  return (
    <div className={classes.box}>
      <Combobox
        store={combobox}
        onOptionSubmit={choose}
        withinPortal={false}
        transitionProps={{ duration: 0 }}
      >
        <Combobox.Target withKeyboardNavigation={suggestions.length > 0}>
          <TextInput
            ref={inputRef}
            size="sm"
            value={text}
            spellCheck={false}
            autoComplete="off"
            aria-label={t('events.query')}
            placeholder={t('events.queryExample')}
            aria-invalid={props.error !== null}
            error={props.error !== null}
            styles={{
              input: { fontFamily: 'var(--mantine-font-family-monospace)', fontVariantLigatures: 'none' },
            }}
            leftSection={<IconSearch size={16} />}
            rightSection={
              text === '' ? null : (
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('common.clear')}
                  onClick={() => {
                    setText('');
                    props.onChange('');
                  }}
                >
                  <IconX size={14} />
                </ActionIcon>
              )
            }
            onChange={(event) => {
              setText(event.currentTarget.value);
              look(event.currentTarget);
            }}
            onClick={(event) => look(event.currentTarget)}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              const chosen = combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0;
              const [first] = suggestions;
              if (event.key === 'Enter' && !chosen) send();
              else if (event.key === 'Tab' && combobox.dropdownOpened && first && prefix !== '') {
                event.preventDefault();
                choose(first.name);
              }
            }}
          />
        </Combobox.Target>
        <Suggestions fields={suggestions} />
      </Combobox>
      {props.error && <QueryMistake text={props.value} error={props.error} />}
    </div>
  );
}

function Suggestions({ fields }: { readonly fields: readonly QueryField[] }) {
  const { t } = useTranslation();
  return (
    <Combobox.Dropdown hidden={fields.length === 0}>
      <Combobox.Options aria-label={t('events.fields')}>
        {fields.map((field) => (
          <Combobox.Option key={field.name} value={field.name}>
            <div style={{ display: 'flex', gap: 12, alignItems: 'baseline' }}>
              <span className="t-mono">{field.name}</span>
              <span className="t-3 t-ellipsis" style={{ fontSize: '0.75rem' }}>
                {field.description}
              </span>
              <span className={classes.type}>{field.type}</span>
            </div>
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}

const shownBefore = 32;

function QueryMistake({ text, error }: { readonly text: string; readonly error: ApiError }) {
  const entry = error.errors[0];
  const at = entry?.position === undefined ? null : Math.min(entry.position, text.length);
  const length = entry?.length ?? 1;
  const from = at === null ? 0 : Math.max(0, at - shownBefore);
  return (
    <div className={classes.error} role="alert">
      {entry === undefined || entry.message === '' ? error.message : entry.message}{' '}
      <span className="t-mono t-3">{error.code}</span>
      {at !== null && (
        <span className={`${classes.snippet ?? ''} t-mono`}>
          {from > 0 && '…'}
          {text.slice(from, at)}
          <span className={classes.mark}>{text.slice(at, at + length) || ' '}</span>
          {text.slice(at + length)}
        </span>
      )}
    </div>
  );
}
