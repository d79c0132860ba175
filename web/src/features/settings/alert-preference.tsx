import { Button, Group, Select, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { put } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { alertPreferenceQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { alertLevels, alertWishes, type AlertPreference, type AlertWish } from '../../api/types.ts';
import { ErrorNote } from '../../components/form-dialog.tsx';
import { Section } from '../../components/layout.tsx';
import { notifyDone } from '../../components/notify.ts';
import { QueryView } from '../../components/states.tsx';
import classes from './settings.module.css';

/** Of which obligations one gets mail: for staff alone. */
export function AlertPreferenceSection() {
  const { t } = useTranslation();
  const session = useSession();
  const allowed = session.isProvider && session.can('obligation:read');
  const query = useQuery({ ...alertPreferenceQuery, enabled: allowed });
  if (!allowed) return null;
  return (
    <Section title={t('alert.preference')} id="alerts">
      <QueryView query={query}>{(preference) => <PreferenceForm preference={preference} />}</QueryView>
    </Section>
  );
}

const readWish = (value: string | null): AlertWish => alertWishes.find((wish) => wish === value) ?? 'own';

function PreferenceForm({ preference }: { readonly preference: AlertPreference }) {
  const { t } = useTranslation();
  const { warning, escalation, breach, chosen } = preference;
  const form = useForm({ initialValues: { warning, escalation, breach } });
  const save = useChange(
    (values: typeof form.values) => put('/alert-preference', values),
    [['alert-preference']],
  );
  return (
    <form
      className={`t-card ${classes.form ?? ''}`}
      onSubmit={form.onSubmit((values) =>
        save.mutate(values, {
          onSuccess: () => {
            form.resetDirty(values);
            notifyDone(t('common.saved'));
          },
        }),
      )}
    >
      <Stack gap="sm">
        <p className="t-2" style={{ margin: 0 }}>
          {t('alert.preferenceText')}
        </p>
        {alertLevels.map((level) => (
          <Select
            key={level}
            label={t(`alert.levels.${level}`)}
            description={t(`alert.levelText.${level}`)}
            allowDeselect={false}
            data={alertWishes.map((value) => ({ value, label: t(`alert.wish.${value}`) }))}
            value={form.values[level]}
            onChange={(value) => form.setFieldValue(level, readWish(value))}
          />
        ))}
        {save.error && <ErrorNote error={save.error} />}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t('common.save')}
          </Button>
          {!chosen && <span className="t-3">{t('alert.byRole')}</span>}
        </Group>
      </Stack>
    </form>
  );
}
