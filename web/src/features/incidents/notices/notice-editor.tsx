import { ActionIcon, Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { patch } from '../../../api/client.ts';
import { useChange } from '../../../api/hooks.ts';
import type { Notice } from '../../../api/types.ts';
import { ErrorNote } from '../../../components/form-dialog.tsx';
import { showFieldErrors, useDraftForm } from '../../../lib/draft.ts';

interface Values extends Record<string, unknown> {
  readonly subject: string;
  readonly bodyText: string;
  readonly recommendedMeasures: { text: string }[];
}

/** Changes a draft. Who edits last is an author too, and so cannot approve it. */
export function NoticeEditor({ notice, onClose }: { readonly notice: Notice; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { form, restored, clear } = useDraftForm<Values>(
    `notice.${notice.id}`,
    {
      subject: notice.subject,
      bodyText: notice.bodyText,
      recommendedMeasures: notice.recommendedMeasures.map((measure) => ({ text: measure.text })),
    },
    {
      subject: (value) => (value.trim() === '' ? t('common.required') : null),
      bodyText: (value) => (value.trim() === '' ? t('common.required') : null),
    },
  );
  const save = useChange(
    (values: Values) => patch(`/notices/${notice.id}`, values),
    [
      ['notice', 'one', notice.id],
      ['incident', 'one'],
    ],
  );
  return (
    <form
      className="t-card"
      style={{ padding: 16 }}
      noValidate
      onSubmit={form.onSubmit((values) =>
        save.mutate(
          {
            ...values,
            recommendedMeasures: values.recommendedMeasures.filter((measure) => measure.text.trim() !== ''),
          },
          {
            onSuccess: () => {
              clear();
              onClose();
            },
            onError: (error) => showFieldErrors(form, error),
          },
        ),
      )}
    >
      <Stack gap="sm">
        {restored && (
          <span className="t-3" style={{ fontSize: '0.75rem' }}>
            {t('common.draftRestored')}{' '}
            <Button size="compact-xs" variant="subtle" onClick={clear}>
              {t('common.discardDraft')}
            </Button>
          </span>
        )}
        <TextInput label={t('notice.subject')} autoFocus {...form.getInputProps('subject')} />
        <Textarea
          label={t('notice.body')}
          autosize
          minRows={10}
          maxRows={28}
          {...form.getInputProps('bodyText')}
        />
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <legend style={{ fontSize: '0.8125rem', fontWeight: 500, padding: 0, marginBottom: 4 }}>
            {t('notice.measures')}
          </legend>
          <Stack gap={8}>
            {form.values.recommendedMeasures.map((_, index) => (
              <Group key={index} gap={8} wrap="nowrap" align="start">
                <Textarea
                  style={{ flex: 1 }}
                  autosize
                  aria-label={t('notice.measure', { number: index + 1 })}
                  {...form.getInputProps(`recommendedMeasures.${index}.text`)}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  mt={4}
                  aria-label={t('notice.removeMeasure', { number: index + 1 })}
                  onClick={() => form.removeListItem('recommendedMeasures', index)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            ))}
            <Button
              variant="default"
              leftSection={<IconPlus size={14} />}
              style={{ alignSelf: 'start' }}
              onClick={() => form.insertListItem('recommendedMeasures', { text: '' })}
            >
              {t('notice.addMeasure')}
            </Button>
          </Stack>
        </fieldset>
        {save.error && <ErrorNote error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('notice.saveDraft')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
