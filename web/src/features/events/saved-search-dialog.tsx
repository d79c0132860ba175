import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import type { SavedSearch } from '../../api/types.ts';
import type { EventsSearch } from '../../app/search.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { notifyDone } from '../../components/notify.ts';
import { contentOf } from './saved-search-state.ts';

/** Keeps what the page shows under a name; or, with `saved`, renames or shares one. */
export function SavedSearchDialog(props: {
  readonly search: EventsSearch;
  readonly columns: readonly string[];
  readonly saved: SavedSearch | null;
  readonly onDone: (saved: SavedSearch) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { saved } = props;
  const [name, setName] = useState(saved?.name ?? '');
  const [shared, setShared] = useState(saved?.shared ?? false);
  const [withColumns, setWithColumns] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const save = useChange(
    (content: { readonly name: string; readonly shared: boolean }) =>
      saved === null
        ? post('/saved-searches', {
            ...contentOf(props.search),
            ...content,
            columns: withColumns ? [...props.columns] : null,
          })
        : patch(`/saved-searches/${saved.id}`, content),
    [['saved-search']],
  );
  return (
    <FormDialog
      opened
      title={saved === null ? t('events.saved.save') : t('events.saved.edit')}
      submitLabel={saved === null ? t('events.saved.saveSubmit') : t('common.save')}
      busy={save.isPending}
      error={save.error}
      onClose={props.onClose}
      onSubmit={() => {
        const trimmed = name.trim();
        setEmpty(trimmed === '');
        if (trimmed === '') return;
        save.mutate(
          { name: trimmed, shared },
          {
            onSuccess: (done) => {
              notifyDone(t('events.saved.done', { name: done.name }));
              props.onDone(done);
            },
          },
        );
      }}
    >
      <TextInput
        label={t('common.name')}
        value={name}
        maxLength={100}
        required
        data-autofocus
        error={isEmpty ? t('common.required') : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        label={t('events.saved.share')}
        description={t('events.saved.shareHint')}
        checked={shared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
      {saved === null && (
        <Checkbox
          label={t('events.saved.columns')}
          description={t('events.saved.columnsHint')}
          checked={withColumns}
          onChange={(event) => setWithColumns(event.currentTarget.checked)}
        />
      )}
    </FormDialog>
  );
}
