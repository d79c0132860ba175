import { Button, Group, Textarea } from '@mantine/core';
import { IconCheck, IconSend, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../../../api/client.ts';
import { useChange } from '../../../api/hooks.ts';
import { useSession } from '../../../api/session.ts';
import type { Notice } from '../../../api/types.ts';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { notifyDone } from '../../../components/notify.ts';

const resendable: ReadonlySet<Notice['status']> = new Set(['failed', 'bounced', 'unknown', 'accepted']);

type Act = 'submit' | 'approve' | 'reject' | 'resend';

/** What can be done with a notice now, by this user. Each act says what will happen before it does. */
export function NoticeActions({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const session = useSession();
  const [act, setAct] = useState<Act | null>(null);
  const [reason, setReason] = useState('');
  const run = useChange(
    (input: { readonly act: Act; readonly reason?: string }) =>
      input.act === 'reject'
        ? post(`/notices/${notice.id}/reject`, { reason: input.reason ?? '' })
        : post(`/notices/${notice.id}/${input.act}`),
    [['notice'], ['incident'], ['obligation'], ['overview']],
  );
  const open = (next: Act): void => {
    run.reset();
    setReason('');
    setAct(next);
  };
  const finish = (): void => {
    if (act === null) return;
    run.mutate(act === 'reject' ? { act, reason: reason.trim() } : { act }, {
      onSuccess: () => {
        notifyDone(t(`notice.done.${act}`));
        setAct(null);
      },
    });
  };
  const secondPerson = run.error instanceof ApiError && run.error.code === 'second_person_required';
  return (
    <Group gap="xs">
      {(notice.status === 'draft' || notice.status === 'rejected') && session.can('notice:write') && (
        <Button leftSection={<IconSend size={14} />} onClick={() => open('submit')}>
          {t('notice.submit')}
        </Button>
      )}
      {notice.status === 'awaiting_approval' && session.can('notice:approve') && (
        <>
          <Button variant="default" leftSection={<IconX size={14} />} onClick={() => open('reject')}>
            {t('notice.reject')}
          </Button>
          <Button
            leftSection={<IconCheck size={14} />}
            disabled={!notice.mayApprove}
            title={notice.mayApprove ? undefined : t('notice.ownNotice')}
            onClick={() => open('approve')}
          >
            {t('notice.approve')}
          </Button>
        </>
      )}
      {resendable.has(notice.status) && session.can('notice:approve') && (
        <Button variant="default" leftSection={<IconSend size={14} />} onClick={() => open('resend')}>
          {t('notice.resend')}
        </Button>
      )}
      <FormDialog
        opened={act !== null}
        title={t(`notice.actTitle.${act ?? 'submit'}`)}
        intro={t(`notice.actText.${act ?? 'submit'}`, { count: notice.recipients.length })}
        submitLabel={t(`notice.${act ?? 'submit'}`)}
        danger={act === 'reject'}
        busy={run.isPending}
        error={secondPerson ? secondPersonError(run.error, t('notice.secondPersonRequired')) : run.error}
        disabled={act === 'reject' && reason.trim() === ''}
        onSubmit={finish}
        onClose={() => setAct(null)}
      >
        {act === 'reject' ? (
          <Textarea
            data-autofocus
            label={t('common.reason')}
            description={t('notice.rejectHint')}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : act === 'submit' ? null : (
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {notice.recipients.map((recipient) => (
              <li key={recipient.email}>
                {recipient.name} <span className="t-3">{recipient.email}</span>
              </li>
            ))}
          </ul>
        )}
      </FormDialog>
    </Group>
  );
}

function secondPersonError(error: Error | null, message: string): Error | null {
  return error instanceof ApiError
    ? new ApiError({
        status: error.status,
        code: error.code,
        message,
        requestId: error.requestId,
        errors: [],
      })
    : error;
}
