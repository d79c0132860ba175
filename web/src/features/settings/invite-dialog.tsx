import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { companyChoicesQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { customerRoles, providerRoles, type Role } from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { notifyDone } from '../../components/notify.ts';
import { showFieldErrors, useDraftForm } from '../../lib/draft.ts';

interface Values extends Record<string, unknown> {
  readonly email: string;
  readonly role: Role;
  readonly companyId: string;
}

/** Asks somebody in by mail: into the provider's team or into a company. */
export function InviteDialog({
  company,
  onClose,
}: {
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const fixedCompany = company?.id ?? (session.isProvider ? null : session.companyId);
  const companies = useQuery({
    ...companyChoicesQuery,
    enabled: fixedCompany === null && session.can('company:read'),
  });
  const { form, restored, clear } = useDraftForm<Values>(
    `invitation.${fixedCompany ?? 'any'}`,
    { email: '', role: fixedCompany === null ? 'analyst' : 'member', companyId: fixedCompany ?? '' },
    { email: (value) => (/^\S+@\S+$/.test(value) ? null : t('auth.emailNeeded')) },
  );
  const invite = useChange(
    (values: Values) =>
      post('/users/invitations', {
        email: values.email.trim(),
        role: values.role,
        companyId: values.companyId === '' ? session.companyId : values.companyId,
      }),
    [['user-invitation']],
  );
  const roles = form.values.companyId === '' ? providerRoles : customerRoles;
  const submit = form.onSubmit((values) =>
    invite.mutate(values, {
      onSuccess: () => {
        clear();
        notifyDone(
          session.mail.configured
            ? t('users.invited', { email: values.email })
            : t('users.invitedOutbox', { path: session.mail.outboxPath ?? 'data/outbox' }),
        );
        onClose();
      },
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  return (
    <FormDialog
      opened
      title={t('users.invite')}
      intro={t('users.inviteText')}
      submitLabel={t('users.inviteSubmit')}
      busy={invite.isPending}
      error={invite.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput data-autofocus type="email" label={t('auth.email')} {...form.getInputProps('email')} />
      {fixedCompany === null && (
        <Select
          searchable
          allowDeselect={false}
          label={t('users.belongsTo')}
          data={[
            { value: '', label: session.provider.name },
            ...(companies.data?.items ?? []).map((entry) => ({ value: entry.id, label: entry.name })),
          ]}
          value={form.values.companyId}
          onChange={(value) =>
            form.setValues({
              companyId: value ?? '',
              role: value === '' || value === null ? 'analyst' : 'member',
            })
          }
        />
      )}
      <Select
        label={t('users.role')}
        description={t(`roleText.${form.values.role}`)}
        allowDeselect={false}
        data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        {...form.getInputProps('role')}
      />
    </FormDialog>
  );
}
