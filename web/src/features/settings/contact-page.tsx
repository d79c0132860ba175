import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { put } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { providerContactQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import type { ProviderContact } from '../../api/types.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { notifyDone } from '../../components/notify.ts';
import { ForbiddenState, QueryView } from '../../components/states.tsx';
import { showFieldErrors } from '../../lib/draft.ts';
import { BounceHealthSection } from './bounce-health.tsx';
import classes from './settings.module.css';

/** Whom customers reach when a notice or the tracking page leaves a question open. */
export function ContactPage() {
  const { t } = useTranslation();
  const allowed = useSession().can('setting:write');
  const query = useQuery({ ...providerContactQuery, enabled: allowed });
  return (
    <PageLayout title={t('nav.contact')}>
      <PageBody>
        {allowed ? (
          <>
            <QueryView query={query}>{(contact) => <ContactForm contact={contact} />}</QueryView>
            <BounceHealthSection />
          </>
        ) : (
          <ForbiddenState />
        )}
      </PageBody>
    </PageLayout>
  );
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function ContactForm({ contact }: { readonly contact: ProviderContact }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: {
      name: contact.name,
      email: contact.email ?? '',
      phone: contact.phone ?? '',
      hours: contact.hours ?? '',
    },
    validate: { name: (value) => (value.trim() === '' ? t('common.required') : null) },
  });
  const save = useChange(
    (values: typeof form.values) =>
      put('/notice-settings/contact', {
        name: values.name.trim(),
        email: orNull(values.email),
        phone: orNull(values.phone),
        hours: orNull(values.hours),
      }),
    [['provider-contact']],
  );
  return (
    <form
      className={`t-card ${classes.form ?? ''}`}
      noValidate
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, {
          onSuccess: () => notifyDone(t('common.saved')),
          onError: (error) => showFieldErrors(form, error),
        }),
      )}
    >
      <Stack gap="sm">
        <p className="t-2" style={{ margin: 0 }}>
          {t('providerContact.intro')}
        </p>
        <TextInput
          label={t('common.name')}
          placeholder={t('providerContact.nameExample')}
          {...form.getInputProps('name')}
        />
        <TextInput type="email" label={t('auth.email')} {...form.getInputProps('email')} />
        <TextInput type="tel" label={t('providerContact.phone')} {...form.getInputProps('phone')} />
        <TextInput label={t('providerContact.hours')} {...form.getInputProps('hours')} />
        {save.error && <ErrorNote error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
