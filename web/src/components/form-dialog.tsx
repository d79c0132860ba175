import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './states.tsx';

/** A form in a dialog: says what it does, shows what the server refused, keeps what was typed. */
export function FormDialog(props: {
  readonly opened: boolean;
  readonly title: string;
  readonly intro?: ReactNode;
  readonly submitLabel: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly restored?: boolean;
  readonly disabled?: boolean;
  readonly size?: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly onDiscard?: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'md'}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          props.onSubmit();
        }}
      >
        <Stack gap="sm">
          {props.intro !== undefined && <div className="t-2">{props.intro}</div>}
          {props.restored && (
            <Group gap="xs" className="t-3" fz="xs">
              {t('common.draftRestored')}
              {props.onDiscard && (
                <Button size="compact-xs" variant="subtle" onClick={props.onDiscard}>
                  {t('common.discardDraft')}
                </Button>
              )}
            </Group>
          )}
          {props.children}
          {props.error && <ErrorNote error={props.error} />}
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={props.onClose}>
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              loading={props.busy}
              disabled={props.disabled ?? false}
              color={props.danger ? 'red' : undefined}
            >
              {props.submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** An error inside a form or a card: what happened and its code. */
export function ErrorNote({ error }: { readonly error: Error }) {
  const { title, text, code } = useErrorText(error);
  return (
    <Alert role="alert" color="red" variant="light" p="xs" title={text === '' ? title : undefined}>
      {text}
      {code !== '' && (
        <div className="t-mono t-3" style={{ fontSize: '0.75rem', marginTop: 4 }}>
          {code}
        </div>
      )}
    </Alert>
  );
}
