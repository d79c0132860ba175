import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageBody, PageLayout } from '../../components/layout.tsx';
import { ForbiddenState } from '../../components/states.tsx';
import { IdentityProviders } from './identity-providers.tsx';
import { UserList } from './user-list.tsx';

export function UsersPage() {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <PageLayout title={t('nav.users')}>
      <PageBody>
        {session.can('user:read') ? <UserList company={null} /> : <ForbiddenState />}
        {session.can('setting:write') && <IdentityProviders />}
      </PageBody>
    </PageLayout>
  );
}
