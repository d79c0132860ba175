import { Button, Skeleton, Stack } from '@mantine/core';
import { IconAlertTriangle, IconInbox, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import classes from './states.module.css';

/** What this is, why it is empty, what to do next. */
export function EmptyState(props: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
  readonly compact?: boolean;
}) {
  return (
    <div className={`${classes.state ?? ''} ${props.compact ? (classes.compact ?? '') : ''}`}>
      {!props.compact && (
        <span className={classes.icon} aria-hidden>
          {props.icon ?? <IconInbox size={20} stroke={1.6} />}
        </span>
      )}
      <div className={classes.title}>{props.title}</div>
      {props.text !== undefined && <div className={classes.text}>{props.text}</div>}
      {props.action}
    </div>
  );
}

/** What went wrong, with the code that the server gave and a way to try again. A 403 reads as "no permission". */
export function ErrorState({
  error,
  onRetry,
  compact,
}: {
  readonly error: Error;
  readonly onRetry?: () => void;
  readonly compact?: boolean;
}) {
  const { t } = useTranslation();
  const { title, text, code } = useErrorText(error);
  const status = error instanceof ApiError ? error.status : null;
  const Icon = status === 403 ? IconLock : status === 0 ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <div role="alert" className={`${classes.state ?? ''} ${compact ? (classes.compact ?? '') : ''}`}>
      <span className={classes.icon} aria-hidden>
        <Icon size={20} stroke={1.6} />
      </span>
      <div className={classes.title}>{title}</div>
      <div className={classes.text}>{text}</div>
      {code !== '' && <div className={`${classes.code ?? ''} t-mono`}>{code}</div>}
      {onRetry && status !== 403 && status !== 404 && (
        <Button variant="default" onClick={onRetry} mt={4}>
          {t('common.tryAgain')}
        </Button>
      )}
    </div>
  );
}

export function useErrorText(error: Error): {
  readonly title: string;
  readonly text: string;
  readonly code: string;
} {
  const { t } = useTranslation();
  if (!(error instanceof ApiError)) return { title: t('error.page'), text: t('error.pageText'), code: '' };
  const code = [error.code, error.requestId].filter((part) => part !== null && part !== '').join(' · ');
  if (error.status === 0)
    return { title: t('error.unreachable'), text: t('error.unreachableText'), code: '' };
  if (error.status === 403) return { title: t('error.forbidden'), text: t('error.forbiddenText'), code };
  if (error.status === 404)
    return { title: t('error.notFound'), text: error.message || t('error.notFoundText'), code };
  return { title: t('error.server'), text: error.message || t('error.serverText'), code };
}

export function ForbiddenState() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconLock size={20} stroke={1.6} />}
      title={t('error.forbidden')}
      text={t('error.forbiddenText')}
    />
  );
}

export function LoadingBlock({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" p="md" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={14} width={`${90 - ((index * 17) % 45)}%`} />
      ))}
    </Stack>
  );
}

/** Shows one query: skeleton, error, or what it gave. */
export function QueryView<T>(props: {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  readonly children: (data: T) => ReactNode;
  readonly loading?: ReactNode;
  readonly compact?: boolean;
}) {
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  if (error)
    return (
      <ErrorState
        error={error}
        onRetry={() => void refetch()}
        {...(props.compact ? { compact: true } : {})}
      />
    );
  return props.loading ?? <LoadingBlock />;
}
