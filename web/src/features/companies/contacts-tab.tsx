import { ActionIcon, Button, Checkbox, Group, Menu, Select, TextInput } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { patch, post, remove } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { contactsQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import {
  contactCategories,
  type CompanyDetail,
  type Contact,
  type ContactCategory,
} from '../../api/types.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { SimpleTable } from '../../components/simple-table.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { languages } from '../../i18n/index.ts';
import { showFieldErrors, useDraftForm } from '../../lib/draft.ts';
import classes from './company.module.css';

/** Whom notices go to, by the kind of matter. */
export function ContactsTab({ company }: { readonly company: CompanyDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const query = useQuery(contactsQuery(company.id));
  const [editing, setEditing] = useState<Contact | 'new' | null>(null);
  const [removing, setRemoving] = useState<Contact | null>(null);
  const mayWrite = session.can('contact:write');
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
      {t('contacts.create')}
    </Button>
  );
  const drop = useChange((id: string) => remove(`/contacts/${id}`), [['contact']]);
  return (
    <>
      <div className={classes.introRow}>
        <p className={classes.intro}>{t('contacts.intro')}</p>
        {add}
      </div>
      <QueryView query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="t-card">
              <EmptyState title={t('contacts.empty')} text={t('contacts.emptyText')} action={add} />
            </div>
          ) : (
            <SimpleTable
              label={t('companies.tab.contacts')}
              headers={[t('common.name'), t('auth.email'), t('contacts.categories'), t('common.language')]}
              rows={data.items}
              rowKey={(contact) => contact.id}
              cells={(contact) => [
                <strong key="n" style={{ fontWeight: 500 }}>
                  {contact.name}
                </strong>,
                contact.email,
                contact.categories
                  .map((category) =>
                    t(`contactCategory.${category}` as 'contactCategory.security', {
                      defaultValue: category,
                    }),
                  )
                  .join(', '),
                t(`language.${contact.locale}` as 'language.en', { defaultValue: contact.locale }),
              ]}
              actionsLabel={t('common.actions')}
              actions={
                mayWrite
                  ? (contact) => (
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={`${t('common.more')}: ${contact.name}`}
                          >
                            <IconDots size={16} />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item onClick={() => setEditing(contact)}>{t('common.edit')}</Menu.Item>
                          <Menu.Item color="red" onClick={() => setRemoving(contact)}>
                            {t('common.remove')}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    )
                  : undefined
              }
            />
          )
        }
      </QueryView>
      {editing !== null && (
        <ContactDialog
          companyId={company.id}
          contact={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {removing && (
        <FormDialog
          opened
          danger
          title={t('contacts.removeTitle', { name: removing.name })}
          intro={t('contacts.removeText')}
          submitLabel={t('common.remove')}
          busy={drop.isPending}
          error={drop.error}
          onSubmit={() => drop.mutate(removing.id, { onSuccess: () => setRemoving(null) })}
          onClose={() => setRemoving(null)}
        >
          {null}
        </FormDialog>
      )}
    </>
  );
}

interface Values extends Record<string, unknown> {
  readonly name: string;
  readonly email: string;
  readonly categories: ContactCategory[];
  readonly locale: string;
}

function ContactDialog({
  companyId,
  contact,
  onClose,
}: {
  readonly companyId: string;
  readonly contact: Contact | null;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { form, restored, clear } = useDraftForm<Values>(
    contact === null ? `contact.new.${companyId}` : `contact.${contact.id}`,
    {
      name: contact?.name ?? '',
      email: contact?.email ?? '',
      categories: contactCategories.filter((category) =>
        (contact?.categories ?? ['security']).includes(category),
      ),
      locale: contact?.locale ?? i18n.language,
    },
    {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      email: (value) => (/^\S+@\S+$/.test(value) ? null : t('auth.emailNeeded')),
      categories: (value) => (value.length === 0 ? t('contacts.categoryNeeded') : null),
    },
  );
  const save = useChange(
    async ({ name, email, categories, locale }: Values) => {
      const body = { name, email, categories, locale };
      if (contact === null) await post(`/companies/${companyId}/contacts`, body);
      else await patch(`/contacts/${contact.id}`, body);
    },
    [['contact']],
  );
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: () => {
        clear();
        onClose();
      },
      onError: (error) => showFieldErrors(form, error),
    }),
  );
  return (
    <FormDialog
      opened
      title={contact === null ? t('contacts.create') : t('contacts.edit')}
      submitLabel={t('common.save')}
      busy={save.isPending}
      error={save.error}
      restored={restored}
      onDiscard={clear}
      onSubmit={() => submit()}
      onClose={onClose}
    >
      <TextInput data-autofocus label={t('common.name')} {...form.getInputProps('name')} />
      <TextInput type="email" label={t('auth.email')} {...form.getInputProps('email')} />
      <Checkbox.Group
        label={t('contacts.categories')}
        description={t('contacts.categoriesHint')}
        {...form.getInputProps('categories')}
      >
        <Group mt={6}>
          {contactCategories.map((category) => (
            <Checkbox key={category} value={category} label={t(`contactCategory.${category}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Select
        label={t('contacts.locale')}
        allowDeselect={false}
        data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
        {...form.getInputProps('locale')}
      />
    </FormDialog>
  );
}
