import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { sourcesQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { CompanyDetail, NewSource, Source } from '../../api/types.ts';
import { ToneText } from '../../components/badges.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useNotifyError } from '../../components/notify.ts';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Ago } from '../../components/time.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { ReconciliationSection } from '../intake/reconciliation.tsx';
import { CreateSourceDialog } from './create-source-dialog.tsx';
import { SourceSetup } from './source-setup.tsx';
import classes from './company.module.css';

/** Where a company's events come from; a new source shows its token once, with lines to paste. */
export function SourcesTab({ company }: { readonly company: CompanyDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(sourcesQuery(company.id));
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ readonly source: NewSource; readonly token: string } | null>(null);
  const [rotating, setRotating] = useState<Source | null>(null);
  const mayWrite = session.can('source:write');
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
      {t('sources.create')}
    </Button>
  );
  return (
    <>
      <div className={classes.introRow}>
        <p className={classes.intro}>{t('sources.intro')}</p>
        {add}
      </div>
      <QueryView query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="t-card">
              <EmptyState title={t('sources.empty')} text={t('sources.emptyText')} action={add} />
            </div>
          ) : (
            <SourceTable sources={data.items} mayWrite={mayWrite} onRotate={setRotating} />
          )
        }
      </QueryView>
      <ReconciliationSection companyId={company.id} />
      {creating && (
        <CreateSourceDialog
          companyId={company.id}
          onClose={() => setCreating(false)}
          onMade={(result) => {
            setCreating(false);
            setMade(result);
          }}
        />
      )}
      {made && <SourceSetup source={made.source} token={made.token} onClose={() => setMade(null)} />}
      {rotating && (
        <RotateDialog
          source={rotating}
          onClose={() => setRotating(null)}
          onDone={(token) => {
            setMade({ source: rotating, token });
            setRotating(null);
          }}
        />
      )}
    </>
  );
}

function SourceTable({
  sources,
  mayWrite,
  onRotate,
}: {
  readonly sources: readonly Source[];
  readonly mayWrite: boolean;
  readonly onRotate: (source: Source) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const notifyError = useNotifyError();
  const change = useChange(
    (input: { readonly id: string; readonly disabled: boolean }) =>
      patch(`/sources/${input.id}`, { disabled: input.disabled }),
    [['source'], ['company']],
  );
  const menu = (source: Source) => (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t('common.more')}: ${source.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onRotate(source)}>{t('sources.rotate')}</Menu.Item>
        <Menu.Item
          onClick={() =>
            change.mutate({ id: source.id, disabled: !source.disabled }, { onError: notifyError })
          }
        >
          {source.disabled ? t('sources.enable') : t('sources.disable')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <SimpleTable
      label={t('companies.tab.sources')}
      headers={[
        t('common.name'),
        t('sources.kind'),
        t('sources.addresses'),
        t('sources.last'),
        t('sources.count24h'),
        t('common.status'),
      ]}
      rows={sources}
      rowKey={(source) => source.id}
      cells={(source) => [
        <strong key="n" style={{ fontWeight: 500 }}>
          {source.name}
        </strong>,
        t(`sources.kinds.${source.kind}`),
        <span key="a" className="t-mono">
          {source.addresses.length === 0 ? '–' : source.addresses.join(', ')}
        </span>,
        source.lastEventAt === null ? (
          <span key="l" className="t-3">
            {t('sources.never')}
          </span>
        ) : (
          <Ago key="l" iso={source.lastEventAt} />
        ),
        <Link
          key="c"
          to="/events"
          search={{ companyId: source.companyId, range: '24h' }}
          className="t-quiet-link t-num"
        >
          {format.number(source.eventCount24h)}
        </Link>,
        source.disabled ? (
          <ToneText key="s" tone="neutral" hollow>
            {t('sources.disabled')}
          </ToneText>
        ) : source.silentSince !== null ? (
          <ToneText key="s" tone="danger">
            {t('sources.unusual')}
          </ToneText>
        ) : source.eventCount24h === 0 ? (
          <ToneText key="s" tone="warning">
            {t('sources.silent')}
          </ToneText>
        ) : (
          <ToneText key="s" tone="success">
            {t('sources.active')}
          </ToneText>
        ),
      ]}
      actions={mayWrite ? menu : undefined}
      actionsLabel={t('common.actions')}
    />
  );
}

function RotateDialog({
  source,
  onClose,
  onDone,
}: {
  readonly source: Source;
  readonly onClose: () => void;
  readonly onDone: (token: string) => void;
}) {
  const { t } = useTranslation();
  const rotate = useChange(() => post(`/sources/${source.id}/rotate-token`), [['source']]);
  return (
    <FormDialog
      opened
      danger
      title={t('sources.rotate')}
      intro={t('sources.rotateText', { name: source.name })}
      submitLabel={t('sources.rotate')}
      busy={rotate.isPending}
      error={rotate.error}
      onSubmit={() => rotate.mutate(undefined, { onSuccess: (result) => onDone(result.token) })}
      onClose={onClose}
    >
      {null}
    </FormDialog>
  );
}
