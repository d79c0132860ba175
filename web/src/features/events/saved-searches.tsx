import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBookmark, IconBookmarkFilled, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post, remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { savedSearchesQuery } from '../../api/resources.ts';
import type { SavedSearch } from '../../api/types.ts';
import type { EventsSearch } from '../../app/search.ts';
import { storeColumns, useColumnChoice, wantedColumns } from '../../components/column-menu.tsx';
import { notifyDone, useNotifyError } from '../../components/notify.ts';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { SavedSearchDialog } from './saved-search-dialog.tsx';
import { contentOf, isBareLink, isChanged, openedSearch } from './saved-search-state.ts';
import classes from './saved-searches.module.css';

interface Choosable {
  readonly id: string;
  readonly header: string;
  readonly optional?: boolean;
}

type OnOpen = (next: Partial<EventsSearch>, replace?: boolean) => void;

/** Saved searches: to open one, to keep what the page shows, to rename, share and delete one's own. */
export function SavedSearches(props: {
  readonly search: EventsSearch;
  readonly columns: readonly Choosable[];
  readonly onOpen: OnOpen;
}) {
  const { t } = useTranslation();
  const { search, columns } = props;
  const query = useQuery(savedSearchesQuery);
  const items = query.data?.items ?? [];
  const current = items.find((item) => item.id === search.saved) ?? null;
  const [isOpen, setOpen] = useState(false);
  const [editing, setEditing] = useState<SavedSearch | 'new' | null>(null);
  const [choice] = useColumnChoice('events');
  const open = (saved: SavedSearch, replace?: boolean): void => {
    if (saved.columns !== null) storeColumns('events', columns, saved.columns);
    setOpen(false);
    props.onOpen(openedSearch(saved), replace);
  };
  useBareLink(search, current, open);
  const Icon = current === null ? IconBookmark : IconBookmarkFilled;
  return (
    <>
      <Popover
        opened={isOpen}
        onChange={setOpen}
        position="bottom-end"
        width={380}
        trapFocus
        returnFocus
        transitionProps={{ duration: 0 }}
        withRoles={false}
      >
        <Popover.Target>
          <Button
            variant={current === null ? 'default' : 'light'}
            size="sm"
            maw={220}
            leftSection={<Icon size={14} />}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {current === null ? t('events.saved.title') : <bdi className="t-ellipsis">{current.name}</bdi>}
            {current !== null && isChanged(current, search) && (
              <span className={classes.changed}>{t('events.saved.changed')}</span>
            )}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p="xs" role="dialog" aria-label={t('events.saved.title')}>
          <QueryView query={query}>
            {() => (
              <List items={items} current={current} onOpen={open} onEdit={setEditing} onGone={props.onOpen} />
            )}
          </QueryView>
          <div className={classes.foot}>
            {current?.mine === true && isChanged(current, search) && (
              <SaveChanges saved={current} search={search} />
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                setOpen(false);
                setEditing('new');
              }}
            >
              {t('events.saved.saveThis')}
            </Button>
          </div>
        </Popover.Dropdown>
      </Popover>
      {editing !== null && (
        <SavedSearchDialog
          search={search}
          columns={wantedColumns(columns, choice)}
          saved={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onDone={(saved) => {
            setEditing(null);
            if (editing === 'new') props.onOpen({ saved: saved.id }, true);
          }}
        />
      )}
    </>
  );
}

/** A link that names a saved search alone opens it, once. */
function useBareLink(
  search: EventsSearch,
  saved: SavedSearch | null,
  open: (saved: SavedSearch, replace?: boolean) => void,
): void {
  const opened = useRef<string | null>(null);
  useEffect(() => {
    if (saved === null || opened.current === saved.id) return;
    opened.current = saved.id;
    if (isBareLink(search) && isChanged(saved, search)) open(saved, true);
  }, [saved, search, open]);
}

function List(props: {
  readonly items: readonly SavedSearch[];
  readonly current: SavedSearch | null;
  readonly onOpen: (saved: SavedSearch) => void;
  readonly onEdit: (saved: SavedSearch) => void;
  readonly onGone: OnOpen;
}) {
  const { t } = useTranslation();
  if (props.items.length === 0)
    return <EmptyState compact title={t('events.saved.empty')} text={t('events.saved.emptyText')} />;
  return (
    <ul className={classes.list}>
      {props.items.map((saved) => (
        <li key={saved.id} className={classes.row} aria-current={saved.id === props.current?.id}>
          <button type="button" className={classes.open} onClick={() => props.onOpen(saved)}>
            <bdi className="t-ellipsis">{saved.name}</bdi>
            <span className={`${classes.query ?? ''} t-mono t-ellipsis`}>
              {saved.q === '' ? t('events.saved.everything') : saved.q} · {saved.range.replace('~', ' – ')}
            </span>
          </button>
          {saved.shared && (
            <span className={classes.shared}>
              {saved.mine ? (
                t('events.saved.shared')
              ) : (
                <>
                  {t('events.saved.of')} <bdi>{saved.userName}</bdi>
                </>
              )}
            </span>
          )}
          {saved.mine && <OwnActions saved={saved} {...props} />}
        </li>
      ))}
    </ul>
  );
}

function OwnActions(props: {
  readonly saved: SavedSearch;
  readonly current: SavedSearch | null;
  readonly onEdit: (saved: SavedSearch) => void;
  readonly onGone: OnOpen;
}) {
  const { t } = useTranslation();
  const { saved } = props;
  const fail = useNotifyError();
  const restore = useChange(() => post(`/saved-searches/${saved.id}/restore`), [['saved-search']]);
  const end = useChange(() => remove(`/saved-searches/${saved.id}`), [['saved-search']]);
  const undo = (toast: string): void => {
    notifications.hide(toast);
    // As promises: the row, and what it watches, is gone by then.
    restore
      .mutateAsync(undefined)
      .then(() => notifyDone(t('events.saved.restored', { name: saved.name })))
      .catch(fail);
  };
  const told = (): void => {
    if (props.current?.id === saved.id) props.onGone({ saved: undefined }, true);
    const toast = `saved-search-${saved.id}`;
    notifications.show({
      id: toast,
      withBorder: true,
      autoClose: 12_000,
      closeButtonProps: { 'aria-label': t('common.close') },
      message: (
        <>
          {t('events.saved.deleted', { name: saved.name })}{' '}
          <Button size="compact-xs" variant="light" onClick={() => undo(toast)}>
            {t('common.undo')}
          </Button>
        </>
      ),
    });
  };
  const onDelete = (): void => void end.mutateAsync(undefined).then(told).catch(fail);
  return (
    <>
      <Tooltip label={t('events.saved.edit')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`${t('events.saved.edit')}: ${saved.name}`}
          onClick={() => props.onEdit(saved)}
        >
          <IconPencil size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('common.delete')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`${t('common.delete')}: ${saved.name}`}
          loading={end.isPending}
          onClick={onDelete}
        >
          <IconTrash size={14} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function SaveChanges({ saved, search }: { readonly saved: SavedSearch; readonly search: EventsSearch }) {
  const { t } = useTranslation();
  const fail = useNotifyError();
  const change = useChange(() => patch(`/saved-searches/${saved.id}`, contentOf(search)), [['saved-search']]);
  return (
    <Button
      size="xs"
      variant="light"
      maw={200}
      loading={change.isPending}
      onClick={() =>
        change.mutate(undefined, {
          onSuccess: () => notifyDone(t('events.saved.done', { name: saved.name })),
          onError: fail,
        })
      }
    >
      {t('events.saved.saveChanges')}
    </Button>
  );
}
