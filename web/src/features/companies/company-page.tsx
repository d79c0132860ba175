import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { companyQuery } from '../../api/resources.ts';
import { useSession } from '../../api/session.ts';
import { companyTabs } from '../../app/search.ts';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { QueryView } from '../../components/states.tsx';
import { UserList } from '../settings/user-list.tsx';
import { AgreementsTab } from './agreements-tab.tsx';
import { CompanyOverview } from './company-overview.tsx';
import { ContactsTab } from './contacts-tab.tsx';
import { SourcesTab } from './sources-tab.tsx';

const needs = {
  overview: 'company:read',
  users: 'user:read',
  sources: 'source:read',
  contacts: 'company:read',
  agreements: 'agreement:read',
} as const;

export function CompanyPage() {
  const { t } = useTranslation();
  const session = useSession();
  const { companyId } = useParams({ from: '/app/companies/$companyId' });
  const { tab = 'overview' } = useSearch({ from: '/app/companies/$companyId' });
  const navigate = useNavigate({ from: '/companies/$companyId' });
  const query = useQuery(companyQuery(companyId));
  const shown = companyTabs.filter((entry) => session.can(needs[entry]));
  return (
    <PageLayout
      title={query.data?.name ?? t('nav.customers')}
      heading={query.data?.name ?? ' '}
      crumb={
        session.isProvider ? (
          <Link to="/companies" className="t-quiet-link">
            {t('nav.customers')}
          </Link>
        ) : undefined
      }
    >
      <PageBody>
        <QueryView query={query}>
          {(company) => (
            <Tabs
              value={tab}
              keepMounted={false}
              onChange={(next) =>
                void navigate({
                  search: { tab: companyTabs.find((entry) => entry === next && entry !== 'overview') },
                  replace: true,
                })
              }
            >
              <Tabs.List mb="md">
                {shown.map((entry) => (
                  <Tabs.Tab key={entry} value={entry}>
                    {t(`companies.tab.${entry}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <Tabs.Panel value="overview">
                <CompanyOverview company={company} />
              </Tabs.Panel>
              <Tabs.Panel value="users">
                <UserList company={company} />
              </Tabs.Panel>
              <Tabs.Panel value="sources">
                <SourcesTab company={company} />
              </Tabs.Panel>
              <Tabs.Panel value="contacts">
                <ContactsTab company={company} />
              </Tabs.Panel>
              <Tabs.Panel value="agreements">
                <AgreementsTab company={company} />
              </Tabs.Panel>
            </Tabs>
          )}
        </QueryView>
      </PageBody>
    </PageLayout>
  );
}
