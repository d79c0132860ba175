import { Checkbox, ScrollArea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventField } from '../../api/types.ts';
import { visibleText } from '../../lib/visible-text.ts';
import classes from './field-choice.module.css';

/** The server takes no more. */
const mostChosen = 20;

/** Fields of an event with their values; those by which the rule matched stand first. */
export function FieldChoice({
  fields,
  chosen,
  onChange,
}: {
  readonly fields: readonly EventField[];
  readonly chosen: readonly EventField[];
  readonly onChange: (chosen: readonly EventField[]) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = [
    ...fields.filter(({ matched }) => matched),
    ...fields.filter(({ matched }) => !matched),
  ].filter(({ field, value }) => `${field}\n${value}`.toLowerCase().includes(wanted));
  const isChosen = (each: EventField): boolean => chosen.some(({ field }) => field === each.field);
  const toggle = (each: EventField): void =>
    onChange(isChosen(each) ? chosen.filter(({ field }) => field !== each.field) : [...chosen, each]);
  return (
    <fieldset className={classes.box}>
      <legend className={classes.legend}>{t('suppressions.fields', { count: chosen.length })}</legend>
      <TextInput
        size="xs"
        aria-label={t('suppressions.findField')}
        placeholder={t('suppressions.findField')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={220} mt={8} type="auto">
        {shown.map((each) => (
          <Checkbox
            key={each.field}
            size="xs"
            className={classes.field ?? ''}
            checked={isChosen(each)}
            disabled={!isChosen(each) && chosen.length >= mostChosen}
            onChange={() => toggle(each)}
            label={
              <>
                <span className="t-mono t-2">{each.field}</span>{' '}
                <span className={`${classes.value ?? ''} t-mono`}>{visibleText(each.value)}</span>
                {each.matched && <span className="t-3"> · {t('suppressions.matchedBy')}</span>}
              </>
            }
          />
        ))}
        {shown.length === 0 && <div className="t-3">{t('common.nothingFound')}</div>}
      </ScrollArea.Autosize>
    </fieldset>
  );
}
