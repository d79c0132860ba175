import { Alert, Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post, remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { tokensQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { ApiToken, Permission } from '../../api/types.ts';
import { CodeBlock } from '../../components/copy.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, ForbiddenState, QueryView } from '../../components/states.tsx';
import { Ago, Time } from '../../components/time.tsx';
import { useDraftForm } from '../../lib/draft.ts';

/** Keys for programs: each names what it may do, and is shown once. */
export function TokensPage() {
  const { t } = useTranslation();
  const session = useSession();
  const allowed = session.can('token:write');
  const query = useQuery({ ...tokensQuery, enabled: allowed });
  const [creating, setCreating] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const revoke = useChange((id: string) => remove(`/tokens/${id}`), [['token']]);
  const create = allowed && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  );
  return (
    <PageLayout title={t('nav.tokens')} actions={create}>
      <PageBody>
        {!allowed ? (
          <ForbiddenState />
        ) : (
          <QueryView query={query}>
            {(data) =>
              data.items.length === 0 ? (
                <div className="t-card">
                  <EmptyState
                    title={t('tokens.empty')}
                    text={t('tokens.emptyText')}
                    action={create}
                    icon={<IconKey size={20} stroke={1.6} />}
                  />
                </div>
              ) : (
                <TokenTable tokens={data.items} onRevoke={setRevoking} />
              )
            }
          </QueryView>
        )}
      </PageBody>
      {creating && (
        <CreateToken
          onClose={() => setCreating(false)}
          onMade={(made) => {
            setCreating(false);
            setToken(made);
          }}
        />
      )}
      <Modal
        opened={token !== null}
        onClose={() => setToken(null)}
        title={t('tokens.madeTitle')}
        closeOnClickOutside={false}
        size="lg"
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Stack gap="md">
          <Alert variant="light" color="yellow" icon={<IconKey size={18} />} p="sm">
            {t('common.secretOnce')}
          </Alert>
          <CodeBlock label={t('tokens.one')} text={token ?? ''} wrap />
          <Group justify="flex-end">
            <Button onClick={() => setToken(null)}>{t('sources.saved')}</Button>
          </Group>
        </Stack>
      </Modal>
      {revoking && (
        <FormDialog
          opened
          danger
          title={t('tokens.revokeTitle', { name: revoking.name })}
          intro={t('tokens.revokeText')}
          submitLabel={t('tokens.revoke')}
          busy={revoke.isPending}
          error={revoke.error}
          onSubmit={() => revoke.mutate(revoking.id, { onSuccess: () => setRevoking(null) })}
          onClose={() => setRevoking(null)}
        >
          {null}
        </FormDialog>
      )}
    </PageLayout>
  );
}

function TokenTable({
  tokens,
  onRevoke,
}: {
  readonly tokens: readonly ApiToken[];
  readonly onRevoke: (token: ApiToken) => void;
}) {
  const { t } = useTranslation();
  return (
    <SimpleTable
      label={t('nav.tokens')}
      headers={[
        t('common.name'),
        t('tokens.permissions'),
        t('tokens.created'),
        t('tokens.lastUsed'),
        t('tokens.expires'),
      ]}
      rows={tokens}
      rowKey={(row) => row.id}
      cells={(row) => [
        <strong key="n" style={{ fontWeight: 500 }}>
          {row.name}
        </strong>,
        <span key="p" className="t-mono" style={{ fontSize: '0.75rem' }}>
          {row.permissions.join(', ')}
        </span>,
        <Time key="c" iso={row.createdAt} />,
        row.lastUsedAt === null ? (
          <span key="l" className="t-3">
            {t('tokens.never')}
          </span>
        ) : (
          <Ago key="l" iso={row.lastUsedAt} />
        ),
        row.expiresAt === null ? (
          <span key="e" className="t-3">
            {t('tokens.noExpiry')}
          </span>
        ) : (
          <Time key="e" iso={row.expiresAt} />
        ),
      ]}
      actions={(row) => (
        <Button size="compact-xs" variant="default" onClick={() => onRevoke(row)}>
          {t('tokens.revoke')}
        </Button>
      )}
      actionsLabel={t('common.actions')}
    />
  );
}

const lifetimes = ['30', '90', '365', 'none'] as const;
const dayMs = 86_400_000;

interface Values extends Record<string, unknown> {
  readonly name: string;
  readonly permissions: Permission[];
  readonly lifetime: string;
}

function CreateToken({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (token: string) => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const { form, restored, clear } = useDraftForm<Values>(
    'token',
    { name: '', permissions: [], lifetime: '90' },
    {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      permissions: (value) => (value.length === 0 ? t('tokens.permissionNeeded') : null),
    },
  );
  const create = useChange(
    (values: Values) =>
      post('/tokens', {
        name: values.name.trim(),
        permissions: values.permissions,
        expiresAt:
          values.lifetime === 'none'
            ? null
            : new Date(Date.now() + Number(values.lifetime) * dayMs).toISOString(),
      }),
    [['token']],
  );
  const submit = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: (made) => {
        clear();
        onMade(made.token);
      },
    }),
  );
  return (
    <FormDialog
      opened
      title={t('tokens.create')}
      submitLabel={t('tokens.create')}
      busy={create.isPending}
      error={create.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('common.name')}
        description={t('tokens.nameHint')}
        {...form.getInputProps('name')}
      />
      <Select
        label={t('tokens.expires')}
        allowDeselect={false}
        data={lifetimes.map((value) => ({
          value,
          label: value === 'none' ? t('tokens.noExpiry') : t('companies.days', { count: Number(value) }),
        }))}
        {...form.getInputProps('lifetime')}
      />
      <Checkbox.Group
        label={t('tokens.permissions')}
        description={t('tokens.permissionsHint')}
        {...form.getInputProps('permissions')}
      >
        <div
          style={{
            display: 'grid',
            gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))',
            gap: 8,
            marginTop: 8,
          }}
        >
          {session.permissions.map((permission) => (
            <Checkbox
              key={permission}
              value={permission}
              label={<span className="t-mono">{permission}</span>}
            />
          ))}
        </div>
      </Checkbox.Group>
    </FormDialog>
  );
}
