import { Button, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../../api/client.ts';
import { identityProvidersQuery } from '../../api/resources.ts';
import type { IdentityProvider } from '../../api/types.ts';
import { ToneBadge, ToneText } from '../../components/badges.tsx';
import { CopyIcon } from '../../components/copy.tsx';
import { Facts, Section } from '../../components/layout.tsx';
import { notifyDone, useNotifyError } from '../../components/notify.ts';
import { EmptyState, QueryView } from '../../components/states.tsx';
import classes from './settings.module.css';

/** The identity providers of the settings: what to register there, and whether they answer. */
export function IdentityProviders() {
  const { t } = useTranslation();
  const query = useQuery(identityProvidersQuery);
  return (
    <Section title={t('identityProviders.title')}>
      <QueryView query={query} compact>
        {(data) =>
          data.items.length === 0 ? (
            <div className="t-card">
              <EmptyState
                compact
                title={t('identityProviders.empty')}
                text={t('identityProviders.emptyText')}
              />
            </div>
          ) : (
            <>
              <p className="t-2" style={{ margin: '0 0 12px', maxWidth: 720, fontSize: '0.8125rem' }}>
                {t('identityProviders.intro')}
              </p>
              <div className={classes.providers}>
                {data.items.map((provider) => (
                  <ProviderCard key={provider.id} provider={provider} />
                ))}
              </div>
            </>
          )
        }
      </QueryView>
    </Section>
  );
}

function ProviderCard({ provider }: { readonly provider: IdentityProvider }) {
  const { t } = useTranslation();
  const notifyError = useNotifyError();
  const check = useMutation({
    mutationFn: () => post(`/identity-providers/${provider.id}/check`),
    onSuccess: ({ ok, code, message }) => {
      if (ok) notifyDone(t('identityProviders.answers', { name: provider.name }));
      else notifyError(Object.assign(new Error(message ?? ''), { code: code ?? '' }));
    },
    onError: notifyError,
  });
  const who = provider.who === 'provider' ? t('identityProviders.staff') : provider.who;
  const domains = provider.domains.length === 0 ? '' : ` · ${provider.domains.join(', ')}`;
  return (
    <div className={`t-card ${classes.provider ?? ''}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <strong style={{ fontWeight: 600 }}>{provider.name}</strong>
            {provider.required && <ToneBadge tone="warning">{t('identityProviders.required')}</ToneBadge>}
          </Group>
          <div className="t-2" style={{ overflowWrap: 'anywhere' }}>
            {provider.issuer}
          </div>
        </div>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`${t('identityProviders.check')}: ${provider.name}`}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          {t('identityProviders.check')}
        </Button>
      </Group>
      {provider.missing.map((what) => (
        <ToneText key={what} tone="danger">
          {t(`identityProviders.missing.${what}`, { who, email: provider.breakGlass ?? '' })}
        </ToneText>
      ))}
      <Facts
        items={[
          [t('identityProviders.who'), `${who}${domains}`],
          [t('identityProviders.breakGlass'), provider.breakGlass],
          [t('identityProviders.redirect'), <Address key="r" text={provider.redirectUri} />],
          [t('identityProviders.logout'), <Address key="l" text={provider.logoutUri} />],
        ]}
      />
    </div>
  );
}

function Address({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap">
      <span className="t-mono" style={{ overflowWrap: 'anywhere' }}>
        {text.split(/(?<=[^/]\/)/).map((part, index) => (
          <Fragment key={index}>
            {part}
            <wbr />
          </Fragment>
        ))}
      </span>
      <CopyIcon value={text} label={t('common.copy')} />
    </Group>
  );
}
